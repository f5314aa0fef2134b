package query

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
)

// Address says how the path of a request finds its row: by the value of a key in SlotID,
// and, where the path goes through another row, among those that refer to the one in
// SlotParent and let the caller see that they do.
type Address struct {
	Key   *design.Field // nil for the id
	Under *design.Field // the reference; nil when the path goes through no row
	Guard *design.Node  // who may read Under; nil = whoever reads the row
}

// guards returns the conditions that the address asks of the row.
func (a Address) guards() []*design.Node {
	if a.Guard == nil {
		return nil
	}
	return []*design.Node{a.Guard}
}

// conditions returns what the row must meet; guard is the number of Guard among the
// conditions of set.
func (a Address) conditions(b *expr.Builder, set *expr.Set, v expr.Vector, guard int) []string {
	key := design.FieldID
	if a.Key != nil {
		key = a.Key.Key()
	}
	conditions := []string{expr.Column(alias, key) + " = " + b.Slot(SlotID)}
	if a.Under != nil {
		conditions = append(conditions, expr.Column(alias, a.Under.Column())+" = "+b.Slot(SlotParent))
	}
	if a.Guard != nil {
		conditions = append(conditions, b.Condition(set, v, guard))
	}
	return conditions
}

// Parent finds the row that a path goes through, if the caller may read it.
type Parent struct {
	Via     *design.Field // the reference to it, of the rows that the path is about
	Tenant  *design.Field // of the row; nil when the others have none, or it has none
	key     *design.Field
	dialect dialect.Dialect
	set     *expr.Set
	memo    memo[expr.Vector]
}

// NewParent returns the shape for the rows that via leads to, which read allows, by the
// values of key.
func NewParent(d dialect.Dialect, via, key *design.Field, read *design.Node, tenant *design.Field) *Parent {
	return &Parent{Via: via, Tenant: tenant, key: key, dialect: d, set: expr.NewSet(callerOnly, read)}
}

// Statement returns a statement that gives the id of the row, and its tenant where there
// is one; or nil when no row can be readable for the caller in f. Its slot is SlotParent.
func (p *Parent) Statement(f *expr.Frame) *Statement {
	v := p.set.Decide(f)
	return p.memo.Get(v, func() *Statement {
		b := expr.NewBuilder(p.dialect)
		b.Row(design.RootResource, alias)
		columns := expr.Column(alias, design.FieldID)
		if p.Tenant != nil {
			columns += ", " + expr.Column(alias, p.Tenant.Column())
		}
		clause := where(expr.Column(alias, p.key.Key())+" = "+b.Slot(SlotParent), b.Condition(p.set, v, 0))
		if clause == "" {
			return nil
		}
		return statement(b, "SELECT "+columns+from(p.key.Entity)+b.Joins()+clause)
	})
}
