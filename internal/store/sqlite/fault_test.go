package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// exec runs a statement without arguments.
func exec(tx store.Tx, sql string) error {
	_, err := tx.Exec(sql, nil)
	return err
}

// pragma sets something on the connection of tx behind its back.
func pragma(t *testing.T, c store.Tx, sql string) {
	t.Helper()
	if err := c.(*tx).c.db.Exec(sql); err != nil {
		t.Error(err)
	}
}

// TestFull: SQLite takes back the whole transaction with the statement that finds no
// room. The write that did it fails; the small ones beside it stay.
func TestFull(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "test.db"))
	put(t, db, 1)
	if err := db.Write(t.Context(), func(tx store.Tx) error {
		_, err := tx.Query("PRAGMA max_page_count = 60", nil, nil)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	in, leave := make(chan struct{}, 2), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		err := db.Write(t.Context(), func(tx store.Tx) error {
			select {
			case in <- struct{}{}: // the first run
				<-leave
			default:
			}
			return exec(tx, "INSERT INTO t (n, s) VALUES (10, 'small')")
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-in
	in <- struct{}{}
	all.Go(func() {
		err := db.Write(t.Context(), func(tx store.Tx) error {
			return exec(tx, "WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "+
				"INSERT INTO t (n, s) SELECT i, hex(zeroblob(1000)) FROM n")
		})
		if !errors.Is(err, store.ErrFull) || !strings.Contains(err.Error(), "make room beside") {
			t.Errorf("the large write: %v", err)
		}
	})
	all.Go(func() {
		if err := db.Write(t.Context(), func(tx store.Tx) error { return exec(tx, "INSERT INTO t (n, s) VALUES (11, 'small')") }); err != nil {
			t.Error(err)
		}
	})
	for db.Stats().Waiting < 2 {
		continue
	}
	close(leave)
	all.Wait()
	if got := ask(t, db, "SELECT count(*) FROM t"); got.Int != 3 {
		t.Errorf("there are %d rows, want 3", got.Int)
	}
}

// greedy needs more memory than hard_heap_limit allows.
const greedy = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) " +
	"SELECT CAST(count(*) AS TEXT) FROM (SELECT randomblob(100000) AS b FROM n ORDER BY b LIMIT 900)"

// TestMemory: the driver panics when a connection needs more memory than one may
// have. It is an error of the one statement, and the connection is replaced.
func TestMemory(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "test.db"))
	put(t, db, 1)
	ways := map[string]func(tx store.Tx) error{
		"Query": func(tx store.Tx) error { _, err := tx.Query(greedy, nil, nil); return err },
		"Exec":  func(tx store.Tx) error { return exec(tx, "UPDATE t SET s = ("+greedy+") WHERE n = 1") },
	}
	for name, way := range ways {
		for kind, run := range map[string]func(context.Context, func(store.Tx) error) error{"Read": db.Read, "Write": db.Write, "DDL": db.DDL} {
			if kind == "Read" && name == "Exec" {
				continue
			}
			var before, after *conn
			err := run(t.Context(), func(x store.Tx) error {
				before = x.(*tx).c
				pragma(t, x, "PRAGMA hard_heap_limit = 20000000")
				for i := range 20 { // statements that were prepared before
					if _, err := x.Query("SELECT "+strings.Repeat(" ", i)+"n FROM t", nil, nil); err != nil {
						return err
					}
				}
				return way(x)
			})
			if !errors.Is(err, errBroken) {
				t.Errorf("%s in %s: the error is %v", name, kind, err)
			}
			if err := run(t.Context(), func(x store.Tx) error { after = x.(*tx).c; return nil }); err != nil || before == after {
				t.Errorf("%s in %s: the connection is used again: %v", name, kind, err)
			}
		}
	}
	put(t, db, 3)
	if got := ask(t, db, "SELECT count(*) FROM t"); got.Int != 2 {
		t.Errorf("there are %d rows, want 2", got.Int)
	}
}

// TestOrphans: rows that another program left without their targets are found when
// the schema changes.
func TestOrphans(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	db := open(t, path)
	put(t, db, 1)
	if err := db.DDL(t.Context(), func(tx store.Tx) error {
		return exec(tx, "CREATE TABLE child (t INTEGER REFERENCES t (n)) STRICT")
	}); err != nil {
		t.Fatal(err)
	}
	other, err := connect(t.Context(), &file{path: path}, Options{Cache: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(other.db.Exec("PRAGMA foreign_keys = OFF; INSERT INTO child VALUES (99)"), other.close()); err != nil {
		t.Fatal(err)
	}
	err = db.DDL(t.Context(), func(tx store.Tx) error { return exec(tx, "ALTER TABLE t ADD COLUMN more TEXT") })
	breach, ok := errors.AsType[*store.ConstraintError](err)
	if !ok || breach.Kind != store.ForeignKey || breach.Table != "child" {
		t.Errorf("the error is %v", err)
	}
	if err := db.Write(t.Context(), func(tx store.Tx) error { return exec(tx, "INSERT INTO t (n) VALUES (2)") }); err != nil {
		t.Errorf("rows cannot be written any more: %v", err)
	}
}

// TestTooLong: a value that is too long is refused before it costs its memory.
func TestTooLong(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "test.db"))
	put(t, db, 1)
	long := strings.Repeat("x", longestValue+1)
	err := db.Write(t.Context(), func(tx store.Tx) error {
		_, err := tx.Exec("INSERT INTO t (n, s) VALUES (2, ?1)", []value.Value{value.OfText(long)})
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "too big") || errors.Is(err, errBroken) {
		t.Errorf("the error is %v", err)
	}
	put(t, db, 3)
}

// TestDatatype: a cell of another type than its column is the program's mistake, not
// a broken rule of the schema.
func TestDatatype(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "test.db"))
	put(t, db, 1)
	err := db.Write(t.Context(), func(tx store.Tx) error {
		_, err := tx.Exec("INSERT INTO t (n, s) VALUES (2, ?1)", []value.Value{value.OfBytes("x")})
		return err
	})
	if _, breach := errors.AsType[*store.ConstraintError](err); err == nil || breach || !strings.Contains(err.Error(), "cannot store BLOB value in TEXT column t.s") {
		t.Errorf("the error is %v", err)
	}
}

// TestForeignWriter: another program at the file makes Newel wait, not fail.
func TestForeignWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	db := open(t, path)
	put(t, db, 1)
	other, err := connect(t.Context(), &file{path: path}, Options{Cache: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(other.control(beginNow), other.db.Exec("INSERT INTO t (n) VALUES (2)")); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		done <- db.Write(t.Context(), func(tx store.Tx) error { return exec(tx, "INSERT INTO t (n) VALUES (3)") })
	}()
	if err := errors.Join(other.control(commit), other.close()); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got := ask(t, db, "SELECT count(*) FROM t"); got.Int != 3 {
		t.Errorf("there are %d rows, want 3", got.Int)
	}
}

// FuzzConstraint: whatever SQLite says, what is read of it is in it.
func FuzzConstraint(f *testing.F) {
	f.Add("t.a, t.b")
	f.Add("index 'x'")
	f.Add("..,, ")
	f.Fuzz(func(t *testing.T, what string) {
		e := columns(store.Unique, what)
		for _, part := range append(e.Columns, e.Table, e.Name) {
			if !strings.Contains(what, part) {
				t.Errorf("%q has no %q", what, part)
			}
		}
	})
}
