package query

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

// Target reads the row that a write is about, whole, with what the caller may do
// to it; a row that they may not read it does not find. Its columns are the fields in
// the order of Entity.All; then 1 or 0 for each of its conditions.
type Target struct {
	Entity     *design.Entity
	Conditions int
	at         Address
	dialect    dialect.Dialect
	set        *expr.Set
	memo       memo[expr.Vector]
}

// NewTarget returns the shape for the row of e at that address, which read allows. It and
// the conditions are over the row as resource, the caller and the input.
func NewTarget(d dialect.Dialect, e *design.Entity, at Address, read *design.Node, conditions ...*design.Node) *Target {
	known := expr.RootsOf(design.RootCaller, design.RootInput)
	set := expr.NewSet(known, append(append(conditions[:len(conditions):len(conditions)], read), at.guards()...)...)
	return &Target{Entity: e, Conditions: len(conditions), at: at, dialect: d, set: set}
}

// Statement returns the statement for f, or nil when no row can be readable for its
// caller. Its slots are SlotID, and SlotParent where the address has one.
func (t *Target) Statement(f *expr.Frame) *Statement {
	v := t.set.Decide(f)
	return t.memo.Get(v, func() *Statement {
		b := expr.NewBuilder(t.dialect)
		b.Row(design.RootResource, alias)
		var columns []string
		for field := range t.Entity.All() {
			columns = append(columns, expr.Column(alias, field.Column()))
		}
		for i := range t.Conditions {
			columns = append(columns, "CASE WHEN "+b.Condition(t.set, v, i)+" THEN 1 ELSE 0 END")
		}
		clause := where(append(t.at.conditions(b, t.set, v, t.Conditions+1), b.Condition(t.set, v, t.Conditions))...)
		if clause == "" {
			return nil
		}
		return statement(b, "SELECT "+strings.Join(columns, ", ")+from(t.Entity)+b.Joins()+clause)
	})
}

// Insert writes one row, with the folded texts beside those that have some; its slots are SlotFirst plus each field's Index.
func Insert(d dialect.Dialect, e *design.Entity) *Statement {
	b := expr.NewBuilder(d)
	var columns, marks []string
	for f := range e.All() {
		columns = append(columns, dialect.Quote(f.Column()))
		marks = append(marks, b.Slot(SlotFirst+f.Index))
		if f.Caseless {
			columns = append(columns, dialect.Quote(f.Key()))
			marks = append(marks, b.Folded(SlotFirst+f.Index))
		}
	}
	return statement(b, "INSERT INTO "+dialect.Quote(e.Table())+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(marks, ", ")+")")
}

// Change writes or deletes one row, if it still has the version that was read
// and the rule still holds on it: the policy is inside the statement.
type Change struct {
	Entity  *design.Entity
	dialect dialect.Dialect
	set     *expr.Set
	memo    memo[changeVariant]
}

type changeVariant struct {
	vector expr.Vector
	fields value.Bits // by Index, that an update sets; none deletes
}

// NewChange returns the shape for rows of e under rule, a condition over the row
// as resource, the caller and the input; nil when the rule was decided elsewhere.
func NewChange(d dialect.Dialect, e *design.Entity, rule *design.Node) *Change {
	if rule == nil {
		rule = &design.Node{Op: design.OpConst, Truth: design.True}
	}
	known := expr.RootsOf(design.RootCaller, design.RootInput)
	return &Change{Entity: e, dialect: d, set: expr.NewSet(known, rule)}
}

// Delete returns the statement that deletes the row. Its slots are SlotID and
// SlotVersion. It is nil when the rule cannot hold.
func (c *Change) Delete(f *expr.Frame) *Statement { return c.statement(f, nil) }

// Update returns the statement that sets those fields; their slots are SlotFirst
// plus each field's Index. updated_at and version must be among them.
func (c *Change) Update(f *expr.Frame, fields []*design.Field) *Statement {
	return c.statement(f, fields)
}

func (c *Change) statement(f *expr.Frame, fields []*design.Field) *Statement {
	v := c.set.Decide(f)
	variant := changeVariant{vector: v}
	for _, field := range fields {
		variant.fields.Add(field.Index)
	}
	return c.memo.Get(variant, func() *Statement {
		b := expr.NewBuilder(c.dialect)
		table := dialect.Quote(c.Entity.Table()) + " AS " + alias
		text := "DELETE FROM " + table
		if len(fields) > 0 {
			sets := make([]string, 0, len(fields))
			for _, field := range fields {
				sets = append(sets, dialect.Quote(field.Column())+" = "+b.Slot(SlotFirst+field.Index))
				if field.Caseless {
					sets = append(sets, dialect.Quote(field.Key())+" = "+b.Folded(SlotFirst+field.Index))
				}
			}
			text = "UPDATE " + table + " SET " + strings.Join(sets, ", ")
		}
		b.Row(design.RootResource, alias)
		rule := b.Condition(c.set, v, 0)
		if b.Joined() {
			rule = "EXISTS (SELECT 1 FROM (SELECT 1) AS one" + b.Joins() + " WHERE " + rule + ")"
		}
		clause := where(expr.Column(alias, design.FieldID)+" = "+b.Slot(SlotID), expr.Column(alias, design.FieldVersion)+" = "+b.Slot(SlotVersion), rule)
		if clause == "" {
			return nil
		}
		return statement(b, text+clause)
	})
}
