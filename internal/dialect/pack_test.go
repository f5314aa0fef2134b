package dialect_test

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

// TestPackedOnSQLite: what is packed comes out again, and compares as the cells do.
func TestPackedOnSQLite(t *testing.T) {
	db := open(t)
	for _, kinds := range [][]value.Kind{
		{value.ID},
		{value.Int},
		{value.Time, value.ID},
		{value.Int, value.ID},
		{value.Date, value.Int},
		{value.Bool, value.Int, value.Time, value.ID},
	} {
		if !dialect.Packs(kinds) {
			t.Errorf("%v cannot be packed", kinds)
		}
		// The two rows are ?1 … and ?n+1 …; they are packed, and unpacked from there.
		var marks [2][]string
		for i := range 2 * len(kinds) {
			marks[i/len(kinds)] = append(marks[i/len(kinds)], dialect.SQLite.Placeholder(i+1))
		}
		text := "WITH p(a, b) AS MATERIALIZED (SELECT " + dialect.Packed(marks[0], kinds) + ", " + dialect.Packed(marks[1], kinds) + ") SELECT a < b, b < a"
		for _, cell := range dialect.Unpacked("a", kinds) {
			text += ", " + cell
		}
		s, _, err := db.Prepare(text + " FROM p")
		if err != nil {
			t.Fatal(err, text)
		}
		rapid.Check(t, func(r *rapid.T) { packedOnce(r, s, kinds) })
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, kinds := range [][]value.Kind{{value.Text, value.ID}, {value.Float, value.ID}, {value.ID, value.Int}, {value.Bytes}, {value.Null}} {
		if dialect.Packs(kinds) {
			t.Errorf("%v can be packed", kinds)
		}
	}
}

func packedOnce(r *rapid.T, s *sqlite3.Stmt, kinds []value.Kind) {
	cells := make([]value.Value, 0, 2*len(kinds))
	for range 2 {
		for _, k := range kinds {
			cells = append(cells, packable(r, k))
		}
	}
	for i, v := range cells {
		err := s.BindInt64(i+1, v.Int)
		if v.Kind == value.ID {
			err = s.BindBlob(i+1, []byte(v.Str))
		}
		if err != nil {
			r.Fatal(err)
		}
	}
	if !s.Step() {
		r.Fatal(s.Err())
	}
	n := len(kinds)
	order := slices.CompareFunc(cells[:n], cells[n:], func(a, b value.Value) int {
		return cmp.Or(cmp.Compare(a.Int, b.Int), cmp.Compare(a.Str, b.Str))
	})
	if less, more := s.ColumnBool(0), s.ColumnBool(1); less != (order < 0) || more != (order > 0) {
		r.Errorf("%v: less %t, more %t", cells, less, more)
	}
	for i, v := range cells[:n] {
		if v.Kind == value.ID {
			if got := s.ColumnRawBlob(2 + i); s.ColumnType(2+i) != sqlite3.BLOB || !bytes.Equal(got, []byte(v.Str)) {
				r.Errorf("%x came out as %x", v.Str, got)
			}
		} else if got := s.ColumnInt64(2 + i); s.ColumnType(2+i) != sqlite3.INTEGER || got != v.Int {
			r.Errorf("%d came out as %d", v.Int, got)
		}
	}
	if err := s.Reset(); err != nil {
		r.Fatal(err)
	}
}

func packable(r *rapid.T, k value.Kind) value.Value {
	switch k {
	case value.ID:
		return value.Value{Kind: k, Str: string(rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, '0', 0x7f, 0x80, 0xc3, 0xff}), 16, 16).Draw(r, "id"))}
	case value.Bool:
		return value.OfBool(rapid.Bool().Draw(r, "bool"))
	case value.Time: // the years 0 to 9999
		return value.OfMicros(rapid.OneOf(rapid.Int64Range(-62167219200000000, 253402300799999999), rapid.Int64Range(-2, 2)).Draw(r, "time"))
	case value.Date:
		return value.OfDate(rapid.Int64Range(-719528, 2932896).Draw(r, "day"))
	default:
		return value.OfInt(rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{math.MinInt64, -1, 0, 1, math.MaxInt64})).Draw(r, "int"))
	}
}
