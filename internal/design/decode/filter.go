package decode

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
)

// filter is the form of a field that a request may filter by: its name alone, which
// means equal, or with a list of operators behind it.
var filter = func() form[*design.Filter] {
	alone := refer[design.Field]("state")
	operators := list(word[design.Operator](design.OperatorNames[:]), 1, func(w chosen[design.Operator]) string { return w.word.String() })
	withThem := oneNamed("", form[*design.Filter]{operators.shape, func(r *reader, at place, n *source.Node) (*design.Filter, bool) {
		f := &design.Filter{Field: ref[design.Field](at)}
		words, ok := operators.read(r, at, n)
		for _, w := range words {
			f.Operators = append(f.Operators, design.OperatorAt{Operator: w.word, Span: w.span})
		}
		return f, ok
	}})
	shape := &Shape{Kind: Alternative, Sample: "state", Either: []*Shape{alone.shape, withThem.shape}}
	return form[*design.Filter]{shape, func(r *reader, at place, n *source.Node) (*design.Filter, bool) {
		if n != nil && n.Kind == source.Map {
			return withThem.read(r, at, n)
		}
		field, ok := alone.read(r, at, n)
		return &design.Filter{Field: field, Operators: []design.OperatorAt{{Operator: design.EqualTo, Span: field.Span}}}, ok
	}}
}()

func filterName(f *design.Filter) string { return f.Field.Name }
