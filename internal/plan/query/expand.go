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
	Read  *design.Node  // over the row that refers: whether the other may be seen
	Sent  *Projection   // its conditions and computed values are over the row that refers
}

// NewExpand returns the expand of f, which guard allows to be read, to rows as target
// sends them.
func NewExpand(f *design.Field, guard *design.Node, target *Projection) *Expand {
	row := expr.Step(&design.Term{Root: design.RootResource, Type: design.TypeRef, Of: f.Entity}, f)
	read := &design.Node{Op: design.OpAnd, Kids: []*design.Node{expr.Present(row), expr.At(target.Read, row)}}
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
	return &Expand{Field: f, Read: read, Sent: sent}
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

// ExpandPlace returns the column that tells of expand i: null when it was not asked
// for, 1 where the row may be seen, 0 elsewhere. The columns of its fields follow, as
// Sent.Place counts them from there.
func (p *Projection) ExpandPlace(i int) int {
	column := 1 + p.width()
	for _, e := range p.Expands[:i] {
		column += 1 + e.Sent.width()
	}
	return column
}

// columnCount is the number of columns of a projected row.
func (p *Projection) columnCount() int { return p.ExpandPlace(len(p.Expands)) }

// expanded appends the columns of the expands; asked has a bit for each that is wanted.
func (p *Projection) expanded(out *strings.Builder, b *expr.Builder, set *expr.Set, v expr.Vector, asked uint64) {
	at := 1 + p.own()
	for i, e := range p.Expands {
		visible := expr.Never
		if asked&(1<<i) != 0 {
			visible = b.Condition(set, v, at)
		}
		switch {
		case asked&(1<<i) == 0:
			out.WriteString(", NULL" + strings.Repeat(", NULL", e.Sent.width()))
		case visible == expr.Never:
			out.WriteString(", 0" + strings.Repeat(", NULL", e.Sent.width()))
		default:
			e.joined(out, b, set, v, at, visible)
		}
		at += 1 + e.Sent.own()
	}
}

// joined joins the row by its id where it is visible, and reads its columns; at is the
// number of its read rule among the conditions.
func (e *Expand) joined(out *strings.Builder, b *expr.Builder, set *expr.Set, v expr.Vector, at int, visible string) {
	id := expr.Column(alias, e.Field.Column())
	if visible != expr.Always {
		id = "CASE WHEN " + visible + " THEN " + id + " END"
	}
	row := b.Join(e.Sent.Entity, id, "expand "+e.Field.Name.Text)
	there := expr.Column(row, design.FieldID) + " IS NOT NULL"
	out.WriteString(", CASE WHEN " + there + " THEN 1 ELSE 0 END")
	for i, f := range e.Sent.Fields {
		text := expr.Column(row, f.Column())
		if f.Calc != nil {
			text = "CASE WHEN " + there + " THEN " + b.Calc(f.Calc, set, v, at+e.Sent.calc(i)) + " END"
		}
		if e.Sent.Guards[i] == nil {
			out.WriteString(", " + text)
			continue
		}
		switch seen := b.Condition(set, v, at+e.Sent.guard(i)); seen {
		case expr.Always:
			out.WriteString(", " + text + ", 1")
		case expr.Never:
			out.WriteString(", NULL, 0")
		default:
			out.WriteString(", CASE WHEN " + seen + " THEN " + text + " END, CASE WHEN " + seen + " THEN 1 ELSE 0 END")
		}
	}
}
