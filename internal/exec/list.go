package exec

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

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
	l := listings.Get().(*listing)
	defer l.give()
	l.rows.call, l.frame = c, frame(c)
	scope, err := l.prepare(x, dst)
	if err != nil {
		return Answer{}, err
	}
	if err := x.read(ctx, c, l.read); err != nil {
		return Answer{}, err
	}
	return x.endList(&l.rows, scope), nil
}

// listing reads a page. It is used again and again, with the functions that the store
// calls, so that a read makes little of its own.
type listing struct {
	rows      listRows
	frame     expr.Frame
	page      query.Page
	statement *query.Statement
	slots     []value.Value
	args      []value.Value

	read func(store.Tx) error
	add  func(store.Row) error
}

var listings = sync.Pool{New: func() any {
	l := &listing{}
	l.read, l.add = l.run, l.rows.add
	return l
}}

// mostKept bounds the values that wait for another listing: a filter may have many.
const mostKept = 64

// give forgets all that is of the call.
func (l *listing) give() {
	if cap(l.slots) > mostKept || cap(l.args) > mostKept || cap(l.rows.last) > mostKept {
		return
	}
	clear(l.slots)
	clear(l.args)
	clear(l.rows.last)
	l.rows.past.Again()
	*l = listing{
		rows: listRows{last: l.rows.last[:0], past: l.rows.past}, slots: l.slots[:0], args: l.args[:0], read: l.read, add: l.add,
	}
	listings.Put(l)
}

// prepare finds the statement and its values.
func (l *listing) prepare(x *Executor, dst []byte) (scope cursorScope, err error) {
	c, f, page := l.rows.call, &l.frame, &l.page
	list := c.Operation.List
	extra, err := listPage(list, c, f, page)
	if err != nil {
		return scope, err
	}
	limit := c.Page.Limit
	if limit == 0 {
		limit = list.Size
	}
	tests := len(list.Shape.Tests) // the filters, and what the path asks
	base := query.SlotFirst + tests + len(page.Order.Keys) + 1
	l.slots = append(slices.Grow(l.slots[:0], base+len(extra))[:base], extra...) // give has cleared them
	l.slots[query.SlotLimit] = value.OfInt(int64(limit) + 1)
	copy(l.slots[query.SlotFirst:], c.Page.Filters)
	scope = cursorScope{operation: c.Operation.Name + c.Operation.Version, order: page.Order, page: &c.Page, parent: c.Parent, caller: c.Caller}
	if c.Operation.Cache != nil { // what many share is the same for all, and its cursors are
		scope.caller = nil
	}
	if c.Page.Cursor != "" {
		keys := l.slots[query.SlotFirst+tests : base]
		if err := x.cursors.open(c.Page.Cursor, scope, keys); err != nil {
			return scope, err
		}
		page.After, page.Nulls = true, nulls(keys[:len(keys)-1])
	}
	r := &l.rows
	r.shape, r.beside, r.order, r.limit = list.Shape, c.besides(f), page.Order, limit
	if c.deep() {
		r.shape = list.Deep
	}
	if list.Bare {
		r.out = append(dst, '[')
	} else {
		r.out = append(dst, `{"items":[`...)
	}
	r.start = len(r.out)
	if l.statement = r.shape.Only(f, page, &c.Only); l.statement == nil {
		return scope, refuse(c)
	}
	return scope, nil
}

// run reads the page in a transaction.
func (l *listing) run(tx store.Tx) error {
	r, f := &l.rows, &l.frame
	c := r.call
	r.begin()
	if err := through(tx, c, f); err != nil {
		return err
	}
	list := c.Operation.List
	if c.Operation.Under != nil {
		l.slots[query.SlotFirst+len(list.Shape.Tests)-1] = c.parent
	}
	l.args = l.statement.Args(f, l.slots, l.args[:0])
	if _, err := tx.Query(l.statement.SQL, l.args, l.add); err != nil {
		return err
	}
	err := r.fill(tx, f)
	if err == nil && c.Page.Total {
		r.total, err = total(tx, list, f, &l.page, l.slots)
	}
	return err
}

func (x *Executor) endList(rows *listRows, scope cursorScope) Answer {
	answer := Answer{}
	if rows.call.Operation.List.Bare {
		if rows.count > rows.limit {
			answer.Next = string(x.cursors.seal(nil, scope, rows.last))
		}
		answer.Body = append(rows.out, ']')
		return answer
	}
	rows.out = append(rows.out, `],"next":`...)
	if rows.count > rows.limit {
		rows.out = append(rows.out, '"')
		start := len(rows.out)
		rows.out = x.cursors.seal(rows.out, scope, rows.last)
		answer.Next = string(rows.out[start:])
		rows.out = append(rows.out, '"') // its letters stand in JSON as they are
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
	past   payload.Past
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
		r.out = r.call.writtenAfter(r.out, row, &r.past)
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

// listPage reads what a request asks for into page. A field that the caller can never see
// is answered as one that does not exist.
//
// It returns the values of the slots that filters have beside their own.
func listPage(l *plan.List, c *Call, f *expr.Frame, page *query.Page) ([]value.Value, error) {
	*page = query.Page{Expanded: c.Expand, Order: l.Order}
	if c.Operation.Under != nil {
		page.Filtered = 1 << len(l.Filters)
	}
	extra, err := filters(l, c, f, page)
	if err == nil && len(c.Page.Search) > 0 {
		extra, err = search(l, c, f, page, extra)
	}
	if err != nil || c.Page.Sort == "" {
		return extra, err
	}
	page.Order = &query.Order{Text: c.Page.Sort}
	for word := range strings.SplitSeq(c.Page.Sort, ",") {
		name, desc := strings.CutPrefix(word, "-")
		field := l.Sort[name]
		if field == nil || l.Shape.Hidden(f, field) {
			return nil, badSort("sort", "cannot sort by this; "+sortable(l, f))
		}
		for _, k := range page.Order.Keys {
			if k.Field == field {
				return nil, badSort("sort", "names a field twice")
			}
		}
		page.Order.Keys = append(page.Order.Keys, query.Key{Field: field, Desc: desc})
	}
	return extra, nil
}

// Hidden tells whether a filter of c's list is of a field that the caller can never
// see: to them it is no parameter, whatever its value.
func (c *Call) Hidden(filter int) bool {
	l := c.Operation.List
	field := l.Filters[filter].Field
	if !l.Shape.Hides(field) {
		return false
	}
	f := frame(c)
	return l.Shape.Hidden(&f, field)
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
