package decode

import (
	"regexp"
	"strconv"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/payload"
)

// Seconds.
const (
	aDay  = 24 * 60 * 60
	aYear = 365 * aDay
)

var seconds = map[byte]int64{'s': 1, 'm': 60, 'h': 60 * 60, 'd': aDay}

// lasting is the form of a length of time, from a second to so many of them.
func lasting(sample string, most int64) form[design.Bound] {
	shape := &Shape{Kind: Text, Sample: sample, Pattern: regexp.MustCompile(`^[1-9][0-9]{0,8}[smhd]$`)}
	return form[design.Bound]{shape, func(r *reader, at place, n *source.Node) (design.Bound, bool) {
		if !r.is(source.Scalar, n, at, shape) {
			return design.Bound{}, false
		}
		if !shape.Pattern.MatchString(n.Text) {
			r.diags.Add(&wrongTime, n.Span, "%s must be a length of time, not %q", at.label, n.Text).
				Mend("write a number and s, m, h or d behind it, as %s", sample)
			return design.Bound{}, false
		}
		last := len(n.Text) - 1
		number, _ := strconv.ParseInt(n.Text[:last], 10, 64)
		if number *= seconds[n.Text[last]]; number > most {
			r.diags.Add(&wrongTime, n.Span, "%s is %s, the most is %s", at.label, n.Text, longest(most)).Mend("write a shorter time")
			return design.Bound{}, false
		}
		return design.Bound{N: number, Span: n.Span}, true
	}}
}

// longest writes a number of seconds that is whole days.
func longest(s int64) string { return strconv.FormatInt(s/aDay, 10) + "d" }

// calendarDay is the form of a date.
var calendarDay = func() form[design.Bound] {
	shape := &Shape{Kind: Text, Sample: "2026-11-25", Pattern: regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)}
	return form[design.Bound]{shape, func(r *reader, at place, n *source.Node) (design.Bound, bool) {
		if !r.is(source.Scalar, n, at, shape) {
			return design.Bound{}, false
		}
		v, ok := payload.ParseDate(n.Text)
		if !ok {
			r.diags.Add(&wrongTime, n.Span, "%s must be a day, not %q", at.label, n.Text).Mend("write it as %s", shape.Sample)
			return design.Bound{}, false
		}
		return design.Bound{N: v, Span: n.Span}, true
	}}
}()

var cors = object(&mapping[design.CORS]{
	sample: `{origins: ["https://app.example.com"]}`,
	keys: []key[design.CORS]{
		must("origins", "where such pages come from; \"*\" for anywhere", list(words(`"https://app.example.com"`), 1, nameText),
			func(c *design.CORS, v []design.Name, _ place) { c.Origins = v }),
		may("credentials", "true when they may send cookies and certificates", boolean,
			func(c *design.CORS, v bool, _ place) { c.Credentials = v }).unless("false"),
		may("max_age", "how long browsers keep the answer", lasting("2h", aDay),
			func(c *design.CORS, v design.Bound, _ place) { c.MaxAge = v }).unless("what a browser does by itself: 5 seconds"),
	},
}, func(_ *reader, at place, c *design.CORS) *design.CORS {
	c.Span = at.span
	return c
})

// mostRequests bounds a rate: more in one window is no limit to one node.
const mostRequests = 1_000_000_000

var rate = object(&mapping[design.Rate]{
	sample: "{requests: 100, per: 1m}",
	keys: []key[design.Rate]{
		must("requests", "how many requests one caller may make", whole(1, mostRequests),
			func(t *design.Rate, v design.Bound, _ place) { t.Requests = v }),
		must("per", "in which time", lasting("1m", aDay),
			func(t *design.Rate, v design.Bound, _ place) { t.Per = v }),
		may("for", "the operations that it holds for where they name none", word[design.Range](design.RangeNames[:]),
			func(t *design.Rate, v chosen[design.Range], _ place) { t.For, t.ForSpan = v.word, v.span }).unless("those that name it"),
	},
}, func(_ *reader, at place, t *design.Rate) *design.Rate {
	t.Name, t.Span = at.name, at.span
	return t
})

var caching = object(&mapping[design.Cache]{
	sample: "{public: 60s}",
	keys: []key[design.Cache]{
		must("public", "how long any cache may keep an answer", lasting("60s", aYear),
			func(c *design.Cache, v design.Bound, _ place) { c.Public = v }),
		may("stale", "how long after that it may still send it, while it asks for a new one", lasting("30s", aYear),
			func(c *design.Cache, v design.Bound, _ place) { c.Stale = v }).unless("not at all"),
	},
}, func(_ *reader, at place, c *design.Cache) *design.Cache {
	c.Span = at.span
	return c
})

var deprecated = object(&mapping[design.Deprecated]{
	sample: "{since: 2026-11-25, because: there is a better one}",
	keys: []key[design.Deprecated]{
		must("since", "the day from which it should not be used any more", calendarDay,
			func(d *design.Deprecated, v design.Bound, _ place) { d.Since = v }),
		may("sunset", "the day from which it is gone, and answered with 410", calendarDay,
			func(d *design.Deprecated, v design.Bound, _ place) { d.Sunset = v }).unless("it stays"),
		may("use", "the operation to be used instead", refer[design.Operation]("listTickets"),
			func(d *design.Deprecated, v design.Ref[design.Operation], _ place) { d.Use = v }).unless("nothing takes its place"),
		must("because", "the reason, which clients are told when it is gone", words("there is a better one"),
			func(d *design.Deprecated, v design.Name, _ place) { d.Because = v }),
	},
}, func(_ *reader, at place, d *design.Deprecated) *design.Deprecated {
	d.Span = at.span
	return d
})
