package expr

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
)

// At returns n asked of another row: what is resource in n is that row. Variables are
// new, so that n may stand in one statement twice.
func At(n *design.Node, row *design.Term) *design.Node {
	if n == nil {
		return nil
	}
	return moving{row, map[*design.Var]*design.Var{}}.node(n)
}

// CalcAt returns c computed from another row.
func CalcAt(c *design.Calc, row *design.Term) *design.Calc {
	m := moving{row, map[*design.Var]*design.Var{}}
	out := *c
	if c.Node != nil {
		out.Node = m.node(c.Node)
	}
	out.Term = m.term(c.Term)
	out.Guard = At(c.Guard, row)
	return &out
}

// Present is true where the row is there.
func Present(row *design.Term) *design.Node { return same(row) }

// MayBeAbsent tells whether a row that row refers to may not be there.
func MayBeAbsent(row *design.Term) bool { return mayBeAbsent(row) }

// Step returns the row or the value that f of a row is.
func Step(row *design.Term, f *design.Field) *design.Term { return longer(row, f) }

type moving struct {
	row  *design.Term
	vars map[*design.Var]*design.Var
}

func (m moving) node(n *design.Node) *design.Node {
	out := *n
	if n.Var != nil {
		out.Var = &design.Var{Name: n.Var.Name, Entity: n.Var.Entity}
		m.vars[n.Var] = out.Var
	}
	out.Left, out.Right = m.term(n.Left), m.term(n.Right)
	out.Kids = slices.Clone(n.Kids)
	for i, kid := range n.Kids {
		out.Kids[i] = m.node(kid)
	}
	if n.Seen != nil {
		out.Seen = m.node(n.Seen)
	}
	return &out
}

func (m moving) term(t *design.Term) *design.Term {
	switch {
	case t == nil:
		return nil
	case t.Root == design.RootVar && m.vars[t.Var] != nil:
		out := *t
		out.Var = m.vars[t.Var]
		return &out
	case t.Root != design.RootResource:
		return t
	case len(t.Path) == 0:
		return m.row
	}
	return longer(m.row, t.Path...)
}
