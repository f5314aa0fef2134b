package query

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
)

// Expand is a row that a projection can send beside the reference to it, as the
// resource of that row sends it. It is joined only where it may be read.
type Expand struct {
	Field *design.Field // the reference
	Bit   uint          // of what is asked for: the one that asks for it
	Read  *design.Node  // over the statement's row: whether the other may be seen
	Sent  *Projection   // its conditions and computed values are over the statement's row
	Row   *design.Term  // the other, from the statement's row
}

// NewExpand returns the expand of f, which guard allows to be read, to rows as target
// sends them. What refers is the row from, nil for the statement's own.
func NewExpand(from *design.Term, f *design.Field, guard *design.Node, target *Projection, bit uint) *Expand {
	if from == nil {
		from = &design.Term{Root: design.RootResource, Type: design.TypeRef, Of: f.Entity}
	} else {
		guard = expr.At(guard, from)
	}
	row := expr.Step(from, f)
	read := &design.Node{Op: design.OpAnd, Kids: []*design.Node{expr.At(target.Read, row)}}
	if expr.MayBeAbsent(row) {
		read.Kids = append([]*design.Node{expr.Present(row)}, read.Kids...)
	}
	if guard != nil {
		read.Kids = append(read.Kids, guard)
	}
	sent := &Projection{Entity: target.Entity, Read: read}
	for i, field := range target.Fields {
		if field.Calc != nil {
			moved := *field
			moved.Calc = expr.CalcAt(field.Calc, row)
			field = &moved
		}
		sent.Fields = append(sent.Fields, field)
		sent.Guards = append(sent.Guards, expr.At(target.Guards[i], row))
	}
	return &Expand{Field: f, Bit: bit, Read: read, Sent: sent, Row: row}
}

// width is the number of columns that the fields of p take, with their visibility.
func (p *Projection) width() int {
	n := len(p.Fields)
	for _, g := range p.Guards {
		if g != nil {
			n++
		}
	}
	return n
}

// KeyPlace returns the column of the id, of a projection that is Keyed.
func (p *Projection) KeyPlace() int { return 1 + p.width() }

// ExpandPlace returns the column that tells of expand i: null when it was not asked
// for, 1 where the row may be seen, 0 elsewhere. The columns of its fields follow, as
// Sent.Place counts them from there.
func (p *Projection) ExpandPlace(i int) int {
	column := p.KeyPlace()
	if p.Keyed {
		column++
	}
	for _, e := range p.Expands[:i] {
		column += e.Sent.columnCount()
	}
	return column
}

// IDPlace returns the column of the row's id, counted as Sent.Place does; 0 when it is not
// in every row that may be seen.
func (e *Expand) IDPlace() int {
	if e.Sent.Keyed {
		return e.Sent.KeyPlace()
	}
	for i, f := range e.Sent.Fields {
		if f.Name.Text == design.FieldID && e.Sent.Guards[i] == nil {
			column, _ := e.Sent.Place(i)
			return column
		}
	}
	return 0
}

// columnCount is the number of columns of a projected row.
func (p *Projection) columnCount() int { return p.ExpandPlace(len(p.Expands)) }

// joins returns those bits of asked that a statement on rows of p answers itself.
func (p *Projection) joins(asked uint64) (bits uint64) {
	if asked == 0 {
		return 0
	}
	for _, e := range p.Expands {
		bits |= asked&(1<<e.Bit) | e.Sent.joins(asked)
	}
	return bits
}

// expanding writes the columns of what is joined to the rows of a statement.
type expanding struct {
	out   *strings.Builder
	b     *expr.Builder
	set   *expr.Set
	v     expr.Vector
	asked uint64
	// The fields that have one value in all rows of the statement; nil for none.
	one func(*design.Field) bool
}

// beside appends the columns of the expands of p. Its row has that alias, and the
// conditions of its first expand begin with that number; path is the names so far.
func (x *expanding) beside(p *Projection, row string, at int, path string) {
	for _, e := range p.Expands {
		visible := expr.Never
		if x.asked&(1<<e.Bit) != 0 {
			visible = x.b.Condition(x.set, x.v, at)
		}
		switch {
		case x.asked&(1<<e.Bit) == 0:
			x.out.WriteString(strings.Repeat(", NULL", e.Sent.columnCount()))
		case visible == expr.Never:
			x.out.WriteString(", 0" + strings.Repeat(", NULL", e.Sent.columnCount()-1))
		default:
			x.joined(e, row, at, visible, path+" "+e.Field.Name.Text)
		}
		at += len(e.Sent.conditions())
	}
}

// there tells whether a row is joined to each, always the same one. Then an engine may find
// it first and once, where it must look for it again for each row that it may be absent of.
//
// For other rows that are always there the order stays as it is written: an engine that
// does not know how many rows there are may begin at the wrong end.
func (x *expanding) there(e *Expand, from, visible string) bool {
	return from == alias && visible == expr.Always && !e.Field.Optional && x.one != nil && x.one(e.Field)
}

// joined joins the row by its id where it is visible, and reads its columns; at is the
// number of its read rule among the conditions.
func (x *expanding) joined(e *Expand, from string, at int, visible, path string) {
	id := expr.Column(from, e.Field.Column())
	if visible != expr.Always {
		id = "CASE WHEN " + visible + " THEN " + id + " END"
	}
	always := x.there(e, from, visible)
	row := x.b.Join(e.Sent.Entity, id, path, always)
	there := expr.Column(row, design.FieldID) + " IS NOT NULL"
	if always {
		x.out.WriteString(", 1")
	} else {
		x.out.WriteString(", CASE WHEN " + there + " THEN 1 ELSE 0 END")
	}
	for i, f := range e.Sent.Fields {
		text := expr.Column(row, f.Column())
		if f.Calc != nil {
			text = "CASE WHEN " + there + " THEN " + x.b.Calc(f.Calc, x.set, x.v, at+e.Sent.calc(i)) + " END"
		}
		if e.Sent.Guards[i] == nil {
			x.out.WriteString(", " + text)
			continue
		}
		switch seen := x.b.Condition(x.set, x.v, at+e.Sent.guard(i)); seen {
		case expr.Always:
			x.out.WriteString(", " + text + ", 1")
		case expr.Never:
			x.out.WriteString(", NULL, 0")
		default:
			x.out.WriteString(", CASE WHEN " + seen + " THEN " + text + " END, CASE WHEN " + seen + " THEN 1 ELSE 0 END")
		}
	}
	if e.Sent.Keyed {
		x.out.WriteString(", " + expr.Column(row, design.FieldID))
	}
	x.beside(e.Sent, row, at+1+e.Sent.own(), path)
}
