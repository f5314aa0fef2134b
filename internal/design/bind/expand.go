package bind

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
)

// mostExpands is how many references of a resource can be expanded: each is a part of
// what its statements decide.
const mostExpands = 8

// expands binds what can be expanded. Every resource must have been bound: the row is
// sent as the resource of its entity sends it.
func (b *binder) expands(r *design.Resource) {
	e := r.Of.To
	b.count(r.Name.Span, r.Name.Text, len(r.Expand), mostExpands, "references to expand")
	for i := range r.Expand {
		ref := &r.Expand[i]
		f := b.field(e, ref)
		if f == nil || f.Type == design.TypeNone || f.Type == design.TypeRef && f.Target.To == nil {
			continue
		}
		sent := slices.ContainsFunc(r.Fields, func(s design.Ref[design.Field]) bool { return s.To == f })
		switch {
		case f.Type != design.TypeRef:
			b.add(&notExpandable, ref.Span, "%q is %s and refers to no row", f.Name.Text, f.Type).
				Mend("name a reference, or leave it out").See(f.Name.Span, "%q is declared here", f.Name.Text)
		case !sent && !b.misread(r.FieldsSpan):
			b.add(&notExpandable, ref.Span, "%q is not sent by %q, so neither is the row", f.Name.Text, r.Name.Text).
				Mend("add %q to the fields, or leave it out here", f.Name.Text).See(r.FieldsSpan, "what is sent stands here")
		case b.shown[f.Target.To] == nil:
			b.add(&notExpandable, ref.Span, "no resource shows %s: nothing says what is sent of it", f.Target.To.Name.Text).
				Mend("add a resource of: %s with the fields that clients may see", f.Target.To.Name.Text)
		}
	}
}

// expanding adds to l what the expands of r look at.
func (b *binder) expanding(l *load, r *design.Resource) {
	for _, ref := range r.Expand {
		if ref.To == nil || ref.To.Target.To == nil {
			continue
		}
		there := newLoad()
		there.outer["row"] = true
		there.outer["expand"] = true
		b.reads(there, b.shown[ref.To.Target.To], ref.To.Target.To)
		l.parts += there.parts
		for path := range there.outer {
			l.outer[ref.Name+"."+path] = true
		}
		for v, paths := range there.inner {
			l.inner[v] = paths
		}
	}
}

// reads adds to l what it takes to read a row of e as r, which may be nil, sends it.
func (b *binder) reads(l *load, r *design.Resource, e *design.Entity) {
	if a := b.allowed[e]; a != nil {
		l.condition(a.Read.Tree)
		for _, f := range a.Fields {
			l.condition(f.Read.Tree)
		}
	}
	if r == nil {
		return
	}
	for _, c := range r.Computed {
		if c.Field != nil {
			l.condition(c.Field.Calc.Node)
			l.condition(c.Field.Calc.Guard)
			l.term(c.Field.Calc.Term)
		}
	}
}
