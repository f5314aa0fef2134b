package decode

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// form is how a value that becomes a V is written, and how it is read. read adds a
// finding for whatever is wrong; it is not ok when there is no V. The node may be
// nil: then nothing stands behind the key.
type form[V any] struct {
	shape *Shape
	read  func(r *reader, at place, n *source.Node) (v V, ok bool)
}

// reader reads the files of one step.
type reader struct {
	diags   *diag.List
	types   Types           // that fields and inputs are made from
	circles map[*reuse]bool // where types that are made from themselves were told of
}

// place is where a value stands.
type place struct {
	label string      // what findings call the value: `field "note"`, `"min"`
	name  design.Name // the key before it; of an item of a list, the item, without a text
	span  diag.Span   // from the key to the end of the value
}

// ref makes a reference of the key.
func ref[T any](at place) design.Ref[T] {
	return design.Ref[T]{Name: at.name.Text, Span: at.name.Span}
}

// placeOf returns the place of a pair whose value findings call so.
func placeOf(p source.Pair, label string) place {
	span := p.Key.Span
	if p.Value != nil && p.Value.Span.File == span.File {
		span.End = p.Value.Span.End
	}
	return place{label: label, name: nameOf(p.Key), span: span}
}

// placeOfItem returns the place of an item of the list at list.
func placeOfItem(n *source.Node, list place) place {
	label := list.label
	if list.name.Text != "" { // else the list is itself an item of the one that is named
		label = "an item of " + label
	}
	return place{label: label, name: design.Name{Span: n.Span}, span: n.Span}
}

func nameOf(n *source.Node) design.Name { return design.Name{Text: n.Text, Span: n.Span} }

// is tells whether n is a node of that kind that can be read on; a finding says so
// when it is not.
func (r *reader) is(kind source.Kind, n *source.Node, at place, want *Shape) bool {
	switch {
	case n == nil:
		r.diags.Add(&wrongKind, at.name.Span, "%s must be %s, and nothing is written", at.label, want.noun()).
			Mend("write it as %s, or leave it out", want.sample())
		return false
	case n.Refused: // a finding says why
		return false
	case n.Kind != kind:
		r.notSo(n, at, want)
		return false
	}
	return true
}

// notSo reports that n is written as something else than is wanted.
func (r *reader) notSo(n *source.Node, at place, want *Shape) {
	r.diags.Add(&wrongKind, n.Span, "%s must be %s, not %s", at.label, want.noun(), describe(n)).
		Mend("write it as %s", want.sample())
}

// describe says how n is written.
func describe(n *source.Node) string {
	switch n.Kind {
	case source.Map:
		return "a mapping"
	case source.List:
		return "a list"
	case source.Scalar:
	}
	switch {
	case n.Style != source.Plain:
		return "text"
	case n.Text == "true" || n.Text == "false":
		return "a boolean"
	case fraction.MatchString(n.Text):
		return "a fraction"
	case integer.MatchString(n.Text):
		return "a number"
	}
	return "text"
}
