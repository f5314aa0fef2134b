package dialect

import (
	"encoding/hex"
	"strconv"
	"time"

	"github.com/newel-api/newel/internal/value"
)

// Inline returns v as a literal. It is for DDL only: statements that run with
// requests bind every value.
func (d Dialect) Inline(v value.Value) string {
	number := strconv.FormatInt(v.Int, 10)
	switch v.Kind {
	case value.Null:
		return "NULL"
	case value.Text:
		return Literal(v.Str)
	case value.Bool:
		if d == Postgres {
			return strconv.FormatBool(v.Int != 0)
		}
	case value.Time:
		if d == Postgres {
			return "timestamptz '" + time.UnixMicro(v.Int).UTC().Format("2006-01-02 15:04:05.999999Z07:00") + "'"
		}
	case value.Date:
		if d == Postgres {
			return "(date '1970-01-01' + " + number + ")"
		}
	case value.Float:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case value.ID, value.Bytes:
		digits := hex.EncodeToString([]byte(v.Str))
		switch {
		case d == SQLite:
			return "X'" + digits + "'"
		case v.Kind == value.ID:
			return "'" + digits + "'::uuid"
		}
		return `'\x` + digits + "'::bytea"
	case value.Int:
	}
	return number
}
