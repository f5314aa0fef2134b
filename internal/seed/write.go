package seed

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// Passwords makes passwords ready for rows of the identity entity: *authn.Authn.
type Passwords interface {
	Password(ctx context.Context, password string) (give func(tx store.Tx, identity, now value.Value) error, err error)
}

// Write puts the rows with their passwords into db, all of them or none, when no
// entity has a row there. passwords may be nil when nobody signs in. It tells whether
// it wrote anything.
func (r *Rows) Write(ctx context.Context, db store.DB, passwords Passwords) (written bool, err error) {
	if len(r.List) == 0 {
		return false, nil
	}
	if there, err := r.there(ctx, db); there || err != nil {
		return false, err
	}
	give, err := r.passwords(ctx, passwords)
	if err != nil {
		return false, err
	}
	inserts := map[*design.Entity]*query.Statement{}
	for _, row := range r.List {
		if inserts[row.Entity] == nil {
			inserts[row.Entity] = query.Insert(db.Dialect(), row.Entity)
		}
	}
	err = db.Write(ctx, func(tx store.Tx) error {
		written = false
		n, err := tx.Query(r.anyRow(), nil, nil)
		if err != nil || n > 0 {
			return err
		}
		if err := r.number(tx, db.Dialect()); err != nil {
			return err
		}
		for _, row := range r.List {
			if err := row.insert(tx, inserts[row.Entity]); err != nil {
				return err
			}
			if give[row] == nil {
				continue
			}
			if err := give[row](tx, row.ID(), madeAt(0)); err != nil {
				return row.failed(err)
			}
		}
		written = true
		return r.skip(tx, db.Dialect())
	})
	return written && err == nil, err
}

// there tells whether any entity has a row: then passwords need not be hashed.
func (r *Rows) there(ctx context.Context, db store.DB) (there bool, err error) {
	err = db.Read(ctx, func(tx store.Tx) error {
		n, err := tx.Query(r.anyRow(), nil, nil)
		there = n > 0
		return err
	})
	return there, err
}

// passwords makes the passwords of all rows ready, before a transaction begins:
// hashing takes long, and other writes would wait for it.
func (r *Rows) passwords(ctx context.Context, passwords Passwords) (map[*Row]func(store.Tx, value.Value, value.Value) error, error) {
	give := map[*Row]func(store.Tx, value.Value, value.Value) error{}
	for _, row := range r.List {
		if row.Password == "" {
			continue
		}
		ready, err := passwords.Password(ctx, row.Password)
		if err != nil {
			return nil, row.failed(err)
		}
		give[row] = ready
	}
	return give, nil
}

// anyRow is a statement that gives a row when any entity has one.
func (r *Rows) anyRow() string {
	var parts []string
	for _, e := range r.design.Data.Entities {
		parts = append(parts, "EXISTS (SELECT 1 FROM "+dialect.Quote(e.Table())+")")
	}
	return "SELECT 1 WHERE " + strings.Join(parts, " OR ")
}

func (r *Row) insert(tx store.Tx, s *query.Statement) error {
	slots := append(make([]value.Value, query.SlotFirst, query.SlotFirst+len(r.Values)), r.Values...)
	if _, err := tx.Exec(s.SQL, s.Args(&expr.Frame{}, slots, make([]value.Value, 0, len(r.Values)))); err != nil {
		return r.failed(err)
	}
	return nil
}

// failed says which row could not be written, and where it stands.
func (r *Row) failed(err error) error {
	if refusal, ok := errors.AsType[*exec.Refusal](err); ok && len(refusal.Violations) > 0 {
		v := refusal.Violations[0]
		return fmt.Errorf("%s: cannot write %s: %s %s", r.Span, r, strings.TrimPrefix(v.Pointer, "/"), v.Detail)
	}
	return fmt.Errorf("%s: cannot write %s: %w", r.Span, r, err)
}
