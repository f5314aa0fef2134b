package seed_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/store/migrate"
	"github.com/newel-api/newel/internal/store/sqlite"
	"github.com/newel-api/newel/internal/value"
)

// family is a design with a sign-in, references to and fro, and every type.
var family = map[string]string{
	"design/data.yaml": `
newel: 1
entities:
  Person:
    global: true
    fields:
      email: {type: email, unique: true}
      mentor: {ref: Person, optional: true, on_delete: set_null}
      age: {type: integer, min: 0, optional: true}
      fond: {type: boolean, default: true}
      born: {type: timestamp, optional: true}
      birthday: {type: date, optional: true}
      key: {type: uuid, optional: true}
      site: {type: url, optional: true}
      nick: {type: text, case: insensitive, unique: true, default: Nobody}
      weight: {type: number, optional: true}
      debt: {type: decimal, digits: 5, places: 2, default: 0}
      tags: {type: list, of: {type: text, max: 9}, optional: true}
      days: {type: list, of: {type: date}, optional: true}
      costs: {type: list, of: {type: decimal, digits: 5, places: 2}, optional: true}
      old: {type: list, of: {type: text}, default: [x, "<y>"]}
      extra: {type: json, default: {z: [1.50, "1"]}}
      mood: {type: enum, values: [good, bad], default: good}
      state: {type: state, initial: new, moves: {new: [old]}}
`,
	"design/contract.yaml": `
title: Family
base: /v1
resources:
  people:
    of: Person
    fields: [id, email]
    operations:
      getPerson: get
`,
	"design/access.yaml": `
identity: Person
sign_in:
  password: {login: email}
allow:
  Person: {read: signed_in}
`,
}

const familySeed = `
Person:
  child: {email: Child@example.org, mentor: $parent, age: 7, fond: false, born: "2019-02-03T04:05:06Z", birthday: 2019-02-03, key: 0190A1B2-c3d4-7e5f-8a9b-0c1d2e3f4a5b,
          site: "HTTPS://A.example/", weight: 20.5, debt: 12.5, nick: Kid, tags: [a, "1"], days: [2026-11-25], costs: [1.5, "-0.01"], extra: {a: [1, true, "2", {b: c}]}, old: '[ "a" ]', mood: bad, state: old}
  parent: {email: parent@example.org, mentor: $parent, password: correct horse battery staple}
`

// read reads rows without findings.
func read(t *testing.T, d *design.Design, text string) *seed.Rows {
	t.Helper()
	var diags diag.List
	rows := seed.Read("seed.yaml", []byte(text), d, &diags)
	for _, f := range diags.All() {
		t.Fatalf("%s: %s", f.Span, f.Message)
	}
	return rows
}

// open opens a temporary database with the tables of d.
func open(t *testing.T, d *design.Design) store.DB {
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
	state, err := migrate.Inspect(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate.Apply(t.Context(), db, migrate.Plan(state, schema.Build(d), "Test")); err != nil {
		t.Fatal(err)
	}
	return db
}

// passwords are those that were given.
type passwords map[string]string

func (p passwords) Password(_ context.Context, password string) (func(store.Tx, value.Value, value.Value) error, error) {
	return func(_ store.Tx, identity, _ value.Value) error {
		if _, twice := p[identity.Str]; twice {
			return errors.New("given twice")
		}
		p[identity.Str] = password
		return nil
	}, nil
}

func TestWrite(t *testing.T) {
	d := designOf(t, family)
	rows, db := read(t, d, familySeed), open(t, d)
	given := passwords{}
	for i, want := range []bool{true, false} { // the second time there are rows
		written, err := rows.Write(t.Context(), db, given)
		if err != nil || written != want {
			t.Fatalf("%d: written is %v, error %v", i, written, err)
		}
	}
	parent, child := rows.List[0], rows.List[1]
	if parent.String() != `Person "parent"` || child.String() != `Person "child"` {
		t.Fatalf("the rows are in the order %v", rows.List)
	}
	if diff := cmp.Diff(passwords{parent.ID().Str: "correct horse battery staple"}, given); diff != "" {
		t.Errorf("passwords: -want +got\n%s", diff)
	}

	columns := []string{}
	for f := range d.Data.Entities[0].All() {
		columns = append(columns, `"`+f.Column()+`"`)
	}
	columns = append(columns, `"nick__folded"`)
	var got [][]value.Value
	err := db.Read(t.Context(), func(tx store.Tx) error {
		_, err := tx.Query("SELECT "+strings.Join(columns, ", ")+` FROM "person" ORDER BY "email"`, nil, func(r store.Row) error {
			var row []value.Value
			for f := range d.Data.Entities[0].All() {
				row = append(row, r.Value(f.Index, f.Type.Kind()))
			}
			got = append(got, append(row, r.Value(len(columns)-1, value.Text)))
			return nil
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	const first, minute = 1767603600000000, 60_000_000 // 2026-01-05T09:00:00Z
	text, null := value.OfText, value.Value{}
	want := [][]value.Value{
		{
			child.ID(), text("child@example.org"), parent.ID(), value.OfInt(7), value.OfBool(false), value.OfMicros(1549166706000000),
			value.OfDate(17930),
			{Kind: value.ID, Str: "\x01\x90\xa1\xb2\xc3\xd4~_\x8a\x9b\f\x1d.?J["},
			text("https://a.example/"), text("Kid"), value.OfFloat(20.5), value.OfInt(1250), text(`["a","1"]`),
			text(`["2026-11-25"]`), text(`["1.50","-0.01"]`), text(`["a"]`), text(`{"a":[1,true,"2",{"b":"c"}]}`),
			text("bad"), text("old"), value.OfMicros(first), value.OfMicros(first), value.OfInt(1), text("kid"),
		},
		{
			parent.ID(), text("parent@example.org"), parent.ID(), null, value.OfBool(true), null,
			null, null, null, text("Nobody"), null, value.OfInt(0), null,
			null, null, text(`["x","\u003cy\u003e"]`), text(`{"z":[1.50,"1"]}`),
			text("good"), text("new"), value.OfMicros(first + minute), value.OfMicros(first + minute), value.OfInt(1), text("nobody"),
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows: -want +got\n%s", diff)
	}
}

// TestIDs: ids are the same everywhere, and stay when other rows come and go.
func TestIDs(t *testing.T) {
	d := designOf(t, family)
	id := func(text, name string) string {
		for _, row := range read(t, d, text).List {
			if row.Name == name {
				return string(value.AppendID(nil, "person", row.ID().Str))
			}
		}
		return ""
	}
	const want = "person_01ke6p4ym0e0083x3ngz7j3n70"
	if got := id(familySeed, "parent"); got != want {
		t.Errorf("the id is %s, and was %s: READMEs name ids of seed rows", got, want)
	}
	if got := id("Person:\n  parent: {email: p@example.org}", "parent"); got != want {
		t.Errorf("alone, the id is %s", got)
	}
}

// TestWriteFails: a row that the database refuses is named, and none is written.
func TestWriteFails(t *testing.T) {
	d := designOf(t, family)
	rows, db := read(t, d, familySeed), open(t, d)
	rows.List[1].Values[1] = rows.List[0].Values[1] // behind the reader's back
	written, err := rows.Write(t.Context(), db, passwords{})
	if written || err == nil || !strings.HasPrefix(err.Error(), `seed.yaml:3:3: cannot write Person "child": unique constraint`) {
		t.Errorf("written is %v, error %v", written, err)
	}
	if written, err = read(t, d, familySeed).Write(t.Context(), db, passwords{}); !written || err != nil {
		t.Errorf("then written is %v, error %v", written, err)
	}
}

func TestNoRows(t *testing.T) {
	d := designOf(t, family)
	db := open(t, d)
	for _, text := range []string{"", "# nothing yet\n", "Person:\n", "Person: {}\n"} {
		written, err := read(t, d, text).Write(t.Context(), db, nil)
		if written || err != nil {
			t.Errorf("%q: written is %v, error %v", text, written, err)
		}
	}
}

// FuzzRead: whatever stands in the file, there are findings within it or rows that
// the database takes.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		familySeed, "Person: {a: {email: a@b.test, mentor: $b}, b: {email: b@b.test, mentor: $a}}", "Person: {a: {email: }}", "- a", "Person: [",
		"Person:\n  a: {email: A@b.test, age: -1, password: x, state: odd}\n  b: {email: a@B.test, id: 1}\n", "Person: {$a: {}}", "a: b",
	} {
		f.Add(text)
	}
	var d *design.Design
	f.Fuzz(func(t *testing.T, text string) {
		if d == nil {
			d = designOf(t, family)
		}
		var diags diag.List
		rows := seed.Read("seed.yaml", []byte(text), d, &diags)
		for _, found := range diags.All() {
			if at := found.Span; at.Start.Offset > at.End.Offset || at.End.Offset > len(text) {
				t.Errorf("%s: %s-%d lies outside the file", found.Rule.ID, at, at.End.Offset)
			}
		}
		if diags.Err() != nil {
			return
		}
		if _, err := rows.Write(t.Context(), open(t, d), passwords{}); err != nil {
			t.Error(err)
		}
	})
}
