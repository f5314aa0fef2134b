package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	sqlite3 "github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/ext/fts5"
)

const (
	mostStatements = 256             // that a connection keeps prepared
	busyTimeout    = 5 * time.Second // how long to wait for another program at the same file
	longestValue   = 32 << 20        // bytes of one text, and of one row
	logLimit       = 16 << 20        // bytes that the file of the log keeps when it begins anew
	heavyBinding   = 64 << 10        // bytes of arguments from which on they are not kept with the statement
)

// conn is a connection with its prepared statements. It belongs to one goroutine at
// a time.
type conn struct {
	db       *sqlite3.Conn
	path     string           // of the file, for messages
	stmts    map[string]*stmt // by text
	uses     uint64           // of statements, to know which was not used for longest
	controls [controlCount]*sqlite3.Stmt
	broken   bool // the driver gave up in the midst of something: only close is safe
	view     view // of a connection that reads

	// Of the connection that writes:
	compiled uint64 // tables that what is being compiled may write
	touched  uint64 // tables that the statements of this round may have written
	version  uint32 // of the file's data, when all of it was known
}

// stmt is a prepared statement.
type stmt struct {
	*sqlite3.Stmt
	row     row
	params  int
	results bool   // it can give rows
	used    uint64 // conn.uses at its last use
	writes  uint64 // tables that it may write
	heavy   bool   // what is bound to it is large
}

// control is a statement that moves a transaction.
type control int

const (
	begin     control = iota // a read: it sees what is committed when its first statement runs
	beginNow                 // a write: with the lock
	commit                   //
	rollback                 //
	savepoint                // of one member of a write
	release                  // keeps what was written since
	undo                     // takes it back; the savepoint stays
	controlCount
)

var controlSQL = [controlCount]string{
	begin: "BEGIN", beginNow: "BEGIN IMMEDIATE", commit: "COMMIT", rollback: "ROLLBACK",
	savepoint: "SAVEPOINT member", release: "RELEASE member", undo: "ROLLBACK TO member",
}

// settings are what every connection is told. What a file says about itself is not
// trusted: functions in its schema have no side effects, and a page whose cells do
// not fit is an error instead of a wild read.
func settings(o Options, f *file) []string {
	durable := "FULL"
	if f.temporary != "" {
		durable = "OFF" // nothing of it outlives this process
	}
	return []string{
		"PRAGMA synchronous = " + durable,
		"PRAGMA foreign_keys = ON",
		"PRAGMA recursive_triggers = OFF",
		"PRAGMA trusted_schema = OFF",
		"PRAGMA cell_size_check = ON",
		"PRAGMA temp_store = MEMORY",
		"PRAGMA mmap_size = 0", // it gains where the file is many times the cache (bench/RESULTS.md), but a failing disk would kill the process
		fmt.Sprintf("PRAGMA cache_size = -%d", max(o.Cache>>10, 1)),
		fmt.Sprintf("PRAGMA journal_size_limit = %d", logLimit),
	}
}

// connect opens a connection to f.
func connect(ctx context.Context, f *file, o Options) (c *conn, err error) {
	c = &conn{path: f.path, stmts: map[string]*stmt{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.close())
		}
	}()
	defer c.contain(&err)
	if c.db, err = sqlite3.OpenContext(ctx, f.path); err != nil {
		return c, c.fault(ctx, err)
	}
	c.db.SetInterrupt(ctx)
	defer c.db.SetInterrupt(context.Background())
	// Full text search. It costs 40 µs and 17 kB a connection, so all have it.
	if err := fts5.Register(c.db); err != nil {
		return c, c.fault(ctx, err)
	}
	c.db.Limit(sqlite3.LIMIT_LENGTH, longestValue)
	if err := c.db.BusyTimeout(busyTimeout); err != nil {
		return c, c.fault(ctx, err)
	}
	for op, on := range map[sqlite3.DBConfig]bool{
		sqlite3.DBCONFIG_DEFENSIVE:      true,
		sqlite3.DBCONFIG_TRUSTED_SCHEMA: false,
		sqlite3.DBCONFIG_ENABLE_QPSG:    true, // a plan does not depend on what is bound, so a statement is prepared once
	} {
		if _, err := c.db.Config(op, on); err != nil {
			return c, c.fault(ctx, err)
		}
	}
	for _, sql := range settings(o, f) {
		if err := c.db.Exec(sql); err != nil {
			return c, c.fault(ctx, err)
		}
	}
	return c, nil
}

// text returns the first column of the first row of sql.
func (c *conn) text(sql string) (text string, err error) {
	defer c.contain(&err)
	s, _, err := c.db.Prepare(sql)
	if err != nil {
		return "", err
	}
	if s.Step() {
		text = s.ColumnText(0)
	}
	return text, errors.Join(s.Err(), s.Close())
}

// control runs k, whatever the context of the transaction says.
func (c *conn) control(k control) (err error) {
	if c.broken {
		return errBroken
	}
	defer c.contain(&err)
	defer c.db.SetInterrupt(c.db.SetInterrupt(context.Background()))
	if c.controls[k] == nil {
		c.controls[k], _, err = c.db.PrepareFlags(controlSQL[k], sqlite3.PREPARE_PERSISTENT)
		if err != nil {
			return c.fault(context.Background(), err)
		}
	}
	return c.fault(context.Background(), c.controls[k].Exec())
}

// abandon takes back the transaction that is open, if one is.
func (c *conn) abandon() {
	if c.in() && c.control(rollback) != nil {
		c.broken = true
	}
}

// in tells whether a transaction is open. SQLite itself takes back a whole one when
// a statement that writes is interrupted, or when the disk is full.
func (c *conn) in() bool { return c != nil && !c.broken && !c.db.GetAutocommit() }

// prepare returns the statement of that text. When the schema has changed since,
// SQLite prepares it again by itself; what stmt knows of it follows from its text.
func (c *conn) prepare(sql string) (*stmt, error) {
	c.uses++
	if s := c.stmts[sql]; s != nil {
		s.used = c.uses
		return s, nil
	}
	if moves(sql) {
		return nil, fmt.Errorf("the statement %q is the store's to run", sql)
	}
	prepared, tail, err := c.db.PrepareFlags(sql, sqlite3.PREPARE_PERSISTENT)
	switch {
	case err != nil:
		return nil, err
	case prepared == nil:
		return nil, errors.New("there is no statement in the text")
	case strings.Trim(tail, "; \t\r\n") != "":
		return nil, errors.Join(fmt.Errorf("there is more than one statement: %q follows the first", tail), prepared.Close())
	}
	if err := c.makeRoom(); err != nil {
		return nil, errors.Join(err, prepared.Close())
	}
	s := &stmt{Stmt: prepared, params: prepared.BindCount(), results: prepared.ColumnCount() > 0, used: c.uses, writes: c.compiled}
	s.row.s = prepared
	c.stmts[sql] = s
	return s, nil
}

// moves tells whether sql would move the transaction, which is not its own, or
// leave the file. It is a guard against mistakes, not against attackers: SQL comes
// from Newel alone.
func moves(sql string) bool {
	word, _, _ := strings.Cut(strings.TrimLeft(sql, " \t\r\n"), " ")
	switch strings.ToUpper(strings.TrimRight(word, "; \t\r\n")) {
	case "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "ATTACH", "DETACH", "VACUUM":
		return true
	}
	return false
}

// makeRoom closes the statement that was not used for longest when there are too
// many. To look at all costs less than to prepare the one that comes.
func (c *conn) makeRoom() error {
	if len(c.stmts) < mostStatements {
		return nil
	}
	var oldest string
	for sql, s := range c.stmts {
		if o := c.stmts[oldest]; o == nil || s.used < o.used {
			oldest = sql
		}
	}
	s := c.stmts[oldest]
	delete(c.stmts, oldest)
	return s.Close()
}

// close ends the connection. Each statement is ended by itself: one in which the
// driver gave up must not keep the others open, and with them the locks on the file.
func (c *conn) close() (err error) {
	if c == nil || c.db == nil {
		return nil
	}
	defer c.contain(&err)
	for _, s := range c.stmts {
		err = errors.Join(err, c.end(s.Stmt))
	}
	for _, s := range c.controls {
		err = errors.Join(err, c.end(s))
	}
	return errors.Join(err, c.db.Close())
}

func (c *conn) end(s *sqlite3.Stmt) (err error) {
	defer c.contain(&err)
	return s.Close()
}

// contain turns a panic of the driver into an error: it panics when a connection
// would need more memory than one may have. Nothing is known then about what is
// half done inside, so the connection is not used again.
func (c *conn) contain(err *error) {
	if p := recover(); p != nil {
		c.broken = true
		*err = fmt.Errorf("%w: %v", errBroken, p)
	}
}
