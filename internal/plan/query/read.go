package query

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

// alias of the row that a statement is about.
const alias = "r"

var callerOnly = expr.RootsOf(design.RootCaller)

// Projection is what a resource sends of a row.
type Projection struct {
	Entity *design.Entity
	Read   *design.Node // who may read the row
	Fields []*design.Field
	Guards []*design.Node // per field: who may read it; nil = whoever reads the row
	// Expands are the rows that a request may ask for beside, by references.
	Expands []*Expand
	Keyed   bool // of an Expand: the id has a column of its own, for whoever reads its relations
}

// Columns of a projected row: the version first, then each field; a guarded
// field is followed by a column that is 1 where it may be seen and 0 elsewhere.
const ColumnVersion = 0

// Place returns the column of field i and of its visibility (-1 when it has no
// guard).
func (p *Projection) Place(i int) (column, visible int) {
	column = 1
	for k := range i {
		column++
		if p.Guards[k] != nil {
			column++
		}
	}
	if p.Guards[i] == nil {
		return column, -1
	}
	return column, column + 1
}

// conditions are the read rule, then the guards that there are, then what computed
// values ask.
func (p *Projection) conditions() []*design.Node {
	all := []*design.Node{p.Read}
	for _, g := range p.Guards {
		if g != nil {
			all = append(all, g)
		}
	}
	for _, f := range p.Fields {
		if f.Calc != nil && f.Calc.Node != nil {
			all = append(all, f.Calc.Node)
		}
	}
	for _, e := range p.Expands {
		all = append(all, e.Sent.conditions()...)
	}
	return all
}

// own is the number of its conditions beside the read rule, those of expands excepted.
func (p *Projection) own() int {
	n := p.width() - len(p.Fields)
	for _, f := range p.Fields {
		if f.Calc != nil && f.Calc.Node != nil {
			n++
		}
	}
	return n
}

// guard returns the number of field i's guard among the conditions, 0 for none.
func (p *Projection) guard(i int) int {
	if p.Guards[i] == nil {
		return 0
	}
	n := 1
	for _, g := range p.Guards[:i] {
		if g != nil {
			n++
		}
	}
	return n
}

// calc returns the number of what computed field i asks among the conditions.
func (p *Projection) calc(i int) int {
	n := 1
	for _, g := range p.Guards {
		if g != nil {
			n++
		}
	}
	for _, f := range p.Fields[:i] {
		if f.Calc != nil && f.Calc.Node != nil {
			n++
		}
	}
	return n
}

// column returns what is read for field i.
func (p *Projection) column(b *expr.Builder, set *expr.Set, v expr.Vector, i int) string {
	if f := p.Fields[i]; f.Calc == nil {
		return expr.Column(alias, f.Column())
	}
	return b.Calc(p.Fields[i].Calc, set, v, p.calc(i))
}

// columns are what is read of a row. asked has a bit for each expand that is wanted, only
// the fields that are, or none for all; whatever is not wanted is null, in its place. one
// tells which fields have one value in all rows, and may be nil.
func (p *Projection) columns(b *expr.Builder, set *expr.Set, v expr.Vector, asked uint64, only *value.Bits, one func(*design.Field) bool) string {
	var out strings.Builder
	out.WriteString(expr.Column(alias, design.FieldVersion))
	whole := only.None()
	for i := range p.Fields {
		if !whole && !only.Has(i) {
			out.WriteString(", NULL")
			if p.Guards[i] != nil {
				out.WriteString(", NULL")
			}
			continue
		}
		if p.Guards[i] == nil {
			out.WriteString(", " + p.column(b, set, v, i))
			continue
		}
		switch visible := b.Condition(set, v, p.guard(i)); visible {
		case expr.Always:
			out.WriteString(", " + p.column(b, set, v, i) + ", 1")
		case expr.Never:
			out.WriteString(", NULL, 0")
		default:
			column := p.column(b, set, v, i)
			out.WriteString(", CASE WHEN " + visible + " THEN " + column + " END, CASE WHEN " + visible + " THEN 1 ELSE 0 END")
		}
	}
	if len(p.Expands) > 0 {
		(&expanding{&out, b, set, v, asked, one}).beside(p, alias, 1+p.own(), "expand")
	}
	return out.String()
}

// Row reads one row by its id, or where a path says, under its read rule.
type Row struct {
	Projection *Projection
	hidden     hiding
	at         Address
	dialect    dialect.Dialect
	set        *expr.Set
	memo       memo[rowVariant]
	sparse     memo[sparse[rowVariant]]
}

type rowVariant struct {
	vector expr.Vector
	asked  uint64
}

// NewRow returns the shape for p.
func NewRow(d dialect.Dialect, p *Projection) *Row { return NewRowAt(d, p, Address{}) }

// NewRowAt returns the shape for p of the row at that address.
func NewRowAt(d dialect.Dialect, p *Projection, at Address) *Row {
	r := &Row{Projection: p, hidden: hiding{}, at: at, dialect: d, set: expr.NewSet(callerOnly, append(p.conditions(), at.guards()...)...)}
	r.sparse.Most = mostSparse
	for i, field := range p.Fields {
		r.hidden.add(field, p.Guards[i])
	}
	return r
}

// Hidden tells whether the caller in f can see field i of the projection in no row at all:
// to them it is not there.
func (r *Row) Hidden(f *expr.Frame, i int) bool { return r.hidden.from(f, r.Projection.Fields[i]) }

// Statement returns the statement for the caller in f, or nil when no row can be
// readable for them. Its slots are SlotID, and SlotParent where the address has one.
func (r *Row) Statement(f *expr.Frame) *Statement { return r.Expanding(f, 0) }

// Expanding is Statement with the expands whose bits asked has.
func (r *Row) Expanding(f *expr.Frame, asked uint64) *Statement {
	return r.Only(f, asked, &value.Bits{})
}

// Only is Expanding for those fields of the projection; for all of them when there are
// none. The columns are the same, those of other fields null.
func (r *Row) Only(f *expr.Frame, asked uint64, only *value.Bits) *Statement {
	v := r.set.Decide(f)
	asked = r.Projection.joins(asked)
	variant := rowVariant{v, asked}
	if only.None() {
		return r.memo.Get(variant, func() *Statement { return r.build(v, asked, only) })
	}
	return r.sparse.Get(sparse[rowVariant]{variant, *only}, func() *Statement { return r.build(v, asked, only) })
}

// IDColumn returns the column of the row's id where it is found by another key, which
// stands after the projection; -1 where it is found by the id.
func (r *Row) IDColumn() int {
	if r.at.Key == nil || r.at.Key.Type == design.TypeID {
		return -1
	}
	return r.Projection.columnCount()
}

func (r *Row) build(v expr.Vector, asked uint64, only *value.Bits) *Statement {
	b := expr.NewBuilder(r.dialect)
	b.Row(design.RootResource, alias)
	columns := r.Projection.columns(b, r.set, v, asked, only, nil)
	if r.IDColumn() >= 0 {
		columns += ", " + expr.Column(alias, design.FieldID)
	}
	found := r.at.conditions(b, r.set, v, len(r.Projection.conditions()))
	clause := where(append(found, b.Condition(r.set, v, 0))...)
	if clause == "" {
		return nil
	}
	return statement(b, "SELECT "+columns+from(r.Projection.Entity)+b.Joins()+clause)
}

// from opens the table of e under the alias.
func from(e *design.Entity) string {
	return " FROM " + dialect.Quote(e.Table()) + " AS " + alias
}

// where joins conditions into a WHERE clause with a leading space. Always is left
// out; with Never among them it returns "": nothing can match.
func where(conditions ...string) string {
	var kept []string
	for _, c := range conditions {
		switch c {
		case expr.Never:
			return ""
		case expr.Always, "":
		default:
			kept = append(kept, c)
		}
	}
	if len(kept) == 0 {
		return " WHERE " + expr.Always
	}
	return " WHERE " + strings.Join(kept, " AND ")
}
