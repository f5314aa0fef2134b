package sqlite

import (
	sqlite3 "github.com/ncruces/go-sqlite3"

	"github.com/newel-api/newel/internal/value"
)

// row reads the row at which a statement stands. SQLite would convert what a cell
// holds to what is asked for; here it must be of that type.
type row struct{ s *sqlite3.Stmt }

// IsNull implements [store.Row].
func (r *row) IsNull(col int) bool { return r.s.ColumnType(col) == sqlite3.NULL }

// Int implements [store.Row].
func (r *row) Int(col int) int64 {
	switch r.s.ColumnType(col) {
	case sqlite3.INTEGER:
		return r.s.ColumnInt64(col)
	case sqlite3.FLOAT:
		return value.OfFloat(r.s.ColumnFloat(col)).Int
	case sqlite3.TEXT, sqlite3.BLOB, sqlite3.NULL:
	}
	return 0
}

// Bytes implements [store.Row]. The bytes are SQLite's own.
func (r *row) Bytes(col int) []byte {
	switch r.s.ColumnType(col) {
	case sqlite3.TEXT, sqlite3.BLOB:
		return r.s.ColumnRawBlob(col) // a text is stored in UTF-8, so nothing is converted
	case sqlite3.INTEGER, sqlite3.FLOAT, sqlite3.NULL:
	}
	return nil
}

// Value implements [store.Row].
func (r *row) Value(col int, kind value.Kind) value.Value {
	of := r.s.ColumnType(col)
	if of == sqlite3.NULL {
		return value.Value{}
	}
	v := value.Value{Kind: kind}
	switch kind {
	case value.Bool:
		return value.OfBool(r.Int(col) != 0)
	case value.Int, value.Time, value.Date:
		if of == sqlite3.INTEGER {
			v.Int = r.Int(col)
		}
	case value.Float:
		if of == sqlite3.FLOAT {
			v.Int = r.Int(col)
		}
	case value.Text:
		if of == sqlite3.TEXT {
			v.Str = string(r.s.ColumnRawBlob(col))
		}
	case value.ID, value.Bytes:
		if of == sqlite3.BLOB {
			v.Str = string(r.s.ColumnRawBlob(col))
		}
	case value.Null:
	}
	return v
}
