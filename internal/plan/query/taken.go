package query

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
)

// Taken asks whether a row has the value SlotFirst in f already, among those of the
// tenant in SlotTenant where f is of a tenant's rows. It asks all rows, whoever may
// read them: they are unique among all.
func Taken(d dialect.Dialect, f *design.Field) *Statement {
	b := expr.NewBuilder(d)
	b.Row(design.RootResource, alias)
	conditions := []string{expr.Column(alias, f.Column()) + " = " + b.Slot(SlotFirst)}
	if tenant := f.Entity.Tenant.To; tenant != nil {
		conditions = append(conditions, expr.Column(alias, tenant.Column())+" = "+b.Slot(SlotTenant))
	}
	return statement(b, "SELECT 1"+from(f.Entity)+where(conditions...))
}
