package payload_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// TestHoles: what a relation's rows go into is where its value is missing, and only where
// it is asked for.
func TestHoles(t *testing.T) {
	id := func(column int) *payload.Object {
		return payload.NewObject([]payload.Member{{Name: "n", Format: payload.Integer, Column: column, Visible: -1}})
	}
	inner := id(2).Expanding([]payload.Beside{{Name: "many", Relation: 1, Key: 3}})
	o := id(0).Expanding([]payload.Beside{
		{Name: "rows", Relation: 0, Key: -1}, {Name: "one", Object: inner, Column: 1}, {Name: "more", Relation: 2, Key: -1},
	})
	seven, eight, one := value.OfInt(7), value.OfInt(8), value.OfInt(1)
	alone, joined, hidden := cells{seven, {}, {}, {}}, cells{seven, one, eight, {}}, cells{seven, value.OfInt(0), {}, {}}
	for _, c := range []struct {
		name  string
		row   cells
		asked uint64
		want  string
		at    []payload.Hole
	}{
		{"nothing", alone, 0, `{"n":7}`, nil},
		{"one relation", alone, 4, `{"n":7,"expand":{"more":}}`, []payload.Hole{{24, 2, -1}}},
		{"two", alone, 5, `{"n":7,"expand":{"rows":,"more":}}`, []payload.Hole{{24, 0, -1}, {32, 2, -1}}},
		{"one row", joined, 0, `{"n":7,"expand":{"one":{"n":8}}}`, nil},
		{"one row that is hidden has no relation", hidden, 2, `{"n":7,"expand":{"one":null}}`, nil},
		{"a relation of the one row", joined, 2, `{"n":7,"expand":{"one":{"n":8,"expand":{"many":}}}}`, []payload.Hole{{47, 1, 3}}},
		{"all", joined, 7, `{"n":7,"expand":{"rows":,"one":{"n":8,"expand":{"many":}},"more":}}`, []payload.Hole{{24, 0, -1}, {55, 1, 3}, {65, 2, -1}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			holes := payload.Holes{Asked: c.asked}
			if got := string(o.AppendWith(nil, c.row, &value.Bits{}, &holes)); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			if diff := cmp.Diff(c.at, holes.At); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if c.asked == 0 {
				if got := string(o.Append(nil, c.row)); got != c.want {
					t.Errorf("without holes %s, want %s", got, c.want)
				}
			}
		})
	}
}

// TestPast: what was written of a row is copied while rows refer to the same one, and no
// longer; one that may not be seen between is null, and what was is known after it.
func TestPast(t *testing.T) {
	for name, number := range map[string]bool{"a number": true, "bytes": false} {
		t.Run(name, func(t *testing.T) {
			one := payload.NewObject([]payload.Member{{Name: "n", Format: payload.Integer, Column: 3, Visible: -1}})
			o := payload.NewObject([]payload.Member{{Name: "i", Format: payload.Integer, Column: 0, Visible: -1}}).Expanding(
				[]payload.Beside{{Name: "to", Object: one, Column: 1, ID: 2, Number: number}, {Name: "none", Object: one, Column: 4}},
			)
			row := func(i, seen, id, n int64) cells {
				key := value.OfInt(id)
				if !number {
					key = value.OfBytes(string(rune('a' + id)))
				}
				return cells{value.OfInt(i), value.OfInt(seen), key, value.OfInt(n), {}}
			}
			// The n of one row is the same each time; here it tells what was read again.
			rows := []cells{row(1, 1, 7, 70), row(2, 1, 7, 71), row(3, 0, 7, 72), row(4, 1, 7, 73), row(5, 1, 8, 80), row(6, 1, 7, 74)}
			want := `{"i":1,"expand":{"to":{"n":70}}}{"i":2,"expand":{"to":{"n":70}}}{"i":3,"expand":{"to":null}}` +
				`{"i":4,"expand":{"to":{"n":70}}}{"i":5,"expand":{"to":{"n":80}}}{"i":6,"expand":{"to":{"n":74}}}`
			var past payload.Past
			var out []byte
			for range 2 {
				past.Again()
				out = out[:0]
				for _, r := range rows {
					out = o.AppendAfter(out, r, &value.Bits{}, &past)
				}
				if string(out) != want {
					t.Errorf("\n got %s\nwant %s", out, want)
				}
			}
			var only value.Bits
			only.Add(0)
			past.Again()
			if got := string(o.AppendAfter(nil, rows[0], &only, &past)); got != `{"i":1,"expand":{"to":{"n":70}}}` {
				t.Errorf("with some fields: %s", got)
			}
		})
	}
}
