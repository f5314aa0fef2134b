package review

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

var (
	unknownRule     = diag.Rule{ID: "review/unknown-rule", Severity: diag.High, Title: "an acceptance of a rule that is none of the review"}
	staleAcceptance = diag.Rule{ID: "review/stale-acceptance", Severity: diag.Medium, Title: "an acceptance of what is not found any more"}
	spentAcceptance = diag.Rule{ID: "review/expired-acceptance", Severity: diag.Medium, Title: "an acceptance whose last day has passed"}
)

// accept gives each finding its acceptance, and says which acceptances stand for nothing.
// They are not accepted themselves.
func accept(v *view, today string, diags *diag.List) {
	var names []string
	for _, c := range checks {
		names = append(names, c.rule.ID)
	}
	for _, a := range v.Review.Accept {
		if !known(a.Rule.Text) {
			d := diags.Add(&unknownRule, a.Rule.Span, "the review has no rule %q", a.Rule.Text)
			if near := diag.Nearest(a.Rule.Text, names); near != "" {
				d.Meant(a.Rule.Text, near, names)
				continue
			}
			d.Mend(`write the rule as the finding has it, as in %s; "newel explain list" names all`, names[0])
			continue
		}
		if a.Until.Text != "" && a.Until.Text < today { // days as texts are in order
			diags.Add(&spentAcceptance, a.Until.Span, "%s was accepted at %q until %s", a.Rule.Text, a.At.Text, a.Until.Text).
				Mend("mend what was accepted, or write a later day with the reason")
			continue
		}
		v.match(a, diags)
	}
}

// match gives a to the findings that it is for.
func (v *view) match(a *design.Acceptance, diags *diag.List) {
	var places []string
	used, twice := false, false
	for _, f := range v.found {
		if f.Rule.ID != a.Rule.Text {
			continue
		}
		if f.At != a.At.Text {
			places = append(places, f.At)
			continue
		}
		if f.Accepted == nil {
			f.Accepted, used = a, true
		} else {
			twice = true
		}
	}
	switch {
	case used:
		return
	case twice:
		diags.Add(&staleAcceptance, a.At.Span, "%s at %q is accepted already", a.Rule.Text, a.At.Text).Mend("remove it")
		return
	}
	d := diags.Add(&staleAcceptance, a.At.Span, "%s is not found at %q", a.Rule.Text, a.At.Text)
	switch near := diag.Nearest(a.At.Text, places); {
	case near != "":
		d.Meant(a.At.Text, near, places)
	case len(places) > 0:
		d.Mend("remove it, or name where it is found: %s", strings.Join(places[:min(len(places), 5)], ", "))
	default:
		d.Mend("remove it: there is nothing to accept")
	}
}

// known tells whether a rule of that id looks at designs.
func known(id string) bool {
	for _, c := range checks {
		if c.rule.ID == id {
			return true
		}
	}
	return false
}
