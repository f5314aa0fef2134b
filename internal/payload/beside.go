package payload

import "github.com/newel-api/newel/internal/value"

// Beside is one member of the member "expand": a row that came with the statement, or
// the rows of a relation, which are read later.
type Beside struct {
	Name string

	Object *Object // writes the one row; nil for a relation
	Column int     // of the one row: null leaves it out, 0 makes it null, 1 writes it

	Relation int // which bit of Holes.Asked asks for it
	Key      int // the column with the id of the row that the relation is of; -1 for the item itself
}

// Holes are the places in what an Object has written where rows of relations go.
type Holes struct {
	Asked uint64 // the relations that are wanted
	At    []Hole
}

// Hole is where the rows of one relation go.
type Hole struct {
	At       int // how many bytes stand before it
	Relation int
	Key      int
}

type beside struct {
	Beside
	key []byte // `"name":`
}

// Expanding returns o with those members in its member expand.
func (o *Object) Expanding(members []Beside) *Object {
	out := &Object{members: o.members}
	for _, m := range members {
		out.beside = append(out.beside, beside{m, append(AppendString(nil, m.Name), ':')})
	}
	return out
}

// AppendWith is AppendOnly, or Append when there are none, with holes for the relations that
// are asked for: at each place noted there, a value is missing.
func (o *Object) AppendWith(dst []byte, row Columns, only *value.Bits, holes *Holes) []byte {
	if only.None() {
		return o.with(dst, row, holes)
	}
	return append(o.expand(o.some(dst, row, only), row, holes), '}')
}

func (o *Object) with(dst []byte, row Columns, holes *Holes) []byte {
	return append(o.expand(o.all(dst, row), row, holes), '}')
}

// expand appends the member expand, if there is anything in it, to an object that has no
// end yet.
func (o *Object) expand(dst []byte, row Columns, holes *Holes) []byte {
	some := false
	for i := range o.beside {
		m := &o.beside[i]
		if m.Object == nil && (holes == nil || holes.Asked&(1<<m.Relation) == 0) || m.Object != nil && row.IsNull(m.Column) {
			continue
		}
		switch {
		case some:
			dst = append(dst, ',')
		case dst[len(dst)-1] == '{': // it has no members; a value never ends so
			dst = append(dst, `"expand":{`...)
		default:
			dst = append(dst, `,"expand":{`...)
		}
		some = true
		dst = append(dst, m.key...)
		switch {
		case m.Object == nil:
			holes.At = append(holes.At, Hole{len(dst), m.Relation, m.Key})
		case row.Int(m.Column) == 1:
			dst = m.Object.with(dst, row, holes)
		default:
			dst = append(dst, "null"...)
		}
	}
	if some {
		dst = append(dst, '}')
	}
	return dst
}
