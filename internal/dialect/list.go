package dialect

import (
	"strconv"

	"github.com/newel-api/newel/internal/value"
)

// A list is kept as the JSON of an array: numbers and booleans as such, everything else
// as texts, decimals with all their places.

// Items returns how many items the list has; NULL where it is.
func (d Dialect) Items(list string) string {
	if d == Postgres {
		return "jsonb_array_length(" + list + "::jsonb)"
	}
	return "json_array_length(" + list + ")"
}

// Holds returns a condition that holds where v, an expression of kind k, is among the
// items of list. Of a decimal, places is how many digits stand after the point; it is
// -1 for anything else. alias must be free.
func (d Dialect) Holds(list, v, alias string, k value.Kind, places int) string {
	if d == Postgres {
		return "(" + list + "::jsonb @> to_jsonb(" + asText(v, k, places) + "))"
	}
	return "EXISTS (SELECT 1 FROM json_each(" + list + ") AS " + alias + " WHERE " + fromText(alias+".value", k, places) + " = " + v + ")"
}

// asText returns v as it stands in a list of PostgreSQL, which an index over the list
// finds.
func asText(v string, k value.Kind, places int) string {
	switch {
	case places >= 0:
		return "round(" + v + "::numeric / 1" + zeros(places) + ", " + strconv.Itoa(places) + ")::text"
	case k == value.Time:
		return "to_char(" + v + ` AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
	}
	return v
}

// fromText returns the item of a list of SQLite as a value of kind k.
func fromText(item string, k value.Kind, places int) string {
	switch {
	case places >= 0:
		return "CAST(replace(" + item + ", '.', '') AS INTEGER)"
	case k == value.Time:
		return "(unixepoch(substr(" + item + ", 1, 19)) * 1000000 + substr(" + item + ", 21, 6))"
	case k == value.Date:
		return "(unixepoch(" + item + ") / 86400)"
	case k == value.ID:
		return "unhex(replace(" + item + ", '-', ''))"
	}
	return item
}

func zeros(n int) string {
	const all = "000000000000000000"
	return all[:min(n, len(all))]
}
