package query

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
)

// Test is one comparison that a request may ask of the rows of a list.
type Test struct {
	Field    *design.Field
	Operator design.Operator
}

// Extra tells how many slots the test has beside its own, for so many values: the
// others that it may be among, or the end of the texts that begin so.
func (t Test) Extra(values int) int {
	switch t.Operator {
	case design.AmongThem, design.BeginsWith:
		return values - 1
	default:
		return 0
	}
}

// wide tells whether the test has slots beside its own, so that Page.Sizes has a byte
// for it.
func (t Test) wide() bool { return t.Operator == design.AmongThem || t.Operator == design.BeginsWith }

// Folds tells whether the test compares without case: then its values must be folded.
// An order there is among texts as they are written.
func (t Test) Folds() bool {
	switch t.Operator {
	case design.EqualTo, design.UnlikeTo, design.AmongThem, design.BeginsWith:
		return t.Field.Caseless
	default:
		return false
	}
}

// equals calls found for each field that is what the request says in all rows that p asks
// for, with the slot of the value.
func (l *List) equals(p *Page, found func(f *design.Field, slot int)) {
	for i, t := range l.Tests {
		if p.Filtered&(1<<i) != 0 && t.Operator == design.EqualTo && !t.Folds() && l.guards[t.Field] == 0 {
			found(t.Field, SlotFirst+i)
		}
	}
}

// tested returns the conditions of the tests that p uses, and of its search. A field that the caller may
// not see in a row meets none there. of is the branch whose rows are tested, or nil.
func (l *List) tested(b *expr.Builder, v expr.Vector, p *Page, of *branch) (conditions []string) {
	sizes, extra := p.Sizes, SlotFirst+len(l.Tests)+len(p.Order.Keys)+1
	for i, t := range l.Tests {
		if p.Filtered&(1<<i) == 0 {
			continue
		}
		size := 0
		if t.wide() && sizes != "" {
			size, sizes = int(sizes[0]), sizes[1:]
		}
		visible, meets := l.visible(b, v, t.Field), t.condition(b, SlotFirst+i, extra, size, p.Absent&(1<<i) != 0)
		if of != nil && !of.has(t.Field) {
			visible, meets = aside(visible), aside(meets)
		}
		conditions = append(conditions, visible, meets)
		extra += size
	}
	if p.Sought > 0 {
		conditions = append(conditions, l.searched(b, v, p, extra)...)
	}
	return append(conditions, l.together(b, p)...)
}

// condition compares the column with the value in slot, and those in size slots from
// extra on. No comparison is met by null, on either engine.
func (t Test) condition(b *expr.Builder, slot, extra, size int, absent bool) string {
	column := expr.Column(alias, t.Field.Column())
	if t.Folds() {
		column = expr.Column(alias, t.Field.Key())
	}
	ordered := column
	if t.Field.Type.Textual() {
		ordered = b.Dialect.ByCodePoint(column)
	}
	switch t.Operator {
	case design.EqualTo:
		return column + " = " + b.Slot(slot)
	case design.UnlikeTo:
		return column + " <> " + b.Slot(slot)
	case design.AmongThem:
		marks := []string{b.Slot(slot)}
		for i := range size {
			marks = append(marks, b.Slot(extra+i))
		}
		return column + " IN (" + strings.Join(marks, ", ") + ")"
	case design.LessThan:
		return ordered + " < " + b.Slot(slot)
	case design.AtMost:
		return ordered + " <= " + b.Slot(slot)
	case design.MoreThan:
		return ordered + " > " + b.Slot(slot)
	case design.AtLeast:
		return ordered + " >= " + b.Slot(slot)
	case design.BeginsWith:
		// By code point, the texts that begin so are exactly those from the
		// beginning itself up to the next text that does not begin so.
		from := ordered + " >= " + b.Slot(slot)
		if size == 0 {
			return from
		}
		return from + " AND " + ordered + " < " + b.Slot(extra)
	case design.Present:
		if absent {
			return column + " IS NULL"
		}
		return column + " IS NOT NULL"
	case design.Holds:
		return b.Holds(column, b.Dialect.Typed(b.Slot(slot), t.Field.Item.Type.Kind()), t.Field.Item)
	case design.NoOperator:
	}
	return expr.Never
}
