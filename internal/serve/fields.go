package serve

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

// fields reads fields=id,subject: what the answer has, of what op sends. A field that the
// caller can see in no row is answered as one that is not there.
func (x *exchange) fields(op *plan.Operation, p parameter, again bool, bad *badParameters) {
	if again {
		bad.add(1, p.name, "duplicate_parameter", "must be given only once")
		return
	}
	if p.value == "" {
		bad.add(0, p.name, codeInvalidParameter, "must not be empty; leave it out instead")
		return
	}
	for name := range strings.SplitSeq(p.value, ",") {
		bits, known := x.field(op, name)
		switch {
		case !known:
			bad.add(0, p.name, codeInvalidParameter, unknownName(name)+" this operation does not send"+x.askable(op))
			return
		case x.call.Only.Meets(&bits):
			bad.add(0, p.name, codeInvalidParameter, "names "+name+" twice")
			return
		}
		x.call.Only.Join(&bits)
	}
}

// unknownName begins a sentence about a name that a parameter has; a long one is not
// repeated.
func unknownName(name string) string {
	if len(name) > longestName {
		return "names something that"
	}
	return `names "` + name + `", which`
}

// field returns the places of what the caller may ask op for by that name.
func (x *exchange) field(op *plan.Operation, name string) (bits value.Bits, known bool) {
	for i := range op.Asks {
		if a := &op.Asks[i]; a.Name == name {
			return a.Bits, !slices.ContainsFunc(a.Fields, x.call.HiddenField)
		}
	}
	if op.Asks != nil {
		return bits, false
	}
	for i, f := range op.Sent.Fields {
		if f.Name.Text == name && !x.call.HiddenField(i) {
			bits.Add(i)
			return bits, true
		}
	}
	return bits, false
}

// askable ends a sentence with the fields that the caller may ask op for.
func (x *exchange) askable(op *plan.Operation) string {
	var names []string
	for i := range op.Asks {
		if a := &op.Asks[i]; !slices.ContainsFunc(a.Fields, x.call.HiddenField) {
			names = append(names, a.Name)
		}
	}
	for i, f := range op.Sent.Fields {
		if op.Asks == nil && !x.call.HiddenField(i) {
			names = append(names, f.Name.Text)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "; choose among " + strings.Join(names, ", ")
}
