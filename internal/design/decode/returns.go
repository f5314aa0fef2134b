package decode

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
)

// returns is the form of what an operation in Go answers with: the name of a resource,
// or the members of an object.
var returns = func() form[*design.Returns] {
	resource, members := refer[design.Resource]("tickets"), named("member", output)
	shape := &Shape{Kind: Alternative, Sample: "tickets", Either: []*Shape{resource.shape, members.shape}}
	return form[*design.Returns]{shape, func(r *reader, at place, n *source.Node) (*design.Returns, bool) {
		out := &design.Returns{Span: at.span}
		var ok bool
		if n != nil && n.Kind == source.Map {
			out.Fields, ok = members.read(r, at, n)
		} else {
			out.Resource, ok = resource.read(r, at, n)
		}
		return out, ok
	}}
}()

// output is the form of a member of such an object. Nothing is a default there: the
// function says what it answers.
var output = fieldForm(only(design.TypeNames[:], design.TypeText, design.TypeEmail, design.TypeInteger, design.TypeBoolean,
	design.TypeTimestamp, design.TypeDate, design.TypeUUID, design.TypeURL, design.TypeNumber, design.TypeDecimal, design.TypeJSON,
	design.TypeEnum), slices.DeleteFunc(slices.Clone(ofInput), func(k key[draft]) bool {
	return k.Name == "default" || k.Name == "ordered"
}), "member", nil)

// refusal is the form of what a refusal means.
var refusal = func() form[*design.Refusal] {
	says := words("The ticket is merged already.")
	return form[*design.Refusal]{says.shape, func(r *reader, at place, n *source.Node) (*design.Refusal, bool) {
		v, ok := says.read(r, at, n)
		return &design.Refusal{Name: at.name, Says: v}, ok
	}}
}()
