package serve_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// deck is the design of that name, with a model of its rows that knows no SQL: TestKeyset
// holds the pages of a list to it.
type deck struct {
	*world
	desks  []string          // raw ids, of desk i
	who    map[string]string // raw ids of the callers
	rows   map[string]*card  // by raw id
	writes []write
}

// write is one statement.
type write struct {
	text string
	args []value.Value
}

// card is one row of the model.
type card struct {
	id, desk, holder string // raw; holder may be ""
	shown            bool
	keys             []value.Value // in the order of deckKeys
	steady           bool          // there since the walk began, with the same keys for the caller
	sent             int           // how often it came
}

// deckKey is a field that the list of the deck sorts by.
type deckKey struct {
	name    string
	choices []value.Value // what a row may have; few, so that many are equal
	words   []string      // of an enum: the choices are places among them
	seen    func(c *card, person string, chief bool) bool
}

func ints(all ...int64) (values []value.Value) {
	for _, n := range all {
		values = append(values, value.OfInt(n))
	}
	return values
}

func texts(all ...string) (values []value.Value) {
	for _, s := range all {
		values = append(values, value.OfText(s))
	}
	return values
}

func orNull(values []value.Value) []value.Value { return append(values, value.Value{}) }

func shown(c *card, _ string, _ bool) bool { return c.shown }

// Text has what sorts elsewhere by the rules of a language, without case or by UTF-16.
var deckKeys = []deckKey{
	{name: "points", choices: ints(-1, 0, 7)},
	{name: "bonus", choices: orNull(ints(0, 1<<53, 1<<53+1))},
	{name: "size", choices: ints(0, 1, 2), words: []string{"small", "large", "huge"}},
	{name: "mood", choices: orNull(ints(0, 1)), words: []string{"sad", "glad"}},
	{name: "title", choices: texts("", "A", "a", "\u00e9", "\uffee", "\U0001f600")},
	{name: "nick", choices: orNull(texts("", "B", "b "))},
	{name: "weight", choices: orNull([]value.Value{value.OfFloat(0.1), value.OfFloat(-1.5), value.OfFloat(0), value.OfFloat(1e300)})},
	{name: "rank", choices: ints(1, 2), seen: shown},
	{name: "wing", choices: orNull(ints(0, 1, 2)), words: []string{"one", "two", "three"}, seen: func(c *card, person string, _ bool) bool { return c.shown || c.holder == person }},
	{name: "pay", choices: ints(1, 2), seen: func(c *card, _ string, chief bool) bool { return chief || c.shown }},
	{name: "created_at", choices: []value.Value{value.OfMicros(0), value.OfMicros(1), value.OfMicros(2)}},
}

// newDeck has three desks: ann sits at two of them, bob, the chief, at the third.
func newDeck(t *testing.T) *deck {
	d := &deck{world: newWorld(t, "testdata/deck"), who: map[string]string{}}
	d.join("ann", "bob")
	must(t, d.db.Read(t.Context(), func(tx store.Tx) error {
		_, err := tx.Query(`SELECT "id", "email" FROM "person"`, nil, func(r store.Row) error {
			name, _, _ := strings.Cut(string(r.Bytes(1)), "@")
			d.who[name] = string(r.Bytes(0))
			return nil
		})
		return err
	}))
	d.later(`UPDATE "person" SET "chief" = 1 WHERE "email" LIKE 'bob%'`)
	for i, who := range []string{"ann", "ann", "bob"} {
		desk := value.FixedID(1, 0, uint64(i))
		d.desks = append(d.desks, desk.Str)
		d.insert("desk", map[string]value.Value{"id": desk, "name": value.OfText(who)})
		d.insert("seat", map[string]value.Value{"id": value.FixedID(2, 0, uint64(i)), "desk": desk, "person": idOf(d.who[who])})
	}
	d.flush()
	return d
}

// idOf returns a raw id as a value; null for none.
func idOf(raw string) value.Value {
	if raw == "" {
		return value.Value{}
	}
	return value.Value{Kind: value.ID, Str: raw}
}

// later notes a statement, past the API, that flush runs.
func (d *deck) later(text string, args ...value.Value) {
	d.writes = append(d.writes, write{text, args})
}

// insert notes a row with these columns and those that every row has.
func (d *deck) insert(table string, cells map[string]value.Value) {
	all := map[string]value.Value{"created_at": value.OfMicros(0), "updated_at": value.OfMicros(0), "version": value.OfInt(1)}
	maps.Copy(all, cells)
	var columns, marks []string
	var args []value.Value
	for _, name := range slices.Sorted(maps.Keys(all)) {
		args = append(args, all[name])
		columns, marks = append(columns, dialect.Quote(name)), append(marks, fmt.Sprint("?", len(args)))
	}
	d.later("INSERT INTO "+dialect.Quote(table)+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", args...)
}

// flush runs what was noted, in one transaction.
func (d *deck) flush() {
	d.t.Helper()
	must(d.t, d.db.Write(d.t.Context(), func(tx store.Tx) error {
		for _, w := range d.writes {
			if _, err := tx.Exec(w.text, w.args); err != nil {
				return err
			}
		}
		return nil
	}))
	d.writes = d.writes[:0]
}

// cells are the columns of a card.
func (c *card) cells() map[string]value.Value {
	cells := map[string]value.Value{"id": idOf(c.id), "desk": idOf(c.desk), "holder": idOf(c.holder), "shown": value.OfBool(c.shown)}
	for i, k := range deckKeys {
		v := c.keys[i]
		if k.words != nil && !v.IsNull() {
			v = value.OfText(k.words[v.Int])
		}
		cells[k.name] = v
	}
	return cells
}

// draw gives c what it does not have yet: all of it, or one thing.
func (d *deck) draw(t *rapid.T, c *card, all bool) {
	which := -1
	if !all {
		which = rapid.IntRange(0, len(deckKeys)+2).Draw(t, "what changes")
	}
	for i, k := range deckKeys {
		if all || which == i {
			c.keys[i] = rapid.SampledFrom(k.choices).Draw(t, k.name)
		}
	}
	if all || which == len(deckKeys) {
		c.desk = rapid.SampledFrom(d.desks).Draw(t, "desk")
	}
	if all || which == len(deckKeys)+1 {
		c.holder = rapid.SampledFrom([]string{"", d.who["ann"], d.who["bob"]}).Draw(t, "holder")
	}
	if all || which == len(deckKeys)+2 {
		c.shown = rapid.Bool().Draw(t, "shown")
	}
}

// add makes n new rows.
func (d *deck) add(t *rapid.T, n int) {
	for range n {
		c := &card{keys: make([]value.Value, len(deckKeys))}
		for c.id = ""; c.id == "" || d.rows[c.id] != nil; {
			c.id = value.FixedID(3, 0, rapid.Uint64Range(0, 1<<16).Draw(t, "id")).Str
		}
		d.draw(t, c, true)
		d.rows[c.id] = c
		d.insert("card", c.cells())
	}
}
