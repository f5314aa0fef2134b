package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"

	sqlite3 "github.com/ncruces/go-sqlite3"

	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// watched makes tables around "kept", which is the one that is watched.
var watched = []string{
	"CREATE TABLE top (id INTEGER PRIMARY KEY) STRICT",
	"CREATE TABLE middle (id INTEGER PRIMARY KEY, top INTEGER REFERENCES top ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED) STRICT",
	"CREATE TABLE loose (id INTEGER PRIMARY KEY) STRICT",
	"CREATE TABLE other (id INTEGER PRIMARY KEY, n INTEGER) STRICT",
	"CREATE TABLE aside (id INTEGER PRIMARY KEY, n INTEGER) STRICT",
	"CREATE TABLE Kept (id INTEGER PRIMARY KEY, middle INTEGER REFERENCES middle ON DELETE CASCADE, loose INTEGER REFERENCES loose ON DELETE SET NULL, u INTEGER UNIQUE) STRICT, WITHOUT ROWID",
	"CREATE TABLE below (id INTEGER PRIMARY KEY, kept INTEGER REFERENCES kept ON DELETE CASCADE) STRICT",
	"CREATE TRIGGER t AFTER UPDATE OF n ON other BEGIN DELETE FROM kept WHERE id = NEW.n; END",
	"INSERT INTO top VALUES (1), (2), (3)", "INSERT INTO middle VALUES (1, 1), (2, 2), (3, 3)", "INSERT INTO loose VALUES (1), (2)",
	"INSERT INTO other VALUES (1, 1)", "INSERT INTO aside VALUES (1, 1), (2, 2)",
	"INSERT INTO kept VALUES (1, 1, NULL, 1), (2, 2, NULL, 2), (3, 3, 1, 3), (4, NULL, 2, 4), (5, NULL, NULL, 5), (6, NULL, NULL, 6)", "INSERT INTO below VALUES (1, 5)",
}

// TestWatch: each way in which a table changes is another generation for who watches it,
// and what cannot change it is none.
func TestWatch(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "test.db"))
	generation, known := d.Watch("kept")
	run := func(sql string) {
		t.Helper()
		if err := d.Write(t.Context(), func(x store.Tx) error { _, err := x.Query(sql, nil, nil); return err }); err != nil {
			t.Fatal(sql, err)
		}
	}
	ddl := func(list ...string) {
		t.Helper()
		for _, sql := range list {
			if err := d.DDL(t.Context(), func(x store.Tx) error { return exec(x, sql) }); err != nil {
				t.Fatal(sql, err)
			}
		}
	}
	ddl(watched...)
	for _, c := range []struct {
		sql  string
		want bool
	}{
		{"INSERT INTO aside VALUES (3, 3)", false},
		{"UPDATE aside SET n = n + 1", false},
		{"UPDATE aside SET n = (SELECT max(id) FROM kept) WHERE id = 1", false},
		{"DELETE FROM aside WHERE id = 1", false},
		{"INSERT INTO below VALUES (2, 6)", false},
		{"DELETE FROM below WHERE id = 2", false},
		{"INSERT INTO top VALUES (9)", false},
		{"SELECT * FROM kept", false},
		{"INSERT INTO kept VALUES (7, NULL, NULL, 7)", true},
		{"UPDATE kept SET u = 70 WHERE id = 7", true},
		{"UPDATE kept SET u = 71 WHERE id = 7 RETURNING u", true},
		{"REPLACE INTO kept VALUES (8, NULL, NULL, 71)", true}, // 7 goes without a word
		{"INSERT INTO kept VALUES (8, NULL, NULL, 8) ON CONFLICT DO UPDATE SET u = 80", true},
		{"WITH x AS (SELECT 8 AS id) DELETE FROM kept WHERE id IN (SELECT id FROM x)", true},
		{"DELETE FROM middle WHERE id = 1", true},
		{"DELETE FROM top WHERE id = 2", true},
		{"REPLACE INTO middle VALUES (3, 3)", true},
		{"DELETE FROM loose WHERE id = 2", true},
		{"UPDATE other SET n = 4", true},
		{"UPDATE other SET id = 2", false}, // the trigger is of n alone
		{"DELETE FROM kept", true},         // all at once, row by row or not
	} {
		before := generation()
		run(c.sql)
		if now := generation(); now != before != c.want {
			t.Errorf("%s: another generation: %t", c.sql, now != before)
		}
	}
	before := generation()
	ddl("CREATE TRIGGER u AFTER INSERT ON aside BEGIN INSERT INTO kept (id) VALUES (NEW.id); END")
	if generation() == before || !known {
		t.Error("a change of the schema is no other generation")
	}
	before = generation()
	run("INSERT INTO aside VALUES (4, 4)")
	if generation() == before {
		t.Error("a trigger that was made later is not known")
	}
}

// TestWatchOthers: what another program does is another generation with the next commit,
// and the triggers that it makes are known.
func TestWatchOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	d := open(t, path)
	put(t, d, 1)
	other, err := sqlite3.Open("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.Exec("CREATE TABLE kept (n INTEGER)"); err != nil {
		t.Fatal(err)
	}
	put(t, d, 2)
	generation, _ := d.Watch("kept")
	before := generation()
	changed := func() bool {
		now := generation()
		defer func() { before = now }()
		return now != before
	}
	n := 2
	own := func() {
		n++
		err := d.Write(t.Context(), func(x store.Tx) error {
			_, err := x.Exec("INSERT INTO t (n) VALUES (?1)", []value.Value{value.OfInt(int64(n))})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		if own(); changed() {
			t.Error("a commit of this program alone is another generation")
		}
	}
	for _, sql := range []string{
		"INSERT INTO kept VALUES (1)", "PRAGMA wal_checkpoint(RESTART)", "DELETE FROM kept",
		"CREATE TRIGGER u AFTER INSERT ON t BEGIN INSERT INTO kept VALUES (NEW.n); END",
	} {
		if err := other.Exec(sql); err != nil {
			t.Fatal(err)
		}
		if own(); !changed() && sql[0] != 'P' {
			t.Errorf("%s by another program is not known", sql)
		}
	}
	for range 2 {
		if own(); !changed() {
			t.Error("the trigger of another program is not known")
		}
	}
}

// TestWatchUndone: what another program did is not forgotten by a round that is undone.
func TestWatchUndone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	d := open(t, path)
	put(t, d, 1)
	generation, _ := d.Watch("kept")
	other, err := sqlite3.Open("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.Exec("UPDATE t SET n = 100"); err != nil {
		t.Fatal(err)
	}
	before := generation()
	if err := d.Write(t.Context(), func(store.Tx) error { return errEnded }); err == nil || generation() != before {
		t.Fatalf("%v; another generation: %t", err, generation() != before)
	}
	if err := d.Write(t.Context(), func(x store.Tx) error { return exec(x, "INSERT INTO t (n) VALUES (2)") }); err != nil || generation() == before {
		t.Error("what another program wrote before a write that was undone is not known", err)
	}
}

// TestWatchMany: tables beyond those that have a bit are not told apart, and none is lost.
func TestWatchMany(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "test.db"))
	var generations []func() uint64
	for i := range 100 {
		name := fmt.Sprint("t", i)
		if err := d.DDL(t.Context(), func(x store.Tx) error { return exec(x, "CREATE TABLE "+name+" (n INTEGER)") }); err != nil {
			t.Fatal(err)
		}
		generation, _ := d.Watch(name)
		generations = append(generations, generation)
	}
	for i, generation := range generations {
		before, first := generation(), generations[0]()
		if err := d.Write(t.Context(), func(x store.Tx) error { return exec(x, fmt.Sprintf("INSERT INTO t%d VALUES (1)", i)) }); err != nil {
			t.Fatal(err)
		}
		if generation() == before || i > 0 && generations[0]() != first {
			t.Errorf("table %d: another generation: %t, of the first: %t", i, generation() != before, generations[0]() != first)
		}
	}
}
