package design

import "github.com/newel-api/newel/internal/diag"

// Link is a line of links: many rows of one entity stand with many of another. bind
// makes an entity of it, which is like any other from then on: a row for each pair, with
// a reference to either side.
type Link struct {
	Name    Name        // of the relation that it gives the entity in which it stands
	Span    diag.Span   // of its declaration
	To      Ref[Entity] // to: the other side
	Inverse Name        // inverse: the relation of the other side; not set when not written
	As      Name        // as: the name of the entity that is made; not set when not written
	Was     Name        // was: the name that this had before; not set when not written
}

// Sides returns the references of an entity that was made of a Link: to where the link
// stands, and to the other side.
func (e *Entity) Sides() (near, far *Field) {
	n := len(e.Fields)
	return e.Fields[n-2], e.Fields[n-1]
}
