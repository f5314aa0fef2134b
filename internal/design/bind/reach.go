package bind

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// Limits of what one request can ask for beside the rows of a resource.
const (
	mostPaths = 64     // a request says which of them by the bits of one word
	mostRead  = 10_000 // rows, with those of the page
)

// path is what a request may ask for: an expand, or one of the rows that it leads to.
type path struct {
	name  string
	steps [design.ExpandDepth]*design.Expand // nil after the last
}

// rows returns how many rows there are at the most at the end of the path, for each row
// at its beginning. A row that is joined to the one that refers to it does not count.
func (p *path) rows() (n int64) {
	all := int64(1)
	for _, x := range p.steps {
		switch {
		case x == nil:
		case x.Many == nil:
			n = 0
		default:
			all *= min(x.Size.N, mostExpand)
			n = all
		}
	}
	return n
}

// paths bounds what requests can expand of r: how many paths there are, and how many rows
// one request can make the database read with all of them.
func (b *binder) paths(r *design.Resource) {
	var all []path
	for _, x := range r.Expand {
		shown := b.shown[x.Target()]
		if shown == nil || x.Many != nil && x.Size.N > mostExpand {
			return // a finding says so
		}
		all = append(all, path{x.Name.Name, [design.ExpandDepth]*design.Expand{x}})
		for _, next := range shown.Expand {
			all = append(all, path{x.Name.Name + "." + next.Name.Name, [design.ExpandDepth]*design.Expand{x, next}})
		}
	}
	b.count(r.Name.Span, r.Name.Text, len(all), mostPaths, "paths to expand with those of the rows that they lead to")
	rows, largest := int64(1), path{}
	for _, p := range all {
		rows += p.rows()
		if p.rows() > largest.rows() {
			largest = p
		}
	}
	worst := b.longest(r)
	if worst == nil || rows*pageOf(worst) <= mostRead || largest.steps[0] == nil {
		return
	}
	d := b.add(&largeExpand, largest.steps[0].Name.Span, "%q can make one call of %q read %d rows with all that it expands, the most is %d",
		largest.name, worst.Name.Text, rows*pageOf(worst), mostRead)
	mend(d, &largest, worst)
}

// longest returns the operation that answers with the most rows of r, nil when none does.
func (b *binder) longest(r *design.Resource) (longest *design.Operation) {
	for _, other := range b.design.Contract.Resources {
		for _, o := range other.Operations {
			if o.Verb != design.Delete && o.Answers() == r && (longest == nil || pageOf(o) > pageOf(longest)) {
				longest = o
			}
		}
	}
	return longest
}

// mend says what makes a request read fewer rows.
func mend(d *diag.Diagnostic, p *path, o *design.Operation) {
	of := ""
	for i, x := range p.steps {
		if x == nil || x.Many == nil || i > 0 && x == p.steps[0] {
			continue
		}
		d.See(x.Size.Span, "%q has %d rows", x.Name.Name, x.Size.N)
		if of != "" {
			of += " and "
		}
		of += x.Name.Name
	}
	if o.Verb == design.List {
		d.Mend("write a smaller size for %s, or a smaller max for the page of %s", of, o.Name.Text).
			See(o.Page.Max.Span, "a page has %d rows", o.Page.Max.N)
		return
	}
	d.Mend("write a smaller size for %s", of)
}

// pageOf is how many rows o answers with at the most.
func pageOf(o *design.Operation) int64 {
	if o.Verb == design.List {
		return min(o.Page.Max.N, mostRows)
	}
	return 1
}
