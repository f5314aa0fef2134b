package query

import (
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

// holders returns the name of a query of the values that n has rows for, which stands once
// before the statement: the branch takes its values from there, and whoever asks of a row
// whether it has one looks there. slot is that of the one value that counts, -1 for all.
func (s *split) holders(n *design.Node, slot int) string {
	name := s.b.Held(n)
	if name != "" {
		return name
	}
	only := ""
	if slot >= 0 {
		only = s.b.Slot(slot)
	}
	text := s.b.Holders(s.list.set, s.v, n, only)
	name = dialect.Quote(s.b.Alias("held "))
	s.with = append(s.with, name+"(\"at\") AS MATERIALIZED ("+text+")")
	s.b.Hold(n, name, slot >= 0)
	return name
}

// merged is a branch of the rows with one of many values, each of which an index gives in
// order. It takes the next row of whichever value has the first one: what it visits is
// a row for each value and the page, however many rows the values have. An engine whose
// recursive queries have no order gives a page for each value instead, and sorts them.
func (s *split) merged(a *branch) string {
	holders := s.holders(a.Many, -1) + " AS " + held
	switch {
	case !s.b.Dialect.RecursesInOrder():
		rows := s.rows(s.selected(alias), a, s.from(a, held, s.after), s.b.Slot(SlotLimit))
		return "SELECT " + s.id(found) + " FROM " + holders + " CROSS JOIN LATERAL (" + rows + ") AS " + found + s.limited(found, s.b.Slot(SlotLimit))
	case dialect.Packs(s.kinds):
		return s.packed(a, holders)
	}
	join := " CROSS JOIN " + dialect.Quote(s.list.Projection.Entity.Table()) + " AS " + found + " ON " + s.id(found) + " = ("
	first := s.rows(s.id(alias), a, s.from(a, held, s.after), "1")
	next := s.rows(s.id(alias), a, s.from(a, queue, func() []string { return s.behind(s.cells(queue)) }), "1")
	positions := make([]string, len(s.columns))
	for i := range positions {
		positions[i] = strconv.Itoa(2 + i)
		if s.desc {
			positions[i] += " DESC"
		}
	}
	return "WITH RECURSIVE " + queue + `("at", ` + s.names() + ") AS (" +
		"SELECT " + expr.Column(held, "at") + ", " + s.selected(found) + " FROM " + holders + join + first + ")" +
		" UNION ALL SELECT " + expr.Column(queue, "at") + ", " + s.selected(found) + " FROM " + queue + join + next + ")" +
		" ORDER BY " + strings.Join(positions, ", ") + " LIMIT " + s.b.Slot(SlotLimit) + ") SELECT \"id\" FROM " + queue
}

// packed is merged where all that the queue must know of a row fits into one value: one
// look into the index finds it, where else the row is looked for again by its id.
func (s *split) packed(a *branch, holders string) string {
	key := expr.Column(queue, "key")
	cells := dialect.Unpacked(key, s.kinds)
	selected := dialect.Packed(s.cells(alias), s.kinds)
	first := s.rows(selected, a, s.from(a, held, s.after), "1")
	next := s.rows(selected, a, s.from(a, queue, func() []string { return s.behind(cells) }), "1")
	order := "2 NULLS LAST" // of values without a row, or without another one
	if s.desc {
		order = "2 DESC" // nulls come last by themselves
	}
	return "WITH RECURSIVE " + queue + `("at", "key") AS (` +
		"SELECT " + expr.Column(held, "at") + ", (" + first + ") FROM " + holders +
		" UNION ALL SELECT " + expr.Column(queue, "at") + ", (" + next + ") FROM " + queue + " WHERE " + key + " IS NOT NULL" +
		" ORDER BY " + order + " LIMIT " + s.b.Slot(SlotLimit) + ") SELECT " + cells[len(cells)-1] + ` AS "id" FROM ` + queue
}

// from is the conditions that a row has the value of the anchor that stands in of, and
// comes after something.
func (s *split) from(a *branch, of string, after func() []string) func() []string {
	field := design.FieldID
	if a.Field != nil {
		field = a.Field.Column()
	}
	return func() []string {
		return append([]string{expr.Column(alias, field) + " = " + expr.Column(of, "at")}, after()...)
	}
}

// behind is the condition that a row comes after the one with these cells, which was taken
// from the queue.
func (s *split) behind(cells []string) []string {
	k := sortKey{desc: s.desc}
	return []string{"(" + s.selected(alias) + ")" + k.beyond() + "(" + strings.Join(cells, ", ") + ")"}
}

// cells is the columns of the order, of the row with that alias.
func (s *split) cells(of string) []string {
	texts := make([]string, len(s.columns))
	for i, name := range s.columns {
		texts[i] = expr.Column(of, name)
	}
	return texts
}

func (s *split) selected(of string) string { return strings.Join(s.cells(of), ", ") }

func (s *split) names() string {
	texts := make([]string, len(s.columns))
	for i, name := range s.columns {
		texts[i] = dialect.Quote(name)
	}
	return strings.Join(texts, ", ")
}

// ordering notes a column of the order.
func (s *split) ordering(column string, kind value.Kind) {
	s.columns, s.kinds = append(s.columns, column), append(s.kinds, kind)
}
