package query

import (
	"strings"

	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
)

// sortKey is one key of an order as SQL.
type sortKey struct {
	text     string
	isText   bool // holds text, which sorts by code point
	desc     bool
	nullable bool
	null     bool // the cursor's value is null
	slot     int
}

func (k sortKey) order(d dialect.Dialect) string {
	text := k.text
	if k.isText {
		text = d.ByCodePoint(text)
	}
	if k.desc {
		text += " DESC"
	}
	// SQLite takes null for the smallest value, so descending order has nulls
	// last by itself, and can use an index for it.
	if k.nullable && (!k.desc || d == dialect.Postgres) {
		text += " NULLS LAST"
	}
	return text
}

// ordering is an order of rows by keys.
func ordering(d dialect.Dialect, keys []sortKey) string {
	texts := make([]string, len(keys))
	for i, k := range keys {
		texts[i] = k.order(d)
	}
	return strings.Join(texts, ", ")
}

// after returns the condition that a row comes after the cursor's. Where all keys
// go one way and none can be null it is one comparison of rows, which both
// engines answer from an index.
func after(b *expr.Builder, keys []sortKey) string {
	uniform := true
	for _, k := range keys {
		uniform = uniform && !k.nullable && k.desc == keys[0].desc
	}
	if uniform {
		texts, marks := make([]string, len(keys)), make([]string, len(keys))
		for i, k := range keys {
			texts[i], marks[i] = k.compared(b.Dialect), b.Slot(k.slot)
		}
		return "(" + strings.Join(texts, ", ") + ")" + keys[0].beyond() + "(" + strings.Join(marks, ", ") + ")"
	}
	condition := afterNested(b, keys)
	if first := keys[0]; !first.nullable && len(keys) > 1 {
		// Implied by the rest, but only this lets the index jump to the place.
		condition = first.compared(b.Dialect) + strings.TrimSpace(first.beyond()) + "= " + b.Slot(first.slot) + " AND " + condition
	}
	return condition
}

// afterNested is "beyond on the first key, or equal on it and after on the rest".
func afterNested(b *expr.Builder, keys []sortKey) string {
	k, rest := keys[0], keys[1:]
	text := k.compared(b.Dialect)
	var beyond, equal string
	if k.null {
		beyond, equal = expr.Never, k.text+" IS NULL"
	} else {
		mark := b.Slot(k.slot)
		beyond, equal = text+k.beyond()+mark, k.text+" = "+mark
		if k.nullable {
			beyond = "(" + beyond + " OR " + k.text + " IS NULL)"
		}
	}
	if len(rest) == 0 {
		return beyond
	}
	last := afterNested(b, rest)
	if beyond == expr.Never {
		return "(" + equal + " AND " + last + ")"
	}
	return "(" + beyond + " OR (" + equal + " AND " + last + "))"
}

func (k sortKey) compared(d dialect.Dialect) string {
	if k.isText {
		return d.ByCodePoint(k.text)
	}
	return k.text
}

func (k sortKey) beyond() string {
	if k.desc {
		return " < "
	}
	return " > "
}
