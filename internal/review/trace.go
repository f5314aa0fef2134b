package review

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

var unneededOperation = diag.Rule{ID: "review/unneeded-operation", Severity: diag.Medium, Title: "an operation that no requirement needs"}

// lookUnneededOperation finds operations that no requirement names.
func lookUnneededOperation(v *view) {
	if !v.required() {
		return
	}
	needed := map[*design.Operation]bool{}
	for _, r := range v.Requirements.List {
		for _, o := range r.Operations {
			needed[o.To] = true
		}
	}
	for o := range v.operations {
		if !needed[o] {
			v.add(o.Name.Text, o.Name.Span, "no requirement needs %q", o.Name.Text).
				Mend("name it below operations of the requirement that needs it, or remove it: what is not there is not attacked")
		}
	}
}

var untestedRequirement = diag.Rule{ID: "review/untested-requirement", Severity: diag.Medium, Title: "a requirement that nothing tries"}

// lookUntestedRequirement finds requirements without a criterion.
func lookUntestedRequirement(v *view) {
	for _, r := range v.Requirements.List {
		if len(r.Accept) == 0 {
			v.add(r.Name.Text, r.Name.Span, "nothing tells when %q is met", r.Name.Text).
				Mend("write accept: with a criterion, a few calls and what must come of them")
		}
	}
}

var uncalledOperation = diag.Rule{ID: "review/uncalled-operation", Severity: diag.Medium, Title: "an operation that is needed and never called"}

// lookUncalledOperation finds operations of requirements with criteria, none of which calls
// them; nor does one of another requirement.
func lookUncalledOperation(v *view) {
	called := map[*design.Operation]bool{}
	for s := range v.steps {
		called[s.Call.To] = true
	}
	for _, r := range v.Requirements.List {
		for _, o := range r.Operations {
			if o.To != nil && len(r.Accept) > 0 && !called[o.To] {
				called[o.To] = true // once is enough
				v.add(o.Name, o.Span, "%q is needed by %q, and no criterion calls it", o.Name, r.Name.Text).
					Mend("call it in a step of a criterion")
			}
		}
	}
}

// steps yields all steps of all criteria.
func (v *view) steps(yield func(*design.Step) bool) {
	for _, r := range v.Requirements.List {
		for _, c := range r.Accept {
			for _, s := range c.Steps {
				if !yield(s) {
					return
				}
			}
		}
	}
}

var unprovedPromise = diag.Rule{ID: "review/unproved-promise", Severity: diag.Medium, Title: "a promise that no criterion proves"}

// lookUnprovedPromise finds promises that no criterion proves.
func lookUnprovedPromise(v *view) {
	for _, r := range v.Requirements.List {
		proved := map[*design.Promise]bool{}
		for _, c := range r.Accept {
			for _, p := range c.Proves {
				proved[p.To] = true
			}
		}
		for _, p := range r.Promises {
			if !proved[p] {
				v.add(r.Name.Text+"."+p.Name.Text, p.Name.Span, "%q promises %q, and nothing would notice if it were broken", r.Name.Text, p.Name.Text).
					Mend("write proves: [%s] in a criterion that fails without it", p.Name.Text)
			}
		}
	}
}

var unprovedCode = diag.Rule{ID: "review/unproved-code", Severity: diag.Medium, Title: "a refusal that no criterion gets"}

// lookUnprovedCode finds codes of the design that no criterion expects: checks of data, what
// operations require, and what Go code refuses with.
func lookUnprovedCode(v *view) {
	if !v.required() {
		return
	}
	expected := map[string]bool{}
	for s := range v.steps {
		texts(s.Expect.Body, expected)
	}
	see := func(at string, name design.Name, whose string) {
		if !expected[name.Text] {
			v.add(at+"."+name.Text, name.Span, "%s refuses with %q, and no criterion gets it", whose, name.Text).
				Mend("write a criterion that expects it: {status: 422, body: {errors: {~has: {code: %s}}}}", name.Text)
		}
	}
	for _, e := range v.Data.Entities {
		for _, c := range e.Checks {
			if slices.ContainsFunc(v.Contract.Resources, func(r *design.Resource) bool { return r.Of.To == e }) {
				see(e.Name.Text, c.Name, e.Name.Text)
			}
		}
	}
	for o := range v.operations {
		for _, c := range o.Require {
			see(o.Name.Text, c.Name, `"`+o.Name.Text+`"`)
		}
		for _, c := range o.Refuses {
			see(o.Name.Text, c.Name, `"`+o.Name.Text+`"`)
		}
	}
}

// texts collects all texts of a value.
func texts(v *design.Value, into map[string]bool) {
	if v == nil {
		return
	}
	if v.Kind == design.ValueScalar {
		into[v.Text] = true
	}
	for _, m := range v.Members {
		texts(m.Value, into)
	}
	for _, item := range v.Items {
		texts(item, into)
	}
}
