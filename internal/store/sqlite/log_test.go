package sqlite

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/newel-api/newel/internal/store"
)

// fill writes about 4 MiB.
func fill(t *testing.T, db store.DB) {
	t.Helper()
	err := db.Write(t.Context(), func(tx store.Tx) error {
		return exec(tx, "INSERT INTO t (n, s) SELECT (SELECT max(n) FROM t) + value, hex(zeroblob(50000)) FROM json_each('[1,2,3,4,5,6,7,8,9,10,"+
			"11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43]')")
	})
	if err != nil {
		t.Fatal(err)
	}
}

func logSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// TestLog: the log begins anew however much is written.
func TestLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	db := open(t, path)
	put(t, db, 1)
	for range 12 {
		fill(t, db)
	}
	if got, most := logSize(t, path), int64(3*logPages*4096); got > most {
		t.Errorf("after 50 MB the log has %d bytes, more than %d", got, most)
	}
	if got := db.Stats().FileSize; got < 48<<20 {
		t.Errorf("the size of the database is %d", got)
	}
}

// TestLogKept: a read holds the log; once it is over, the log begins anew.
func TestLogKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	db := open(t, path)
	put(t, db, 1)
	err := db.Read(t.Context(), func(tx store.Tx) error {
		if _, err := tx.Query("SELECT count(*) FROM t", nil, nil); err != nil {
			return err
		}
		for range 6 {
			fill(t, db)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := logSize(t, path); got < 5*logPages*4096 {
		t.Errorf("the read did not hold the log: it has %d bytes", got)
	}
	for range 3 {
		fill(t, db)
	}
	if got := logSize(t, path); got > logLimit {
		t.Errorf("the log is not cut when it begins anew: it has %d bytes", got)
	}
}

func TestStatementsBounded(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "test.db"))
	put(t, db, 1)
	err := db.Read(t.Context(), func(x store.Tx) error {
		text := "SELECT 1"
		for range 3 * mostStatements {
			text += " "
			if _, err := x.Query(text, nil, nil); err != nil {
				return err
			}
			if _, err := x.Query("SELECT n FROM t", nil, nil); err != nil {
				return err
			}
		}
		c := x.(*tx).c
		if len(c.stmts) > mostStatements || c.stmts["SELECT n FROM t"] == nil {
			t.Errorf("%d statements are kept", len(c.stmts))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestLogOfKeptReads: connections keep their transaction for the next read, and do not
// hold the log while nobody reads.
func TestLogOfKeptReads(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	db := open(t, path)
	put(t, db, 1)
	count := func() (n int64) {
		err := db.Read(t.Context(), func(tx store.Tx) error {
			_, err := tx.Query("SELECT count(*) FROM t", nil, func(r store.Row) error {
				n = r.Int(0)
				return nil
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for i := range int64(12) {
		if got := count(); got != 1+43*i {
			t.Fatalf("%d rows after %d rounds", got, i)
		}
		fill(t, db)
	}
	if got, most := logSize(t, path), int64(3*logPages*4096); got > most {
		t.Errorf("after 50 MB the log has %d bytes, more than %d", got, most)
	}
}
