package seed

import (
	"maps"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// refer finds the rows that references name.
func (r *reader) refer() {
	for _, row := range r.rows {
		for i := range row.fields {
			f := &row.fields[i]
			if f.to.Type != design.TypeRef {
				continue
			}
			name, ok := strings.CutPrefix(f.node.Text, "$")
			target := f.to.Target.To
			if !ok {
				r.diags.Add(&wrongValue, f.node.Span, "%q of %s refers to a row of %s, and %q does not name one", f.to.Name.Text, row, target.Name.Text, f.node.Text).
					Mend(`write "$" and the name of a row of %s`, target.Name.Text)
				continue
			}
			if f.refer = r.byName[target][name]; f.refer == nil {
				r.noRow(f, name)
				continue
			}
			row.Values[f.to.Index] = f.refer.ID()
		}
	}
}

func (r *reader) noRow(f *field, name string) {
	target := f.to.Target.To
	d := r.diags.Add(&unknownRow, f.node.Span, "%q refers to %s, which has no row %q", f.to.Name.Text, target.Name.Text, name)
	names := slices.Sorted(maps.Keys(r.byName[target]))
	for _, e := range r.design.Data.Entities {
		if other := r.byName[e][name]; other != nil {
			d.See(other.Span, "%s is another entity's row", other)
		}
	}
	switch near := diag.Nearest(name, names); {
	case near != "":
		d.Mend("did you mean %q?", "$"+near)
	case len(names) == 0:
		d.Mend("write the row: %s: {%s: {…}}", target.Name.Text, name)
	default:
		d.Mend("write the row below %s, or name one of its rows: %s", target.Name.Text, few(names))
	}
}

// few names the first of many.
func few(names []string) string {
	const most = 8
	if len(names) > most {
		names = append(names[:most:most], "…")
	}
	return strings.Join(names, ", ")
}

// order puts each row behind the rows that it refers to: a row can only be written
// when those are there.
func (r *reader) order() {
	o := orderer{reader: r, state: map[*Row]visit{}}
	for _, row := range r.rows {
		if o.state[row] == unvisited {
			o.visit(row)
		}
	}
}

// visit is how far the ordering of a row is.
type visit uint8

const (
	unvisited visit = iota
	underWay        // the rows that it refers to are being put before it
	done
)

type orderer struct {
	*reader
	state map[*Row]visit
	path  []*Row // under way, outermost first
}

func (o *orderer) visit(row *Row) {
	o.state[row] = underWay
	o.path = append(o.path, row)
	for i := range row.fields {
		f := &row.fields[i]
		if f.refer == nil || f.refer == row { // a row may refer to itself
			continue
		}
		switch o.state[f.refer] {
		case unvisited:
			o.visit(f.refer)
		case underWay:
			o.circle(row, f)
		case done:
		}
	}
	o.path = o.path[:len(o.path)-1]
	o.state[row] = done
	o.ordered = append(o.ordered, row)
}

// circle reports that f of row leads back to a row that waits for it.
func (o *orderer) circle(row *Row, f *field) {
	var names []string
	for _, other := range o.path[slices.Index(o.path, f.refer):] {
		names = append(names, other.Name)
	}
	d := o.diags.Add(&circular, f.node.Span, "%s refers to %s, and it refers back: %s", row, f.refer, strings.Join(append(names, f.refer.Name), " → "))
	if f.to.Optional {
		d.Mend("remove %s here: no row can be written before the one it refers to", f.to.Name.Text)
		return
	}
	d.Mend("let one of them refer to another row, or make one of the references optional and leave it out")
}
