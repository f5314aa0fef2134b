package payload

import (
	"bytes"

	"github.com/newel-api/newel/internal/value"
)

// Beside is one member of the member "expand": a row that came with the statement, or
// the rows of a relation, which are read later.
type Beside struct {
	Name string

	Object *Object // writes the one row; nil for a relation
	Column int     // of the one row: null leaves it out, 0 makes it null, 1 writes it
	ID     int     // the column with the id of the one row; 0 when none has it: see Past
	Number bool    // that id is a number

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

// Past is what was written beside the rows of one statement so far. Rows that stand one
// after the other often refer to the same one, as those of one author do; what was written
// of it is then copied. The same row has the same cells each time: what a caller may see of
// it depends on itself and on them.
//
// It must be forgotten by assigning Past{} or with Again when the bytes that it was written
// into are used for something else.
type Past struct{ of []written }

// written is where the row that a member had last stands.
type written struct {
	number     int64
	text       []byte // or this
	start, end int    // nothing when they are equal
}

// Again forgets what was written, and keeps room for what will be.
func (p *Past) Again() {
	for i := range p.of {
		p.of[i].start, p.of[i].end = 0, 0
	}
}

// AppendAfter is AppendOnly, or Append when there are none, of a row whose statement has
// given others before, into the same bytes.
func (o *Object) AppendAfter(dst []byte, row Columns, only *value.Bits, past *Past) []byte {
	if only.None() {
		dst = o.all(dst, row)
	} else {
		dst = o.some(dst, row, only)
	}
	if len(past.of) < len(o.beside) {
		past.of = make([]written, len(o.beside))
	}
	return append(o.expand(dst, row, nil, past), '}')
}

// one writes the row beside another.
func (m *beside) one(dst []byte, row Columns, holes *Holes, past *written) []byte {
	if past == nil || m.ID == 0 {
		return m.Object.with(dst, row, holes)
	}
	var number int64
	var text []byte
	if m.Number {
		number = row.Int(m.ID)
	} else {
		text = row.Bytes(m.ID)
	}
	if past.end > past.start && past.number == number && bytes.Equal(past.text, text) {
		return append(dst, dst[past.start:past.end]...)
	}
	past.number, past.text = number, append(past.text[:0], text...)
	past.start = len(dst)
	dst = m.Object.with(dst, row, holes)
	past.end = len(dst)
	return dst
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
	return append(o.expand(o.some(dst, row, only), row, holes, nil), '}')
}

func (o *Object) with(dst []byte, row Columns, holes *Holes) []byte {
	return append(o.expand(o.all(dst, row), row, holes, nil), '}')
}

// expand appends the member expand, if there is anything in it, to an object that has no
// end yet. past has room for each member, or is nil.
func (o *Object) expand(dst []byte, row Columns, holes *Holes, past *Past) []byte {
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
			var last *written
			if past != nil {
				last = &past.of[i]
			}
			dst = m.one(dst, row, holes, last)
		default:
			dst = append(dst, "null"...)
		}
	}
	if some {
		dst = append(dst, '}')
	}
	return dst
}
