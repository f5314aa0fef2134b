package query

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

// valued is the name of a query of the rows that have a value to be sorted by. No table
// has it.
const valued = `"with a value"`

// apart returns the statement of a page after a cursor where the first key may be null, or
// nil where the plain one does as well. Rows without a value come after all others, so
// what comes after a value is two ranges of an index, and no engine looks for it as such:
// it would walk through the index from the start. Here it looks for those with a value
// first, and for those without one as many as are missing then. The whole rule is asked
// of the rows that were found again.
func (l *List) apart(v expr.Vector, p *Page, only *value.Bits) *Statement {
	if !p.After || p.Sought > 0 || p.Nulls&1 != 0 || len(p.Order.Keys) == 0 || !l.sorted(p) {
		return nil
	}
	b := expr.NewBuilder(l.dialect)
	b.Row(design.RootResource, alias)
	keys := l.keys(b, v, p)
	with := slices.Clone(keys)
	with[0].nullable = false
	limit := b.Slot(SlotLimit)
	some := l.ids(b, v, p, func() string { return after(b, with) }, with, limit)
	if some == "" {
		return nil
	}
	rest := l.ids(b, v, p, func() string { return keys[0].text + " IS NULL" }, keys[1:], limit+" - (SELECT count(*) FROM "+valued+")")
	rule := b.Condition(l.set, v, 0)
	columns := l.Projection.columns(b, l.set, v, p.Expanded, only, nil)
	for _, k := range keys {
		columns += ", " + k.text
	}
	id := dialect.Quote(design.FieldID)
	both := "SELECT " + id + " FROM " + valued + " UNION ALL SELECT " + id + " FROM (" + rest + ") AS " + b.Alias("b")
	clause := where(expr.Column(alias, design.FieldID)+" IN ("+both+")", aside(rule))
	return statement(b, "WITH "+valued+" AS MATERIALIZED ("+some+") SELECT "+columns+from(l.Projection.Entity)+b.Joins()+clause+" ORDER BY "+ordering(b.Dialect, keys)+" LIMIT "+limit)
}

// ids is a query of the ids of the first rows, in the order of keys, that the caller may
// read, that the tests find, and that meet more; "" when there can be none.
func (l *List) ids(b *expr.Builder, v expr.Vector, p *Page, more func() string, keys []sortKey, limit string) string {
	clause, joins := b.Inside(design.RootResource, alias, func() string {
		conditions := append(l.tested(b, v, p, nil), b.Condition(l.set, v, 0), more())
		return where(conditions...)
	})
	if clause == "" {
		return ""
	}
	return "SELECT " + expr.Column(alias, design.FieldID) + from(l.Projection.Entity) + joins + clause + " ORDER BY " + ordering(b.Dialect, keys) + " LIMIT " + limit
}

// sorted tells whether an index gives the rows in the order of the page, but for where it
// has those whose first key is null, which may be.
func (l *List) sorted(p *Page) bool {
	if !p.Order.Keys[0].Field.Optional {
		return false
	}
	for _, k := range p.Order.Keys {
		if l.guards[k.Field] > 0 || k.Field.Calc != nil || KeyKind(k.Field) != k.Field.Kind() {
			return false
		}
	}
	same := map[*design.Field]bool{}
	l.equals(p, func(f *design.Field, _ int) { same[f] = true })
	if parts := l.set.Disjuncts(0); len(parts) == 1 { // what the rule compares with the caller
		for _, a := range l.set.Anchors(parts[0]) {
			if a.Many == nil && a.Field != nil {
				same[a.Field] = true
			}
		}
	}
	for _, index := range l.Projection.Entity.Indexes {
		if gives(index, same, p.Order.Keys) {
			return true
		}
	}
	return false
}

// gives tells whether an index gives rows that have each one value in the fields of same in
// the order of keys, or backwards.
func gives(index *design.Index, same map[*design.Field]bool, keys []Key) bool {
	rest := index.Keys
	for len(rest) > 0 && same[rest[0].Field.To] {
		rest = rest[1:]
	}
	if len(rest) != len(keys) {
		return false
	}
	for i, k := range keys {
		if rest[i].Field.To != k.Field || (rest[i].Desc == k.Desc) != (rest[0].Desc == keys[0].Desc) {
			return false
		}
	}
	return true
}
