package expr

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
)

// Anchor is where the rows that meet a condition can be found: those whose Field, or
// whose id when Field is nil, equals a known value; or one of the values that Many, an
// exists that asks nothing else of the row, has rows for.
type Anchor struct {
	Field *design.Field
	Many  *design.Node // nil for an equality
	At    *design.Node // the equality; nil for Many
	Rest  *design.Node // what the condition asks beside it
}

// Disjuncts returns the conditions of which one at least is true wherever condition i
// is, and none where it is not.
func (s *Set) Disjuncts(i int) []*design.Node { return flat(s.conds[i], design.OpOr) }

func flat(n *design.Node, op design.Op) []*design.Node {
	if n.Op != op {
		return []*design.Node{n}
	}
	var all []*design.Node
	for _, kid := range n.Kids {
		all = append(all, flat(kid, op)...)
	}
	return all
}

// Part returns SQL that is TRUE exactly where n, a part of a condition of s, holds.
func (b *Builder) Part(s *Set, v Vector, n *design.Node) string {
	b.set, b.vector = s, v
	return b.node(n, true)
}

// Anchors returns where the rows that meet n can be found, in the order of its parts.
func (s *Set) Anchors(n *design.Node) (anchors []Anchor) {
	all := flat(n, design.OpAnd)
	for i, part := range all {
		rest := &design.Node{Op: design.OpAnd, Kids: slices.Delete(slices.Clone(all), i, i+1)}
		switch part.Op {
		case design.OpIs:
			if f, ok := ownField(part.Left); ok {
				anchors = append(anchors, Anchor{Field: f, At: part, Rest: rest})
			}
		case design.OpEqual:
			for _, sides := range [][2]*design.Term{{part.Left, part.Right}, {part.Right, part.Left}} {
				if f, ok := ownField(sides[0]); ok && s.simple(sides[1]) {
					anchors = append(anchors, Anchor{Field: f, At: part, Rest: rest})
				}
			}
		case design.OpExists:
			if f, ok := ownField(part.Left); ok && s.apart(part) && s.found(part) {
				anchors = append(anchors, Anchor{Field: f, Many: part, Rest: rest})
			}
		default:
		}
	}
	return anchors
}

// ownField returns the field of the statement's row that t is; nil for its id.
func ownField(t *design.Term) (f *design.Field, ok bool) {
	if t.Root != design.RootResource || len(t.Path) > 1 {
		return nil, false
	}
	return lastField(t), true
}

// apart tells whether the body of a quantifier says nothing of the statement's row.
func (s *Set) apart(n *design.Node) bool {
	return !slices.ContainsFunc(parts(n), func(kid *design.Node) bool { return s.uses(kid, design.RootResource) })
}

func (s *Set) uses(n *design.Node, root design.Root) bool {
	if n.Left != nil && n.Left.Root == root || n.Right != nil && n.Right.Root == root {
		return true
	}
	return slices.ContainsFunc(parts(n), func(kid *design.Node) bool { return s.uses(kid, root) })
}

// found tells whether the rows that n asks of are those which refer to a known row: an
// index finds them.
func (s *Set) found(n *design.Node) bool {
	for _, part := range flat(n.Kids[0], design.OpAnd) {
		if part.Op != design.OpEqual {
			continue
		}
		for _, sides := range [][2]*design.Term{{part.Left, part.Right}, {part.Right, part.Left}} {
			t := sides[0]
			if t.Root == design.RootVar && t.Var == n.Var && len(t.Path) == 1 && t.Path[0].Type == design.TypeRef && s.simple(sides[1]) {
				return true
			}
		}
	}
	return false
}

// Inside runs write, in which root is a row of a query of its own with that alias, and
// returns what it wrote with the joins that this needs.
func (b *Builder) Inside(root design.Root, alias string, write func() string) (text, joins string) {
	outer, row := b.outer, b.roots[root]
	b.outer = newSource(alias)
	b.roots[root] = b.outer
	text = write()
	joins = b.outer.text()
	b.outer, b.roots[root] = outer, row
	return text, joins
}

// Holders returns a query of the values, named "at", that n, the exists of an [Anchor],
// has rows for; only the value at the placeholder only, unless that is "". It is "" when
// there can be none.
func (b *Builder) Holders(s *Set, v Vector, n *design.Node, only string) string {
	b.set, b.vector = s, v
	outer := b.outer
	inner := newSource(b.alias("m"))
	b.outer, b.vars[n.Var] = inner, inner // paths from known rows are joined here too
	conditions := both(b.node(n.Kids[0], true), b.seen(n))
	b.outer = outer
	delete(b.vars, n.Var)
	if conditions == Never {
		return ""
	}
	at := Column(inner.alias, n.Many.Via.Column())
	if only != "" {
		conditions = both(at+" = "+only, conditions)
	}
	return "SELECT DISTINCT " + at + ` AS "at" FROM ` + dialect.Quote(n.Many.Many().Table()) + " AS " + inner.alias + inner.text() + " WHERE " + conditions
}

// both joins two conditions by AND.
func both(a, b string) string {
	switch {
	case a == Never || b == Never:
		return Never
	case a == Always:
		return b
	case b == Always:
		return a
	}
	return a + " AND " + b
}
