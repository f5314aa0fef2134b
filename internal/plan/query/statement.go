package query

import (
	"sync"
	"sync/atomic"

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

// memoLimit bounds the statements that one shape remembers: the filters and
// sorts that clients combine are theirs to choose. Beyond it, it starts anew.
const memoLimit = 512

// memo remembers the statement of each variant. Reading takes no lock.
type memo[K comparable] struct {
	mu    sync.Mutex
	known atomic.Pointer[map[K]*Statement]
}

// get returns the statement of variant k, made by build the first time. A nil
// statement (nothing can match) is remembered too.
func (m *memo[K]) get(k K, build func() *Statement) *Statement {
	if known := m.known.Load(); known != nil {
		if s, ok := (*known)[k]; ok {
			return s
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	old := m.known.Load()
	next := map[K]*Statement{}
	if old != nil && len(*old) < memoLimit {
		for key, s := range *old {
			next[key] = s
		}
	}
	if s, ok := next[k]; ok {
		return s
	}
	s := build()
	next[k] = s
	m.known.Store(&next)
	return s
}

// statement ends a text: its parameters are those that b collected.
func statement(b *expr.Builder, text string) *Statement {
	return &Statement{SQL: text, Params: b.Params()}
}
