package plan

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// SlotOf returns how a value of f is written for a new row, whichever operation or
// file makes it.
func SlotOf(f *design.Field) payload.Slot { return slot(f) }

// DefaultsOf returns a new row of e before anything is set, by Field.Index: its
// defaults, its initial states and version 1.
func DefaultsOf(e *design.Entity) []value.Value { return defaults(e) }
