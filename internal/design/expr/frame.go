package expr

import "github.com/newel-api/newel/internal/value"

// Frame holds the rows that are in Go while a request runs. Rows are in the order
// of design.Entity.All (for Input: of the operation's inputs), indexed by
// design.Field.Index; nil means that the row is not known.
type Frame struct {
	Now      value.Value   // truncated to microseconds; one per request
	Caller   []value.Value // nil for an anonymous caller
	Resource []value.Value
	Result   []value.Value
	Input    []value.Value
}

// Authenticated tells whether the caller is signed in.
func (f *Frame) Authenticated() bool { return f.Caller != nil }

func (f *Frame) row(r Root) []value.Value {
	switch r {
	case Caller:
		return f.Caller
	case Resource:
		return f.Resource
	case Result:
		return f.Result
	case Input:
		return f.Input
	default:
		return nil
	}
}

// Value returns the value of a term that needs no database: a literal, now, a row
// or one field of a row held in f. A term that is absent, or whose row is not in
// f, is null.
func (f *Frame) Value(t *Term) value.Value {
	switch {
	case t.Root == Literal:
		return t.Literal
	case t.Root == Now:
		return f.Now
	case t.Authed:
		return value.OfBool(f.Authenticated())
	}
	row, at := f.row(t.Root), 0
	if len(t.Path) > 0 {
		at = t.Path[0].Index
	}
	if at >= len(row) || len(t.Path) > 1 {
		return value.Value{}
	}
	return row[at] // an empty path is the row's id, which stands first
}
