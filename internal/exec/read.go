package exec

import (
	"context"

	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

func notFound() *Refusal {
	return &Refusal{Kind: NotFound, Code: "not_found", Detail: "There is nothing at this address, or not for you."}
}

func forbidden() *Refusal {
	return &Refusal{Kind: Forbidden, Code: "forbidden", Detail: "You may not do this."}
}

// refuse is Forbidden for a caller who is known and SignIn for one who is not:
// somebody signed in might be allowed.
func refuse(c *Call) *Refusal {
	if c.Caller == nil {
		return &Refusal{Kind: SignIn, Code: "sign_in_required", Detail: "Sign in to do this."}
	}
	return forbidden()
}

// get reads one row.
func (x *Executor) get(ctx context.Context, c *Call, dst []byte) (answer Answer, err error) {
	f := frame(c)
	err = x.db.Read(ctx, func(tx store.Tx) error {
		if err := through(tx, c, &f); err != nil {
			return err
		}
		answer, err = x.represent(tx, c, &f, c.ID, dst)
		if err == nil && len(answer.Body) == 0 {
			return notFound()
		}
		return err
	})
	return answer, err
}

// represent reads the row id as the operation sends it. The answer has no body
// when the caller may not read the row.
func (x *Executor) represent(tx store.Tx, c *Call, f *expr.Frame, id value.Value, dst []byte) (Answer, error) {
	answer := Answer{ID: id}
	shape := c.Operation.Row
	if c.deep() {
		shape = c.Operation.Deep.Row
	}
	statement := shape.Only(f, c.Expand, &c.Only)
	if statement == nil {
		return answer, nil
	}
	b := c.besides(f)
	var slots [query.SlotFirst]value.Value
	slots[query.SlotID], slots[query.SlotParent] = id, c.parent
	var buffer [8]value.Value
	_, err := tx.Query(statement.SQL, statement.Args(f, slots[:], buffer[:0]), func(row store.Row) error {
		answer.Version = row.Int(query.ColumnVersion)
		if at := shape.IDColumn(); at >= 0 {
			answer.ID = row.Value(at, c.Operation.Entity.IDKind())
		}
		if b == nil {
			answer.Body = c.written(dst, row)
		} else {
			answer.Body = b.append(dst, len(dst), row, answer.ID)
		}
		return nil
	})
	if err == nil && b != nil {
		answer.Body, err = b.fill(tx, f, answer.Body, len(dst))
	}
	return answer, err
}

// written appends a row as the answer has it.
func (c *Call) written(dst []byte, row payload.Columns) []byte {
	object := c.Operation.Object
	if c.deep() {
		object = c.Operation.Deep.Object
	}
	if c.Only.None() {
		return object.Append(dst, row)
	}
	return object.AppendOnly(dst, row, &c.Only)
}

// deep tells whether the call asks for what only the deep shapes of its operation have.
func (c *Call) deep() bool {
	return c.Expand != 0 && c.Operation.Deep != nil && c.Expand&c.Operation.Deep.Asked != 0
}

// Living tells whether the answer has anything that changes while the version of its row
// does not: what is computed, and other rows.
func (c *Call) Living() bool {
	all := &c.Operation.Living
	return c.Expand != 0 || c.Only.None() && !all.None() || all.Meets(&c.Only)
}

// HiddenField tells whether the caller can see field i of Operation.Sent in no row at all:
// to them it is no field.
func (c *Call) HiddenField(i int) bool {
	f := frame(c)
	if l := c.Operation.List; l != nil {
		return l.Shape.Hidden(&f, c.Operation.Sent.Fields[i])
	}
	return c.Operation.Row.Hidden(&f, i)
}

// frame returns what is known of a call before any row is read.
func frame(c *Call) expr.Frame { return expr.Frame{Now: c.Now, Caller: c.Caller} }
