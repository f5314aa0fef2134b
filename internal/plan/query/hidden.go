package query

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
)

// hiding tells which fields a caller can see in no row at all: to them these are not there.
// Each guard is asked alone: among all conditions of a statement it may find no room in the
// vector, and would then be taken for one that some row meets.
type hiding map[*design.Field]*expr.Set

// add notes that guard, which may be nil, lets f be seen.
func (h hiding) add(f *design.Field, guard *design.Node) {
	if guard != nil {
		h[f] = expr.NewSet(callerOnly, guard)
	}
}

// from tells whether field is hidden from the caller in f.
func (h hiding) from(f *expr.Frame, field *design.Field) bool {
	set := h[field]
	if set == nil {
		return false
	}
	t, decided := set.Truth(set.Decide(f), 0)
	return decided && t != design.True
}
