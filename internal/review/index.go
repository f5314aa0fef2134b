package review

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/schema"
)

// many is from how many rows on a list should not look at all of them.
const many = 10_000

var (
	unindexedFilter = diag.Rule{ID: "review/unindexed-filter", Severity: diag.Medium, Title: "a filter that looks at every row"}
	unindexedSort   = diag.Rule{ID: "review/unindexed-sort", Severity: diag.Medium, Title: "an order that looks at every row"}
	largeTotal      = diag.Rule{ID: "review/large-total", Severity: diag.Low, Title: "a total that counts very many rows"}
)

// lookUnindexedFilter finds filters that no index serves in lists of many rows.
func lookUnindexedFilter(v *view) {
	tables := v.tables()
	for o := range v.operations {
		rows := within(o)
		if rows < many {
			continue
		}
		for _, filter := range o.Filter {
			f := filter.Field.To
			if f == nil || f.Calc != nil || few(f) || !compares(filter) || serves(tables[o.Entity().Table()], o.Entity(), f.Key()) {
				continue
			}
			v.add(o.Name.Text+"."+f.Name.Text, filter.Field.Span, "the filter by %s looks at all %d rows that %q expects", f.Name.Text, rows, o.Name.Text).
				Mend("%s, or leave the filter out", written(o, f))
		}
	}
}

// lookUnindexedSort finds orders that no index serves in lists of many rows.
func lookUnindexedSort(v *view) {
	tables := v.tables()
	for o := range v.operations {
		rows := within(o)
		if rows < many {
			continue
		}
		var seen []*design.Field
		look := func(ref design.Ref[design.Field]) {
			f := ref.To
			if f == nil || f.Type == design.TypeID || slices.Contains(seen, f) || serves(tables[o.Entity().Table()], o.Entity(), f.Column()) {
				return
			}
			seen = append(seen, f)
			v.add(o.Name.Text+"."+f.Name.Text, ref.Span, "the order by %s sorts all %d rows that %q expects", f.Name.Text, rows, o.Name.Text).
				Mend("%s, or leave the order out", written(o, f))
		}
		for _, ref := range o.Sort {
			look(ref)
		}
		if len(o.Order) > 0 {
			look(o.Order[0].Field)
		}
	}
}

// written says which index to write for f.
func written(o *design.Operation, f *design.Field) string {
	keys := f.Name.Text
	switch e := o.Entity(); {
	case o.Under.To != nil:
		keys = o.Under.Name + ", " + keys
	case e.Tenant.To != nil && e.Tenant.To != f:
		keys = e.Tenant.Name + ", " + keys
	}
	return "write indexes: [[" + keys + "]] in " + o.Entity().Name.Text
}

// tables returns the tables of the design by name, with all their indexes.
func (v *view) tables() map[string]*schema.Table {
	all := map[string]*schema.Table{}
	for _, t := range schema.Build(v.Design).Tables {
		all[t.Name] = t
	}
	return all
}

// within returns how many rows a list may have to look at: those that are expected, of one
// tenant, below one row; 0 where nothing is expected, and where o is no list.
func within(o *design.Operation) int64 {
	e := o.Entity()
	if o.Verb != design.List || e.Expect == nil {
		return 0
	}
	narrow := e.Tenant
	if o.Under.To != nil {
		narrow = o.Under
	}
	n := e.Expect.Distinct[narrow.Name]
	switch {
	case narrow.To != nil && n > 0:
		return e.Expect.Rows / n
	case o.Under.To != nil:
		return 0 // how many are below one row is for the author to say
	}
	return e.Expect.Rows
}

// few tells whether f has so few values that an index by it leaves most rows.
func few(f *design.Field) bool {
	return f.Type == design.TypeBoolean || f.Type == design.TypeEnum || f.Type == design.TypeState || f.Type == design.TypeID
}

// serves tells whether an index of t has the column first, behind references at the most:
// those that a rule or a path compares.
func serves(t *schema.Table, e *design.Entity, column string) bool {
	if t == nil {
		return false
	}
	return slices.ContainsFunc(t.Indexes, func(x *schema.Index) bool {
		for _, k := range x.Keys {
			if k.Column == column {
				return true
			}
			if f := e.Keyed(k.Column); f == nil || f.Type != design.TypeRef {
				return false
			}
		}
		return false
	})
}

// lookLargeTotal finds totals that may count many rows for every page.
func lookLargeTotal(v *view) {
	for o := range v.operations {
		if rows := within(o); o.Total != nil && o.Total.N > many && rows > many {
			v.add(o.Name.Text, o.Total.Span, "total=true of %q counts up to %d rows", o.Name.Text, min(o.Total.N, rows)).
				Mend("write total: %d or less: an answer then says that there are more", many)
		}
	}
}
