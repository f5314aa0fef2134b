package expr

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/value"
)

// Roots is a set of roots.
type Roots uint16

// RootsOf returns the set of those roots.
func RootsOf(roots ...design.Root) (set Roots) {
	for _, r := range roots {
		set |= 1 << r
	}
	return set
}

// Has tells whether r is in the set.
func (s Roots) Has(r design.Root) bool { return s&(1<<r) != 0 }

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

func (f *Frame) row(r design.Root) []value.Value {
	switch r {
	case design.RootCaller:
		return f.Caller
	case design.RootResource:
		return f.Resource
	case design.RootResult:
		return f.Result
	case design.RootInput:
		return f.Input
	default:
		return nil
	}
}

// today is the day of now, in UTC.
func (f *Frame) today() value.Value {
	if f.Now.IsNull() {
		return f.Now
	}
	const day = 24 * 60 * 60 * 1_000_000
	days := f.Now.Int / day
	if f.Now.Int%day < 0 {
		days--
	}
	return value.OfDate(days)
}

// Value returns the value of a term that needs no database: a literal, now, today, a row
// or one field of a row held in f. A term that is absent, or whose row is not in
// f, is null.
func (f *Frame) Value(t *design.Term) value.Value {
	switch {
	case t.Root == design.RootLiteral:
		return t.Literal
	case t.Root == design.RootNow:
		return f.Now
	case t.Root == design.RootToday:
		return f.today()
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
	if t.Size {
		return sizeOf(row[at])
	}
	return row[at] // an empty path is the row's id, which stands first
}
