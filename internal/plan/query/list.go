package query

import (
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

// List reads a page of the rows that the caller may read.
type List struct {
	Projection *Projection
	Tests      []Test                // at most 64
	by         *design.Field         // of related rows: what refers to the one row; else nil
	Search     []*design.Field       // texts that may be searched for words
	guards     map[*design.Field]int // the condition that lets a field be used; 0 for none
	hidden     hiding
	dialect    dialect.Dialect
	set        *expr.Set
	memo       memo[listVariant]
	sparse     memo[sparse[listVariant]]
}

// Key is one key of an order.
type Key struct {
	Field *design.Field
	Desc  bool
}

// Order is a total order of rows: its keys, then the id in the direction of the
// last key. Rows whose key is null come last in either direction.
type Order struct {
	Keys []Key
	Text string // "-created_at,priority", the request's spelling
}

// Page says which rows a list statement gives. The slots of a list are SlotLimit,
// SlotFirst+i for test i, then one for each key of the order, then the id, then those
// that tests have beside their own, in order, then those of Sought.
type Page struct {
	Filtered uint64 // bit i: test i is used
	Absent   uint64 // bit i: test i asks for rows without a value
	Sizes    string // a byte for each test in use that has more slots than its own: how many
	Order    *Order
	After    bool   // only rows after the cursor
	Nulls    uint64 // bit i: the cursor's value of key i is null
	Expanded uint64 // the expands that are asked for, by their bits
	Sought   int    // how many slots the words have that are searched for: see List.Sought
}

type listVariant struct {
	vector   expr.Vector
	filtered uint64
	absent   uint64
	sizes    string
	order    string
	after    bool
	nulls    uint64
	count    bool
	expanded uint64
	sought   int
}

// NewList returns the shape for p. guard gives the read rule of a field, or nil: it
// holds wherever the field is used, whether or not it is sent.
func NewList(d dialect.Dialect, p *Projection, tests []Test, sortable, search []*design.Field, guard func(*design.Field) *design.Node) *List {
	l := &List{Projection: p, Tests: tests, Search: search, guards: map[*design.Field]int{}, hidden: hiding{}, dialect: d}
	conditions := p.conditions()
	for i, f := range p.Fields {
		l.guards[f] = p.guard(i)
		l.hidden.add(f, p.Guards[i])
	}
	use := func(f *design.Field) {
		rule := guard(f)
		if _, known := l.guards[f]; known || rule == nil {
			return
		}
		l.guards[f] = len(conditions)
		l.hidden.add(f, rule)
		conditions = append(conditions, rule)
	}
	for _, t := range tests {
		use(t.Field)
	}
	for _, f := range sortable {
		use(f)
	}
	for _, f := range search {
		use(f)
	}
	l.set = expr.NewSet(callerOnly, conditions...)
	l.sparse.Most = mostSparse
	return l
}

// Hidden tells whether the caller in f can see the field in no row at all: then
// it may not be filtered or sorted by either.
func (l *List) Hidden(f *expr.Frame, field *design.Field) bool { return l.hidden.from(f, field) }

// Hides tells whether there are callers from whom the field may be hidden.
func (l *List) Hides(field *design.Field) bool { return l.hidden[field] != nil }

// KeyColumn returns the column of key i of an order: they follow the projection,
// and hold what the cursor must hold.
func (l *List) KeyColumn(i int) int {
	return l.Projection.columnCount() + i
}

// KeyKind returns the kind of a key's value: enums and states sort, and stand in
// cursors, by their place in the declaration.
func KeyKind(f *design.Field) value.Kind {
	if f.Type == design.TypeEnum || f.Type == design.TypeState {
		return value.Int
	}
	return f.Kind()
}

// Statement returns the statement for the caller in f, or nil when they can read
// no row. The id is the last key column.
func (l *List) Statement(f *expr.Frame, p *Page) *Statement { return l.Only(f, p, &value.Bits{}) }

// Only is Statement for those fields of the projection; for all of them when there are
// none. The columns are the same, those of other fields null.
func (l *List) Only(f *expr.Frame, p *Page, only *value.Bits) *Statement {
	v := l.set.Decide(f)
	variant := listVariant{v, p.Filtered, p.Absent, p.Sizes, p.Order.Text, p.After, p.Nulls, false, l.Projection.joins(p.Expanded), p.Sought}
	if only.None() {
		return l.memo.Get(variant, func() *Statement { return l.page(v, p, only) })
	}
	return l.sparse.Get(sparse[listVariant]{variant, *only}, func() *Statement { return l.page(v, p, only) })
}

// page makes the statement of a page: in branches, or in the two parts of an order with
// nulls, where that finds it sooner. Words find few rows, and branches would look for them
// again and again.
func (l *List) page(v expr.Vector, p *Page, only *value.Bits) *Statement {
	if p.Sought == 0 {
		if s := l.split(v, p, only); s != nil {
			return s
		}
	}
	if s := l.apart(v, p, only); s != nil {
		return s
	}
	return l.build(v, p, only)
}

// Count returns a statement that counts the rows that the caller in f may read and that
// the tests of p find, on all pages, up to SlotLimit; nil when there can be none. Its
// slots are those of the list.
func (l *List) Count(f *expr.Frame, p *Page) *Statement {
	v := l.set.Decide(f)
	variant := listVariant{vector: v, filtered: p.Filtered, absent: p.Absent, sizes: p.Sizes, order: p.Order.Text, count: true, sought: p.Sought}
	return l.memo.Get(variant, func() *Statement {
		b := expr.NewBuilder(l.dialect)
		b.Row(design.RootResource, alias)
		clause := where(append(l.tested(b, v, p, nil), b.Condition(l.set, v, 0))...)
		if clause == "" {
			return nil
		}
		rows := "SELECT 1" + from(l.Projection.Entity) + b.Joins() + clause + " LIMIT " + b.Slot(SlotLimit)
		return statement(b, "SELECT count(*) FROM ("+rows+") AS counted")
	})
}

func (l *List) build(v expr.Vector, p *Page, only *value.Bits) *Statement {
	b := expr.NewBuilder(l.dialect)
	b.Row(design.RootResource, alias)
	conditions := []string{b.Condition(l.set, v, 0)}
	conditions = append(conditions, l.tested(b, v, p, nil)...)
	keys := l.keys(b, v, p)
	columns := l.Projection.columns(b, l.set, v, p.Expanded, only, func(f *design.Field) (one bool) {
		l.equals(p, func(equal *design.Field, _ int) { one = one || f == equal })
		return one
	})
	for _, k := range keys {
		columns += ", " + k.text
	}
	if p.After {
		conditions = append(conditions, after(b, keys))
	}
	clause := where(conditions...)
	if clause == "" {
		return nil
	}
	limit := " LIMIT " + b.Slot(SlotLimit)
	return statement(b, "SELECT "+columns+from(l.Projection.Entity)+b.Joins()+clause+" ORDER BY "+ordering(b.Dialect, keys)+limit)
}

// keys are what the rows of a page are sorted by, the id last.
func (l *List) keys(b *expr.Builder, v expr.Vector, p *Page) []sortKey {
	keys := make([]sortKey, 0, len(p.Order.Keys)+1)
	desc := false
	for i, k := range p.Order.Keys {
		desc = k.Desc
		guarded := l.guards[k.Field] > 0
		keys = append(keys, sortKey{
			text: l.keyText(b, v, k.Field), desc: k.Desc, isText: k.Field.Type.Textual(),
			nullable: k.Field.Optional || guarded, null: p.Nulls&(1<<i) != 0, slot: SlotFirst + len(l.Tests) + i,
		})
	}
	return append(keys, sortKey{text: expr.Column(alias, design.FieldID), desc: desc, slot: SlotFirst + len(l.Tests) + len(p.Order.Keys)})
}

// visible returns the condition under which field may be used to find a row.
func (l *List) visible(b *expr.Builder, v expr.Vector, field *design.Field) string {
	g := l.guards[field]
	if g == 0 {
		return expr.Always
	}
	return b.Condition(l.set, v, g)
}

// keyText is what rows are sorted by: the column; its place in the declaration
// for enums and states; null where the caller may not see it.
func (l *List) keyText(b *expr.Builder, v expr.Vector, f *design.Field) string {
	text := expr.Column(alias, f.Column())
	if KeyKind(f) != f.Kind() {
		var ranked strings.Builder
		ranked.WriteString("CASE " + text)
		for i, word := range f.Values {
			ranked.WriteString(" WHEN " + dialect.Literal(word.Text) + " THEN " + strconv.Itoa(i))
		}
		text = ranked.String() + " END"
	}
	switch visible := l.visible(b, v, f); visible {
	case expr.Always:
		return text
	case expr.Never:
		return "NULL"
	default:
		return "CASE WHEN " + visible + " THEN " + text + " END"
	}
}
