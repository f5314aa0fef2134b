package dialect_test

import (
	"cmp"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

// TestSpelling pins the text of every construct: what PostgreSQL gets is run by
// the suite of the stores, what SQLite gets also below.
func TestSpelling(t *testing.T) {
	lite, pg := dialect.SQLite, dialect.Postgres
	cases := []struct{ name, got, want string }{
		{"name", lite.String(), "SQLite"},
		{"name", pg.String(), "PostgreSQL"},
		{"name", dialect.Dialect(9).String(), "unknown engine"},
		{"placeholder", lite.Placeholder(1), "?1"},
		{"placeholder", lite.Placeholder(12), "?12"},
		{"placeholder", pg.Placeholder(12), "$12"},
		{"true", lite.IsTrue("b"), "b = 1"},
		{"true", pg.IsTrue("b"), "b"},
		{"false", lite.IsFalse("b"), "b = 0"},
		{"false", pg.IsFalse("b"), "NOT b"},
		{"code point", lite.ByCodePoint("t"), "t"},
		{"code point", pg.ByCodePoint("t"), `t COLLATE "C"`},
		{"contains", lite.Contains("t", "p"), "instr(t, p) > 0"},
		{"contains", pg.Contains("t", "p"), "strpos(t, p) > 0"},
		{"prefix", pg.HasPrefix("t", "p"), "left(t, char_length(p)) = p"},
		{"suffix", pg.HasSuffix("t", "p"), "(char_length(t) >= char_length(p) AND right(t, char_length(p)) = p)"},
		{"date", lite.Inline(value.OfDate(-1)), "-1"},
		{"date", pg.Inline(value.OfDate(-1)), "(date '1970-01-01' + -1)"},
		{"float", pg.Inline(value.OfFloat(1e300)), "1e+300"},
		{"time", pg.Inline(value.OfMicros(5)), "to_timestamp(5::numeric / 1000000)"},
		{"id", lite.Inline(value.Value{Kind: value.ID, Str: "\x00\xff"}), "X'00ff'"},
		{"id", pg.Inline(value.Value{Kind: value.ID, Str: "\x00\xff"}), "'00ff'::uuid"},
		{"bytes", pg.Inline(value.OfBytes("\x00\xff")), `'\x00ff'::bytea`},
		{"boolean", pg.Inline(value.OfBool(true)), "true"},
		{"null", pg.Inline(value.Value{}), "NULL"},
		{"identifier", dialect.Quote(`a"b`), `"a""b"`},
		{"literal", dialect.Literal("it's"), "'it''s'"},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, c.got, c.want)
		}
	}
}

func TestColumnTypes(t *testing.T) {
	cases := []struct {
		kind             value.Kind
		sqlite, postgres string
	}{
		{value.Bool, "INTEGER", "boolean"},
		{value.Int, "INTEGER", "bigint"},
		{value.Text, "TEXT", "text"},
		{value.Time, "INTEGER", "timestamptz"},
		{value.ID, "BLOB", "uuid"},
		{value.Bytes, "BLOB", "bytea"},
		{value.Date, "INTEGER", "date"},
		{value.Float, "REAL", "double precision"},
	}
	db := open(t)
	for _, c := range cases {
		if got := dialect.SQLite.ColumnType(c.kind); got != c.sqlite {
			t.Errorf("kind %d: SQLite gets %s", c.kind, got)
		}
		if got := dialect.Postgres.ColumnType(c.kind); got != c.postgres {
			t.Errorf("kind %d: PostgreSQL gets %s", c.kind, got)
		}
		// STRICT refuses every word that is not a type of SQLite.
		table := dialect.Quote("order " + c.postgres)
		if err := db.Exec("CREATE TABLE " + table + " (v " + dialect.SQLite.ColumnType(c.kind) + ") STRICT"); err != nil {
			t.Error(err)
		}
	}
}

func open(t *testing.T) *sqlite3.Conn {
	t.Helper()
	db, err := sqlite3.Open(":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// query returns a function that runs SELECT expression with texts bound.
func query(t *testing.T, db *sqlite3.Conn, expression string) func(texts ...string) string {
	t.Helper()
	statement, _, err := db.Prepare("SELECT " + expression)
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	t.Cleanup(func() { _ = statement.Close() })
	return func(texts ...string) string {
		if err := statement.Reset(); err != nil {
			t.Fatal(err)
		}
		for i, s := range texts {
			if err := statement.BindText(i+1, s); err != nil {
				t.Fatal(err)
			}
		}
		if !statement.Step() {
			t.Fatalf("%s: no row, %v", expression, statement.Err())
		}
		return statement.ColumnText(0)
	}
}

// TestStringsOnSQLite asks SQLite what Go's package strings knows. The alphabet
// holds LIKE's wildcards, two cases of a letter and characters of 1 to 4 bytes.
func TestStringsOnSQLite(t *testing.T) {
	d := dialect.SQLite
	text, part := d.Placeholder(1), d.Placeholder(2)
	db := open(t)
	contains, less := query(t, db, d.Contains(text, part)), query(t, db, d.ByCodePoint(text)+" < "+d.ByCodePoint(part))
	prefix, suffix := query(t, db, d.HasPrefix(text, part)), query(t, db, d.HasSuffix(text, part))
	texts := rapid.StringOf(rapid.SampledFrom([]rune("aA%_é\uffee😀 '")))
	digit := map[bool]string{false: "0", true: "1"}
	rapid.Check(t, func(t *rapid.T) {
		a, b := texts.Draw(t, "a"), texts.Draw(t, "b")
		if rapid.Bool().Draw(t, "part of it") {
			runes := []rune(a)
			from := rapid.IntRange(0, len(runes)).Draw(t, "from")
			b = string(runes[from:rapid.IntRange(from, len(runes)).Draw(t, "to")])
		}
		if got := contains(a, b); got != digit[strings.Contains(a, b)] {
			t.Fatalf("%q contains %q: %s", a, b, got)
		}
		if got := prefix(a, b); got != digit[strings.HasPrefix(a, b)] {
			t.Fatalf("%q begins with %q: %s", a, b, got)
		}
		if got := suffix(a, b); got != digit[strings.HasSuffix(a, b)] {
			t.Fatalf("%q ends with %q: %s", a, b, got)
		}
		if got := less(a, b); got != digit[cmp.Less(a, b)] {
			t.Fatalf("%q is less than %q: %s", a, b, got)
		}
	})
}

func TestTruthOnSQLite(t *testing.T) {
	d, db := dialect.SQLite, open(t)
	for e, want := range map[string]string{"1": "1/0", "0": "0/1", "NULL": "-/-"} {
		got := query(t, db, "coalesce("+d.IsTrue(e)+", '-') || '/' || coalesce("+d.IsFalse(e)+", '-')")()
		if got != want {
			t.Errorf("%s: true/false is %s, want %s", e, got, want)
		}
	}
}

func TestPlaceholderNamesOneValueTwice(t *testing.T) {
	one, two := dialect.SQLite.Placeholder(1), dialect.SQLite.Placeholder(2)
	if got := query(t, open(t), two+" || "+one+" || "+two)("a", "b"); got != "bab" {
		t.Errorf("got %s", got)
	}
}

func TestQuotingOnSQLite(t *testing.T) {
	db := open(t)
	rapid.Check(t, func(r *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune(`a'"é;-\ `))).Draw(r, "s")
		if got := query(t, db, dialect.Literal(s))(); got != s {
			r.Fatalf("the literal of %q is %q", s, got)
		}
		got := query(t, db, dialect.Quote("x"+s)+" FROM (SELECT 7 AS "+dialect.Quote("x"+s)+")")()
		if got != "7" {
			r.Fatalf("the column %q is %q", s, got)
		}
	})
}
