package bind

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/value"
)

// mostComputed is how many computed values a resource has: each is a part of every
// statement that reads its rows.
const mostComputed = 16

// A resource sends no more fields than a set of them holds: its entity's, the four that
// every row has, and what is computed. Where that were not so, this would not compile.
const _ = uint(value.MostBits - mostFields - 4 - mostComputed)

// computed binds the names of the computed values of r, which shows e, each to a field
// that stands for it.
func (b *binder) computed(e *design.Entity, r *design.Resource) {
	b.count(r.Name.Span, r.Name.Text, len(r.Computed), mostComputed, "computed values")
	if r.Address.Text != "" {
		r.Computed = append(r.Computed, &design.Computed{Name: r.Address, Type: design.TypeURL, Address: true})
	}
	for _, c := range r.Computed {
		if c.Address && !b.addressable(r) {
			continue
		}
		b.written(c.Name, "computed value", &snake)
		if f := e.Field(c.Name.Text); f != nil {
			b.add(&nameTaken, c.Name.Span, "%s has a field %q already", e.Name.Text, c.Name.Text).
				Mend("choose another name for the computed value").See(f.Name.Span, "the field is declared here")
			continue
		}
		c.Field = &design.Field{
			Name: c.Name, Describe: c.Describe, Span: c.Name.Span, Type: c.Type, TypeSpan: c.TypeSpan, Optional: true, Entity: e, Index: -1,
			Calc: &design.Calc{},
		}
		if !slices.ContainsFunc(r.Fields, func(ref design.Ref[design.Field]) bool { return ref.Name == c.Name.Text }) && !b.misread(r.FieldsSpan) {
			b.add(&unsentComputed, c.Name.Span, "%q is computed and not sent", c.Name.Text).
				Mend("add it to the fields of %q, or leave it out", r.Name.Text).See(r.FieldsSpan, "what is sent stands here")
		}
	}
}

// shows binds ref to a computed value of r, if it is the name of one.
func (b *binder) shows(r *design.Resource, ref *design.Ref[design.Field]) bool {
	for _, c := range r.Computed {
		if c.Field != nil && c.Name.Text == ref.Name {
			ref.To = c.Field
			return true
		}
	}
	return false
}

// bare tells whether ref names a field, and tells when it names a computed value.
func (b *binder) bare(o *design.Operation, ref *design.Ref[design.Field], what string) bool {
	for _, c := range o.Resource.Computed {
		if c.Field != nil && c.Name.Text == ref.Name {
			b.add(&wrongUse, ref.Span, "%q is computed, and lists do not %s by what is computed", ref.Name, what).
				Mend("keep the value in a field, or leave it out").See(c.Name.Span, "%q is declared here", ref.Name)
			return false
		}
	}
	return true
}

// calculations compiles the computed values of r. They come after the rules on rows
// and fields, which they obey.
func (b *binder) calculations(r *design.Resource) {
	rules := map[*design.Field]*design.Node{}
	for _, a := range b.design.Access.Allow {
		for _, f := range a.Fields {
			if f.Field.To != nil && f.Read.Written() {
				rules[f.Field.To] = f.Read.Tree
			}
		}
	}
	s := &expr.Scope{
		Identity: b.design.Access.Identity.To, Resource: r.Of.To,
		PolicyNames: b.policyList,
		FieldRead:   func(f *design.Field) *design.Node { return rules[f] },
		ReadRule: func(e *design.Entity) *design.Node {
			if tree, _ := b.readable(e); tree != nil {
				return tree
			}
			return &design.Node{Op: design.OpConst, Truth: design.False} // it does not compile
		},
	}
	for _, c := range r.Computed {
		if c.Address && c.Field != nil {
			b.addressed(r, c, rules)
			continue
		}
		if c.Field == nil || c.Type == design.TypeNone || !b.whole(c.Value, s) {
			continue
		}
		if calc, places := expr.Computed(c, s, b.diags); calc != nil {
			c.Field.Calc, c.Field.Places = calc, places
		}
	}
}

// calculates counts what the computed values and expands of r make the statements that
// read its rows do, beside the rules on them.
func (b *binder) calculates(r *design.Resource) {
	if len(r.Computed)+len(r.Expand) == 0 {
		return
	}
	for steps := 1; steps <= design.ExpandDepth; steps++ {
		l, what := newLoad(), "the computed values and expands of "+r.Name.Text
		if steps > 1 {
			what += ", with those of the rows that it expands,"
		}
		b.reads(l, r, r.Of.To)
		b.expanding(l, r, steps)
		if !b.weigh(l, r.Name.Span, what) {
			return
		}
	}
}

// addressable tells whether each row that r shows has an address of its own, which is told
// in answers, and tells when not.
func (b *binder) addressable(r *design.Resource) bool {
	at := r.Address.Span
	if r.Only.Written() {
		b.add(&noAddress, at, "%q shows each caller one row, at an address that is the same for all", r.Name.Text).
			Mend("remove address").See(r.Only.Span, "only stands here")
		return false
	}
	for _, c := range r.Computed {
		if !c.Address && c.Name.Text == r.Address.Text {
			b.add(&nameTaken, at, "%q is computed already", c.Name.Text).
				Mend("choose another name for the address").See(c.Name.Span, "it is computed here")
			return false
		}
	}
	return true
}

// addressed gives the address of the rows of r its value: it stands on the key, and is seen by
// whoever may read that. An operation that answers at that address must be there.
func (b *binder) addressed(r *design.Resource, c *design.Computed, rules map[*design.Field]*design.Node) {
	key := r.Addressed()
	if key == nil {
		return
	}
	c.Field.Optional = false
	c.Field.Calc = &design.Calc{
		Kind: design.CalcTerm, Type: key.Type, Guard: rules[key], Address: r,
		Term: &design.Term{Root: design.RootResource, Path: []*design.Field{key}, Type: key.Type},
	}
	for _, o := range r.Operations {
		if o.Verb == design.Get && !o.Under.Set() {
			return
		}
	}
	b.add(&noAddress, r.Address.Span, "%q has no get of a row by itself, so its rows have no address", r.Name.Text).
		Mend("add a get that is under nothing, or remove address")
}
