package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/schema"
)

// before and after are one design, with other names for a table and for columns that
// stand in a check, an index, a unique group and in keys of their own and other tables.
const (
	before = `
  Team:
    global: true
    prefix: tem
    fields: {label: {type: text, max: 9}}
  Folk:
    tenant: team
    prefix: flk
    fields:
      team: {ref: Team, on_delete: cascade}
      nick: {type: text, case: insensitive, max: 20, unique: true}
      age: {type: integer, min: 0}
    check: {grown: "resource.age > 3 && resource.nick != 'age'"}
    indexes: [[age, -nick]]
  Card:
    tenant: crew
    prefix: crd
    fields:
      crew: {ref: Team, on_delete: cascade}
      holder: {ref: Folk, optional: true, on_delete: set_null}
`
	after = `
  Team:
    global: true
    prefix: tem
    fields: {name: {type: text, max: 9, was: label}}
  Person:
    was: Folk
    tenant: group
    prefix: flk
    fields:
      group: {ref: Team, on_delete: cascade, was: team}
      name: {type: text, case: insensitive, max: 20, unique: true, was: nick}
      years: {type: integer, min: 0, was: age}
      more: {type: text, optional: true}
    check: {grown: "resource.years > 3 && resource.name != 'age'"}
    indexes: [[years, -name]]
  Card:
    tenant: team
    prefix: crd
    fields:
      team: {ref: Team, on_delete: cascade, was: crew}
      owner: {ref: Person, optional: true, on_delete: set_null, was: holder}
`
)

// TestRename: rows and values are taken over under new names, whatever has the old
// ones; then nothing is left to do, and was does nothing any more.
func TestRename(t *testing.T) {
	old, new := build(t, before), build(t, after)
	whole := old.Create(dialect.SQLite)
	new.Keep(old)
	changes := schema.Diff(old, new)
	var what []string
	for _, c := range changes {
		what = append(what, c.What)
		if !c.Additive {
			t.Errorf("refused: %s (%s)", c.What, c.Why)
		}
	}
	want := []string{
		"table folk: renamed to person", "table team: column label renamed to name", "table person: column team renamed to group",
		"table person: column nick renamed to name", "table person: column nick__folded renamed to name__folded",
		"table person: column age renamed to years", "table card: column crew renamed to team",
		"table card: column holder renamed to owner", "table person: column more: new",
	}
	if diff := cmp.Diff(want, what); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if got := old.Create(dialect.SQLite); !slices.Equal(got, whole) {
		t.Error("the old schema is another one now")
	}
	db, done := database(t)
	defer done()
	if err := run(db, whole); err != nil {
		t.Fatal(err)
	}
	rows := []string{
		"INSERT INTO team VALUES (CAST('aaaaaaaaaaaaaaaa' AS BLOB), 'red', 1, 1, 1)",
		"INSERT INTO folk VALUES (CAST('pppppppppppppppp' AS BLOB), CAST('aaaaaaaaaaaaaaaa' AS BLOB), 'Ann', 'ann', 7, 1, 1, 1)",
		"INSERT INTO card VALUES (CAST('cccccccccccccccc' AS BLOB), CAST('aaaaaaaaaaaaaaaa' AS BLOB), CAST('pppppppppppppppp' AS BLOB), 1, 1, 1)",
	}
	if err := run(db, append(rows, schema.Statements(dialect.SQLite, changes)...)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(expected(new), catalog(t, db)); diff != "" {
		t.Errorf("the database has other tables (-want +got):\n%s", diff)
	}
	got := lines(t, db, `SELECT t.name || ' ' || p.name || ' ' || p.name__folded || ' ' || p.years FROM card c JOIN person p ON p.id = c.owner AND p."group" = c.team JOIN team t ON t.id = p."group"`)
	if !slices.Equal(got, []string{"red Ann ann 7"}) {
		t.Errorf("the rows are %q", got)
	}
	if exec(t, db, "UPDATE person SET years = 2") == nil {
		t.Error("the check is gone")
	}
	if exec(t, db, "UPDATE card SET owner = CAST('xxxxxxxxxxxxxxxx' AS BLOB)") == nil {
		t.Error("the foreign key is gone")
	}
	if again := schema.Diff(new, build(t, after)); len(again) > 0 {
		t.Errorf("renamed, and still %v", again)
	}
	if without := schema.Diff(new, build(t, strings.NewReplacer(", was: nick", "", "    was: Folk\n", "").Replace(after))); len(without) > 0 {
		t.Errorf("without was: %v", without)
	}
	for _, d := range []dialect.Dialect{dialect.SQLite, dialect.Postgres} {
		got := schema.Statements(d, changes)
		if got[0] != `ALTER TABLE "folk" RENAME TO "person"` || got[1] != `ALTER TABLE "team" RENAME COLUMN "label" TO "name"` {
			t.Errorf("%s: %q", d, got)
		}
	}
}

// TestRenameAndMore: what else is different is found under the new name.
func TestRenameAndMore(t *testing.T) {
	old := fields("a: {type: text, max: 5}\n      c: {type: integer}").build(t)
	for _, c := range []struct{ fields, want string }{
		{"b: {type: text, max: 5, was: a}\n      c: {type: integer}", "column a renamed to b"},
		{"b: {type: text, max: 4, was: a}\n      c: {type: integer}", "column b: length at most 5 → at most 4"},
		{"b: {type: integer, was: a}\n      c: {type: integer}", "column b: text → integer"},
		{"b: {type: text, max: 5, optional: true, was: x}\n      a: {type: text, max: 5}\n      c: {type: integer}", "column b: new"},
		{"b: {type: text, max: 5, optional: true, was: a}", "column c: gone"},
	} {
		var got []string
		for _, change := range schema.Diff(old, fields(c.fields).build(t)) {
			got = append(got, change.What)
		}
		if !slices.Contains(got, "table book: "+c.want) {
			t.Errorf("%s: %q", c.fields, got)
		}
	}
}
