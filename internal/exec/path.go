package exec

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// only notes which row of a resource that shows each caller one row the call is about. A
// caller who has none finds nothing.
func (c *Call) only() error {
	t := c.Operation.OneRow
	if t == nil {
		return nil
	}
	f := frame(c)
	switch c.ID = f.Value(t); {
	case c.Caller == nil:
		return refuse(c)
	case c.ID.IsNull():
		return notFound()
	}
	return nil
}

// through finds the row that the path goes through. One that is missing and one that the
// caller may not read are the same. A create gets it as what the body cannot say.
func through(tx store.Tx, c *Call, f *expr.Frame) error {
	u := c.Operation.Under
	if u == nil {
		return nil
	}
	statement := u.Statement(f)
	if statement == nil {
		return notFound()
	}
	var slots [query.SlotFirst]value.Value
	slots[query.SlotParent] = c.Parent
	var buffer [8]value.Value
	found, err := tx.Query(statement.SQL, statement.Args(f, slots[:], buffer[:0]), func(r store.Row) error {
		c.parent = r.Value(0, u.Via.Kind())
		if u.Tenant != nil {
			c.tenant = r.Value(1, u.Tenant.Kind())
		}
		return nil
	})
	if err == nil && found == 0 {
		return notFound()
	}
	if err == nil && c.Operation.Verb == design.Create {
		given := len(c.Operation.Body.Slots) - 1 // the transaction may run again
		c.Input, c.Present = append(c.Input[:given], c.parent), append(c.Present[:given], true)
	}
	return err
}

// oneTenant checks that a new row is of the tenant of the row that its path goes through.
func (w *writing) oneTenant(row []value.Value) {
	u := w.call.Operation.Under
	if u == nil || u.Tenant == nil || w.call.Operation.Verb != design.Create {
		return
	}
	tenant := w.plan.Entity.Tenant.To
	if row[tenant.Index] == w.call.tenant {
		return
	}
	pointer := ""
	for _, s := range w.body.Slots {
		if s.Field == tenant {
			pointer = "/" + tenant.Name.Text
		}
	}
	w.violate(pointer, "not_found", "refers to nothing that you may use here")
}
