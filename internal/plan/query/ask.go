package query

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
)

// nothing is a FROM of one row, to hang joins on.
const nothing = " FROM (SELECT 1) AS one"

// everything that a write holds in Go.
var writing = expr.RootsOf(design.RootCaller, design.RootInput, design.RootResource, design.RootResult)

// Ask decides a condition over the rows of a write: the caller, the input, the
// row as it was and the row as it will be.
type Ask struct {
	dialect dialect.Dialect
	set     *expr.Set
	memo    memo[expr.Vector]
}

// NewAsk returns the shape of n.
func NewAsk(d dialect.Dialect, n *design.Node) *Ask {
	return &Ask{dialect: d, set: expr.NewSet(writing, n)}
}

// Statement returns a statement that gives one row iff the condition holds; or
// nil and the answer, when the frame alone decides it.
func (a *Ask) Statement(f *expr.Frame) (s *Statement, holds bool) {
	v := a.set.Decide(f)
	if t, decided := a.set.Truth(v, 0); decided {
		return nil, t == design.True
	}
	return a.memo.Get(v, func() *Statement {
		b := expr.NewBuilder(a.dialect)
		condition := b.Condition(a.set, v, 0)
		return statement(b, "SELECT 1"+nothing+b.Joins()+" WHERE "+condition)
	}), false
}

// Values reads terms that begin in rows held in Go and end in the database. It
// gives one row with one column a term.
func Values(d dialect.Dialect, terms []*design.Term) *Statement {
	b := expr.NewBuilder(d)
	columns := make([]string, len(terms))
	for i, t := range terms {
		columns[i] = b.Term(t)
	}
	return statement(b, "SELECT "+strings.Join(columns, ", ")+nothing+b.Joins())
}

// Reference asks whether a row that a request refers to is there for the caller:
// it exists, they may read it, and it belongs to the tenant.
type Reference struct {
	Entity  *design.Entity
	Tenant  *design.Field // of Entity; nil when any tenant will do
	dialect dialect.Dialect
	set     *expr.Set
	memo    memo[expr.Vector]
}

// NewReference returns the shape for rows of e that read allows; when tenant is
// not nil, they must have the tenant in SlotTenant.
func NewReference(d dialect.Dialect, e *design.Entity, read *design.Node, tenant *design.Field) *Reference {
	return &Reference{Entity: e, Tenant: tenant, dialect: d, set: expr.NewSet(callerOnly, read)}
}

// Statement returns a statement that gives one row iff the reference is good, or
// nil when none can be. Its slots are SlotID and SlotTenant.
func (r *Reference) Statement(f *expr.Frame) *Statement {
	v := r.set.Decide(f)
	return r.memo.Get(v, func() *Statement {
		b := expr.NewBuilder(r.dialect)
		b.Row(design.RootResource, alias)
		conditions := []string{expr.Column(alias, design.FieldID) + " = " + b.Slot(SlotID)}
		if r.Tenant != nil {
			conditions = append(conditions, expr.Column(alias, r.Tenant.Column())+" = "+b.Slot(SlotTenant))
		}
		clause := where(append(conditions, b.Condition(r.set, v, 0))...)
		if clause == "" {
			return nil
		}
		return statement(b, "SELECT 1"+from(r.Entity)+b.Joins()+clause)
	})
}
