package query_test

import (
	"testing"

	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// by is an order of the list by those fields, downwards where a name has "-" before it.
func by(l *plan.List, names ...string) *query.Order {
	o := &query.Order{}
	for _, name := range names {
		desc := name[0] == '-'
		if desc {
			name = name[1:]
		}
		o.Keys = append(o.Keys, query.Key{Field: l.Sort[name], Desc: desc})
		o.Text += name
	}
	return o
}

// TestApartByIndex: rows with and without a value are looked for apart where an index gives
// either in order, and nowhere else.
func TestApartByIndex(t *testing.T) {
	k := newDesk(t, "resource.requester == caller.id", deskData)
	l := k.plan.Operation("listTickets").List
	f := &expr.Frame{Caller: make([]value.Value, 8)}
	f.Caller[0] = id(1, 1)
	for _, c := range []struct {
		order []string
		org   bool // one organization is asked for
		want  bool
	}{
		{[]string{"due"}, false, true}, // [requester, due], as the rule says
		{[]string{"-due"}, false, true},
		{[]string{"-due", "level"}, true, true}, // [org, -due, level]
		{[]string{"due", "-level"}, true, true},
		{[]string{"due", "level"}, true, false},
		{[]string{"-due", "level"}, false, false},
		{[]string{"due", "title"}, true, false},
		{[]string{"level"}, true, false}, // never null
		{[]string{"level", "due"}, true, false},
	} {
		p := &query.Page{Order: by(l, c.order...), After: true}
		if c.org {
			p.Filtered = 1
		}
		if got := l.Shape.Apart(f, p) != nil; got != c.want {
			t.Errorf("%v, one organization %t: %t", c.order, c.org, got)
		}
		p.After = false
		if l.Shape.Apart(f, p) != nil {
			t.Errorf("%v: the first page", c.order)
		}
		p.After, p.Nulls = true, 1
		if l.Shape.Apart(f, p) != nil {
			t.Errorf("%v: beyond the last value", c.order)
		}
	}
}

// TestDeepPagesVisitFew: where a page of an order with nulls begins does not change what it
// costs.
func TestDeepPagesVisitFew(t *testing.T) {
	k := newDesk(t, "resource.requester == caller.id", deskData)
	org := k.insert("Org", 1, 0, map[string]value.Value{"name": value.OfText("o")})[0]
	user := k.insert("User", 1, 0, map[string]value.Value{"email": value.OfText("u@example.org"), "admin": value.OfBool(false)})
	for i := range 3000 {
		cells := map[string]value.Value{
			"org": org, "requester": user[0], "open": value.OfBool(true), "level": value.OfInt(0), "title": value.OfText("a"),
		}
		if i%3 > 0 {
			cells["due"] = value.OfDate(int64(i / 100))
		}
		k.insert("Ticket", i, i, cells)
	}
	l := k.plan.Operation("listTickets").List
	f := &expr.Frame{Caller: user}
	for _, order := range []*query.Order{by(l, "due"), by(l, "-due")} {
		page := &query.Page{Order: order}
		slots := make([]value.Value, query.SlotFirst+len(l.Filters)+2)
		slots[query.SlotLimit] = value.OfInt(10)
		rows := 0
		for {
			got, last, steps := k.page(l, l.Shape.Statement(f, page), f, page, slots)
			if rows += len(got); steps > 10*150 {
				t.Fatalf("%s: %d steps for a page after %d rows", order.Text, steps, rows)
			}
			if len(got) < 10 {
				break
			}
			page.After = true
			if page.Nulls = 0; last[0].IsNull() {
				page.Nulls = 1
			}
			copy(slots[query.SlotFirst+len(l.Filters):], last)
		}
		if rows != 3000 {
			t.Errorf("%s: %d rows", order.Text, rows)
		}
	}
}
