package exec

import (
	"context"
	"fmt"
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// writing is one write under way in its transaction.
type writing struct {
	x     *Executor
	ctx   context.Context // of the call
	tx    store.Tx
	call  *Call
	plan  *plan.Write
	body  *plan.Body // nil when the operation has none
	frame expr.Frame

	allowed    []bool // which conditions of the target hold
	violations []payload.Violation
}

func (x *Executor) writing(ctx context.Context, tx store.Tx, c *Call) *writing {
	w := &writing{x: x, ctx: ctx, tx: tx, call: c, plan: c.Operation.Write, body: c.Operation.Body, frame: frame(c)}
	w.frame.Input = inputRow(w.body, c)
	return w
}

// inputRow puts the values of a body where expressions look for them.
func inputRow(b *plan.Body, c *Call) []value.Value {
	if b == nil {
		return nil
	}
	row := make([]value.Value, b.Row)
	for i, s := range b.Slots {
		switch {
		case i < len(c.Present) && c.Present[i]:
			row[s.Field.Index] = c.Input[i]
		case c.Operation != nil && (c.Operation.Verb != design.Update || c.Operation.Whole):
			row[s.Field.Index] = s.Default
		}
	}
	return row
}

// violate records a breach; all that one request commits are told at once.
func (w *writing) violate(pointer, code, detail string) {
	w.violations = append(w.violations, payload.Violation{Pointer: pointer, Code: code, Detail: detail})
}

// invalid returns the refusal for what was recorded, or nil.
func (w *writing) invalid() error {
	if len(w.violations) == 0 {
		return nil
	}
	return &Refusal{Kind: Invalid, Code: "invalid", Detail: "The request breaks rules of this operation.", Violations: w.violations}
}

// one runs a statement and tells whether it gives a row.
func (w *writing) one(s *query.Statement, slots []value.Value) (bool, error) {
	var buffer [12]value.Value
	n, err := w.tx.Query(s.SQL, s.Args(&w.frame, slots, buffer[:0]), nil)
	return n > 0, err
}

// asked decides a condition over f.
func (w *writing) asked(a *query.Ask, f *expr.Frame) (bool, error) {
	s, holds := a.Statement(f)
	if s == nil {
		return holds, nil
	}
	var buffer [12]value.Value
	n, err := w.tx.Query(s.SQL, s.Args(f, nil, buffer[:0]), nil)
	return n > 0, err
}

// set gives row the values that the design sets.
func (w *writing) set(s *plan.Sets, row []value.Value) error {
	for _, one := range s.Direct {
		row[one.Field.Index] = w.frame.Value(one.Term)
	}
	if s.Reading == nil {
		return nil
	}
	var buffer [12]value.Value
	_, err := w.tx.Query(s.Reading.SQL, s.Reading.Args(&w.frame, nil, buffer[:0]), func(r store.Row) error {
		for i, one := range s.Deep {
			row[one.Field.Index] = r.Value(i, one.Field.Kind())
		}
		return nil
	})
	return err
}

// references checks that every row that the body refers to is there for the
// caller. A missing row and one they may not read are the same violation. The
// tenant is the new row's.
func (w *writing) references(row []value.Value) error {
	if w.body == nil {
		return nil
	}
	for i, s := range w.body.Slots {
		if s.Reference == nil || !w.call.Present[i] || w.call.Input[i].IsNull() {
			continue
		}
		var slots [query.SlotFirst]value.Value
		slots[query.SlotID] = w.call.Input[i]
		if s.Reference.Tenant != nil {
			slots[query.SlotTenant] = row[w.plan.Entity.Tenant.To.Index]
		}
		good := false
		if statement := s.Reference.Statement(&w.frame); statement != nil {
			var err error
			if good, err = w.one(statement, slots[:]); err != nil {
				return err
			}
		}
		if !good {
			w.violate("/"+s.Field.Name.Text, "not_found", "refers to nothing that you may use here")
		}
	}
	w.oneTenant(row)
	return nil
}

// complete checks that the row has a value in every required field.
func (w *writing) complete(row []value.Value) error {
	if err := w.unset(&w.plan.Sets, row); err != nil || len(w.violations) > 0 {
		return err
	}
	for f := range w.plan.Entity.All() {
		if f.Required() && row[f.Index].IsNull() {
			w.violate("/"+f.Name.Text, "required", "has no value")
		}
	}
	return nil
}

// named checks the operation's requires and the entity's checks.
func (w *writing) named() error {
	for _, r := range w.plan.Requires {
		holds, err := w.asked(r.Ask, &w.frame)
		if err != nil {
			return err
		}
		if !holds {
			w.violate("", r.Name, "this operation requires it")
		}
	}
	if len(w.plan.Checks) == 0 {
		return nil
	}
	after := w.frame
	after.Resource = w.frame.Result
	for _, c := range w.plan.Checks {
		holds, err := w.asked(c.Ask, &after)
		if err != nil {
			return err
		}
		if !holds {
			w.violate("", c.Name, "every "+w.plan.Entity.Name.Text+" must satisfy it")
		}
	}
	return nil
}

// also writes the rows that the operation makes beside its own.
func (w *writing) also() error {
	for i := range w.plan.Also {
		a := &w.plan.Also[i]
		row := slices.Clone(a.Defaults)
		if err := w.set(&a.Sets, row); err != nil {
			return err
		}
		if err := w.slugs(a.Slugs, row); err != nil {
			return err
		}
		if err := w.unset(&a.Sets, row); err != nil {
			return err
		}
		if err := w.invalid(); err != nil {
			return err
		}
		if err := w.stamp(a.Entity, a.Number, row); err != nil {
			return err
		}
		if err := w.insert(a.Insert, row); err != nil {
			return err
		}
	}
	return nil
}

// stamp gives a new row its id and times. number is the query that takes the id, "" where
// it is made here.
func (w *writing) stamp(e *design.Entity, number string, row []value.Value) error {
	if number == "" {
		row[0] = value.NewID()
	} else if err := w.count(e, number, row); err != nil {
		return err
	}
	for _, f := range e.System {
		switch f.Name.Text {
		case design.FieldCreatedAt, design.FieldUpdatedAt:
			row[f.Index] = w.call.Now
		}
	}
	return nil
}

// count takes the number of a new row.
func (w *writing) count(e *design.Entity, number string, row []value.Value) error {
	n, err := w.tx.Query(number, nil, func(r store.Row) error {
		row[0] = r.Value(0, value.Int)
		return nil
	})
	if err == nil && n != 1 {
		err = fmt.Errorf("the database has no next number for a row of %s: somebody took it away", e.Name.Text)
	}
	return err
}

func (w *writing) insert(s *query.Statement, row []value.Value) error {
	slots := make([]value.Value, query.SlotFirst, query.SlotFirst+len(row))
	slots = append(slots, row...)
	_, err := w.tx.Exec(s.SQL, s.Args(&w.frame, slots, make([]value.Value, 0, len(row))))
	return err
}

// finish answers with the row as the caller may read it now.
func (w *writing) finish(id value.Value, dst []byte) (Answer, error) {
	return w.x.represent(w.tx, w.call, &w.frame, id, dst)
}

// write runs fn in a write transaction and turns breaches of constraints into
// refusals.
func (x *Executor) write(ctx context.Context, c *Call, dst []byte, fn func(*writing) (Answer, error)) (answer Answer, err error) {
	if c.tx != nil {
		return x.member(ctx, c, dst, fn)
	}
	err = x.db.Write(ctx, func(tx store.Tx) (err error) {
		answer, err = x.within(ctx, tx, c, dst, fn)
		return err
	})
	if err != nil {
		err = c.blamed(constraint(c, err))
	}
	switch {
	case err != nil && c.Once != nil:
		return Answer{}, x.refused(ctx, c, err)
	case err != nil:
		return Answer{}, err
	case c.Once == nil || !c.Once.Replayed:
		x.done(ctx, c, answer.ID)
	}
	return answer, nil
}

// within runs fn in a transaction, unless its call has been answered before.
func (x *Executor) within(ctx context.Context, tx store.Tx, c *Call, dst []byte, fn func(*writing) (Answer, error)) (Answer, error) {
	if c.Once != nil {
		if answer, again, err := x.replay(ctx, tx, c, dst); again || err != nil {
			return answer, err
		}
	}
	f := frame(c)
	if err := through(tx, c, &f); err != nil {
		return Answer{}, err
	}
	answer, err := fn(x.writing(ctx, tx, c))
	if err == nil && c.Once != nil {
		err = x.keep(tx, c, &answer)
	}
	return answer, err
}
