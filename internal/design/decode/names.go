package decode

import (
	"strings"

	"github.com/newel-api/newel/internal/design/source"
)

// named is the form of a mapping whose keys are names: a V each. what says what the
// names are of, "" where the name alone says it.
func named[V any](what string, item form[V]) form[[]V] {
	shape := &Shape{Kind: Names, Item: item.shape}
	return form[[]V]{shape, func(r *reader, at place, n *source.Node) (all []V, ok bool) {
		if !r.is(source.Map, n, at, shape) {
			return nil, false
		}
		for _, p := range n.Pairs {
			if v, ok := entry(r, what, p, item); ok {
				all = append(all, v)
			}
		}
		return all, true
	}}
}

// oneNamed is the form of such a mapping with one key.
func oneNamed[V any](what string, item form[V]) form[V] {
	shape := &Shape{Kind: OneName, Item: item.shape}
	return form[V]{shape, func(r *reader, at place, n *source.Node) (v V, ok bool) {
		if !r.is(source.Map, n, at, shape) {
			return v, false
		}
		if len(n.Pairs) != 1 {
			r.diags.Add(&oneKey, n.Span, "%s has %d keys, must have one", at.label, len(n.Pairs)).
				Mend("write it as %s", shape.sample())
			return v, false
		}
		return entry(r, what, n.Pairs[0], item)
	}}
}

// entry reads one name with what stands behind it.
func entry[V any](r *reader, what string, p source.Pair, item form[V]) (v V, ok bool) {
	if strings.TrimSpace(p.Key.Text) == "" {
		r.empty(p.Key.Span, "the name")
		return v, false
	}
	label := `"` + p.Key.Text + `"`
	if what != "" {
		label = what + " " + label
	}
	return item.read(r, placeOf(p, label), p.Value)
}
