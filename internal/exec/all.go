package exec

import (
	"errors"
	"slices"
	"strconv"

	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// all carries out c on each row that its caller may read, or on none: one row that they may
// not delete, and one more than the bound, undo the whole. When it was done before, nothing
// is left to do: rows made since are not those that were meant.
func (r *together) all(c *Call) error {
	if r.again {
		return nil
	}
	ids, err := r.find(c)
	if err != nil {
		return err
	}
	for _, id := range slices.Backward(ids) { // what refers to older rows goes before them
		one := *c
		one.ID = id
		_, err := r.call(&one, nil)
		if refusal := (*Refusal)(nil); errors.As(err, &refusal) && refusal.Kind == NotFound {
			continue // it went with one of those before
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// find returns the ids of the rows that c is about.
func (r *together) find(c *Call) (ids []value.Value, err error) {
	f, all := frame(c), c.Operation.All
	if err := through(r.tx, c, &f); err != nil {
		return nil, c.blamed(err)
	}
	page := query.Page{Order: all.Order}
	slots := make([]value.Value, query.SlotFirst+len(all.Shape.Tests)+1)
	slots[query.SlotLimit] = value.OfInt(int64(all.Max) + 1)
	if c.Operation.Under != nil {
		page.Filtered, slots[query.SlotFirst] = 1, c.parent
	}
	statement := all.Shape.Statement(&f, &page)
	if statement == nil {
		return nil, refuse(c)
	}
	_, err = r.tx.Query(statement.SQL, statement.Args(&f, slots, nil), func(row store.Row) error {
		ids = append(ids, row.Value(all.Shape.KeyColumn(0), c.Operation.Entity.IDKind()))
		return nil
	})
	if err == nil && len(ids) > all.Max {
		return nil, &Refusal{Kind: Conflict, Code: "too_many_rows", Detail: "There are more than " + strconv.Itoa(all.Max) + " rows, which is how many this deletes at once."}
	}
	return ids, err
}
