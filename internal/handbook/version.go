package handbook

import (
	"strconv"
	"strings"
	"time"

	"github.com/newel-api/newel/internal/design"
)

// versions says which versions the API has, and what changed from each to the next.
func (b *book) versions() *chapter {
	v := b.plan.Versioning
	if v == nil {
		return nil
	}
	c := &chapter{Anchor: "versions", Title: "Versions"}
	var how []span
	if v.Header != "" {
		how = append(spans("A request says with a header which version it means, "), span{v.Header + ": " + v.Current, true}, span{Text: ". "})
	} else {
		how = append(spans("A request says behind the base of its path which version it means, "), span{b.plan.Base + "/" + v.Current + "/…", true}, span{Text: ". "})
	}
	how = append(how, span{Text: "This page is about the current one, "}, span{v.Current, true}, span{Text: "; a request that names none means "}, span{v.Default, true}, span{Text: "."})
	c.Says = append(c.Says, how)
	for i := len(b.plan.Versions) - 1; i >= 0; i-- {
		older := b.plan.Versions[i]
		line := []span{{older.Name, true}, {Text: ": deprecated since " + older.Since.Format(time.DateOnly)}}
		if !older.Until.IsZero() {
			line = append(line, span{Text: ", served until " + older.Until.AddDate(0, 0, -1).Format(time.DateOnly)})
		}
		line = append(line, span{Text: "."})
		for _, declared := range b.plan.Design.Contract.Versions {
			if declared.Name.Text == older.Name {
				for _, change := range declared.Changes {
					line = append(line, span{Text: " "})
					line = append(line, changed(change)...)
				}
			}
		}
		c.Points = append(c.Points, line)
	}
	return c
}

// changed says what a change did, to who knows the older version.
func changed(c *design.Change) []span {
	name := c.Thing.Text
	if c.Member.Text != "" {
		name += "." + c.Member.Text
	}
	to := ""
	switch c.Kind {
	case design.Renamed:
		to = " is now called `" + c.To.Text + "`."
	case design.Added, design.Introduced:
		to = " is new."
	case design.Removed, design.Retired:
		to = " is gone."
	case design.BecameRequired:
		to = " is now required."
	case design.BecameOptional:
		to = " may now be null."
	case design.DefaultChanged:
		to = " has another default."
	case design.WordsChanged:
		to = " has other words."
	case design.Retyped:
		to = " is of another type."
	case design.Split:
		to = " became `" + strings.Join(texts(c.Into), "`, `") + "`."
	case design.Merged:
		var of []string
		for _, f := range c.Of {
			of = append(of, f.Name.Text)
		}
		to = " took the place of `" + strings.Join(of, "`, `") + "`."
	case design.PathChanged:
		to = " has another path."
	case design.StatusChanged:
		to = " answers with another status."
	case design.ErrorChanged:
		to = " was another code."
	case design.ChangeNone:
	}
	return append([]span{{name, true}}, spans(to)...)
}

func texts(all []design.Name) (out []string) {
	for _, n := range all {
		out = append(out, n.Text)
	}
	return out
}

// ends says that an operation is deprecated, "" when it is not.
func ends(o *design.Operation) string {
	d := o.Deprecated
	if d == nil {
		return ""
	}
	out := "Deprecated since " + day(d.Since)
	if d.Sunset.Span.Known() {
		out += ", gone from " + day(d.Sunset) + " on"
	}
	if d.Because.Text != "" {
		out += ": " + strings.TrimSuffix(d.Because.Text, ".")
	}
	out += "."
	if d.Use.Set() {
		out += " Use " + d.Use.Name + " instead."
	}
	return out
}

// day writes a number of days since 1970.
func day(b design.Bound) string {
	const seconds = 24 * 60 * 60
	return time.Unix(b.N*seconds, 0).UTC().Format(time.DateOnly)
}

// rates says how many requests a caller may make.
func (b *book) rates() (out []string) {
	for _, r := range b.plan.Design.Contract.Rates {
		where := "of the operations that name it"
		switch r.For {
		case design.RangeAll:
			where = "of all operations that name no other"
		case design.RangeReads:
			where = "of lists and gets that name no other"
		case design.RangeWrites:
			where = "of writes that name no other"
		case design.NoRange:
		}
		out = append(out, "Rate "+r.Name.Text+": "+strconv.FormatInt(r.Requests.N, 10)+" requests in "+(time.Duration(r.Per.N)*time.Second).String()+
			" of one caller, "+where+"; more is 429.")
	}
	return out
}
