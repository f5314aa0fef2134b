package exec

import (
	"sync"

	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// held is the row that was written, with the columns of one that is fetched. Those of
// expands are null.
type held struct {
	row     []value.Value
	columns []int
	seen    value.Bits // which guards hold
	text    []byte     // of the cell that was asked for last
}

var hands = sync.Pool{New: func() any { return &held{} }}

// longestHeld bounds the text that waits for another row.
const longestHeld = 64 << 10

// give forgets the row.
func (h *held) give() {
	if cap(h.text) <= longestHeld {
		*h = held{text: h.text[:0]}
		hands.Put(h)
	}
}

// cell returns what is in a column.
func (h *held) cell(col int) value.Value {
	switch {
	case col >= len(h.columns):
		return value.Value{}
	case h.columns[col] < 0:
		return value.OfBool(h.seen.Has(^h.columns[col]))
	}
	return h.row[h.columns[col]]
}

// IsNull implements [payload.Columns].
func (h *held) IsNull(col int) bool { return h.cell(col).IsNull() }

// Int implements [payload.Columns].
func (h *held) Int(col int) int64 { return h.cell(col).Int }

// Bytes implements [payload.Columns]. They are valid until it is called again.
func (h *held) Bytes(col int) []byte {
	h.text = append(h.text[:0], h.cell(col).Str...)
	return h.text
}

// inHand answers with the row as it was written, without asking the database for it again.
// It returns false where that needs the database: other rows are in the answer or in its
// rules, or something is computed.
func (w *writing) inHand(dst []byte) (answer Answer, ok bool) {
	h, row := w.call.Operation.Hand, w.frame.Result
	if h == nil || row == nil || w.call.Expand != 0 || w.call.Operation.Sent.Entity != w.plan.Entity {
		return answer, false
	}
	was := w.frame.Resource
	w.frame.Resource = row
	defer func() { w.frame.Resource = was }()
	readable, known := decided(h.Read, &w.frame)
	answer.ID = row[0]
	if !known || !readable {
		return answer, known
	}
	held := hands.Get().(*held)
	defer held.give()
	held.row, held.columns = row, h.Columns
	for i, guard := range h.Guards {
		visible, known := decided(guard, &w.frame)
		if !known {
			return answer, false
		}
		if visible {
			held.seen.Add(i)
		}
	}
	answer.Version = held.Int(query.ColumnVersion)
	answer.Body = w.call.written(dst, held)
	return answer, true
}

// decided tells whether a condition holds, and whether f alone decides that.
func decided(a *query.Ask, f *expr.Frame) (holds, known bool) {
	s, holds := a.Statement(f)
	return holds, s == nil
}
