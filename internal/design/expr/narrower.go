package expr

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
)

// narrower tells whether each value of the field from is one of the field to. The
// database holds no list to what its design says of it, so this must be sure.
func narrower(from, to *design.Field) bool {
	switch {
	case from == to:
		return true
	case from.Type != to.Type, from.Places != to.Places, from.Digits > to.Digits:
		return false
	case to.Pattern != nil && (from.Pattern == nil || from.Pattern.Text != to.Pattern.Text):
		return false
	case from.Item != nil && to.Item != nil && !narrower(from.Item, to.Item):
		return false
	}
	words := valueNames(to)
	if to.Type == design.TypeEnum && slices.ContainsFunc(valueNames(from), func(v string) bool { return !slices.Contains(words, v) }) {
		return false
	}
	least := to.Min == nil || from.Min != nil && !above(to.Min, from.Min)
	most := to.Max == nil || from.Max != nil && !above(from.Max, to.Max)
	return least && most
}

func above(a, b *design.Bound) bool { return a.N > b.N || a.Float > b.Float }
