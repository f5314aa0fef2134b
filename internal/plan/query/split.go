package query

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/value"
)

// mostBranches bounds how many parts of a rule are looked for apart.
const mostBranches = 4

// longestSplit bounds the text of the branches, in bytes: each says a part of the rule, and
// the filters, again. A longer one takes the plain statement.
const longestSplit = 64 << 10

// Names in the text of a merged branch. No table has the name of the queue.
const (
	held  = "o" // the values that rows are found by
	found = "f" // a row that was found
	queue = `"in order"`
)

// split is a page that is put together from branches: one for each part of the rule
// that has "or" between, each of them given by an index in the order of the page. Whoever
// may read few of many rows has them found, where the plain statement walks past all
// that they may not read.
//
// A branch gives a page at the most; the statement asks the whole rule of these few rows
// again, so that a branch can only ever find too few.
type split struct {
	list    *List
	b       *expr.Builder
	v       expr.Vector
	page    *Page
	columns []string              // that rows are ordered by; the id is the last
	kinds   []value.Kind          // of their cells
	with    []string              // queries that stand before the statement, for its branches
	desc    bool                  // all of them
	equals  map[*design.Field]int // fields that are what the request says, by the slot of it
}

// split returns the statement in branches, or nil where the rule or the order has no
// such form, or no index gives it.
func (l *List) split(v expr.Vector, p *Page, only *value.Bits) *Statement {
	s := &split{list: l, b: expr.NewBuilder(l.dialect), v: v, page: p, equals: map[*design.Field]int{}}
	s.b.Row(design.RootResource, alias)
	if !s.ordered() {
		return nil
	}
	l.equals(p, func(f *design.Field, slot int) { s.equals[f] = slot })
	branches := s.branches()
	if branches == "" || len(branches) > longestSplit {
		return nil
	}
	rule := s.b.Condition(l.set, v, 0)
	s.b.LetGo() // what is sent of other rows asks of other values
	columns := l.Projection.columns(s.b, l.set, v, p.Expanded, only, nil)
	for _, name := range s.columns {
		columns += ", " + expr.Column(alias, name)
	}
	clause := where(expr.Column(alias, design.FieldID)+" IN ("+branches+")", aside(rule))
	with := ""
	if len(s.with) > 0 {
		with = "WITH " + strings.Join(s.with, ", ") + " "
	}
	return statement(s.b, with+"SELECT "+columns+from(l.Projection.Entity)+s.b.Joins()+clause+s.limited(alias, s.b.Slot(SlotLimit)))
}

// ordered notes the order; it is false for one that no index gives: of what may be null
// or hidden, of a place in a declaration, or in two directions.
func (s *split) ordered() bool {
	for i, k := range s.page.Order.Keys {
		f := k.Field
		if f.Optional || f.Type == design.TypeID || f.Calc != nil || s.list.guards[f] > 0 || KeyKind(f) != f.Kind() || i > 0 && k.Desc != s.desc {
			return false
		}
		s.desc = k.Desc
		s.ordering(f.Column(), f.Kind())
	}
	s.ordering(design.FieldID, s.list.Projection.Entity.IDKind())
	return true
}

// branches returns a query of the ids of all branches; "" where the plain statement does
// as well.
func (s *split) branches() string {
	var texts []string
	turned := false // a branch begins with rows that the plain statement asks for by each row
	for _, part := range s.list.set.Disjuncts(0) {
		probe := expr.NewBuilder(s.list.dialect)
		probe.Row(design.RootResource, alias)
		switch probe.Part(s.list.set, s.v, part) {
		case expr.Never:
			continue
		case expr.Always:
			return ""
		}
		a, ok := s.branch(part)
		if !ok || len(texts) == mostBranches {
			return ""
		}
		text := ""
		switch slot, one := s.equals[a.Field]; {
		case a.Many == nil:
			text = s.rows(s.id(alias), &a, s.after, s.b.Slot(SlotLimit))
		case one && a.Field != nil: // the request names the one value: nothing to merge
			turned = true
			value := expr.Column(alias, a.Field.Column()) + ` = (SELECT "at" FROM ` + s.holders(a.Many, slot) + ")"
			text = s.rows(s.id(alias), &a, func() []string { return append([]string{value}, s.after()...) }, s.b.Slot(SlotLimit))
		default:
			turned = true
			text = s.merged(&a)
		}
		texts = append(texts, `SELECT "id" FROM (`+text+") AS "+s.b.Alias("b"))
	}
	if len(texts) == 1 && !turned {
		return ""
	}
	return strings.Join(texts, " UNION ALL ")
}

// rows is a query of the first rows, in the order of the page, that a branch has, and that
// meet the tests and more.
func (s *split) rows(selected string, a *branch, more func() []string, limit string) string {
	l := s.list
	clause, joins := s.b.Inside(design.RootResource, alias, func() string {
		conditions := more()
		if a.At != nil {
			conditions = append(conditions, s.b.Part(l.set, s.v, a.At))
		}
		conditions = append(conditions, aside(s.b.Part(l.set, s.v, a.Rest)))
		return where(append(conditions, l.tested(s.b, s.v, s.page, a)...)...)
	})
	return "SELECT " + selected + from(l.Projection.Entity) + joins + clause + s.limited(alias, limit)
}

// after is the condition that a row comes after the cursor's.
func (s *split) after() []string {
	if !s.page.After {
		return nil
	}
	keys := make([]sortKey, len(s.columns))
	for i, name := range s.columns {
		keys[i] = sortKey{text: expr.Column(alias, name), isText: s.kinds[i] == value.Text, desc: s.desc, slot: SlotFirst + len(s.list.Tests) + i}
	}
	return []string{after(s.b, keys)}
}

func (s *split) id(of string) string { return expr.Column(of, design.FieldID) }

// limited is the order of the page, and how many rows.
func (s *split) limited(of, limit string) string {
	texts := make([]string, len(s.columns))
	for i, name := range s.columns {
		texts[i] = sortKey{text: expr.Column(of, name), isText: s.kinds[i] == value.Text, desc: s.desc}.order(s.b.Dialect)
	}
	return " ORDER BY " + strings.Join(texts, ", ") + " LIMIT " + limit
}
