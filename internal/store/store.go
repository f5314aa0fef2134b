package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

// DB is one open database. It is safe for concurrent use.
type DB interface {
	// Dialect tells which SQL it reads.
	Dialect() dialect.Dialect

	// Read runs fn on one connection inside one read transaction: every
	// statement in fn sees the same committed state, at least as new as every
	// write acknowledged before Read was called. It runs on the caller's
	// goroutine. A read that is long holds on to what is written meanwhile, so
	// ctx should end.
	Read(ctx context.Context, fn func(Tx) error) error

	// Write runs fn inside a write transaction and returns after its commit is
	// durable. When fn returns an error, all it wrote is undone and that error
	// is returned; other writers that share the commit are not disturbed. fn
	// must not wait for anything but its Tx, and must not keep the Tx. It may be
	// run again from the start when the engine asks to retry, so it must set all
	// variables that it captures. It may run on another goroutine, one write at
	// a time; a panic in it comes back to the caller of Write.
	//
	// ctx ends the waiting and the statements of fn. A ctx that is done when fn
	// has returned is too late: the write is kept.
	Write(ctx context.Context, fn func(Tx) error) error

	// DDL runs fn alone, with no other writer, in one transaction: for schemas.
	// Foreign keys are enforced, and those of all rows looked at before it is
	// kept.
	DDL(ctx context.Context, fn func(Tx) error) error

	// Watch returns what tells the generation of those tables. It grows with every commit
	// that may have changed one of them, also by a trigger or a foreign key, before Write
	// or DDL returns. What was read of them after it was asked for is still so while it is
	// the same. What another program writes makes it grow with the next commit here. It
	// is not known where others may write at any time.
	Watch(tables ...string) (generation func() uint64, known bool)

	// Stats counts what the store did since it was opened.
	Stats() Stats

	// Close ends every connection. Reads and writes under way are waited for,
	// also those in the queue. Closing twice does nothing more.
	Close() error
}

// Tx runs statements in one transaction. It belongs to one goroutine.
//
// A statement that fails spoils the transaction: those after it return the same
// error, and so does Read or Write, even when its function returns nil. That is how
// PostgreSQL has it; on SQLite it means that no half of a write is kept by oversight.
type Tx interface {
	// Query runs a statement and calls row for each row, until row returns an
	// error, which Query returns. The Row and its bytes are valid only inside
	// row. row must not use the Tx, and may be nil when only the number of rows
	// is wanted, which Query returns. An error of row does not spoil the
	// transaction.
	//
	// SQL text is the key of the cache of prepared statements: callers pass
	// the same string for the same statement and bind all values. It is one
	// statement, and none that moves the transaction.
	Query(sql string, args []value.Value, row func(Row) error) (int, error)

	// Exec runs a statement without results and returns how many rows it
	// inserted, updated or deleted (not counting cascades).
	Exec(sql string, args []value.Value) (int, error)
}

// Row is one row of a result. Columns count from 0. Asking a column for another
// kind than it holds gives that kind's zero; Newel's statements know their kinds.
type Row interface {
	IsNull(col int) bool
	Int(col int) int64                          // integers, booleans as 0 and 1, times as microseconds
	Bytes(col int) []byte                       // texts, ids, blobs; valid until row returns
	Value(col int, kind value.Kind) value.Value // a copy that may be kept
}

// Stats are counters and gauges of a store.
type Stats struct {
	Commits  uint64 // transactions committed by Write
	Writes   uint64 // calls of Write that were committed; Writes/Commits is the batch size
	Refused  uint64 // calls of Write that were undone
	Readers  int    // connections for Read
	Waiting  int    // callers of Write in the queue now
	FileSize int64  // bytes, with the log; 0 when not a file
}

// ErrBusy is what Read and Write wrap when the database could not be had in
// time; nothing was done, and the caller may try again. When it was the context
// that ended the waiting, its error is wrapped too.
var ErrBusy = errors.New("the database is busy")

// ErrClosed is returned after Close.
var ErrClosed = errors.New("the database is closed")

// ErrFull is what Write wraps when the disk is full; nothing was written.
var ErrFull = errors.New("the disk is full")

// Constraint is the kind of a ConstraintError.
type Constraint uint8

// The kinds of constraints.
const (
	Unique     Constraint = iota + 1 // Table and Columns are set
	ForeignKey                       // SQLite tells no more, but for the Table after DDL
	Check                            // Name is set
	NotNull                          // Table and Columns are set
)

// ConstraintError says which rule of the schema a statement would have broken.
type ConstraintError struct {
	Kind    Constraint
	Table   string
	Columns []string
	Name    string
}

// Error names the constraint; it is for logs, never for clients.
func (e *ConstraintError) Error() string {
	switch e.Kind {
	case Unique:
		return fmt.Sprintf("unique constraint on %s%v", e.Table, e.Columns)
	case ForeignKey:
		return "foreign key constraint"
	case Check:
		return "check constraint " + e.Name
	case NotNull:
		return fmt.Sprintf("not-null constraint on %s%v", e.Table, e.Columns)
	}
	return "constraint"
}
