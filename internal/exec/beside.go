package exec

import (
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// beside writes rows of a resource with relations beside them: first the rows with holes,
// as they come from their statement, then the rows that go into the holes. A statement
// is not run while another gives its rows, so that the order is this.
//
// For each hole there is one statement. Where the database is in the process that costs
// less than one for all rows, which could not stop at the size of each; over a network the
// statements of one relation would have to go in one batch.
type beside struct {
	object *payload.Object
	only   value.Bits // the fields of the rows that are sent; none for all
	holes  payload.Holes
	ids    []value.Value // by hole: the row that the relation is of
	rows   []related     // by path of the resource; those that are not asked for are empty
	spare  []byte        // what was written with holes
}

// related reads the rows of one relation, again and again.
type related struct {
	relation  *plan.Relation
	statement *query.Statement // nil when the caller can read no row
	slots     []value.Value
	below     *beside // nil when nothing is asked for beside the rows
	id        int     // the column of their id

	out   []byte
	count int
}

// besides returns what writes the rows of the answer, nil when no relations are asked for.
func (c *Call) besides(f *expr.Frame) *beside {
	if c.Expand == 0 {
		return nil
	}
	b := besides(c.Operation.Paths, c.object(), c.Expand, f)
	if b != nil {
		b.only = c.Only
	}
	return b
}

// besides returns what writes rows by object with the paths that asked has; nil when there
// are no relations among them.
func besides(paths plan.Paths, object *payload.Object, asked uint64, f *expr.Frame) (b *beside) {
	if asked == 0 {
		return nil
	}
	for i := range paths {
		p := &paths[i]
		if asked&(1<<i) == 0 || p.Many == nil {
			continue
		}
		if b == nil {
			b = &beside{object: object, rows: make([]related, len(paths))}
		}
		if p.Within >= 0 && paths[p.Within].Many != nil {
			continue // beside the rows of another relation, which asks for it
		}
		b.holes.Asked |= 1 << i
		b.rows[i] = relatedBy(p.Many, paths.Below(i, asked), f)
	}
	return b
}

func relatedBy(m *plan.Relation, asked uint64, f *expr.Frame) related {
	slots := make([]value.Value, m.Rows.Slots())
	slots[query.SlotLimit] = value.OfInt(int64(m.Size) + 1) // one more, to know whether there are more
	return related{
		relation: m, statement: m.Rows.Statement(f, asked), slots: slots,
		below: besides(m.Paths, m.Object, asked, f), id: m.Rows.Shape.KeyColumn(len(m.Rows.Order.Keys)),
	}
}

// append writes a row with holes; id is its own. What is written begins at start.
func (b *beside) append(dst []byte, start int, row store.Row, id value.Value) []byte {
	first := len(b.holes.At)
	dst = b.object.AppendWith(dst, row, &b.only, &b.holes)
	for i := first; i < len(b.holes.At); i++ {
		h := &b.holes.At[i]
		h.At -= start
		of := id
		if h.Key >= 0 {
			of = row.Value(h.Key, b.rows[h.Relation].relation.Rows.Of())
		}
		b.ids = append(b.ids, of)
	}
	return dst
}

// again forgets the holes of what was written.
func (b *beside) again() { b.holes.At, b.ids = b.holes.At[:0], b.ids[:0] }

// fill writes what is in out from start on anew, with rows in the holes, which it forgets.
func (b *beside) fill(tx store.Tx, f *expr.Frame, out []byte, start int) ([]byte, error) {
	if len(b.holes.At) == 0 {
		return out, nil
	}
	b.spare = append(b.spare[:0], out[start:]...)
	out = out[:start]
	written := 0
	for i, h := range b.holes.At {
		var err error
		out = append(out, b.spare[written:h.At]...)
		written = h.At
		if out, err = b.rows[h.Relation].read(tx, f, out, b.ids[i]); err != nil {
			return out, err
		}
	}
	b.again()
	return append(out, b.spare[written:]...), nil
}

// read appends the rows that refer to the row id.
func (r *related) read(tx store.Tx, f *expr.Frame, dst []byte, id value.Value) ([]byte, error) {
	dst = append(dst, `{"items":[`...)
	start := len(dst)
	r.out, r.count = dst, 0
	if r.statement != nil {
		r.slots[query.SlotFirst] = id
		var buffer [16]value.Value
		_, err := tx.Query(r.statement.SQL, r.statement.Args(f, r.slots, buffer[:0]), func(row store.Row) error {
			r.add(start, row)
			return nil
		})
		if err != nil {
			return dst, err
		}
	}
	if r.below != nil {
		var err error
		if r.out, err = r.below.fill(tx, f, r.out, start); err != nil {
			return dst, err
		}
	}
	dst, r.out = r.out, nil
	if r.count > r.relation.Size {
		return append(dst, `],"more":true}`...), nil
	}
	return append(dst, `],"more":false}`...), nil
}

func (r *related) add(start int, row store.Row) {
	r.count++
	if r.count > r.relation.Size {
		return
	}
	if r.count > 1 {
		r.out = append(r.out, ',')
	}
	if r.below == nil {
		r.out = r.relation.Object.Append(r.out, row)
		return
	}
	r.out = r.below.append(r.out, start, row, row.Value(r.id, r.relation.Rows.Shape.Projection.Entity.IDKind()))
}

// begin forgets the rows that were read before: a transaction may run again.
func (r *listRows) begin() {
	r.out, r.count, r.total = r.out[:r.start], 0, 0
	r.past.Again()
	if r.beside != nil {
		r.beside.again()
	}
}

// fill writes the rows of relations beside the rows of the page.
func (r *listRows) fill(tx store.Tx, f *expr.Frame) (err error) {
	if r.beside != nil {
		r.out, err = r.beside.fill(tx, f, r.out, r.start)
	}
	return err
}
