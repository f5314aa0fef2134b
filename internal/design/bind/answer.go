package bind

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
)

// answers binds the fields that the answer of o has: some of those that its resource
// sends, where who may read them is settled for all operations.
func (b *binder) answers(o *design.Operation) {
	r := o.Resource
	for i := range o.Fields {
		ref := &o.Fields[i]
		if !b.shows(r, ref) {
			b.field(r.Of.To, ref)
		}
		f := ref.To
		if f == nil || f.Name.Text != ref.Name || f.Calc != nil || b.misread(r.FieldsSpan) { // all of which is told elsewhere
			continue
		}
		if slices.ContainsFunc(r.Fields, func(s design.Ref[design.Field]) bool { return s.To == f }) {
			continue
		}
		b.add(&sendsMore, ref.Span, "%q would send %q, which %q does not send", o.Name.Text, f.Name.Text, r.Name.Text).
			Mend("add %q to the fields of %q, or leave it out here", f.Name.Text, r.Name.Text).
			See(r.FieldsSpan, "what is sent stands here")
	}
}
