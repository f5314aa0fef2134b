package bind

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// mostExpands is how many rows of a resource can be expanded: each reference is a part of
// what its statements decide.
const mostExpands = 8

// Limits of relations that are expanded.
const (
	usualExpand = 20
	mostExpand  = 100 // rows of one relation
)

// expands binds what can be expanded. Every resource must have been bound: the rows are
// sent as the resource of their entity sends them.
func (b *binder) expands(r *design.Resource) {
	b.count(r.Name.Span, r.Name.Text, len(r.Expand), mostExpands, "references and relations to expand")
	for _, x := range r.Expand {
		if r.Of.To == nil || !b.expandable(r.Of.To, x) {
			continue
		}
		good := true
		if x.Many != nil {
			b.relation(r, x)
		} else {
			good = b.reference(r, x)
		}
		if target := x.Target(); good && target != nil && b.shown[target] == nil {
			b.add(&notExpandable, x.Name.Span, "no resource shows %s: nothing says what is sent of it", target.Name.Text).
				Mend("add a resource of: %s with the fields that clients may see", target.Name.Text)
		}
	}
}

// expandable binds the name of x to a field or a relation of e.
func (b *binder) expandable(e *design.Entity, x *design.Expand) bool {
	ref := &x.Name
	if !ref.Set() || b.broken[ref.Name] {
		return false
	}
	if x.Many, ref.To = e.Inverse(ref.Name), e.Field(ref.Name); x.Many != nil || ref.To != nil {
		return true
	}
	var names []string
	for f := range e.All() {
		if f.Type == design.TypeRef {
			names = append(names, f.Name.Text)
		}
	}
	for _, i := range e.Inverses {
		names = append(names, i.Name.Text)
	}
	d := b.add(&unknownField, ref.Span, "%s has no reference and no relation %q", e.Name.Text, ref.Name)
	switch near := diag.Nearest(ref.Name, names); {
	case near != "":
		x.Many, ref.To = e.Inverse(near), e.Field(near)
		d.Meant(ref.Name, near, names)
	case len(names) == 0:
		d.Mend("leave it out: no row leads to another")
	default:
		d.Mend("name one that is there: %s; a relation is the inverse: of a reference", some(names))
	}
	d.See(e.Name.Span, "%s is declared here", e.Name.Text)
	return x.Many != nil || ref.To != nil
}

// reference checks the expand of a field of the resource's entity. It is false where
// nothing more can be said of the row.
func (b *binder) reference(r *design.Resource, x *design.Expand) bool {
	f := x.Name.To
	if f.Type == design.TypeNone {
		return false
	}
	at := x.Size.Span
	if len(x.Order) > 0 && !at.Known() {
		at = x.Order[0].Field.Span
	}
	if f.Type == design.TypeRef && at.Known() {
		b.add(&notExpandable, at, "%q is a reference: it leads to one row at the most", f.Name.Text).
			Mend("write %s alone; size and order go with relations", f.Name.Text)
	}
	sent := slices.ContainsFunc(r.Fields, func(s design.Ref[design.Field]) bool { return s.To == f })
	switch {
	case f.Type != design.TypeRef:
		b.add(&notExpandable, x.Name.Span, "%q is %s and refers to no row", f.Name.Text, f.Type).
			Mend("name a reference or a relation, or leave it out").See(f.Name.Span, "%q is declared here", f.Name.Text)
	case !sent && !b.misread(r.FieldsSpan):
		b.add(&notExpandable, x.Name.Span, "%q is not sent by %q, so neither is the row", f.Name.Text, r.Name.Text).
			Mend("add %q to the fields, or leave it out here", f.Name.Text).See(r.FieldsSpan, "what is sent stands here")
	default:
		return true
	}
	return false
}

// relation checks the expand of a relation, and fills in its size.
func (b *binder) relation(r *design.Resource, x *design.Expand) {
	for _, c := range r.Computed {
		if c.Name.Text == x.Many.Name.Text {
			b.add(&nameTaken, x.Name.Span, "%q sends a computed value %q, and what is expanded would be called so too", r.Name.Text, c.Name.Text).
				Mend("rename the computed value").See(c.Name.Span, "%q is declared here", c.Name.Text)
		}
	}
	if x.Size.N > mostExpand {
		b.add(&largeExpand, x.Size.Span, "%q would have %d rows, the most is %d", x.Name.Name, x.Size.N, mostExpand).
			Mend("write %d or less; a list with a filter gives them all, page by page", mostExpand)
	}
	if x.Size.N == 0 {
		x.Size = design.Bound{N: usualExpand, Span: x.Name.Span}
	}
	e := x.Many.Many()
	shown := b.shown[e]
	if shown == nil {
		return // a finding says so
	}
	b.count(x.Name.Span, x.Name.Name, len(x.Order), mostKeys, "keys in its order")
	for i := range x.Order {
		b.sorted(shown, x, &x.Order[i].Field)
	}
}

// sorted binds a field that the rows of a relation are in the order of. Whoever sees the
// order can find out the value, so it must be sent.
func (b *binder) sorted(shown *design.Resource, x *design.Expand, ref *design.Ref[design.Field]) {
	for _, c := range shown.Computed {
		if c.Field != nil && c.Name.Text == ref.Name {
			b.add(&wrongUse, ref.Span, "%q is computed, and rows are not sorted by what is computed", ref.Name).
				Mend("keep the value in a field, or leave it out").See(c.Name.Span, "%q is declared here", ref.Name)
			return
		}
	}
	f := b.field(shown.Of.To, ref)
	b.usable(f, ref, "to sort by")
	if f != nil && !b.misread(shown.FieldsSpan) && !slices.ContainsFunc(shown.Fields, func(s design.Ref[design.Field]) bool { return s.To == f }) {
		b.add(&notSent, ref.Span, "%q would be sorted by %q, which %q does not send", x.Name.Name, f.Name.Text, shown.Name.Text).
			Mend("add %q to the fields of %q, or leave it out here", f.Name.Text, shown.Name.Text).
			See(shown.FieldsSpan, "what is sent stands here")
	}
}

// expanding adds to l what the expands of r look at in its own statement, and theirs in
// as many steps. A relation has a statement of its own.
func (b *binder) expanding(l *load, r *design.Resource, steps int) {
	for _, x := range r.Expand {
		target := x.Target()
		if target == nil || x.Many != nil {
			continue
		}
		there := newLoad()
		there.outer["row"] = true
		there.outer["expand"] = true
		b.reads(there, b.shown[target], target)
		if shown := b.shown[target]; steps > 1 && shown != nil {
			b.expanding(there, shown, steps-1)
		}
		l.parts += there.parts
		for path := range there.outer {
			l.outer[x.Name.Name+"."+path] = true
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
