package schema_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// TestCreate compares the SQL of each engine, in testdata/*.txtar. UPDATE=1 writes
// it anew.
func TestCreate(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal(err, "no pages")
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { createPage(t, path) })
	}
}

func createPage(t *testing.T, path string) {
	page, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var s *schema.Schema
	for i, f := range page.Files {
		switch f.Name {
		case "entities.yaml":
			s = build(t, string(f.Data))
		case "helpdesk":
			s = helpdesk(t)
		case "sqlite.sql", "postgres.sql":
			d := map[string]dialect.Dialect{"sqlite.sql": dialect.SQLite, "postgres.sql": dialect.Postgres}[f.Name]
			got := strings.Join(s.Create(d), ";\n") + ";\n"
			if os.Getenv("UPDATE") != "" {
				page.Files[i].Data = []byte(got)
				continue
			}
			if diff := cmp.Diff(string(f.Data), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", f.Name, diff)
			}
		default:
			t.Fatalf("%s: nobody knows what %q is", path, f.Name)
		}
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, txtar.Format(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	takes(t, s)
}

// takes makes the tables of s in SQLite and looks at what it has then.
func takes(t tester, s *schema.Schema) {
	t.Helper()
	db, done := database(t)
	defer done()
	if err := run(db, s.Create(dialect.SQLite)); err != nil {
		t.Fatalf("%v", err)
	}
	if diff := cmp.Diff(expected(s), catalog(t, db)); diff != "" {
		t.Errorf("SQLite has other tables (-want +got):\n%s", diff)
	}
}

const cells = `
  Thing:
    global: true
    prefix: thg
    fields:
      short: {type: text, min: 2, max: 3}
      few: {type: integer, min: -1, max: 5}
      exact: {type: text, min: 4, max: 4, optional: true}
      ticked: {type: boolean}
      size: {type: enum, values: [s, m, l], optional: true}
      at: {type: timestamp, optional: true}
    check:
      both: "resource.few > 0 || has(resource.size)"
`

// TestCells: a row that breaks the design cannot be stored, whoever writes it.
func TestCells(t *testing.T) {
	db, done := database(t)
	defer done()
	s := build(t, cells)
	if err := run(db, s.Create(dialect.SQLite)); err != nil {
		t.Fatal(err)
	}
	const columns = "id, short, few, exact, ticked, size, at, created_at, updated_at, version"
	good := func() map[string]value.Value {
		return map[string]value.Value{
			"id": value.NewID(), "short": value.OfText("ab"), "few": value.OfInt(1), "ticked": value.OfBool(true), "size": value.OfText("s"),
			"at": value.OfMicros(5), "created_at": value.OfMicros(1), "updated_at": value.OfMicros(1), "version": value.OfInt(1),
		}
	}
	insert := func(row map[string]value.Value) error {
		var args []value.Value
		for c := range strings.SplitSeq(columns, ", ") {
			args = append(args, row[c])
		}
		return exec(t, db, "INSERT INTO thing ("+columns+") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", args...)
	}
	for _, c := range []struct {
		column string
		v      value.Value
		want   string // name of the check, the column that is null, "type", or "" when it is stored
	}{
		{"short", value.OfText("äöü"), ""}, // code points, not bytes
		{"short", value.OfText("a"), "ck_thing_short"},
		{"short", value.OfText("abcd"), "ck_thing_short"},
		{"short", value.Value{}, "short"},
		{"short", value.OfBytes("ab"), "type"},
		{"few", value.OfInt(5), ""},
		{"few", value.OfInt(6), "ck_thing_few"},
		{"few", value.OfInt(-2), "ck_thing_few"},
		{"few", value.OfText("x"), "type"},
		{"exact", value.OfText("four"), ""},
		{"exact", value.OfText("five5"), "ck_thing_exact"},
		{"ticked", value.OfInt(2), "ck_thing_ticked"},
		{"size", value.OfText("xl"), "ck_thing_size"},
		{"size", value.Value{}, ""},
		{"at", value.OfText("yesterday"), "type"},
		{"version", value.OfInt(0), "ck_thing_version"},
		{"id", value.OfBytes("short"), "ck_thing_id"},
		{"created_at", value.Value{}, "created_at"},
	} {
		row := good()
		row[c.column] = c.v
		if got := verdict(insert(row)); got != c.want {
			t.Errorf("%s = %v: got %q, want %q", c.column, c.v, got, c.want)
		}
	}
	row := good()
	row["few"], row["size"] = value.OfInt(0), value.Value{}
	if got := verdict(insert(row)); got != "ck_thing_both" {
		t.Errorf("the declared check: got %q", got)
	}
}

func verdict(err error) string {
	breach, ok := errors.AsType[*store.ConstraintError](err)
	switch {
	case err == nil:
		return ""
	case !ok && strings.Contains(err.Error(), "cannot store"):
		return "type"
	case !ok:
		return err.Error()
	case breach.Kind == store.Check:
		return breach.Name
	case breach.Kind == store.ForeignKey:
		return "reference"
	}
	return strings.Join(breach.Columns, ", ")
}

const tenants = `
  Org:
    global: true
    prefix: org
    fields:
      name: {type: text}
  Folder:
    tenant: org
    prefix: fld
    fields:
      org: {ref: Org, on_delete: cascade}
  Paper:
    tenant: org
    prefix: ppr
    fields:
      org: {ref: Org, on_delete: cascade}
      folder: {ref: Folder, on_delete: restrict}
      copy: {ref: Folder, optional: true, on_delete: set_null}
      code: {type: text, unique: true}
`

// TestTenants: no row refers to a row of another tenant, and clearing a reference
// leaves the tenant alone.
func TestTenants(t *testing.T) {
	db, done := database(t)
	defer done()
	if err := run(db, build(t, tenants).Create(dialect.SQLite)); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		sql  string
		args []value.Value
		want string
	}{
		{"INSERT INTO org VALUES (?1, 'a', 1, 1, 1), (?2, 'b', 1, 1, 1)", []value.Value{id("a"), id("b")}, ""},
		{"INSERT INTO folder VALUES (?1, ?2, 1, 1, 1), (?3, ?2, 1, 1, 1)", []value.Value{id("1"), id("a"), id("2")}, ""},
		{"INSERT INTO folder VALUES (?1, ?2, 1, 1, 1)", []value.Value{id("3"), id("b")}, ""},
		{paper, []value.Value{id("p"), id("a"), id("1"), id("2"), value.OfText("x")}, ""},
		{paper, []value.Value{id("q"), id("a"), id("3"), {}, value.OfText("y")}, "reference"},
		{paper, []value.Value{id("q"), id("a"), id("1"), id("3"), value.OfText("y")}, "reference"},
		{paper, []value.Value{id("q"), id("b"), id("1"), {}, value.OfText("y")}, "reference"},
		{paper, []value.Value{id("q"), id("a"), id("1"), {}, value.OfText("x")}, "org, code"},
		{paper, []value.Value{id("q"), id("b"), id("3"), {}, value.OfText("x")}, ""}, // unique within its tenant
		{"UPDATE paper SET org = ?2, code = 'z' WHERE id = ?1", []value.Value{id("p"), id("b")}, "reference"},
		{"UPDATE folder SET org = ?2 WHERE id = ?1", []value.Value{id("1"), id("b")}, "reference"},
		{"DELETE FROM folder WHERE id = ?1", []value.Value{id("1")}, "reference"},
		{"DELETE FROM folder WHERE id = ?1", []value.Value{id("2")}, ""},
	} {
		if got := verdict(exec(t, db, step.sql, step.args...)); got != step.want {
			t.Errorf("%s: got %q, want %q", step.sql, got, step.want)
		}
	}
	if got := lines(t, db, "SELECT org || coalesce(copy, ' none') FROM paper WHERE code = 'x' AND id = CAST('pppppppppppppppp' AS BLOB)"); !slices.Equal(got, []string{"aaaaaaaaaaaaaaaa none"}) {
		t.Errorf("after its copy is gone the paper has %q", got)
	}
	// A tenant goes with all that it has, though its rows hold each other.
	if err := exec(t, db, "DELETE FROM org"); err != nil {
		t.Error(err)
	}
	if got := lines(t, db, "SELECT 'x' FROM paper"); len(got) != 0 {
		t.Errorf("%d papers outlive their tenant", len(got))
	}
}

const paper = "INSERT INTO paper (id, org, folder, copy, code, created_at, updated_at, version) VALUES (?1, ?2, ?3, ?4, ?5, 1, 1, 1)"
