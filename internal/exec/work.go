package exec

import (
	"errors"
	"slices"
	"sync"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// Work is a call under way, as Go code of the owner sees it: who asks for what, and the
// transaction. Rows go in and out as the JSON of their entity, checked as a body is. It
// may be used from several goroutines, one after the other.
type Work struct {
	lock  sync.Mutex
	ended bool
	w     *writing
	id    value.Value // of the row that the operation is about
}

// ErrEnded is what a Work returns when the code that it was for has ended, or was given
// up: nothing is read or written for it any more.
var ErrEnded = errors.New("the call has ended: its transaction is not to be used any more")

// Equal asks a list for rows whose field has the value, written as in a query string.
type Equal struct{ Field, Value string }

func (w *writing) work(id value.Value) *Work { return &Work{w: w, id: id} }

// end waits for the statement under way, and lets none begin.
func (k *Work) end() {
	k.lock.Lock()
	defer k.lock.Unlock()
	k.ended = true
}

// in runs fn with the door to an entity.
func (k *Work) in(entity string, system bool, fn func(*plan.Door) error) error {
	k.lock.Lock()
	defer k.lock.Unlock()
	door := k.w.x.doors.Door(entity, system)
	switch {
	case k.ended || k.w.tx == nil:
		return ErrEnded
	case door == nil:
		return &Refusal{Kind: NotFound, Code: "not_found", Detail: "There is no entity " + entity + "."}
	}
	return fn(door)
}

// Audit tells that the code goes on without the rules of access, and why.
func (k *Work) Audit(reason string) {
	k.w.x.audit(k.w.ctx, k.w.call.Request, k.w.call.Operation.Name, reason)
}

// Operation returns the name of the operation.
func (k *Work) Operation() string { return k.w.call.Operation.Name }

// Now returns the time of the request, in microseconds since 1970.
func (k *Work) Now() int64 { return k.w.call.Now.Int }

// Caller returns the id of the caller as clients write it, "" when nobody is signed in.
func (k *Work) Caller() string {
	auth := k.w.x.plan.Auth
	if k.w.call.Caller == nil || auth == nil {
		return ""
	}
	return wireID(auth.Identity, k.w.call.Caller[0])
}

// ID returns the id of the row that the operation is about, as clients write it; "" before
// a create.
func (k *Work) ID() string {
	if k.id.IsNull() {
		return ""
	}
	return wireID(k.w.call.Operation.Entity, k.id)
}

// Input appends the JSON of the body to dst: what it does not hold is null, or has its
// default.
func (k *Work) Input(dst []byte) []byte {
	told := k.w.call.Operation.Go.Told
	if told == nil {
		return append(dst, "{}"...)
	}
	cells := make(cells, len(k.w.body.Slots))
	for i, s := range k.w.body.Slots {
		cells[i] = s.Default
		if k.w.call.Present[i] {
			cells[i] = k.w.call.Input[i]
		}
	}
	return told.Append(dst, cells)
}

// Get appends the JSON of a row that the caller may read to dst.
func (k *Work) Get(entity, id string, system bool, dst []byte) (out []byte, err error) {
	err = k.in(entity, system, func(d *plan.Door) error {
		out, err = k.get(d, id, dst)
		return err
	})
	return out, err
}

func (k *Work) get(d *plan.Door, id string, dst []byte) ([]byte, error) {
	row, err := k.parseID(d, id)
	if err != nil {
		return dst, err
	}
	statement := d.Row.Statement(&k.w.frame)
	if statement == nil {
		return dst, notFound()
	}
	var slots [query.SlotFirst]value.Value
	slots[query.SlotID] = row
	n, err := k.w.tx.Query(statement.SQL, statement.Args(&k.w.frame, slots[:], nil), func(r store.Row) error {
		dst = d.Object.Append(dst, r)
		return nil
	})
	if err == nil && n == 0 {
		err = notFound()
	}
	return dst, err
}

// List calls row with the JSON of each row that the caller may read and that is equal,
// the oldest first, from behind the row after on, "" for the first; and returns the id
// after which there are more, "" when there are none. The bytes are row's for the call.
func (k *Work) List(entity string, equal []Equal, after string, system bool, row func([]byte) error) (next string, err error) {
	err = k.in(entity, system, func(d *plan.Door) error {
		next, err = k.list(d, equal, after, row)
		return err
	})
	return next, err
}

func (k *Work) list(d *plan.Door, equal []Equal, after string, row func([]byte) error) (next string, err error) {
	l, page := d.List, &query.Page{Order: d.List.Order}
	slots := make([]value.Value, query.SlotFirst+len(l.Filters)+1)
	slots[query.SlotLimit] = value.OfInt(int64(l.Size) + 1)
	for _, e := range equal {
		i := slices.IndexFunc(l.Filters, func(f plan.Filter) bool { return f.Name == e.Field })
		if i < 0 || l.Shape.Hidden(&k.w.frame, l.Filters[i].Field) {
			return "", UnknownParameter(e.Field)
		}
		v, wrong := l.Filters[i].Slot.ParseString(e.Value)
		if wrong != nil {
			return "", badSort(e.Field, wrong.Detail)
		}
		slots[query.SlotFirst+i] = v
		page.Filtered |= 1 << i
	}
	if after != "" {
		if slots[query.SlotFirst+len(l.Filters)], err = k.parseID(d, after); err != nil {
			return "", err
		}
		page.After = true
	}
	statement := l.Shape.Statement(&k.w.frame, page)
	if statement == nil {
		return "", refuse(k.w.call)
	}
	var rows [][]byte // kept, since row may use the transaction
	var last value.Value
	n, err := k.w.tx.Query(statement.SQL, statement.Args(&k.w.frame, slots, nil), func(r store.Row) error {
		if len(rows) < l.Size {
			rows = append(rows, d.Object.Append(nil, r))
			last = r.Value(l.Shape.KeyColumn(0), d.Entity.IDKind())
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	for _, r := range rows {
		if err := row(r); err != nil {
			return "", err
		}
	}
	if n > l.Size {
		next = wireID(d.Entity, last)
	}
	return next, nil
}

// parseID reads an id of the door's entity. What is no id is the id of nothing.
func (k *Work) parseID(d *plan.Door, id string) (value.Value, error) {
	v, ok := d.Entity.ParseID(id)
	if !ok {
		return v, notFound()
	}
	return v, nil
}

func wireID(e *design.Entity, id value.Value) string {
	return string(e.AppendID(nil, id))
}

// cells are values as the columns of a row.
type cells []value.Value

func (c cells) IsNull(col int) bool  { return c[col].IsNull() }
func (c cells) Int(col int) int64    { return c[col].Int }
func (c cells) Bytes(col int) []byte { return []byte(c[col].Str) }

var _ payload.Columns = cells(nil)
