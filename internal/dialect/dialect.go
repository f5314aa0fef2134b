package dialect

import (
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/value"
)

// Dialect is the SQL of one engine.
type Dialect uint8

// The dialects.
const (
	SQLite Dialect = iota
	Postgres
)

// String returns the engine's name.
func (d Dialect) String() string {
	switch d {
	case SQLite:
		return "SQLite"
	case Postgres:
		return "PostgreSQL"
	}
	return "unknown engine"
}

// Quote returns name as an identifier of both engines. Names come from the
// design and hold only letters, digits and "_"; quoting makes reserved words
// harmless.
func Quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Literal returns s as a string literal. It is for DDL only: statements that
// run with requests bind every value.
func Literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// Placeholder returns the mark of the n-th parameter, counted from 1. Both
// engines number them, so that one value may be used at several places.
func (d Dialect) Placeholder(n int) string {
	switch d {
	case Postgres:
		return "$" + strconv.Itoa(n)
	case SQLite:
	}
	return "?" + strconv.Itoa(n)
}

// Typed returns a placeholder that stands where nothing else tells its type: of kind k.
// PostgreSQL gives a parameter its type when it reads the text, and takes two that are
// compared with each other for texts; SQLite takes the values as they come.
func (d Dialect) Typed(placeholder string, k value.Kind) string {
	if d == Postgres {
		return placeholder + "::" + d.ColumnType(k)
	}
	return placeholder
}

// IsTrue returns a condition that holds where the boolean expression e is true.
func (d Dialect) IsTrue(e string) string {
	if d == Postgres {
		return e
	}
	return e + " = 1"
}

// IsFalse returns a condition that holds where the boolean expression e is false.
func (d Dialect) IsFalse(e string) string {
	if d == Postgres {
		return "NOT " + e
	}
	return e + " = 0"
}

// ByCodePoint returns the expression e made to compare by code point, which is
// SQLite's own order; PostgreSQL follows the database's locale unless told.
func (d Dialect) ByCodePoint(e string) string {
	if d == Postgres {
		return e + ` COLLATE "C"`
	}
	return e
}

// Contains returns a condition that holds where text has part inside; both are
// expressions. The wildcards of LIKE, and its folding of case, stay out of it.
func (d Dialect) Contains(text, part string) string {
	if d == Postgres {
		return "strpos(" + text + ", " + part + ") > 0"
	}
	return "instr(" + text + ", " + part + ") > 0"
}

// HasPrefix returns a condition that holds where text begins with part.
func (d Dialect) HasPrefix(text, part string) string {
	if d == Postgres {
		return "left(" + text + ", char_length(" + part + ")) = " + part
	}
	return "substr(" + text + ", 1, length(" + part + ")) = " + part
}

// HasSuffix returns a condition that holds where text ends with part.
func (d Dialect) HasSuffix(text, part string) string {
	if d == Postgres {
		return "(char_length(" + text + ") >= char_length(" + part + ") AND right(" + text + ", char_length(" + part + ")) = " + part + ")"
	}
	return "(length(" + text + ") >= length(" + part + ") AND substr(" + text + ", length(" + text + ") - length(" + part + ") + 1) = " + part + ")"
}

// Sum returns the sum of the 64-bit integers column over a group, 0 of none, NULL
// where 64 bits do not hold it. SQLite fails on an overflow, so its halves are summed
// apart; PostgreSQL sums in arbitrary precision.
func (d Dialect) Sum(column string) string {
	if d == Postgres {
		sum := "coalesce(sum(" + column + "), 0)"
		return "CASE WHEN " + sum + " BETWEEN -9223372036854775808 AND 9223372036854775807 THEN " + sum + "::bigint END"
	}
	low := "coalesce(sum(" + column + " & 4294967295), 0)"
	high := "(coalesce(sum(" + column + " >> 32), 0) + (" + low + " >> 32))"
	return "CASE WHEN " + high + " BETWEEN -2147483648 AND 2147483647 THEN (" + high + " << 32) | (" + low + " & 4294967295) END"
}

// ColumnType returns the type of a column that holds values of kind k.
func (d Dialect) ColumnType(k value.Kind) string {
	sqlite, postgres := "BLOB", "bytea"
	switch k {
	case value.Bool:
		sqlite, postgres = "INTEGER", "boolean"
	case value.Int:
		sqlite, postgres = "INTEGER", "bigint"
	case value.Text:
		sqlite, postgres = "TEXT", "text"
	case value.Time:
		sqlite, postgres = "INTEGER", "timestamptz"
	case value.ID:
		postgres = "uuid"
	case value.Date:
		sqlite, postgres = "INTEGER", "date"
	case value.Float:
		sqlite, postgres = "REAL", "double precision"
	case value.Bytes, value.Null:
	}
	if d == Postgres {
		return postgres
	}
	return sqlite
}

// RecursesInOrder tells whether ORDER BY of a recursive query says which of its rows is
// the next to go on from. PostgreSQL refuses it there, and has LATERAL.
func (d Dialect) RecursesInOrder() bool { return d == SQLite }
