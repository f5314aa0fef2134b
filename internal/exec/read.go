package exec

import (
	"context"
	"sync"

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
func (x *Executor) get(ctx context.Context, c *Call, dst []byte) (Answer, error) {
	r := takeReading(c, dst)
	r.frame = frame(c)
	err := x.read(ctx, c, r.get)
	return r.give(), err
}

// represent reads the row id as the operation sends it. The answer has no body
// when the caller may not read the row.
func (x *Executor) represent(tx store.Tx, c *Call, f *expr.Frame, id value.Value, dst []byte) (Answer, error) {
	r := takeReading(c, dst)
	r.frame = *f
	err := r.row(tx, id)
	return r.give(), err
}

// reading reads one row. It is used again and again, with the functions that the store
// calls, so that a read makes nothing of its own.
type reading struct {
	call   *Call
	frame  expr.Frame
	dst    []byte
	shape  *query.Row
	beside *beside
	answer Answer
	slots  [query.SlotFirst]value.Value
	args   []value.Value

	get func(store.Tx) error
	add func(store.Row) error
}

var readings = sync.Pool{New: func() any {
	r := &reading{}
	r.get, r.add = r.find, r.write
	return r
}}

func takeReading(c *Call, dst []byte) *reading {
	r := readings.Get().(*reading)
	r.call, r.dst = c, dst
	return r
}

// give forgets all that is of the call, and returns what was read.
func (r *reading) give() Answer {
	answer := r.answer
	clear(r.args)
	*r = reading{args: r.args[:0], get: r.get, add: r.add}
	readings.Put(r)
	return answer
}

// find reads the row that the call is about.
func (r *reading) find(tx store.Tx) error {
	if err := through(tx, r.call, &r.frame); err != nil {
		return err
	}
	err := r.row(tx, r.call.ID)
	if err == nil && len(r.answer.Body) == 0 {
		return notFound()
	}
	return err
}

func (r *reading) row(tx store.Tx, id value.Value) error {
	c, f := r.call, &r.frame
	r.answer = Answer{ID: id}
	r.shape = c.Operation.Row
	if c.deep() {
		r.shape = c.Operation.Deep.Row
	}
	statement := r.shape.Only(f, c.Expand, &c.Only)
	if statement == nil {
		return nil
	}
	r.beside = c.besides(f)
	r.slots[query.SlotID], r.slots[query.SlotParent] = id, c.parent
	r.args = statement.Args(f, r.slots[:], r.args[:0])
	_, err := tx.Query(statement.SQL, r.args, r.add)
	if err == nil && r.beside != nil {
		r.answer.Body, err = r.beside.fill(tx, f, r.answer.Body, len(r.dst))
	}
	return err
}

// write writes the row that was found.
func (r *reading) write(row store.Row) error {
	r.answer.Version = row.Int(query.ColumnVersion)
	if at := r.shape.IDColumn(); at >= 0 {
		r.answer.ID = row.Value(at, r.call.Operation.Entity.IDKind())
	}
	if r.beside == nil {
		r.answer.Body = r.call.written(r.dst, row)
	} else {
		r.answer.Body = r.beside.append(r.dst, len(r.dst), row, r.answer.ID)
	}
	return nil
}

// written appends a row as the answer has it.
func (c *Call) written(dst []byte, row payload.Columns) []byte {
	if c.Only.None() {
		return c.object().Append(dst, row)
	}
	return c.object().AppendOnly(dst, row, &c.Only)
}

// writtenAfter is written for a row that has others before it.
func (c *Call) writtenAfter(dst []byte, row payload.Columns, past *payload.Past) []byte {
	if c.Expand == 0 {
		return c.written(dst, row)
	}
	return c.object().AppendAfter(dst, row, &c.Only, past)
}

// object returns what writes the rows of the answer.
func (c *Call) object() *payload.Object {
	if c.deep() {
		return c.Operation.Deep.Object
	}
	return c.Operation.Object
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
