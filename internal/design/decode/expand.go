package decode

import (
	"math"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
)

// expand is the form of what a request may ask for beside a row: a name alone, or the
// name of a relation with how many of its rows, in which order.
var expand = func() form[*design.Expand] {
	alone := refer[design.Field]("requester")
	bounded := oneNamed("", expanded)
	shape := &Shape{Kind: Alternative, Sample: "requester", Either: []*Shape{alone.shape, bounded.shape}}
	return form[*design.Expand]{shape, func(r *reader, at place, n *source.Node) (*design.Expand, bool) {
		if n != nil && n.Kind == source.Map {
			return bounded.read(r, at, n)
		}
		name, ok := alone.read(r, at, n)
		return &design.Expand{Name: name}, ok
	}}
}()

var expanded = object(&mapping[design.Expand]{
	sample: "{size: 20, order: [-created_at]}",
	keys: []key[design.Expand]{
		may("size", "how many rows of the relation are sent at the most", whole(1, math.MaxInt32),
			func(x *design.Expand, v design.Bound, _ place) { x.Size = v }).unless("20"),
		may("order", "the order of the rows", list(sortKey, 1, sortName),
			func(x *design.Expand, v []design.SortKey, _ place) { x.Order = v }).unless("by id"),
	},
}, func(_ *reader, at place, x *design.Expand) *design.Expand {
	x.Name = ref[design.Field](at)
	return x
})

func expandName(x *design.Expand) string { return x.Name.Name }
