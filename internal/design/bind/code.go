package bind

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

const (
	mostOutputs  = 100
	mostRefusals = 50
)

// code binds what o says of the Go code behind it.
func (b *binder) code(o *design.Operation) {
	b.refuses(o)
	r := o.Returns
	if r == nil {
		return
	}
	if !o.Go {
		b.add(&needsGo, r.Span, "%q says what a Go function returns, and has none", o.Name.Text).
			Mend("add go: true, or remove returns: without it the answer is the row")
	}
	if len(o.Fields) > 0 {
		b.add(&twoAnswers, r.Span, "%q says under fields and under returns what it answers with", o.Name.Text).
			Mend("leave out fields: what returns names says which fields are sent").See(o.Fields[0].Span, "the fields begin here")
	}
	if r.Resource.Set() {
		b.resourceNamed(&r.Resource)
	}
	b.count(o.Name.Span, o.Name.Text, len(r.Fields), mostOutputs, "members that it returns")
	for i, f := range r.Fields {
		f.Index = i
		b.written(f.Name, "member", &snake)
		b.typed(f)
	}
}

// refuses binds what Go code may refuse o with. A code tells one thing: those of
// conditions are theirs.
func (b *binder) refuses(o *design.Operation) {
	b.count(o.Name.Span, o.Name.Text, len(o.Refuses), mostRefusals, "refusals")
	for _, r := range o.Refuses {
		b.written(r.Name, "refusal", &snake)
		i := slices.IndexFunc(o.Require, func(c *design.Rule) bool { return c.Name.Text == r.Name.Text })
		if i < 0 || r.Name.Text == "" {
			continue
		}
		b.add(&nameTaken, r.Name.Span, "%q is a condition and a refusal of %q", r.Name.Text, o.Name.Text).
			Mend("rename one of the two: clients tell them by their names").See(o.Require[i].Name.Span, "the condition is declared here")
	}
}

// resourceNamed binds ref.
func (b *binder) resourceNamed(ref *design.Ref[design.Resource]) {
	var names []string
	for _, r := range b.design.Contract.Resources {
		if r.Name.Text == ref.Name {
			ref.To = r
			return
		}
		names = append(names, r.Name.Text)
	}
	d := b.add(&unknownResource, ref.Span, "there is no resource %q", ref.Name)
	near := diag.Nearest(ref.Name, names)
	if near == "" {
		d.Mend("declare it in contract.yaml, or name one that is there: %s", some(names))
		return
	}
	ref.To = b.design.Contract.Resources[slices.Index(names, near)]
	d.Meant(ref.Name, near, names).See(ref.To.Name.Span, "%q is declared here", near)
}
