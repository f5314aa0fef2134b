package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// Mistakes of the caller.
var (
	errOver   = errors.New("the transaction is over: a Tx must not be kept")
	errNested = errors.New("a row must not use the Tx: another statement is running")
)

// tx is one transaction, or one member's part of one.
type tx struct {
	c     *conn
	ctx   context.Context
	inRow bool // a caller's row is running
	over  bool
	spoil error // the first failure: nothing runs after it, and nothing is kept
}

// run runs fn and returns why what it did must be undone; nil when it must not.
func (t *tx) run(fn func(store.Tx) error) error {
	if err := fn(t); err != nil {
		return err
	}
	return t.spoil
}

// Query implements [store.Tx].
func (t *tx) Query(sql string, args []value.Value, row func(store.Row) error) (int, error) {
	s, err := t.start(sql, args)
	if err != nil {
		return 0, t.spoiled(sql, err)
	}
	n, stopped, err := t.rows(s, row)
	if stopped != nil {
		return n, stopped
	}
	return n, t.spoiled(sql, err)
}

// Exec implements [store.Tx].
func (t *tx) Exec(sql string, args []value.Value) (int, error) {
	s, err := t.start(sql, args)
	if err == nil && s.results {
		err = errors.New("the statement gives rows: use Query")
	}
	if err != nil {
		return 0, t.spoiled(sql, err)
	}
	n, err := t.exec(s)
	return n, t.spoiled(sql, err)
}

// spoiled remembers the first failure of a statement and returns err in the words of
// package store.
func (t *tx) spoiled(sql string, err error) error {
	if err == nil || t.spoil == err {
		return err
	}
	err = t.c.fault(t.ctx, err)
	if !known(err) {
		err = fmt.Errorf("%w in the statement\n%s", err, sql)
	}
	if t.spoil == nil && !t.over {
		t.spoil = err
	}
	return err
}

// start returns the statement, ready to be stepped.
func (t *tx) start(sql string, args []value.Value) (s *stmt, err error) {
	switch {
	case t.over:
		return nil, errOver
	case t.inRow:
		return nil, errNested
	case t.spoil != nil:
		return nil, t.spoil
	case t.c.broken:
		return nil, errBroken
	}
	defer t.c.contain(&err)
	t.c.compiled = 0
	if s, err = t.c.prepare(sql); err != nil {
		return nil, err
	}
	if len(args) != s.params {
		return nil, fmt.Errorf("the statement takes %d arguments, it is given %d", s.params, len(args))
	}
	return s, s.bind(args)
}

// bind gives the statement its arguments. Those of its last run are all replaced.
func (s *stmt) bind(args []value.Value) error {
	bytes := 0
	for i := range args {
		v := &args[i]
		bytes += len(v.Str)
		var err error
		switch v.Kind {
		case value.Null:
			err = s.BindNull(i + 1)
		case value.Bool, value.Int, value.Time, value.Date:
			err = s.BindInt64(i+1, v.Int)
		case value.Float:
			err = s.BindFloat(i+1, v.Float())
		case value.Text:
			err = s.BindText(i+1, v.Str)
		case value.ID, value.Bytes:
			err = s.BindBlob(i+1, []byte(v.Str))
		default:
			err = fmt.Errorf("argument %d has no known kind", i+1)
		}
		if err != nil {
			return err
		}
	}
	s.heavy = bytes > heavyBinding
	return nil
}

// done makes the statement ready for its next run and returns the error of this one.
func (t *tx) done(s *stmt) error {
	s.writes |= t.c.compiled // SQLite compiles it again when the schema is another one
	t.c.touched |= s.writes
	err := s.Err() // an interrupt is known to Err only
	if again := s.Reset(); err == nil {
		err = again
	}
	if s.heavy {
		return errors.Join(err, s.ClearBindings())
	}
	return err
}

// rows steps through the results. stopped is the error of row, err that of the
// statement.
func (t *tx) rows(s *stmt, row func(store.Row) error) (n int, stopped, err error) {
	defer func() {
		if p := recover(); p != nil {
			theirs := t.inRow && !ofDriver(p)
			t.inRow = false
			if theirs {
				_ = t.done(s)
				panic(p)
			}
			t.c.broken = true
			err, stopped = fmt.Errorf("%w: %v", errBroken, p), nil
			return
		}
		if t.inRow { // the goroutine is ending
			t.inRow = false
			_ = t.done(s)
		}
	}()
	for s.Step() {
		n++
		if row == nil {
			continue
		}
		t.inRow = true
		stopped = row(&s.row)
		t.inRow = false
		if stopped != nil {
			break
		}
	}
	return n, stopped, t.done(s)
}

// ofDriver tells whether the driver panicked, which Row's methods can make it do
// inside a caller's function.
func ofDriver(p any) bool {
	err, ok := p.(error)
	return ok && strings.HasPrefix(err.Error(), "sqlite3: ")
}

// exec runs a statement without results. The number of changes is only that of the
// last statement that made some.
func (t *tx) exec(s *stmt) (n int, err error) {
	defer t.c.contain(&err)
	before := t.c.db.TotalChanges()
	s.Step()
	if err := t.done(s); err != nil {
		return 0, err
	}
	if t.c.db.TotalChanges() == before {
		return 0, nil
	}
	return int(t.c.db.Changes()), nil
}
