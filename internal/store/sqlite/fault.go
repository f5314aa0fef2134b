package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"

	sqlite3 "github.com/ncruces/go-sqlite3"

	"github.com/newel-api/newel/internal/store"
)

// errBroken says that a statement asked too much of its connection.
var errBroken = errors.New("the statement needs more memory than a connection may have")

// fault returns err in the words of package store. ctx is that of the transaction.
func (c *conn) fault(ctx context.Context, err error) error {
	code, ok := errors.AsType[sqlite3.ExtendedErrorCode](err)
	if err == nil || !ok || known(err) {
		return err
	}
	switch is := code.Code(); {
	case is == sqlite3.CONSTRAINT:
		if breach := constraint(code, err.Error()); breach != nil {
			return breach
		}
	case is == sqlite3.INTERRUPT:
		if ctx.Err() != nil {
			return ctx.Err()
		}
	case is == sqlite3.BUSY, is == sqlite3.LOCKED:
		return fmt.Errorf("%w: %w", store.ErrBusy, err)
	case is == sqlite3.FULL, errors.Is(err, syscall.ENOSPC):
		return c.full(err)
	case is == sqlite3.NOTADB, is == sqlite3.CORRUPT:
		return fmt.Errorf("the file %q is damaged, restore it from a backup: %w", c.path, err)
	}
	return err
}

func (c *conn) full(err error) error {
	return fmt.Errorf("%w: make room beside %q: %w", store.ErrFull, c.path, err)
}

// known tells whether err is in the words of package store already.
func known(err error) bool {
	for _, word := range []error{store.ErrBusy, store.ErrFull, store.ErrClosed, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, word) {
			return true
		}
	}
	_, breach := errors.AsType[*store.ConstraintError](err)
	return breach
}

// constraint reads SQLite's message about a broken constraint; nil when it is of
// another kind. The message ends with what was broken:
//
//	UNIQUE constraint failed: ticket.org, ticket.number
//	NOT NULL constraint failed: ticket.title
//	CHECK constraint failed: ck_ticket_title
//	FOREIGN KEY constraint failed
//
// A cell of another type than its column is no constraint of the schema's but a
// mistake of the program's, and stays an ordinary error.
func constraint(code sqlite3.ExtendedErrorCode, message string) *store.ConstraintError {
	after := func(word string) string {
		_, what, _ := strings.Cut(message, word+" constraint failed: ")
		return what
	}
	switch {
	case code == sqlite3.CONSTRAINT_UNIQUE, code == sqlite3.CONSTRAINT_PRIMARYKEY, code == sqlite3.CONSTRAINT_ROWID:
		return columns(store.Unique, after("UNIQUE"))
	case code == sqlite3.CONSTRAINT_NOTNULL:
		return columns(store.NotNull, after("NOT NULL"))
	case code == sqlite3.CONSTRAINT_CHECK:
		return &store.ConstraintError{Kind: store.Check, Name: after("CHECK")}
	case code == sqlite3.CONSTRAINT_FOREIGNKEY:
		return &store.ConstraintError{Kind: store.ForeignKey}
	}
	return nil
}

// columns reads "table.column, table.column", or "index 'name'" of an index on
// expressions.
func columns(kind store.Constraint, what string) *store.ConstraintError {
	e := &store.ConstraintError{Kind: kind}
	if name, ok := strings.CutPrefix(what, "index '"); ok {
		e.Name = strings.TrimSuffix(name, "'")
		return e
	}
	for part := range strings.SplitSeq(what, ", ") {
		table, column, ok := strings.Cut(part, ".")
		if !ok {
			continue
		}
		e.Table = table
		e.Columns = append(e.Columns, column)
	}
	return e
}
