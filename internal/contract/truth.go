package contract

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/value"
)

// verdicts is a set of what may become of a condition.
type verdicts uint8

const (
	holds verdicts = 1 << iota // whatever rows there are
	fails                      // whatever rows there are: it is false, or speaks of what is absent
	open                       // it depends on rows, on the time or on the request
)

// verdict asks what may become of a rule when v calls. Parts that speak of the caller
// alone are taken to be independent of each other, so that a set may be too large and is
// never too small.
func (v *View) verdict(n *design.Node) verdicts {
	if n == nil {
		return holds
	}
	switch n.Op {
	case design.OpConst:
		if n.Truth == design.True {
			return holds
		}
		return fails
	case design.OpAnd:
		out := holds
		for _, kid := range n.Kids {
			out = both(out, v.verdict(kid))
		}
		return out
	case design.OpOr:
		out := fails
		for _, kid := range n.Kids {
			out = either(out, v.verdict(kid))
		}
		return out
	case design.OpNot:
		if t, sure := v.atom(n.Kids[0]); sure {
			return verdictOf(-t)
		}
		return not(v.verdict(n.Kids[0]))
	case design.OpExists, design.OpAll:
		return v.absent(n.Left)
	default:
		return v.leaf(n)
	}
}

// both is the verdicts of "and": each of one with each of the other.
func both(a, b verdicts) (out verdicts) {
	if a&fails != 0 || b&fails != 0 {
		out |= fails
	}
	if a&holds != 0 && b&holds != 0 {
		out |= holds
	}
	if a&open != 0 && b&(open|holds) != 0 || b&open != 0 && a&(open|holds) != 0 {
		out |= open
	}
	return out
}

// either is the verdicts of "or".
func either(a, b verdicts) (out verdicts) {
	if a&holds != 0 || b&holds != 0 {
		out |= holds
	}
	if a&fails != 0 && b&fails != 0 {
		out |= fails
	}
	if a&open != 0 && b&(open|fails) != 0 || b&open != 0 && a&(open|fails) != 0 {
		out |= open
	}
	return out
}

// not is the verdicts of "!". What fails because something is absent fails still.
func not(a verdicts) verdicts {
	out := a & open
	if a&holds != 0 {
		out |= fails
	}
	if a&fails != 0 {
		out |= fails | holds
	}
	return out
}

func verdictOf(t design.Truth) verdicts {
	if t == design.True {
		return holds
	}
	return fails
}

// leaf is the verdicts of a comparison.
func (v *View) leaf(n *design.Node) verdicts {
	if t, sure := v.atom(n); sure {
		return verdictOf(t)
	}
	for _, t := range []*design.Term{n.Left, n.Right} {
		if t != nil && v.absent(t) == fails {
			return fails
		}
	}
	if ofCaller(n.Left) && (n.Right == nil || ofCaller(n.Right)) {
		return holds | fails // whoever it is, their row decides it
	}
	return open
}

// absent is fails for a term that has no value whatever rows there are: of a caller when
// nobody is signed in.
func (v *View) absent(t *design.Term) verdicts {
	if t != nil && t.Root == design.RootCaller && !t.Authed && v.kind == anonymous {
		return fails
	}
	return open
}

// ofCaller tells whether a term is known when the caller is.
func ofCaller(t *design.Term) bool {
	return t == nil || t.Root == design.RootLiteral || t.Root == design.RootCaller && len(t.Path) <= 1
}

// atom decides a comparison of what is known of the caller of a view.
func (v *View) atom(n *design.Node) (t design.Truth, sure bool) {
	switch {
	case n.Left == nil:
		return 0, false
	case n.Op == design.OpIs && n.Left.Authed:
		return design.TruthOf(v.kind != anonymous), v.kind != everyone
	case n.Op == design.OpHas && n.Left.Root == design.RootCaller:
		switch got, known := v.value(n.Left); {
		case v.kind == anonymous:
			return design.False, true
		case known:
			return design.TruthOf(!got.IsNull()), true
		case len(n.Left.Path) == 0 && v.kind != everyone:
			return design.True, true
		case len(n.Left.Path) == 1 && n.Left.Path[0].Required() && v.kind != everyone:
			return design.True, true
		}
		return 0, false
	}
	left, known := v.value(n.Left)
	if !known {
		return 0, false
	}
	switch n.Op {
	case design.OpIs:
		return design.TruthOf(left.True()), !left.IsNull()
	case design.OpEqual:
		right, known := v.value(n.Right)
		return design.TruthOf(left == right), known && !left.IsNull() && !right.IsNull()
	case design.OpIn:
		for _, one := range n.List {
			if one == left {
				return design.True, !left.IsNull()
			}
		}
		return design.False, !left.IsNull()
	default:
		return 0, false
	}
}

// value returns what is known of a term.
func (v *View) value(t *design.Term) (out value.Value, known bool) {
	switch {
	case t == nil || t.Size:
		return out, false
	case t.Root == design.RootLiteral:
		return t.Literal, true
	case t.Root != design.RootCaller || len(t.Path) != 1 || t.Authed:
		return out, false
	}
	out, known = v.caller[t.Path[0]]
	return out, known
}
