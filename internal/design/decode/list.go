package decode

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
)

// list is the form of a list of at least so many items. same returns what two items
// may not both be, "" for an item that may stand twice.
func list[V any](item form[V], least int64, same func(V) string) form[[]V] {
	shape := &Shape{Kind: List, Item: item.shape, Least: least}
	return form[[]V]{shape, func(r *reader, at place, n *source.Node) (all []V, ok bool) {
		if !r.is(source.List, n, at, shape) {
			return nil, false
		}
		if len(n.Items) < int(least) {
			r.diags.Add(&emptyList, n.Span, "%s has no items", at.label).Mend("write it as %s, or leave it out", shape.sample())
			return nil, false
		}
		seen := map[string]*source.Node{}
		for _, i := range n.Items {
			v, ok := item.read(r, placeOfItem(i, at), i)
			if !ok {
				continue
			}
			what := same(v)
			if first := seen[what]; what != "" && first != nil {
				r.diags.Add(&repeatedItem, i.Span, "%q stands in this list twice", what).
					Mend("remove one of the two").See(first.Span, "%q stands here first", what)
				continue
			}
			seen[what] = i
			all = append(all, v)
		}
		return all, true
	}}
}

// fields is the form of a list of fields.
func fields(least int64) form[[]design.Ref[design.Field]] {
	return list(refer[design.Field]("name"), least, refName[design.Field])
}

func refName[T any](ref design.Ref[T]) string { return ref.Name }

func nameText(n design.Name) string { return n.Text }

func sortName(k design.SortKey) string { return k.Field.Name }

// joined returns the names of a group, which two groups may not share.
func joined(group []design.Ref[design.Field]) string {
	var names []string
	for _, ref := range group {
		names = append(names, ref.Name)
	}
	return strings.Join(names, ", ")
}
