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
