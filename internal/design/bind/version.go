package bind

import (
	"maps"
	"net/textproto"
	"slices"
	"strings"
	"time"

	"github.com/newel-api/newel/internal/design"
)

// Headers that mean something to every server: a version cannot stand in them.
var takenHeaders = []string{
	"Accept", "Authorization", "Cache-Control", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Cookie", "Date",
	"Etag", "Expect", "Host", "If-Match", "If-None-Match", "Location", "Origin", "Retry-After", "Te", "Trailer", "Transfer-Encoding",
	"Upgrade", "Vary", "X-Forwarded-For", "X-Request-Id",
}

// versions binds the older versions of the API: from the newest to the oldest, since each
// says what has changed until the next newer one.
func (b *binder) versions() {
	c := &b.design.Contract
	if !c.Versioning.Span.Known() {
		if len(c.Versions) > 0 && !b.misread(c.Span) {
			b.add(&badVersion, c.Versions[0].Name.Span, "version %q is served, and nothing says how a request names it", c.Versions[0].Name.Text).
				Mend(`write versioning: {by: header, name: Api-Version, current: "2026-11-01"}`)
		}
		return
	}
	if c.Versioning.Default == 0 {
		c.Versioning.Default = design.DefaultCurrent
	}
	if name := c.Versioning.Name; slices.Contains(takenHeaders, textproto.CanonicalMIMEHeaderKey(name.Text)) {
		b.add(&badVersion, name.Span, "a version cannot stand in the header %q, which has a meaning of its own", name.Text).Mend("choose another, as Api-Version")
	}
	current, ok := b.day(c.Versioning.Current)
	if !ok {
		return
	}
	var dated []*design.Version
	for _, v := range c.Versions {
		if _, ok := b.day(v.Name); !ok {
			continue
		}
		if v.Name.Text >= c.Versioning.Current.Text {
			b.add(&badVersion, v.Name.Span, "version %q is not older than the current one", v.Name.Text).
				Mend("write a day before it, or a later current").See(c.Versioning.Current.Span, "the current version is %q", c.Versioning.Current.Text)
			continue
		}
		dated = append(dated, v)
	}
	slices.SortStableFunc(dated, func(x, y *design.Version) int { return strings.Compare(y.Name.Text, x.Name.Text) })
	c.Versions = dated
	newer, since := b.today(), current
	for _, v := range dated {
		b.retirement(v, since)
		v.View = b.view(v, newer)
		newer = v.View
		since, _ = time.Parse(time.DateOnly, v.Name.Text)
	}
}

// day reads a date. It is not ok where that is none, which has been told then.
func (b *binder) day(n design.Name) (time.Time, bool) {
	if n.Text == "" {
		return time.Time{}, false
	}
	t, err := time.Parse(time.DateOnly, n.Text)
	if err != nil {
		b.add(&badVersion, n.Span, "%q is not a day", n.Text).Mend(`write it as "2026-11-01"`)
	}
	return t, err == nil
}

// retirement reads from when v is deprecated, and until when it is served; newer is the
// day of the version that came after it.
func (b *binder) retirement(v *design.Version, newer time.Time) {
	v.Since = newer
	if t, ok := b.day(v.Deprecated); ok {
		v.Since = t
	}
	last, ok := b.day(v.Sunset)
	if !ok {
		return
	}
	v.Until = last.AddDate(0, 0, 1)
	if v.Until.Before(v.Since) { // RFC 8594 and 9745: deprecation comes first
		b.add(&badVersion, v.Sunset.Span, "version %q has its last day before %s, when it is deprecated", v.Name.Text, v.Since.Format(time.DateOnly)).
			Mend("write a later sunset, or an earlier deprecated")
	}
}

// today is the view of the contract as it is written.
func (b *binder) today() *design.View {
	v := &design.View{
		Resources: map[*design.Resource]*design.Members{}, Inputs: map[*design.Operation]*design.Members{},
		Operations: map[*design.Operation]*design.OperationView{}, Paths: map[*design.Resource]string{}, Errors: map[string]string{},
	}
	for _, r := range b.design.Contract.Resources {
		m := &design.Members{}
		see := func(f *design.Field) {
			if f != nil && m.Of(f) == nil {
				m.List = append(m.List, &design.Seen{Name: f.Name.Text, Field: f})
			}
		}
		for _, ref := range r.Fields {
			see(ref.To)
		}
		for _, o := range r.Operations {
			v.Operations[o] = &design.OperationView{Absent: map[*design.Field]design.Fallback{}}
			for _, ref := range o.Body {
				see(ref.To)
			}
			if o.Verb == design.Post {
				in := &design.Members{}
				for _, f := range o.Input {
					in.List = append(in.List, &design.Seen{Name: f.Name.Text, Field: f})
				}
				v.Inputs[o] = in
			}
		}
		for _, x := range r.Expand {
			if x.Many != nil {
				m.List = append(m.List, &design.Seen{Name: x.Name.Name, Many: x.Many})
			}
		}
		v.Resources[r] = m
	}
	for _, older := range b.design.Contract.Versions {
		for _, c := range older.Changes {
			if o := b.operations[c.Thing.Text]; c.Kind == design.Retired && o != nil {
				o.Retired, v.Operations[o].Hidden = true, true
			}
		}
	}
	return v
}

// older returns a copy of a view, to be changed.
func older(newer *design.View) *design.View {
	v := &design.View{
		Resources: map[*design.Resource]*design.Members{}, Inputs: map[*design.Operation]*design.Members{},
		Operations: map[*design.Operation]*design.OperationView{}, Paths: maps.Clone(newer.Paths), Errors: maps.Clone(newer.Errors),
	}
	for r, m := range newer.Resources {
		v.Resources[r] = copied(m)
	}
	for o, m := range newer.Inputs {
		v.Inputs[o] = copied(m)
	}
	for o, w := range newer.Operations {
		mine := *w
		mine.Absent = map[*design.Field]design.Fallback{}
		for f, value := range w.Absent {
			mine.Absent[f] = value
		}
		v.Operations[o] = &mine
	}
	return v
}

func copied(m *design.Members) *design.Members {
	out := &design.Members{}
	for _, s := range m.List {
		mine := *s
		out.List = append(out.List, &mine)
	}
	return out
}
