package decode

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
)

// anything is the form of a value that may be written as JSON may.
var anything = form[*design.Value]{anyShape, func(r *reader, at place, n *source.Node) (*design.Value, bool) {
	v := valueOf(r, at, n)
	return v, v != nil
}}

var anyShape = &Shape{Kind: Anything, Sample: "{name: value}"}

// member is the form of such a value behind a name.
var member = form[*design.Member]{anything.shape, func(r *reader, at place, n *source.Node) (*design.Member, bool) {
	v := valueOf(r, at, n)
	return &design.Member{Name: at.name, Value: v}, v != nil
}}

// members is the form of a mapping of names behind a name.
func members(kind string, item form[*design.Member]) form[*design.Member] {
	all := named(kind, item)
	return form[*design.Member]{all.shape, func(r *reader, at place, n *source.Node) (*design.Member, bool) {
		list, ok := all.read(r, at, n)
		if !ok {
			return nil, false
		}
		v := &design.Value{Kind: design.ValueMapping, Span: n.Span, Members: list}
		return &design.Member{Name: at.name, Value: v}, true
	}}
}

// valueOf returns the value that n writes, nil when it has none.
func valueOf(r *reader, at place, n *source.Node) *design.Value {
	if n == nil || n.Refused {
		r.is(source.Scalar, n, at, anyShape)
		return nil
	}
	v := &design.Value{Span: n.Span, Text: n.Text, Quoted: n.Kind == source.Scalar && n.Style != source.Plain}
	switch n.Kind {
	case source.Scalar:
	case source.Map:
		v.Kind = design.ValueMapping
		for _, p := range n.Pairs {
			if below := valueOf(r, placeOf(p, `"`+p.Key.Text+`"`), p.Value); below != nil {
				v.Members = append(v.Members, &design.Member{Name: nameOf(p.Key), Value: below})
			}
		}
	case source.List:
		v.Kind = design.ValueList
		for _, i := range n.Items {
			if below := valueOf(r, placeOfItem(i, at), i); below != nil {
				v.Items = append(v.Items, below)
			}
		}
	}
	return v
}
