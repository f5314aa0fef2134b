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

// Passwords gives rows of the identity entity their passwords: *authn.Authn.
type Passwords interface {
	SetPassword(ctx context.Context, identity value.Value, password string, now value.Value) error
}

// Write puts the rows into db, all of them or none, when no entity has a row there;
// then it gives them their passwords. passwords may be nil when nobody signs in. It
// tells whether it wrote anything.
func (r *Rows) Write(ctx context.Context, db store.DB, passwords Passwords) (written bool, err error) {
	if len(r.List) == 0 {
		return false, nil
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
		for _, row := range r.List {
			if err := row.insert(tx, inserts[row.Entity]); err != nil {
				return err
			}
		}
		written = true
		return nil
	})
	if err != nil || !written {
		return false, err
	}
	for _, row := range r.List {
		if row.Password == "" {
			continue
		}
		if err := passwords.SetPassword(ctx, row.ID(), row.Password, madeAt(0)); err != nil {
			return true, row.failed(err)
		}
	}
	return true, nil
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
