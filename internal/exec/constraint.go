package exec

import (
	"errors"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/store"
)

// constraint turns a breach of the schema into a refusal in the words of the
// contract. Any other error is returned as it is.
func constraint(c *Call, err error) error {
	var breach *store.ConstraintError
	if !errors.As(err, &breach) {
		return err
	}
	switch breach.Kind {
	case store.Unique:
		return taken(c.Operation.Entity, breach)
	case store.ForeignKey:
		if c.Operation.Verb == design.Delete {
			return &Refusal{Kind: Conflict, Code: "in_use", Detail: "Other rows still refer to this one."}
		}
		return &Refusal{Kind: Conflict, Code: "reference_lost", Detail: "A row that this one refers to is not there any more."}
	case store.Check, store.NotNull:
		// The checks were asked before; this is a row written beside by also.
		return &Refusal{Kind: Invalid, Code: "invalid", Detail: "The request would break a rule of the data."}
	}
	return err
}

// taken names the fields of a unique constraint, without the tenant, which the
// caller did not choose.
func taken(e *design.Entity, breach *store.ConstraintError) *Refusal {
	r := &Refusal{Kind: Conflict, Code: "taken", Detail: "Another row has this value already."}
	if e == nil || breach.Table != e.Table() {
		return r
	}
	for _, column := range breach.Columns {
		f := e.Keyed(column)
		if f == nil || f.Name.Text == e.Tenant.Name && len(breach.Columns) > 1 {
			continue
		}
		r.Violations = append(r.Violations, payload.Violation{
			Pointer: "/" + f.Name.Text, Code: "taken", Detail: "has a value that another row has already",
		})
	}
	return r
}
