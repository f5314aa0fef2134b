package storetest

import (
	"math"
	"strings"
	"time"

	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

const tableCells = "CREATE TABLE cell (n {int} PRIMARY KEY, b {bool}, i {int}, s {text}, t {time}, d {id}, y {bytes}, a {date}, f {float}) {strict}"

var kinds = []value.Kind{value.Bool, value.Int, value.Text, value.Time, value.ID, value.Bytes, value.Date, value.Float}

var valueExercises = []exercise{
	{"every kind comes back as it went in", everyKind},
	{"null is null whatever it is asked for", nulls},
	{"a cell asked for another kind is that kind's zero", otherKind},
	{"large values come back whole", largeValues},
	{"values outlive their row, bytes are the row's", kept},
}

// samples are the edges of each kind, in the order of kinds.
func samples() [][]value.Value {
	rows := [][]value.Value{
		{value.OfBool(true), value.OfInt(math.MaxInt64), value.OfText("naïve 🦉"), value.OfTime(time.Unix(1_800_000_000, 123_456_000)), value.NewID(), value.OfBytes("\x00\xff\x00"), value.OfDate(20782), value.OfFloat(math.MaxFloat64)},
		{value.OfBool(false), value.OfInt(math.MinInt64), value.OfText(""), value.OfMicros(-1), value.FixedID(0, 0, 0), value.OfBytes(""), value.OfDate(-719162), value.OfFloat(-math.SmallestNonzeroFloat64)},
		{value.OfBool(false), value.OfInt(0), value.OfText("' OR 1=1; --"), value.OfMicros(0), value.FixedID(1<<48-1, 0xfff, 1<<62-1), value.OfBytes("'"), value.OfDate(0), value.OfFloat(0)},
		make([]value.Value, len(kinds)),
	}
	for i := range kinds { // each kind alone among nulls
		row := make([]value.Value, len(kinds))
		row[i] = rows[0][i]
		rows = append(rows, row)
	}
	return rows
}

func everyKind(b *bench) {
	b.tables(tableCells)
	want := samples()
	b.must(b.db.Write(b.Context(), func(tx store.Tx) error {
		for n, row := range want {
			args := append([]value.Value{value.OfInt(int64(n))}, row...)
			if err := b.exec(tx, "INSERT INTO cell (n, b, i, s, t, d, y, a, f) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", args...); err != nil {
				return err
			}
		}
		return nil
	}))
	b.must(b.db.Read(b.Context(), func(tx store.Tx) error {
		n := 0
		_, err := tx.Query("SELECT b, i, s, t, d, y, a, f FROM cell ORDER BY n", nil, func(r store.Row) error {
			for i, kind := range kinds {
				if got := r.Value(i, kind); got != want[n][i] {
					b.Errorf("row %d, column %d: got %v, want %v", n, i, got, want[n][i])
				}
				if r.IsNull(i) != want[n][i].IsNull() {
					b.Errorf("row %d, column %d: IsNull is %v", n, i, r.IsNull(i))
				}
				b.sameRaw(r, i, want[n][i])
			}
			n++
			return nil
		})
		b.equal("rows", n, len(want))
		return err
	}))
}

// sameRaw compares what Int and Bytes say.
func (b *bench) sameRaw(r store.Row, col int, want value.Value) {
	b.Helper()
	if got := r.Int(col); got != want.Int {
		b.Errorf("column %d: Int is %d, want %d", col, got, want.Int)
	}
	if got := string(r.Bytes(col)); got != want.Str {
		b.Errorf("column %d: Bytes is %q, want %q", col, got, want.Str)
	}
}

func nulls(b *bench) {
	b.tables(tableCells, "INSERT INTO cell (n) VALUES (1)")
	b.must(b.db.Read(b.Context(), func(tx store.Tx) error {
		_, err := tx.Query("SELECT b, i, s, t, d, y, a, f FROM cell", nil, func(r store.Row) error {
			for i := range kinds {
				for _, kind := range kinds {
					b.equal("a null", r.Value(i, kind), value.Value{})
				}
			}
			return nil
		})
		return err
	}))
}

func otherKind(b *bench) {
	b.tables(tableCells, "INSERT INTO cell (n, i, s) VALUES (1, 7, '8')")
	b.must(b.db.Read(b.Context(), func(tx store.Tx) error {
		_, err := tx.Query("SELECT i, s FROM cell", nil, func(r store.Row) error {
			b.equal("a number as text", r.Value(0, value.Text), value.OfText(""))
			b.equal("a number as bytes", string(r.Bytes(0)), "")
			b.equal("a text as number", r.Value(1, value.Int), value.OfInt(0))
			b.equal("a text as Int", r.Int(1), int64(0))
			return nil
		})
		return err
	}))
}

func largeValues(b *bench) {
	b.tables(tableCells)
	text, bytes := strings.Repeat("ä", 1<<20), strings.Repeat("\x00\xfe", 1<<20)
	b.must(b.write(b.Context(), "INSERT INTO cell (n, s, y) VALUES (?, ?, ?)", value.OfInt(1), value.OfText(text), value.OfBytes(bytes)))
	b.must(b.write(b.Context(), "INSERT INTO cell (n, s, y) VALUES (?, ?, ?)", value.OfInt(2), value.OfText("short"), value.OfBytes("")))
	b.must(b.db.Read(b.Context(), func(tx store.Tx) error {
		_, err := tx.Query("SELECT n, s, y FROM cell WHERE n = 1", nil, func(r store.Row) error {
			if string(r.Bytes(1)) != text || r.Value(2, value.Bytes).Str != bytes {
				b.Error("a large value came back as another")
			}
			return nil
		})
		return err
	}))
	b.equal("bytes of the short text", b.count("SELECT length(s) FROM cell WHERE n = 2"), len("short"))
}

func kept(b *bench) {
	b.tables(tableWords, "INSERT INTO word (id, word) VALUES (1, 'one'), (2, 'two')")
	b.must(b.db.Read(b.Context(), func(tx store.Tx) error {
		var words []value.Value
		_, err := tx.Query("SELECT word FROM word ORDER BY id", nil, func(r store.Row) error {
			words = append(words, r.Value(0, value.Text))
			return nil
		})
		b.equal("the first word, after its row", words[0], value.OfText("one"))
		return err
	}))
}
