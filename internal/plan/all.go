package plan

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan/query"
)

// all returns how the rows are found that o deletes: those that the caller may read, below
// the row that its path goes through. Whether each may be deleted is asked when it is.
func (c *compiler) all(o *design.Operation) *All {
	e := o.Entity()
	var tests []query.Test
	if o.Parent != nil {
		tests = append(tests, query.Test{Field: o.Under.To, Operator: design.EqualTo})
	}
	sent := &query.Projection{Entity: e, Read: c.rules.verb(e, design.Get)}
	guard := func(f *design.Field) *design.Node { return c.rules.field(f).read }
	return &All{Shape: query.NewList(c.dialect, sent, tests, nil, nil, guard), Order: &query.Order{}, Max: int(o.All.N)}
}
