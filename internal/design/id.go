package design

import "github.com/newel-api/newel/internal/value"

// IDs is a word after id:.
type IDs uint8

// The words after id:.
const (
	IDsNone  IDs = iota // not written: as UUIDs
	UUIDs               // made anywhere, and not to be guessed
	Integers            // 1, 2, 3 …, in the order in which rows are made
)

// IDsNames are the words that authors write, by IDs.
var IDsNames = [...]string{"", "uuid", "integer"}

// String returns the word an author would use.
func (i IDs) String() string { return IDsNames[i] }

// Counted tells whether the ids of e are integers.
func (e *Entity) Counted() bool { return e.IDs == Integers }

// IDKind returns how ids of e are held.
func (e *Entity) IDKind() value.Kind {
	if e.Counted() {
		return value.Int
	}
	return value.ID
}

// AppendID appends an id of e as it stands in a path, or in a JSON string.
func (e *Entity) AppendID(dst []byte, id value.Value) []byte {
	if e.Counted() {
		return value.AppendNumber(dst, e.Prefix.Text, id.Int)
	}
	return value.AppendID(dst, e.Prefix.Text, id.Str)
}

// ParseID reads an id of e in its one spelling.
func (e *Entity) ParseID(s string) (value.Value, bool) {
	if e.Counted() {
		return value.ParseNumber(e.Prefix.Text, s)
	}
	return value.ParseID(e.Prefix.Text, s)
}

// Kind returns how a value of f is held.
func (f *Field) Kind() value.Kind {
	switch {
	case f.Type == TypeID && f.Entity != nil:
		return f.Entity.IDKind()
	case f.Type == TypeRef && f.Target.To != nil:
		return f.Target.To.IDKind()
	}
	return f.Type.Kind()
}

// Kind returns how the value of t is held.
func (t *Term) Kind() value.Kind {
	if t.Type == TypeRef && t.Of != nil {
		return t.Of.IDKind()
	}
	return t.Type.Kind()
}
