package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// desk is a design in which one thing is changed at a time. What stands between
// braces in the third place of a change is put where {X} stands.
const desk = `
  Org:
    global: true
    prefix: org
    fields:
      name: {type: text}
  Shelf:
    tenant: org
    prefix: shf
    fields:
      org: {ref: Org, on_delete: cascade}
  Person:
    global: true
    prefix: prs
    fields:
      name: {type: text}
  Book:
    tenant: org
    prefix: bok
    fields:
      org: {ref: Org, on_delete: cascade}
      title: {type: text}
      {FIELDS}
    {REST}
{ENTITIES}
`

// part is what stands at the three marks.
type part struct{ fields, rest, entities string }

func (p part) build(t tester) *schema.Schema {
	t.Helper()
	return build(t, strings.NewReplacer("{FIELDS}", p.fields, "{REST}", p.rest, "{ENTITIES}", p.entities).Replace(desk))
}

func fields(text string) part        { return part{fields: text} }
func rest(field, text string) part   { return part{fields: field, rest: text} }
func entities(text string) part      { return part{entities: text} }
func lend(fields string) part        { return entities(loan + "\n    fields: {" + fields + "}") }
func checks(field, rule string) part { return rest(field, "check: {rule: \""+rule+"\"}") }

const (
	loan = "  Loan:\n    global: true\n    prefix: lon"
	bill = "  Bill:\n    global: true\n    prefix: bil\n    id: integer\n    fields: {a: {type: text}}\n" +
		"  Line:\n    global: true\n    fields:\n      bill: {ref: Bill}\n"
	pair = "a: {type: integer}\n      b: {type: integer}"
)

// Each change is "+ what", which is made, or "! what (why)", which is refused.
var diffs = []struct {
	name          string
	before, after part
	want          []string
}{
	{"nothing", fields("a: {type: text}"), fields("a: {type: text}"), nil},
	{"another order", fields("a: {type: text}\n      b: {type: text}"), fields("b: {type: text}\n      a: {type: text}"), nil},
	{"another default", fields("a: {type: integer, default: 1}"), fields("a: {type: integer, default: 2}"), nil},
	{"values in another order", fields("a: {type: enum, values: [x, z]}"), fields("a: {type: enum, values: [z, x]}"), nil},
	{"a check laid out anew", checks("a: {type: integer}", "resource.a>0"), checks("a: {type: integer}", "resource.a  >  0"), nil},

	{"ids that are counted", entities(loan + "\n    fields: {a: {type: text}}"), entities(loan + "\n    id: integer\n    fields: {a: {type: text}}"), []string{
		"! table loan: id: uuid → id: integer (clients and other rows keep the ids that rows have: declare another entity with it)",
	}},
	{"ids that are counted, and references to them", entities(bill), entities(strings.Replace(bill, "id: integer", "id: uuid", 1)), []string{
		"! table bill: id: integer → id: uuid (clients and other rows keep the ids that rows have: declare another entity with it)",
	}},
	{"a reference to ids that are counted", entities(bill), entities(bill + "      more: {ref: Bill, optional: true}\n"), []string{
		"+ table line: column more: new", "+ table line: index [more, id]: new",
	}},
	{"a list", part{}, fields("a: {type: list, of: {type: text}, optional: true}"), []string{"+ table book: column a: new"}},
	{"a list of more and longer items", fields("a: {type: list, of: {type: text, max: 4}, max: 4}"), fields("a: {type: list, of: {type: text, max: 5}, max: 5}"), nil},
	{"a list of something else", fields("a: {type: list, of: {type: integer}}"), fields("a: {type: list, of: {type: decimal, digits: 4, places: 2}}"), []string{
		"! table book: column a: items integer → decimal of 2 places (rows that are there may break it: they must be mended first)",
	}},
	{"a text without case", part{}, fields("a: {type: text, case: insensitive, unique: true, optional: true}"), []string{
		"+ table book: column a: new", "+ table book: column a__folded: new", "+ table book: unique [org, a__folded]: new",
		"+ table book: index [org, id]: gone, another index begins with the same keys",
	}},
	{"a text without case, with a default", part{}, fields("a: {type: text, case: insensitive, default: Übel}"), []string{
		"+ table book: column a: new", "+ table book: column a__folded: new",
	}},
	{"a text without case that must be there", part{}, fields("a: {type: text, case: insensitive}"), []string{
		"! table book: column a: new and required (rows that are there would have no value for it: make it optional, or give it a default)",
	}},
	{"a text that loses its case", fields("a: {type: text, optional: true}"), fields("a: {type: text, case: insensitive, optional: true}"), []string{
		"! table book: column a: case: insensitive (rows that are there have no folded text, and may be the same then: add another field with it)",
	}},
	{"a text that gets its case back", fields("a: {type: text, case: insensitive}"), fields("a: {type: text}"), []string{
		"! table book: column a: case: insensitive gone (the table must be made anew with its rows)",
	}},
	{"a text without case is gone", fields("a: {type: text, case: insensitive}"), part{}, []string{
		"! table book: column a: gone (its data would be lost: keep it in the design)",
	}},
	{"a table", part{}, lend("days: {type: integer}"), []string{"+ table loan: new"}},
	{
		"a table that refers, and is referred to",
		part{},
		part{fields: "loan: {ref: Loan, optional: true, on_delete: set_null}", entities: loan + "\n    fields: {person: {ref: Person, on_delete: restrict}}"},
		[]string{"+ table book: column loan: new", "+ table book: index [loan, id]: new", "+ table loan: new"},
	},
	{"a table less", lend("days: {type: integer}"), part{}, []string{"! table loan: gone (its data would be lost: keep it in the design)"}},

	{"an optional column", part{}, fields("a: {type: text, max: 5, optional: true}"), []string{"+ table book: column a: new"}},
	{"a text with a default", part{}, fields("a: {type: text, default: \"it's\"}"), []string{"+ table book: column a: new"}},
	{"an integer with a default", part{}, fields("a: {type: integer, min: -5, default: -3}"), []string{"+ table book: column a: new"}},
	{"a boolean with a default", part{}, fields("a: {type: boolean, default: true}"), []string{"+ table book: column a: new"}},
	{"a date with a default", part{}, fields("a: {type: date, default: 2026-11-25}"), []string{"+ table book: column a: new"}},
	{"a uuid with a default", part{}, fields("a: {type: uuid, default: 0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b}"), []string{"+ table book: column a: new"}},
	{"a number with a default", part{}, fields("a: {type: number, min: 0.25, default: 0.5}"), []string{"+ table book: column a: new"}},
	{"a decimal with a default", part{}, fields("a: {type: decimal, digits: 5, places: 2, default: 12.5}"), []string{"+ table book: column a: new"}},
	{
		"more places", fields("a: {type: decimal, digits: 5, places: 2}"), fields("a: {type: decimal, digits: 6, places: 3}"),
		[]string{"! table book: column a: places 2 → 3 (the table must be made anew with its rows)"},
	},
	{
		"more digits", fields("a: {type: decimal, digits: 5, places: 2}"), fields("a: {type: decimal, digits: 6, places: 2, max: 1000.5}"),
		[]string{"! table book: column a: value -999.99 to 999.99 → -9999.99 to 1000.50 (the table must be made anew with its rows)"},
	},
	{
		"a number less", fields("a: {type: number, min: 0.25, max: 2}"), fields("a: {type: number, min: 0.5}"),
		[]string{"! table book: column a: value 0.25 to 2 → at least 0.5 (rows that are there may break it: they must be mended first)"},
	},
	{
		"a date less", fields("a: {type: date, min: 2000-01-01, max: 2026-11-25}"), fields("a: {type: date, max: 2026-11-24}"),
		[]string{"! table book: column a: value 2000-01-01 to 2026-11-25 → at most 2026-11-24 (rows that are there may break it: they must be mended first)"},
	},
	{
		"a timestamp more", fields("a: {type: timestamp, min: 2000-01-01T00:00:00Z}"), fields("a: {type: timestamp, min: 1999-12-31T23:59:59Z}"),
		[]string{"! table book: column a: value at least 2000-01-01T00:00:00.000000Z → at least 1999-12-31T23:59:59.000000Z (the table must be made anew with its rows)"},
	},
	{
		"a decimal that was an integer", fields("a: {type: integer}"), fields("a: {type: decimal, digits: 6, places: 3}"),
		[]string{"! table book: column a: integer → decimal (rows that are there may break it: they must be mended first)"},
	},
	{"an enum with a default", part{}, fields("a: {type: enum, values: [x, z], default: z}"), []string{"+ table book: column a: new"}},
	{"a state", part{}, fields("a: {type: state, initial: x, moves: {x: [z]}}"), []string{"+ table book: column a: new"}},
	{
		"a required column",
		part{},
		fields("a: {type: text}"),
		[]string{"! table book: column a: new and required (rows that are there would have no value for it: make it optional, or give it a default)"},
	},
	{
		"a reference to a global row",
		part{},
		fields("a: {ref: Person, optional: true, on_delete: set_null}"),
		[]string{"+ table book: column a: new", "+ table book: index [a, id]: new"},
	},
	{
		"a reference within the tenant",
		part{},
		fields("a: {ref: Shelf, optional: true, on_delete: set_null}"),
		[]string{
			"+ table shelf: unique [org, id]: new",
			"+ table shelf: index [org, id]: gone, another index begins with the same keys",
			"! table book: column a: new, refers to shelf of the same org, on_delete set_null " +
				"(the table must be made anew with its rows: a key of two columns cannot be added to one that is there)",
			"+ table book: index [a, org, id]: new",
		},
	},
	{"a column less", fields("a: {type: text}"), part{}, []string{"! table book: column a: gone (its data would be lost: keep it in the design)"}},

	{
		"another type", fields("a: {type: text}"), fields("a: {type: integer, min: 3}"),
		[]string{"! table book: column a: text → integer (rows that are there may break it: they must be mended first)"},
	},
	{
		"required", fields("a: {type: text, optional: true}"), fields("a: {type: text}"),
		[]string{"! table book: column a: optional → required (rows that are there may break it: they must be mended first)"},
	},
	{
		"optional", fields("a: {type: text}"), fields("a: {type: text, optional: true}"),
		[]string{"! table book: column a: required → optional (the table must be made anew with its rows)"},
	},
	{
		"longer", fields("a: {type: text, min: 1, max: 5}"), fields("a: {type: text, min: 1, max: 6}"),
		[]string{"! table book: column a: length 1 to 5 → 1 to 6 (the table must be made anew with its rows)"},
	},
	{
		"shorter", fields("a: {type: text, max: 6}"), fields("a: {type: text, max: 5}"),
		[]string{"! table book: column a: length at most 6 → at most 5 (rows that are there may break it: they must be mended first)"},
	},
	{
		"a bound for the first time", fields("a: {type: integer}"), fields("a: {type: integer, min: 0}"),
		[]string{"! table book: column a: value any → at least 0 (rows that are there may break it: they must be mended first)"},
	},
	{
		"a value more", fields("a: {type: enum, values: [x]}"), fields("a: {type: enum, values: [x, z]}"),
		[]string{"! table book: column a: allowed values x → x, z (the table must be made anew with its rows)"},
	},
	{
		"a value less", fields("a: {type: enum, values: [x, z]}"), fields("a: {type: enum, values: [z]}"),
		[]string{"! table book: column a: allowed values x, z → z (rows that are there may break it: they must be mended first)"},
	},
	{
		"values for the first time", fields("a: {type: text}"), fields("a: {type: enum, values: [x]}"),
		[]string{"! table book: column a: allowed values any → x (rows that are there may break it: they must be mended first)"},
	},
	{
		"no values any more", fields("a: {type: enum, values: [x]}"), fields("a: {type: text}"),
		[]string{"! table book: column a: allowed values x → any (the table must be made anew with its rows)"},
	},
	{
		"another deletion", fields("a: {ref: Person, on_delete: cascade}"), fields("a: {ref: Person, on_delete: restrict}"),
		[]string{"! table book: column a: refers to person, on_delete cascade → refers to person, on_delete restrict (the table must be made anew with its rows)"},
	},
	{
		"another target", fields("a: {ref: Person, on_delete: cascade}"), fields("a: {ref: Org, on_delete: cascade}"),
		[]string{"! table book: column a: refers to person, on_delete cascade → refers to org, on_delete cascade (rows that are there may break it: they must be mended first)"},
	},

	{
		"a check", fields("a: {type: integer}"), checks("a: {type: integer}", "resource.a > 0"),
		[]string{"! table book: check resource.a > 0: new (rows that are there may break it: they must be mended first)"},
	},
	{
		"another check", checks("a: {type: integer}", "resource.a > 0"), checks("a: {type: integer}", "resource.a > 1"),
		[]string{"! table book: check resource.a > 0 → resource.a > 1 (rows that are there may break it: they must be mended first)"},
	},
	{
		"a check less", checks("a: {type: integer}", "resource.a > 0"), fields("a: {type: integer}"),
		[]string{"! table book: check resource.a > 0: gone (the table must be made anew with its rows)"},
	},

	{"a search", fields("a: {type: text}"), rest("a: {type: text}", "search: [title, a]"), []string{"+ table book: search [title, a]: new"}},
	{"a search in a new column", part{}, rest("a: {type: text, optional: true}", "search: [a]"), []string{"+ table book: column a: new", "+ table book: search [a]: new"}},
	{"a search in more", rest("a: {type: text}", "search: [title]"), rest("a: {type: text}", "search: [title, a]"), []string{
		"+ table book: search [title]: gone", "+ table book: search [title, a]: new",
	}},
	{"a search less", rest("a: {type: text}", "search: [a]"), fields("a: {type: text}"), []string{"+ table book: search [a]: gone"}},
	{"a search in a column of another name", rest("a: {type: text}", "search: [a, title]"), rest("b: {type: text, was: a}", "search: [b, title]"), []string{
		"+ table book: column a renamed to b", "+ table book: search [a, title]: gone", "+ table book: search [b, title]: new",
	}},
	{"a search beside a column of another name", rest("a: {type: text}", "search: [title]"), rest("b: {type: text, was: a}", "search: [title]"), []string{
		"+ table book: column a renamed to b",
	}},

	{"an index", fields(pair), rest(pair, "indexes: [[a, -b]]"), []string{"+ table book: index [a, -b, -id]: new"}},
	{
		"an index less", rest(pair, "indexes: [[a, -b]]"), fields(pair),
		[]string{"! table book: index [a, -b, -id]: gone (queries may need it: keep it in the design)"},
	},
	{
		"a longer index", rest(pair, "indexes: [[a]]"), rest(pair, "indexes: [[a, b]]"),
		[]string{"+ table book: index [a, b, id]: new", "+ table book: index [a, id]: gone, another index begins with the same keys"},
	},
	{
		"an index of one key in the other direction", rest(pair, "indexes: [[a]]"), rest(pair, "indexes: [[-a]]"),
		[]string{"+ table book: index [-a, -id]: new", "+ table book: index [a, id]: gone, another index begins with the same keys"},
	},
	{
		"an index in the other direction", rest(pair, "indexes: [[a, b]]"), rest(pair, "indexes: [[a, -b]]"),
		[]string{"+ table book: index [a, -b, -id]: new", "! table book: index [a, b, id]: gone (queries may need it: keep it in the design)"},
	},
	{
		"unique", fields(pair), rest(pair, "unique: [[a, b]]"),
		[]string{"! table book: unique [a, b]: new (rows that are there may have the same values twice: they must be mended first)"},
	},
	{
		"unique and new",
		part{},
		fields("a: {type: text, optional: true, unique: true}"),
		[]string{
			"+ table book: column a: new", "+ table book: unique [org, a]: new",
			"+ table book: index [org, id]: gone, another index begins with the same keys",
		},
	},
	{
		"unique and new, but all alike",
		part{},
		fields("a: {type: text, default: x, unique: true}"),
		[]string{
			"+ table book: column a: new",
			"! table book: unique [org, a]: new (rows that are there may have the same values twice: they must be mended first)",
			"+ table book: index [org, id]: gone, another index begins with the same keys",
		},
	},
	{
		"unique no more", rest(pair, "unique: [[a, b]]"), fields(pair),
		[]string{"! table book: unique [a, b]: gone (rows may then have the same values twice: keep it in the design)"},
	},
}

func TestDiff(t *testing.T) {
	for _, c := range diffs {
		t.Run(c.name, func(t *testing.T) {
			old, new := c.before.build(t), c.after.build(t)
			changes := schema.Diff(old, new)
			var got []string
			made := true
			for _, change := range changes {
				if change.Additive {
					got = append(got, "+ "+change.What)
					continue
				}
				made = false
				got = append(got, fmt.Sprintf("! %s (%s)", change.What, change.Why))
				if sql := change.Statements(dialect.SQLite); len(sql) > 0 {
					t.Errorf("a refused change has SQL: %q", sql)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
			if made {
				grow(t, old, new, changes)
			}
		})
	}
}

// grow makes the old tables with a row in them, and the changes; then the database
// must be the one that new makes, with its row.
func grow(t tester, old, new *schema.Schema, changes []schema.Change) {
	t.Helper()
	db, done := database(t)
	defer done()
	if err := run(db, old.Create(dialect.SQLite)); err != nil {
		t.Fatalf("%v", err)
	}
	for i, table := range old.Tables {
		if err := populate(t, db, table, i); err != nil {
			t.Fatalf("%v", err)
		}
	}
	if err := run(db, schema.Statements(dialect.SQLite, changes)); err != nil {
		t.Fatalf("%v", err)
	}
	if diff := cmp.Diff(expected(new), catalog(t, db)); diff != "" {
		t.Errorf("the database grew into another one (-want +got):\n%s", diff)
	}
	for _, table := range old.Tables {
		if got := lines(t, db, "SELECT 'row' FROM "+dialect.Quote(table.Name)); len(got) != 1 {
			t.Errorf("%s had a row and has %d", table.Name, len(got))
		}
		for _, c := range new.Table(table.Name).Columns {
			if old.Table(table.Name).Column(c.Name) == nil && c.Default != nil {
				sql := "SELECT CAST(" + dialect.Quote(c.Name) + " AS TEXT) FROM " + dialect.Quote(table.Name)
				if c.Type == schema.UUID {
					sql = strings.Replace(strings.Replace(sql, "CAST(", "lower(hex(", 1), " AS TEXT)", "))", 1)
				}
				want := map[string]string{"true": "1", "false": "0"}[*c.Default]
				if want == "" {
					want = *c.Default
				}
				if got := lines(t, db, sql); len(got) != 1 || got[0] != want {
					t.Errorf("the row of %s got %q for %s, want %q", table.Name, got, c.Name, want)
				}
			}
		}
	}
}

// rowID is the id of the only row of each table, so that each can refer to each.
var rowID = id("r")

// populate gives a table one row, which refers to the rows of other tables.
func populate(t tester, db store.DB, table *schema.Table, seed int) error {
	t.Helper()
	var names, marks []string
	var args []value.Value
	for i, c := range table.Columns {
		names = append(names, dialect.Quote(c.Name))
		marks = append(marks, dialect.SQLite.Placeholder(i+1))
		v := sample(c, seed)
		for _, r := range table.References {
			if r.Column == c.Name && c.Type == schema.Integer {
				v = value.OfInt(1) // the id of the only row where ids are counted
			}
		}
		args = append(args, v)
	}
	return exec(t, db, "INSERT INTO "+dialect.Quote(table.Name)+" ("+strings.Join(names, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", args...)
}

// sample is a value that the column allows.
func sample(c *schema.Column, seed int) value.Value {
	n := int64(seed)
	if c.Min != nil {
		n = *c.Min
	} else if c.Max != nil {
		n = min(n, *c.Max)
	}
	switch {
	case c.Type == schema.ID:
		return rowID
	case c.Type == schema.UUID:
		return id(string(rune('a' + seed%26)))
	case c.Type == schema.Number:
		f := float64(seed)
		if c.Low != nil {
			f = *c.Low
		} else if c.High != nil {
			f = min(f, *c.High)
		}
		return value.OfFloat(f)
	case c.Type == schema.Date:
		return value.OfDate(n)
	case len(c.Values) > 0:
		return value.OfText(c.Values[0])
	case c.Type == schema.JSON:
		return value.OfText("{}")
	case c.Type == schema.Text:
		return value.OfText(strings.Repeat("x", int(n)))
	case c.Type == schema.Bytes:
		return value.OfBytes(strings.Repeat("x", int(n)))
	case c.Type == schema.Boolean:
		return value.OfBool(true)
	case c.Type == schema.Time:
		return value.OfMicros(n)
	}
	return value.OfInt(n)
}
