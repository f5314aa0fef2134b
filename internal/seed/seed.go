package seed

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/value"
)

// Rows are the rows of one seed file.
type Rows struct {
	// List has each row behind those that it refers to.
	List   []*Row
	design *design.Design
}

// Row is one row.
type Row struct {
	Entity   *design.Entity
	Name     string
	Span     diag.Span     // of the name
	Values   []value.Value // by Field.Index
	Password string        // "" when nobody signs in as this row

	fields []field // as written
}

// field is one value of a row, where it stands.
type field struct {
	to    *design.Field
	node  *source.Node
	refer *Row // the row that a reference names, once it is found
}

// ID returns the id of the row.
func (r *Row) ID() value.Value { return r.Values[0] }

// String returns the row as in `User "ann"`.
func (r *Row) String() string { return r.Entity.Name.Text + ` "` + r.Name + `"` }

// at returns where the row gives f its value; the row's name when it does not.
func (r *Row) at(f *design.Field) diag.Span {
	for _, w := range r.fields {
		if w.to == f {
			return w.node.Span
		}
	}
	return r.Span
}

// Read reads the seed file of d, which must have bound without errors. What is wrong
// is added to diags; the rows are of use only when that was no error.
func Read(name string, text []byte, d *design.Design, diags *diag.List) *Rows {
	file := source.Parse(name, text, diags)
	if file.Broken || file.Root == nil {
		return &Rows{design: d}
	}
	return read(file.Root, d, diags)
}

// World reads the world of requirements.yaml, which is written as a seed file is. d
// must have bound without errors.
func World(d *design.Design, diags *diag.List) *Rows {
	if len(d.Requirements.World) == 0 {
		return &Rows{design: d}
	}
	root := &source.Node{Kind: source.Map, Span: d.Requirements.World[0].Name.Span, Pairs: pairs(d.Requirements.World)}
	return read(root, d, diags)
}

// pairs returns the members as they stood in their file.
func pairs(members []*design.Member) []source.Pair {
	var all []source.Pair
	for _, m := range members {
		all = append(all, source.Pair{Key: &source.Node{Text: m.Name.Text, Span: m.Name.Span}, Value: node(m.Value)})
	}
	return all
}

func node(v *design.Value) *source.Node {
	n := &source.Node{Span: v.Span, Text: v.Text}
	switch v.Kind {
	case design.ValueMapping:
		n.Kind, n.Pairs = source.Map, pairs(v.Members)
	case design.ValueList:
		n.Kind = source.List
		for _, i := range v.Items {
			n.Items = append(n.Items, node(i))
		}
	case design.ValueScalar:
		if v.Quoted {
			n.Style = source.Quoted
		}
	}
	return n
}

// read reads the rows below root.
func read(root *source.Node, d *design.Design, diags *diag.List) *Rows {
	r := &reader{design: d, diags: diags, byName: map[*design.Entity]map[string]*Row{}}
	before := diags.Len()
	r.file(root)
	r.refer()
	if diags.Len() == before { // a row that is half read would be blamed twice
		r.hold()
		r.order()
	}
	return &Rows{List: r.ordered, design: d}
}

// epoch is when the first row of a file was made; each further one is a minute
// younger.
var epoch = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)

// madeAt returns the time of the n-th row of a file, from 0.
func madeAt(n int) value.Value { return value.OfTime(epoch.Add(time.Duration(n) * time.Minute)) }

// idOf returns the id of a row, which depends on names only: it stays when other rows
// come and go.
func idOf(e *design.Entity, name string) value.Value {
	sum := sha256.Sum256([]byte(e.Name.Text + "\x00" + name))
	return value.FixedID(uint64(epoch.UnixMilli()), 0, binary.BigEndian.Uint64(sum[:8]))
}
