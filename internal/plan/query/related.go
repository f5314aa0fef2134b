package query

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

// Related are the rows that refer to one row, as many as are sent beside it. It is a
// list under the read rule of its rows; the reference is used to find them, so its own
// rule holds too.
type Related struct {
	Shape *List
	Order *Order
}

// NewRelated returns the shape of the rows of p that refer by f, in that order. guard is
// as for NewList.
func NewRelated(d dialect.Dialect, p *Projection, f *design.Field, order *Order, guard func(*design.Field) *design.Node) *Related {
	var sorted []*design.Field
	for _, k := range order.Keys {
		sorted = append(sorted, k.Field)
	}
	l := NewList(d, p, []Test{{Field: f, Operator: design.EqualTo}}, sorted, nil, guard)
	l.by = f
	return &Related{Shape: l, Order: order}
}

// Of is the kind of the id of the row that they refer to.
func (r *Related) Of() value.Kind { return r.Shape.by.Kind() }

// Slots is how many slots a statement takes: SlotLimit is how many rows, SlotFirst the id
// of the row that they refer to.
func (r *Related) Slots() int { return SlotFirst + len(r.Shape.Tests) + len(r.Order.Keys) + 1 }

// Statement returns the statement for the caller in f, with the expands of the rows that
// asked has; nil when they can read no row.
func (r *Related) Statement(f *expr.Frame, asked uint64) *Statement {
	return r.Shape.Statement(f, &Page{Filtered: 1, Order: r.Order, Expanded: asked})
}

// together are conditions that hold of all related rows anyway. Within a tenant a row and
// what it refers to have the same one, and the index that finds related rows by their id
// has it between the two: only with it the rows come in order.
func (l *List) together(b *expr.Builder, p *Page) []string {
	if l.by == nil || len(p.Order.Keys) > 0 || !l.by.WithinTenant() {
		return nil
	}
	one := b.Alias("t")
	target := l.by.Target.To
	return []string{expr.Column(alias, l.by.Entity.Tenant.To.Column()) + " = (SELECT " + expr.Column(one, target.Tenant.To.Column()) +
		" FROM " + dialect.Quote(target.Table()) + " AS " + one + " WHERE " + expr.Column(one, design.FieldID) + " = " + b.Slot(SlotFirst) + ")"}
}

// finds tells whether looking for rows by f, in an index, is any better than looking at
// all that refer to the one row: only when the index has both. No index is that of f
// alone.
func (l *List) finds(index *design.Index, f *design.Field) bool {
	if l.by == nil || f == l.by {
		return true
	}
	return index != nil && slices.ContainsFunc(index.Keys, func(k design.SortKey) bool { return k.Field.To == l.by })
}
