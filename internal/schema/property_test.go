package schema_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/schema"
)

// drawn is a design in two versions: the second one has more.
type drawn struct{ before, after strings.Builder }

func (d *drawn) both(text string, args ...any) {
	fmt.Fprintf(&d.before, text+"\n", args...)
	fmt.Fprintf(&d.after, text+"\n", args...)
}

// maybe writes a line that may be new; only what can be added may be.
func (d *drawn) maybe(t *rapid.T, text string, args ...any) (isNew bool) {
	isNew = rapid.Bool().Draw(t, "new")
	if !isNew {
		fmt.Fprintf(&d.before, text+"\n", args...)
	}
	fmt.Fprintf(&d.after, text+"\n", args...)
	return isNew
}

var entityNames = []string{"Ant", "Bee", "CatDog", "Order"}

// draw draws a design of a few entities, with and without a tenant, that refer to
// each other.
func draw(t *rapid.T) *drawn {
	d := new(drawn)
	d.both("  Tenant:\n    global: true\n    prefix: ten\n    fields:\n      name: {type: text}")
	n := rapid.IntRange(1, len(entityNames)).Draw(t, "entities")
	owned := map[string]bool{}
	for i, name := range entityNames[:n] {
		owned[name] = rapid.Bool().Draw(t, "owned")
		d.entity(t, i, name, owned)
	}
	return d
}

func (d *drawn) entity(t *rapid.T, i int, name string, owned map[string]bool) {
	d.both("  %s:", name)
	d.both("    id: %s", rapid.SampledFrom([]string{"uuid", "integer"}).Draw(t, "ids"))
	if owned[name] {
		d.both("    tenant: tenant\n    prefix: e%d\n    fields:\n      tenant: {ref: Tenant, on_delete: cascade}", i)
	} else {
		d.both("    global: true\n    prefix: e%d\n    fields:\n      plain: {type: text}", i)
	}
	var old []string
	for f := range rapid.IntRange(0, 5).Draw(t, "fields") {
		field := fmt.Sprint("f", f)
		declared := rapid.SampledFrom(addable).Draw(t, "type")
		if !d.maybe(t, "      %s: %s", field, declared) && !strings.Contains(declared, "json") && !strings.Contains(declared, "secret") {
			old = append(old, field)
		}
	}
	for f := range rapid.IntRange(0, 3).Draw(t, "required") {
		field := fmt.Sprint("r", f)
		old = append(old, field)
		d.both("      %s: %s", field, rapid.SampledFrom(required).Draw(t, "type"))
	}
	if to := rapid.SampledFrom(entityNames[:i+1]).Draw(t, "target"); rapid.Bool().Draw(t, "refers") {
		on := rapid.SampledFrom([]string{"restrict", "cascade", "set_null"}).Draw(t, "on_delete")
		line := fmt.Sprintf("      ref: {ref: %s, optional: true, on_delete: %s}", to, on)
		if owned[name] && owned[to] {
			d.both("%s", line) // a key of two columns cannot be added
		} else {
			d.maybe(t, "%s", line)
		}
	}
	if len(old) > 0 && rapid.Bool().Draw(t, "indexed") {
		d.both("    indexes:")
		d.both("      - [-created_at]")
		sign := rapid.SampledFrom([]string{"", "-"}).Draw(t, "direction")
		d.maybe(t, "      - [%s%s]", sign, rapid.SampledFrom(old).Draw(t, "key"))
	}
	if !owned[name] && rapid.Bool().Draw(t, "searched") {
		d.maybe(t, "    search: [plain]")
	}
}

var (
	required = []string{
		"{type: text}", "{type: text, min: 1, max: 9}", "{type: integer}", "{type: integer, min: -4, max: 4}", "{type: boolean}",
		"{type: timestamp}", "{type: timestamp, min: 0001-01-01T00:00:00Z}", "{type: date, min: 1969-12-31, max: 2026-11-25}", "{type: enum, values: [x, z]}", "{type: email}", "{type: date}", "{type: uuid}", "{type: url}", "{type: number, max: 0.5}",
		"{type: decimal, digits: 18, places: 4}",
	}
	addable = []string{
		"{type: text, optional: true}", "{type: text, max: 3, default: abc}", "{type: integer, optional: true, min: 2}",
		"{type: integer, default: -7}", "{type: boolean, default: false}", "{type: timestamp, optional: true}",
		"{type: enum, values: [x, z], default: z}", "{type: email, optional: true, unique: true}",
		"{type: state, initial: a, moves: {a: [b], b: [a]}}", "{type: json, default: '[]'}", "{type: secret, optional: true}",
		"{type: date, default: 1969-12-31}", "{type: uuid, default: 0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b}", "{type: url, default: https://a.example}",
		"{type: number, min: -0.1, default: 0.3}", "{type: decimal, digits: 5, places: 2, default: -12.5}",
	}
)

// TestAnySchema: SQLite takes every schema and has then what the schema says; its
// JSON is the same schema; and one that has only more grows out of the other.
func TestAnySchema(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		old, new := build(t, d.before.String()), build(t, d.after.String())
		takes(t, new)
		roundTrip(t, new)
		if changes := schema.Diff(new, build(t, d.after.String())); changes != nil {
			t.Errorf("the same design differs from itself: %v", changes)
		}
		new.Keep(old)
		changes := schema.Diff(old, new)
		for _, c := range changes {
			if !c.Additive {
				t.Fatalf("refused: %s (%s)", c.What, c.Why)
			}
		}
		grow(t, old, new, changes)
	})
}

func roundTrip(t tester, s *schema.Schema) {
	t.Helper()
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatalf("%v", err)
	}
	read, err := schema.Parse(text)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if diff := cmp.Diff(s, read); diff != "" {
		t.Errorf("it comes back as another (-want +got):\n%s", diff)
	}
	again, err := json.Marshal(read)
	if err != nil || string(again) != string(text) {
		t.Errorf("its JSON is not canonical: %v", err)
	}
}

func TestParse(t *testing.T) {
	roundTrip(t, helpdesk(t))
	for _, c := range []struct{ text, want string }{
		{``, "EOF"},
		{`[]`, "cannot unmarshal"},
		{`{"tables":[]} x`, "text after its end"},
		{`{"tables":[],"views":[]}`, `unknown field "views"`},
		{`{"tables":[{"name":"a","colour":"red"}]}`, `unknown field "colour"`},
	} {
		if _, err := schema.Parse([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "read schema: ") {
			t.Errorf("%s: %v", c.text, err)
		}
	}
}

// FuzzParse: what a database says about itself may be damaged; it is an error or a
// schema that can be compared and spelled, never a panic.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"tables":[{"name":"a","columns":[{"name":"id","type":"id","primary":true}],"indexes":[{"name":"i","keys":[{"column":"id"}]}]}]}`))
	f.Add([]byte(`{"tables":[null]}`))
	f.Add([]byte(`{"tables":[{"name":"a","columns":[null],"checks":[null],"references":[null],"indexes":[null]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := schema.Parse(text)
		if err != nil {
			return
		}
		_ = schema.Diff(&schema.Schema{}, s)
		_ = schema.Diff(s, s)
		s.Keep(s)
	})
}
