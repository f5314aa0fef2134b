package expr

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
)

// held is a query of the statement that has the values which a quantifier has rows for.
type held struct {
	node *design.Node
	left *design.Term // nil where it has all values; else only those of this term count
	name string
}

// Hold says that the statement has a query of that name with what [Builder.Holders] gives
// for n. Where it asks the same of a row from now on, it looks there, and not for the rows
// again. one says that the query has one value alone, the one that n.Left has in each row:
// then it answers for n.Left only, until LetGo.
func (b *Builder) Hold(n *design.Node, name string, one bool) {
	h := held{node: n, name: name}
	if one {
		h.left = n.Left
	}
	b.held = append(b.held, h)
}

// LetGo forgets the queries that have one value alone.
func (b *Builder) LetGo() {
	b.held = slices.DeleteFunc(b.held, func(h held) bool { return h.left != nil })
}

// Held returns the name of a query that has the values which n has rows for, "" for none.
func (b *Builder) Held(n *design.Node) string {
	for _, h := range b.held {
		vars := map[*design.Var]*design.Var{h.node.Var: n.Var}
		if n.Op == h.node.Op && n.Many.Via == h.node.Many.Via && (h.left == nil || sameTerm(h.left, n.Left, nil)) &&
			sameNode(h.node.Kids[0], n.Kids[0], vars) && sameNode(h.node.Seen, n.Seen, vars) {
			return h.name
		}
	}
	return ""
}

// sameNode tells whether two conditions ask the same, where the variables of a are called as
// vars says in b.
func sameNode(a, b *design.Node, vars map[*design.Var]*design.Var) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Op != b.Op || a.Truth != b.Truth || !sameTerm(a.Left, b.Left, vars) || !sameTerm(a.Right, b.Right, vars) || !slices.Equal(a.List, b.List) {
		return false
	}
	if a.Many != nil {
		if b.Many == nil || a.Many.Via != b.Many.Via {
			return false
		}
		vars[a.Var] = b.Var
	}
	return slices.EqualFunc(a.Kids, b.Kids, func(x, y *design.Node) bool { return sameNode(x, y, vars) }) && sameNode(a.Seen, b.Seen, vars)
}

func sameTerm(a, b *design.Term, vars map[*design.Var]*design.Var) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Root == design.RootVar && vars[a.Var] != b.Var {
		return false // a variable of neither condition is none that both have
	}
	return a.Root == b.Root && a.Literal == b.Literal && a.Param == b.Param && a.Authed == b.Authed && a.Size == b.Size && slices.Equal(a.Path, b.Path)
}
