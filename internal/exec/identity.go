package exec

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// Enrolment is a row of the identity entity that is to be made.
type Enrolment struct {
	Plan    *plan.SignUp
	Login   *design.Field
	Input   []value.Value // by Plan.Body.Slots
	Present []bool
	Now     value.Value

	// Quiet makes a login that is taken look like one that is free, to whoever
	// watches the answer or its time: nothing is refused, and nothing is made.
	Quiet bool

	// With runs in the transaction that makes the row: both happen or neither.
	With func(tx store.Tx, id value.Value) error
}

// Enrol makes the row and returns its id, which is null when a taken login was
// kept quiet. The row is checked as that of a create; no rule is asked, since the
// design's word for who signs up was asked when the plan was made.
func (x *Executor) Enrol(ctx context.Context, e *Enrolment) (id value.Value, err error) {
	w := e.Plan.Write
	c := &Call{
		Operation: &plan.Operation{Name: "newel.signUp", Verb: design.Create, Entity: w.Entity, Body: e.Plan.Body, Write: w},
		Now:       e.Now, Input: e.Input, Present: e.Present,
	}
	err = x.db.Write(ctx, func(tx store.Tx) error {
		var err error
		id, err = x.writing(ctx, tx, c).enrol(e)
		return err
	})
	var breach *store.ConstraintError
	switch {
	case err == nil:
		return id, nil
	case e.Quiet && errors.As(err, &breach) && breach.Kind == store.Unique &&
		breach.Table == w.Entity.Table() && slices.Equal(breach.Columns, []string{e.Login.Key()}):
		return value.Value{}, nil // taken since it was looked for
	}
	return value.Value{}, constraint(c, err)
}

func (w *writing) enrol(e *Enrolment) (id value.Value, err error) {
	row := slices.Clone(w.plan.Defaults)
	if err := w.fill(row); err != nil {
		return id, err
	}
	if err := w.named(); err != nil {
		return id, err
	}
	if err := w.invalid(); err != nil {
		return id, err
	}
	if e.Quiet { // a number that is the row's stays used: else that of the next row would tell
		if err := w.others(e.Login, row); err != nil {
			return id, err
		}
		if taken, err := w.touch(e.Login, row[e.Login.Index]); err != nil || taken {
			return id, err
		}
	}
	if err := w.insert(w.plan.Insert, row); err != nil {
		return id, err
	}
	return row[0], e.With(w.tx, row[0])
}

// others refuses a row that has another unique value of a row that is there. The
// database would find that too, but might find a taken login first: then the
// answer would tell of the login.
func (w *writing) others(login *design.Field, row []value.Value) error {
	for _, fields := range uniques(w.plan.Entity) {
		if slices.Contains(fields, login) {
			continue
		}
		var conditions, columns []string
		var args []value.Value
		for i, f := range fields {
			conditions = append(conditions, dialect.Quote(f.Key())+" = "+w.x.plan.Dialect.Placeholder(i+1))
			columns = append(columns, f.Key())
			args = append(args, f.Compared(row[f.Index]))
		}
		table := w.plan.Entity.Table()
		sql := "SELECT 1 FROM " + dialect.Quote(table) + " WHERE " + strings.Join(conditions, " AND ")
		n, err := w.tx.Query(sql, args, nil) // a null equals nothing
		if err != nil {
			return err
		}
		if n > 0 {
			return taken(w.plan.Entity, &store.ConstraintError{Kind: store.Unique, Table: table, Columns: columns})
		}
	}
	return nil
}

// uniques returns the sets of fields whose values no two rows of e share.
func uniques(e *design.Entity) (sets [][]*design.Field) {
	for _, f := range e.Fields {
		if f.Unique != nil {
			sets = append(sets, []*design.Field{f})
		}
	}
	for _, refs := range e.Unique {
		var fields []*design.Field
		for _, r := range refs {
			fields = append(fields, r.To)
		}
		sets = append(sets, fields)
	}
	return sets
}

// touch tells whether the login is taken. A row that has it is written as it was:
// so the commit takes as long as that of a new one.
func (w *writing) touch(login *design.Field, v value.Value) (taken bool, err error) {
	column, d := dialect.Quote(login.Key()), w.x.plan.Dialect
	sql := "UPDATE " + dialect.Quote(w.plan.Entity.Table()) + " SET " + column + " = " + column + " WHERE " + column + " = " + d.Placeholder(1)
	n, err := w.tx.Exec(sql, []value.Value{login.Compared(v)})
	return n > 0, err
}
