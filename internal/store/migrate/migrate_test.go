package migrate_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/store/migrate"
	"github.com/newel-api/newel/internal/store/sqlite"
	"github.com/newel-api/newel/internal/value"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// wanted returns the schema of a design that is only data.
func wanted(t *testing.T, entities string) *schema.Schema {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "data.yaml"), []byte("newel: 1\nentities:\n"+entities), 0o600); err != nil {
		t.Fatal(err)
	}
	var diags diag.List
	d, _, err := compile.Folder(dir, &diags)
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range diags.All() {
		t.Fatalf("%s: %s", found.Span, found.Message)
	}
	return schema.Build(d)
}

func open(t *testing.T) store.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// run changes the database behind migrate's back.
func run(t *testing.T, db store.DB, statements ...string) {
	t.Helper()
	err := db.DDL(t.Context(), func(tx store.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(s, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func inspect(t *testing.T, db store.DB) migrate.State {
	t.Helper()
	state, err := migrate.Inspect(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// bring brings the database to the design of those entities.
func bring(t *testing.T, db store.DB, entities, title string) migrate.Decision {
	t.Helper()
	d := migrate.Plan(inspect(t, db), wanted(t, entities), title)
	if err := migrate.Apply(t.Context(), db, d); err != nil {
		t.Fatal(err)
	}
	return d
}

// dump is all that is in the database, a fact a line, but for times and secrets.
func dump(t *testing.T, db store.DB) (facts []string) {
	t.Helper()
	err := db.Read(t.Context(), func(tx store.Tx) error {
		for _, sql := range []string{
			"SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY rowid",
			"SELECT key || ' ' || value FROM _newel_meta WHERE key NOT IN ('applied_at', 'cursor_key') ORDER BY key",
			"SELECT id || ' ' || what FROM _newel_ledger ORDER BY id",
		} {
			if _, err := tx.Query(sql, nil, func(r store.Row) error {
				facts = append(facts, string(r.Bytes(0)))
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

func ledger(t *testing.T, db store.DB) (lines []string) {
	t.Helper()
	err := db.Read(t.Context(), func(tx store.Tx) error {
		_, err := tx.Query("SELECT what FROM _newel_ledger ORDER BY id", nil, func(r store.Row) error {
			lines = append(lines, string(r.Bytes(0)))
			return nil
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

const (
	one = `
  Note:
    global: true
    prefix: not
    fields:
      text: {type: text, max: 50}
`
	oneMore = one + `      pinned: {type: boolean, default: false}
  Tag:
    global: true
    prefix: tag
    fields:
      note: {ref: Note, on_delete: cascade}
`
	oneLess = `
  Note:
    global: true
    prefix: not
    fields:
      text: {type: text, max: 40}
`
	another = `
  Ship:
    global: true
    prefix: shp
    fields:
      name: {type: text}
  Port:
    global: true
    prefix: prt
    fields:
      name: {type: text}
`
)

func TestCreate(t *testing.T) {
	db := open(t)
	if state := inspect(t, db); state.Contents != migrate.Empty || state.Schema != nil {
		t.Errorf("an empty database is %+v", state)
	}
	if d := bring(t, db, one, "Notes"); d.Action != migrate.Create {
		t.Errorf("the action is %d", d.Action)
	}
	state := inspect(t, db)
	if state.Contents != migrate.Ours || state.Title != "Notes" || state.Language != design.Language || time.Since(state.AppliedAt) > time.Hour {
		t.Errorf("the state is %+v", state)
	}
	if diff := cmp.Diff(wanted(t, one), state.Schema); diff != "" {
		t.Errorf("it remembers another schema (-want +got):\n%s", diff)
	}
	if want := []string{"_newel_key", "_newel_ledger", "_newel_meta", "note"}; !slices.Equal(state.Tables, want) {
		t.Errorf("the tables are %q", state.Tables)
	}
	if got, want := ledger(t, db), []string{"table note: new", "table _newel_meta: new", "table _newel_ledger: new", "table _newel_key: new"}; !slices.Equal(got, want) {
		t.Errorf("the ledger says %q", got)
	}
}

func TestSame(t *testing.T) {
	db := open(t)
	bring(t, db, one, "Notes")
	key, _, err := migrate.Meta(t.Context(), db, migrate.KeyCursorKey)
	if err != nil || len(key) != 64 {
		t.Fatal(key, err)
	}
	before, commits := dump(t, db), db.Stats()
	if d := bring(t, db, one, "Notes"); d.Action != migrate.Same || len(d.Changes) != 0 {
		t.Errorf("the action is %d, the changes are %v", d.Action, d.Changes)
	}
	if diff := cmp.Diff(before, dump(t, db)); diff != "" {
		t.Errorf("the same design changed the database:\n%s", diff)
	}
	if after := db.Stats(); after.Commits != commits.Commits {
		t.Error("it wrote")
	}
	bring(t, db, one, "My notes") // only the title
	if state := inspect(t, db); state.Title != "My notes" {
		t.Errorf("the title is %q", state.Title)
	}
	if again, _, err := migrate.Meta(t.Context(), db, migrate.KeyCursorKey); err != nil || again != key {
		t.Errorf("the cursor key changed: %v", err)
	}
}

func TestAdditive(t *testing.T) {
	db := open(t)
	bring(t, db, one, "Notes")
	run(t, db, "INSERT INTO note (id, text, created_at, updated_at, version) VALUES (randomblob(16), 'kept', 1, 1, 1)")
	if d := bring(t, db, oneMore, "Notes"); d.Action != migrate.Additive {
		t.Errorf("the action is %d", d.Action)
	}
	if got, want := ledger(t, db)[4:], []string{"table note: column pinned: new", "table tag: new"}; !slices.Equal(got, want) {
		t.Errorf("the ledger goes on with %q", got)
	}
	if diff := cmp.Diff(wanted(t, oneMore), inspect(t, db).Schema); diff != "" {
		t.Errorf("it remembers another schema (-want +got):\n%s", diff)
	}
	if d := bring(t, db, oneMore, "Notes"); d.Action != migrate.Same {
		t.Errorf("the second time the action is %d", d.Action)
	}
	err := db.Read(t.Context(), func(tx store.Tx) error {
		n, err := tx.Query("SELECT id FROM note WHERE text = 'kept' AND pinned = 0", nil, nil)
		if n != 1 {
			t.Errorf("%d rows are kept", n)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestRenamed: rows are taken over under another name, and the ledger says so.
func TestRenamed(t *testing.T) {
	db := open(t)
	bring(t, db, one, "Notes")
	run(t, db, "INSERT INTO note (id, text, created_at, updated_at, version) VALUES (randomblob(16), 'kept', 1, 1, 1)")
	other := strings.NewReplacer("  Note:\n", "  Page:\n    was: Note\n", "text: {", "words: {was: text, ").Replace(one)
	if d := bring(t, db, other, "Notes"); d.Action != migrate.Additive {
		t.Errorf("the action is %d: %v", d.Action, d.Err())
	}
	if got, want := ledger(t, db)[4:], []string{"table note: renamed to page", "table page: column text renamed to words"}; !slices.Equal(got, want) {
		t.Errorf("the ledger goes on with %q", got)
	}
	if d := bring(t, db, other, "Notes"); d.Action != migrate.Same {
		t.Errorf("the second time the action is %d", d.Action)
	}
	err := db.Read(t.Context(), func(tx store.Tx) error {
		n, err := tx.Query("SELECT id FROM page WHERE words = 'kept'", nil, nil)
		if n != 1 {
			t.Errorf("%d rows are kept", n)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestSearch: the words of rows that are there are found when a search is added, when it
// looks in more, and when the table and its columns get other names; then it is gone without
// a trace.
func TestSearch(t *testing.T) {
	const (
		more  = one + "      more: {type: text, default: Other}\n"
		other = "  Page:\n    was: Note\n    global: true\n    prefix: not\n    fields:\n" +
			"      words: {type: text, max: 50, was: text}\n      more: {type: text, default: Other}\n"
		leaf = "  Leaf:\n    was: Page\n    global: true\n    prefix: not\n    fields:\n" +
			"      words: {type: text, max: 50}\n      more: {type: text, default: Other}\n"
		note = "INSERT INTO note (id, text, created_at, updated_at, version) VALUES (randomblob(16), 'kept', 1, 1, 1)"
		page = "INSERT INTO page (id, words, more, created_at, updated_at, version) VALUES (randomblob(16), 'kept', 'other', 1, 1, 1)"
	)
	db := open(t)
	bring(t, db, one, "Notes")
	run(t, db, note)
	for _, step := range []struct {
		entities, ledger, insert, table, column, word string
		want                                          int
	}{
		{one + "    search: [text]\n", "table note: search [text]: new", note, "note", "text", "kept", 2},
		{more + "    search: [text, more]\n", "table note: search [text, more]: new", note, "note", "more", "other", 3},
		{other + "    search: [words]\n", "table page: search [words]: new", page, "page", "words", "kept", 4},
		{leaf + "    search: [words]\n", "table leaf: search [words]: new", strings.Replace(page, "page", "leaf", 1), "leaf", "words", "kept", 5},
	} {
		if d := bring(t, db, step.entities, "Notes"); d.Action != migrate.Additive {
			t.Fatalf("the action is %d: %v", d.Action, d.Err())
		}
		if all := ledger(t, db); all[len(all)-1] != step.ledger {
			t.Errorf("the ledger is %q, want at its end %q", all, step.ledger)
		}
		if d := bring(t, db, step.entities, "Notes"); d.Action != migrate.Same {
			t.Errorf("the second time the action is %d", d.Action)
		}
		run(t, db, step.insert)
		if n := finds(t, db, step.table, step.column, step.word); n != step.want {
			t.Errorf("%q is found in %s of %d rows, want %d", step.word, step.column, n, step.want)
		}
	}
	bring(t, db, leaf, "Notes")
	for _, fact := range dump(t, db) {
		if !strings.HasPrefix(fact, "schema ") && strings.Contains(fact, "__search") {
			t.Errorf("there still is %s", fact)
		}
	}
}

func finds(t *testing.T, db store.DB, table, column, word string) (n int) {
	t.Helper()
	err := db.Read(t.Context(), func(tx store.Tx) (err error) {
		sql := `SELECT 1 FROM "` + table + `" AS "r" WHERE ` + dialect.SQLite.Finds("r", "id", table, []string{column}, "?1")
		n, err = tx.Query(sql, []value.Value{value.OfText(dialect.SQLite.Sought(word, false))}, nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestSearchTaken: an index that somebody took away is missed.
func TestSearchTaken(t *testing.T) {
	db := open(t)
	bring(t, db, one+"    search: [text]\n", "Notes")
	run(t, db, "DROP TABLE note__search")
	if _, err := migrate.Inspect(t.Context(), db); err == nil || !strings.Contains(err.Error(), `table "note__search" is missing`) {
		t.Errorf("the error is %v", err)
	}
}

// TestRefuse: what takes more than additions changes nothing, and says all of it.
func TestRefuse(t *testing.T) {
	for _, c := range []struct {
		name, before, after string
		want                []string
	}{
		{"a column", one, oneLess, []string{"table note: column text: length at most 50 → at most 40 (rows that are there may break it"}},
		{"less", oneMore, one, []string{"table note: column pinned: gone (its data would be lost", "table tag: gone (its data would be lost"}},
		{
			"another design", one, another,
			[]string{`this looks like the database of another design: "Old"`, "table note: gone"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := open(t)
			bring(t, db, c.before, "Old")
			before := dump(t, db)
			d := migrate.Plan(inspect(t, db), wanted(t, c.after), "New")
			err := migrate.Apply(t.Context(), db, d)
			if d.Action != migrate.Refuse || !errors.Is(err, migrate.ErrRefused) {
				t.Fatalf("action %d, error %v", d.Action, err)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), "\n  "+want) {
					t.Errorf("the error is %v\nwithout %q", err, want)
				}
			}
			if strings.Contains(err.Error(), ": new\n") {
				t.Errorf("what can be made stands in the way: %v", err)
			}
			if diff := cmp.Diff(before, dump(t, db)); diff != "" {
				t.Errorf("a refused change changed the database:\n%s", diff)
			}
		})
	}
}

func TestForeign(t *testing.T) {
	db := open(t)
	run(t, db, "CREATE TABLE a (x)", "CREATE TABLE b (x)", "CREATE VIEW c AS SELECT x FROM a", "CREATE TABLE d (x)", "CREATE TABLE e (x)")
	state := inspect(t, db)
	d := migrate.Plan(state, wanted(t, one), "Notes")
	err := migrate.Apply(t.Context(), db, d)
	if state.Contents != migrate.Foreign || !errors.Is(err, migrate.ErrRefused) ||
		!strings.HasSuffix(err.Error(), "it has tables that are not Newel's: a, b, c and 2 more") {
		t.Errorf("%d: %v", state.Contents, err)
	}
	if _, _, err := migrate.Meta(t.Context(), db, migrate.KeyTitle); err == nil {
		t.Error("a database that is not Newel's knows a title")
	}
	if got := inspect(t, db).Tables; len(got) != 5 {
		t.Errorf("its tables are %q now", got)
	}
}

// TestBeside: a table that somebody adds is theirs, and left alone.
func TestBeside(t *testing.T) {
	db := open(t)
	bring(t, db, one, "Notes")
	run(t, db, "CREATE TABLE theirs (x)", "CREATE INDEX their_index ON note (text)")
	if d := bring(t, db, one, "Notes"); d.Action != migrate.Same {
		t.Errorf("the action is %d", d.Action)
	}
	run(t, db, "CREATE TABLE tag (x)")
	d := migrate.Plan(inspect(t, db), wanted(t, oneMore), "Notes")
	before := dump(t, db)
	err := migrate.Apply(t.Context(), db, d)
	if err == nil || !strings.Contains(err.Error(), "table \"tag\" already exists") || strings.Count(err.Error(), "CREATE TABLE") != 1 {
		t.Errorf("the error is %v", err)
	}
	if diff := cmp.Diff(before, dump(t, db)); diff != "" {
		t.Errorf("half of it was applied:\n%s", diff)
	}
}

// TestMoved: between Inspect and Apply another process may have been quicker.
func TestMoved(t *testing.T) {
	for _, c := range []struct {
		name    string
		at, now string // entities when inspected, and when applied; "" for none
	}{
		{"made", "", one},
		{"grown", one, oneMore},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := open(t)
			if c.at != "" {
				bring(t, db, c.at, "Notes")
			}
			d := migrate.Plan(inspect(t, db), wanted(t, oneMore), "Notes")
			bring(t, db, c.now, "Notes")
			before := dump(t, db)
			err := migrate.Apply(t.Context(), db, d)
			if err == nil || !strings.Contains(err.Error(), "another process changed the database") {
				t.Errorf("the error is %v", err)
			}
			if diff := cmp.Diff(before, dump(t, db)); diff != "" {
				t.Errorf("the database changed:\n%s", diff)
			}
		})
	}
}

// TestDamaged: a database that is not what it says of itself is not guessed at.
func TestDamaged(t *testing.T) {
	for _, c := range []struct{ name, sql, want string }{
		{"a table is missing", "DROP TABLE note", `table "note" is missing`},
		{"a column is missing", "ALTER TABLE note RENAME COLUMN text TO body", `table "note": column "text" is missing`},
		{"the ledger is missing", "DROP TABLE _newel_ledger", `table "_newel_ledger" is missing`},
		{"no schema", "DELETE FROM _newel_meta WHERE key = 'schema'", `_newel_meta has no "schema"`},
		{"no language", "DELETE FROM _newel_meta WHERE key = 'language'", `_newel_meta has no "language"`},
		{"the schema is cut", "UPDATE _newel_meta SET value = substr(value, 1, 20) WHERE key = 'schema'", "read schema: "},
		{"the schema is null", `UPDATE _newel_meta SET value = '{"tables":[null]}' WHERE key = 'schema'`, "read schema: "},
		{"a language that is none", "UPDATE _newel_meta SET value = 'x' WHERE key = 'language'", `"x" is not a version`},
		{"a newer language", "UPDATE _newel_meta SET value = '99' WHERE key = 'language'", "a newer Newel made it: its language is 99"},
		{"a time that is none", "UPDATE _newel_meta SET value = 'x' WHERE key = 'applied_at'", `"x" is not a time`},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := open(t)
			bring(t, db, one, "Notes")
			run(t, db, c.sql)
			_, err := migrate.Inspect(t.Context(), db)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "inspect the database: ") {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// TestDamagedSince: a table that goes away between Inspect and Apply is missed too.
func TestDamagedSince(t *testing.T) {
	db := open(t)
	bring(t, db, one, "Notes")
	d := migrate.Plan(inspect(t, db), wanted(t, one+`      more: {type: integer, optional: true}
  Extra:
    global: true
    prefix: ext
    fields:
      x: {type: integer}
`), "Notes")
	run(t, db, "ALTER TABLE note RENAME COLUMN text TO body")
	if err := migrate.Apply(t.Context(), db, d); err == nil || !strings.Contains(err.Error(), `column "text" is missing`) {
		t.Errorf("the error is %v", err)
	}
	if got := inspectTables(t, db); slices.Contains(got, "extra") {
		t.Error("half of it was applied")
	}
}

func inspectTables(t *testing.T, db store.DB) (names []string) {
	t.Helper()
	err := db.Read(t.Context(), func(tx store.Tx) error {
		_, err := tx.Query("SELECT name FROM sqlite_schema WHERE type = 'table'", nil, func(r store.Row) error {
			names = append(names, string(r.Bytes(0)))
			return nil
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestContext: an end of the context changes nothing.
func TestContext(t *testing.T) {
	db := open(t)
	d := migrate.Plan(inspect(t, db), wanted(t, one), "Notes")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := migrate.Apply(ctx, db, d); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if state := inspect(t, db); state.Contents != migrate.Empty {
		t.Errorf("the database has %q", state.Tables)
	}
}
