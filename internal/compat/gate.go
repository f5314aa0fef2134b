package compat

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

var (
	breaksWire      = diag.Rule{ID: "compat/breaks-wire", Severity: diag.Critical, Title: "a change that breaks what clients send or read"}
	breaksBehaviour = diag.Rule{ID: "compat/breaks-behaviour", Severity: diag.High, Title: "a change of behaviour that clients rely on"}
	breaksNames     = diag.Rule{ID: "compat/breaks-names", Severity: diag.Medium, Title: "a change of names in generated clients"}
)

// ruleFor returns the rule that a breaking change of a tier breaks.
func (t Tier) ruleFor() *diag.Rule {
	switch t {
	case SDK:
		return &breaksNames
	case Behaviour:
		return &breaksBehaviour
	case Wire:
	}
	return &breaksWire
}

// Approve marks the changes that somebody approved. An approval that no change needs any
// more is a finding, and one whose last day has passed; then the change counts again.
func Approve(changes []*Change, approved []*Approval, today string, diags *diag.List) {
	for _, a := range approved {
		spent := a.Until != "" && a.Until < today
		for _, c := range changes {
			if c.Fingerprint == a.Fingerprint && c.Severity == Breaking {
				a.used = true
				if !spent {
					c.Approved = a
				}
			}
		}
		switch {
		case !a.used:
			diags.Add(&staleApproval, a.Span, "no breaking change has the fingerprint %s", a.Fingerprint).
				Mend("remove the approval: it was for a change that is not made, or made otherwise")
		case spent:
			diags.Add(&spentApproval, a.Span, "the approval of %s ended on %s", a.Fingerprint, a.Until).
				Mend("undo the change, or approve it again with another day and the reason")
		}
	}
}

// Gate adds a finding for each breaking change that nobody approved. Where the design is
// not known to say it somewhere, the finding stands at the whole of fallback.
func Gate(changes []*Change, fallback string, diags *diag.List) {
	for _, c := range changes {
		if c.Severity != Breaking || c.Approved != nil {
			continue
		}
		span := c.Span
		if !span.Known() {
			span = diag.Span{File: fallback}
		}
		d := diags.Add(c.Tier.ruleFor(), span, "%s: %s [%s %s], which reaches %s", c.Place, c.Text, c.ID, c.Fingerprint, names(c.Operations))
		fix := "undo it, or approve it in " + PinFolder + "/" + pinApprovals + " with this fingerprint"
		if c.Bridge != nil {
			fix = "keep old clients alive with " + strings.TrimPrefix(c.Bridge.Stub, "- ") + " in contract/versions.yaml, or " + fix
		}
		d.Mend("%s", fix)
	}
}

// names joins operations, the first few of many.
func names(operations []string) string {
	const most = 5
	if n := len(operations); n > most {
		return strings.Join(operations[:most], ", ") + " and " + number{int: int64(n - most), exact: true}.String() + " more"
	}
	return strings.Join(operations, ", ")
}

// Locate tells of each change where the design d says what changed.
func Locate(changes []*Change, d *design.Design) {
	operations := map[string]*design.Operation{}
	for _, r := range d.Contract.Resources {
		for _, o := range r.Operations {
			operations[o.Name.Text] = o
		}
	}
	for _, c := range changes {
		if !c.Span.Known() {
			c.Span = d.Contract.Span
			for _, name := range c.Operations {
				if o := operations[name]; o != nil {
					c.Span = placeIn(o, c.subject.member)
					break
				}
			}
		}
		if c.Span.Known() {
			c.Design = c.Span.String()
		}
	}
}

// placeIn returns where an operation, or its resource, names a field; else the operation.
func placeIn(o *design.Operation, member string) diag.Span {
	for _, refs := range [...][]design.Ref[design.Field]{o.Fields, o.Body, o.Resource.Fields} {
		for _, ref := range refs {
			if member != "" && ref.Name == member {
				return ref.Span
			}
		}
	}
	for _, f := range o.Input {
		if member != "" && f.Name.Text == member {
			return f.Span
		}
	}
	return o.Name.Span
}
