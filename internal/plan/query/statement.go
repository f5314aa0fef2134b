package query

import (
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/value"
)

// Slots that several shapes use. The caller of a statement numbers its arguments
// so; a shape's own slots begin at SlotFirst.
const (
	SlotID      = iota // the row's id
	SlotVersion        // the version that it must still have
	SlotLimit          // how many rows at most
	SlotTenant         // the tenant that a referenced row must have
	SlotParent         // the row that a path goes through: its id; to find it, the value of its key
	SlotFirst
)

// Statement is one text with the source of each parameter. It never changes.
type Statement struct {
	SQL    string
	Params []expr.Param
}

// Args appends the values to bind, in order, to dst.
func (s *Statement) Args(f *expr.Frame, slots, dst []value.Value) []value.Value {
	return expr.Args(s.Params, f, slots, dst)
}

// memo remembers the statement of each variant; nil where nothing can match.
type memo[K comparable] = expr.Memo[K, *Statement]

// mostSparse bounds how many statements a shape remembers for requests that ask for some
// of its fields. Clients may combine those as they like, and each combination is a text;
// what asks for all of them is remembered apart, so that it is never lost to these.
const mostSparse = 64

// sparse is a variant of a statement that reads only those fields.
type sparse[K comparable] struct {
	variant K
	only    value.Bits
}

// statement ends a text: its parameters are those that b collected.
func statement(b *expr.Builder, text string) *Statement {
	return &Statement{SQL: text, Params: b.Params()}
}
