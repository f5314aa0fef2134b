package review

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/fact"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
)

// check is a rule and the function that looks for it.
type check struct {
	rule *diag.Rule
	look func(*view)
}

// Finding is what was found, by the name of what it is about.
type Finding struct {
	*diag.Diagnostic
	At       string             // as "Ticket.subject", "listUsers.email", "tickets"
	Accepted *design.Acceptance // nil when nobody accepted it
}

// Result is what a review found.
type Result struct {
	Findings []*Finding // those that are accepted too; in the order of the rules
}

// Accepted returns the findings that review.yaml accepts.
func (r *Result) Accepted() (all []*Finding) {
	for _, f := range r.Findings {
		if f.Accepted != nil {
			all = append(all, f)
		}
	}
	return all
}

// Run reviews d, which bound without errors, on a day as "2026-11-25". What is not accepted
// is added to diags. A part whose file is missing is not reviewed.
func Run(d *design.Design, today string, diags *diag.List) *Result {
	v := &view{Design: d, today: today, whole: fact.Of(d, dialect.SQLite)}
	if d.Data.Span.Known() { // every rule begins with what data.yaml has
		for _, c := range checks {
			v.rule = c.rule
			c.look(v)
		}
		accept(v, today, diags)
	}
	for _, f := range v.found {
		if f.Accepted == nil {
			f.Fix += " (" + f.At + " in review.yaml)"
			diags.Put(f.Diagnostic)
		}
	}
	return &Result{v.found}
}

// view is one review under way.
type view struct {
	*design.Design
	whole *fact.Whole
	today string
	rule  *diag.Rule // whose turn it is
	found []*Finding
}

// add records that the rule whose turn it is is broken by what at names.
func (v *view) add(at string, span diag.Span, format string, args ...any) *diag.Diagnostic {
	var one diag.List
	d := one.Add(v.rule, span, format, args...)
	v.found = append(v.found, &Finding{Diagnostic: d, At: at})
	return d
}

// operations yields all operations.
func (v *view) operations(yield func(*design.Operation) bool) {
	for _, r := range v.Contract.Resources {
		for _, o := range r.Operations {
			if !yield(o) {
				return
			}
		}
	}
}

// fields yields the fields that entities declare, without references.
func (v *view) fields(yield func(*design.Field) bool) {
	for _, e := range v.Data.Entities {
		for _, f := range e.Fields {
			if f.Type != design.TypeRef && !yield(f) {
				return
			}
		}
	}
}

// access tells whether the design says who may do what.
func (v *view) access() bool { return v.Access.Span.Known() }

// required tells whether the design says what it must do.
func (v *view) required() bool { return v.Requirements.Span.Known() }

// label names a field or an input in words of the design: "Ticket.subject".
func label(o *design.Operation, f *design.Field) string {
	if f.Entity != nil {
		return f.Entity.Name.Text + "." + f.Name.Text
	}
	return o.Name.Text + "." + f.Name.Text
}

// taken is a field that requests give values to.
type taken struct {
	at string
	f  *design.Field
}

// given returns each field and input once whose values come from requests.
func (v *view) given() (all []taken) {
	seen := map[*design.Field]bool{}
	see := func(o *design.Operation, f *design.Field) {
		if f != nil && !seen[f] {
			seen[f] = true
			all = append(all, taken{label(o, f), f})
		}
	}
	for o := range v.operations {
		for _, ref := range o.Body {
			see(o, ref.To)
		}
		for _, f := range o.Input {
			see(o, f)
		}
	}
	if v.Access.SignUp != nil {
		for _, ref := range v.Access.SignUp.Fields {
			see(nil, ref.To)
		}
	}
	return all
}
