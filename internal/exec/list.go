package exec

import (
	"context"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// list reads one page: one row more than it sends, to know whether there is
// another page.
func (x *Executor) list(ctx context.Context, c *Call, dst []byte) (Answer, error) {
	l, f := c.Operation.List, frame(c)
	page, extra, err := listPage(l, c, &f)
	if err != nil {
		return Answer{}, err
	}
	limit := c.Page.Limit
	if limit == 0 {
		limit = l.Size
	}
	tests := len(l.Shape.Tests) // the filters, and what the path asks
	base := query.SlotFirst + tests + len(page.Order.Keys) + 1
	slots := append(make([]value.Value, base, base+len(extra)), extra...)
	slots[query.SlotLimit] = value.OfInt(int64(limit) + 1)
	copy(slots[query.SlotFirst:], c.Page.Filters)
	scope := cursorScope{operation: c.Operation.Name, order: page.Order, page: &c.Page, parent: c.Parent, caller: c.Caller}
	if c.Page.Cursor != "" {
		keys := slots[query.SlotFirst+tests : base]
		if err := x.cursors.open(c.Page.Cursor, scope, keys); err != nil {
			return Answer{}, err
		}
		page.After, page.Nulls = true, nulls(keys[:len(keys)-1])
	}
	rows := listRows{call: c, shape: l.Shape, beside: c.besides(&f), order: page.Order, limit: limit, out: append(dst, `{"items":[`...)}
	if c.deep() {
		rows.shape = l.Deep
	}
	statement := rows.shape.Only(&f, page, &c.Only)
	if statement == nil {
		return Answer{}, refuse(c)
	}
	var buffer [16]value.Value
	err = x.db.Read(ctx, func(tx store.Tx) error {
		rows.begin(len(dst) + len(`{"items":[`))
		if err := through(tx, c, &f); err != nil {
			return err
		}
		if c.Operation.Under != nil {
			slots[query.SlotFirst+tests-1] = c.parent
		}
		if _, err := tx.Query(statement.SQL, statement.Args(&f, slots, buffer[:0]), rows.add); err != nil {
			return err
		}
		if err := rows.fill(tx, &f); err != nil || !c.Page.Total {
			return err
		}
		rows.total, err = total(tx, l, &f, page, slots)
		return err
	})
	if err != nil {
		return Answer{}, err
	}
	return x.endList(&rows, scope), nil
}

func (x *Executor) endList(rows *listRows, scope cursorScope) Answer {
	answer := Answer{}
	rows.out = append(rows.out, `],"next":`...)
	if rows.count > rows.limit {
		answer.Next = x.cursors.seal(scope, rows.last)
		rows.out = payload.AppendString(rows.out, answer.Next)
	} else {
		rows.out = append(rows.out, "null"...)
	}
	if scope.page.Total {
		rows.out = append(rows.out, `,"total":`...)
		if most := int64(rows.call.Operation.List.Total); rows.total > most {
			rows.out = append(rows.out, "null"...) // nobody knows
		} else {
			rows.out = strconv.AppendInt(rows.out, rows.total, 10)
		}
	}
	answer.Body = append(rows.out, '}')
	return answer
}

// total counts the rows of all pages, and one more than the bound at the most.
func total(tx store.Tx, l *plan.List, f *expr.Frame, page *query.Page, slots []value.Value) (n int64, err error) {
	statement := l.Shape.Count(f, page)
	if statement == nil {
		return 0, nil
	}
	limit := slots[query.SlotLimit]
	slots[query.SlotLimit] = value.OfInt(int64(l.Total) + 1)
	defer func() { slots[query.SlotLimit] = limit }() // the transaction may run again
	var buffer [16]value.Value
	_, err = tx.Query(statement.SQL, statement.Args(f, slots, buffer[:0]), func(row store.Row) error {
		n = row.Int(0)
		return nil
	})
	return n, err
}

// listRows writes the rows of a page as they come.
type listRows struct {
	call   *Call
	shape  *query.List
	beside *beside // nil when no relation is asked for
	order  *query.Order
	limit  int
	count  int
	total  int64
	start  int // where the rows begin in out
	out    []byte
	last   []value.Value // keys of the last row sent
}

func (r *listRows) add(row store.Row) error {
	r.count++
	if r.count > r.limit {
		return nil
	}
	if r.count > 1 {
		r.out = append(r.out, ',')
	}
	shape := r.shape
	if r.beside == nil {
		r.out = r.call.written(r.out, row)
	} else {
		r.out = r.beside.append(r.out, r.start, row, row.Value(shape.KeyColumn(len(r.order.Keys)), r.call.Operation.Entity.IDKind()))
	}
	if r.count < r.limit {
		return nil
	}
	r.last = r.last[:0]
	for i, k := range r.order.Keys {
		r.last = append(r.last, row.Value(shape.KeyColumn(i), query.KeyKind(k.Field)))
	}
	r.last = append(r.last, row.Value(shape.KeyColumn(len(r.order.Keys)), r.call.Operation.Entity.IDKind()))
	return nil
}

func nulls(keys []value.Value) (bits uint64) {
	for i, k := range keys {
		if k.IsNull() {
			bits |= 1 << i
		}
	}
	return bits
}

// listPage reads what a request asks for. A field that the caller can never see
// is answered as one that does not exist.
//
// The second result are the values of the slots that filters have beside their own.
func listPage(l *plan.List, c *Call, f *expr.Frame) (*query.Page, []value.Value, error) {
	page := &query.Page{Expanded: c.Expand, Order: l.Order}
	if c.Operation.Under != nil {
		page.Filtered = 1 << len(l.Filters)
	}
	extra, err := filters(l, c, f, page)
	if err == nil && len(c.Page.Search) > 0 {
		extra, err = search(l, c, f, page, extra)
	}
	if err != nil || c.Page.Sort == "" {
		return page, extra, err
	}
	page.Order = &query.Order{Text: c.Page.Sort}
	for word := range strings.SplitSeq(c.Page.Sort, ",") {
		name, desc := strings.CutPrefix(word, "-")
		field := l.Sort[name]
		if field == nil || l.Shape.Hidden(f, field) {
			return nil, nil, badSort("sort", "cannot sort by this; "+sortable(l, f))
		}
		for _, k := range page.Order.Keys {
			if k.Field == field {
				return nil, nil, badSort("sort", "names a field twice")
			}
		}
		page.Order.Keys = append(page.Order.Keys, query.Key{Field: field, Desc: desc})
	}
	return page, extra, nil
}

// Hidden tells whether a filter of c's list is of a field that the caller can never
// see: to them it is no parameter, whatever its value.
func (c *Call) Hidden(filter int) bool {
	f, l := frame(c), c.Operation.List
	return l.Shape.Hidden(&f, l.Filters[filter].Field)
}

// UnknownParameter refuses a query parameter that the operation does not take.
func UnknownParameter(name string) *Refusal {
	return &Refusal{
		Kind: BadRequest, Code: "unknown_parameter", Detail: "The request has a parameter that this operation does not take.",
		Violations: []payload.Violation{{Pointer: name, Code: "unknown_parameter", Detail: "is not a parameter of this operation"}},
	}
}

func badSort(parameter, detail string) *Refusal {
	return &Refusal{
		Kind: BadRequest, Code: "invalid_parameter", Detail: "A parameter of the request is wrong.",
		Violations: []payload.Violation{{Pointer: parameter, Code: "invalid_parameter", Detail: detail}},
	}
}

// sortable names the fields that the caller may sort by, in the order of the contract.
func sortable(l *plan.List, f *expr.Frame) string {
	var names []string
	for _, name := range l.Sorts {
		if !l.Shape.Hidden(f, l.Sort[name]) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "this list has one order only"
	}
	return "choose among " + strings.Join(names, ", ") + ", with - before it for descending"
}
