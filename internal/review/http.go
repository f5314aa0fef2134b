package review

import (
	"time"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/fact"
	"github.com/newel-api/newel/internal/diag"
)

var noRate = diag.Rule{ID: "review/no-rate", Severity: diag.Medium, Title: "an operation that anybody calls without end"}

// lookNoRate finds operations without a rate that cost much and are open to many: writes of
// strangers, creates of whoever signs up, and searches.
func lookNoRate(v *view) {
	if !v.access() {
		return
	}
	signs := v.Access.SignUp != nil && v.Access.SignUp.Who.Word == design.Anyone
	for o := range v.operations {
		if v.Contract.RateOf(o) != nil {
			continue
		}
		who := ""
		switch {
		case !o.Reads() && v.whole.Anonymous(o) && !needsCaller(o):
			who = "anybody may write by"
		case o.Verb == design.Create && signs && fact.Unconditional(v.whole.Rule(o)):
			who = "whoever signs up may make rows by"
		case len(o.Search) > 0:
			who = "callers may search by"
		default:
			continue
		}
		v.add(o.Name.Text, o.Name.Span, "%s %q as often as they like", who, o.Name.Text).
			Mend("write rate: with one of rates, or one there that is for: all, as in {requests: 600, per: 1m, for: all}")
	}
}

var endlessDeprecation = diag.Rule{ID: "review/endless-deprecation", Severity: diag.Low, Title: "a deprecation without an end or a way out"}

// lookEndlessDeprecation finds deprecated operations of which nobody says when they go, or
// what to use then.
func lookEndlessDeprecation(v *view) {
	for o := range v.operations {
		d := o.Deprecated
		if d == nil {
			continue
		}
		switch {
		case !d.Sunset.Span.Known():
			v.add(o.Name.Text, d.Span, "%q is deprecated, and nothing says until when it is there", o.Name.Text).
				Mend("write sunset: with a day")
		case !d.Use.Set():
			v.add(o.Name.Text, d.Span, "%q is deprecated, and nothing says what to use", o.Name.Text).
				Mend("write use: with the operation that takes its place, or accept it where none does")
		}
	}
}

var pastSunset = diag.Rule{ID: "review/past-sunset", Severity: diag.Low, Title: "an operation that is gone and still written"}

// lookPastSunset finds operations whose sunset has come: they answer 410, and their rules,
// criteria and words are still kept.
func lookPastSunset(v *view) {
	for o := range v.operations {
		if d := o.Deprecated; d != nil && d.Sunset.Span.Known() {
			if day := time.Unix(d.Sunset.N*24*60*60, 0).UTC().Format(time.DateOnly); day <= v.today {
				v.add(o.Name.Text, d.Sunset.Span, "%q is gone since %s", o.Name.Text, day).
					Mend("remove it, with its rules and criteria; or write a later day")
			}
		}
	}
}
