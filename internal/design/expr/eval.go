package expr

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/value"
)

// World gives rows that are not in a frame. A nil World has none: it is enough
// for conditions that need only the rows of the frame.
type World interface {
	// Row returns the row of e with that id, in the order of e.All, or nil.
	Row(e *design.Entity, id value.Value) []value.Value
	// Many returns the rows whose reference rel.Via holds id.
	Many(rel *design.Inverse, id value.Value) [][]value.Value
}

// Eval decides n over the rows of f and w. It is the meaning that SQL must have:
// absent is an error, and an error matters only where no other operand decides.
func Eval(n *design.Node, f *Frame, w World) design.Truth {
	return (&evaluation{frame: f, world: w}).node(n)
}

type evaluation struct {
	frame *Frame
	world World
	vars  []binding // innermost last
}

type binding struct {
	v   *design.Var
	row []value.Value
}

func (e *evaluation) node(n *design.Node) design.Truth {
	switch n.Op {
	case design.OpConst:
		return n.Truth
	case design.OpAnd:
		return e.fold(n.Kids, design.True)
	case design.OpOr:
		return e.fold(n.Kids, design.False)
	case design.OpNot:
		return -e.node(n.Kids[0])
	case design.OpHas:
		return e.has(n.Left)
	case design.OpExists:
		return e.many(n, design.False)
	case design.OpAll:
		return e.many(n, design.True)
	default:
		return e.compare(n)
	}
}

// fold is "and" when empty is True and "or" when empty is False.
func (e *evaluation) fold(kids []*design.Node, empty design.Truth) design.Truth {
	result := empty
	for _, kid := range kids {
		result = worse(result, e.node(kid), empty)
		if result == -empty {
			break
		}
	}
	return result
}

// worse returns whichever of a and b is further from best.
func worse(a, b, best design.Truth) design.Truth {
	if best == design.True {
		return min(a, b)
	}
	return max(a, b)
}

func (e *evaluation) has(t *design.Term) design.Truth {
	if !e.value(t).IsNull() {
		return design.True
	}
	if len(t.Path) > 1 {
		parent := *t
		parent.Path = t.Path[:len(t.Path)-1]
		if e.value(&parent).IsNull() {
			return design.Unknown
		}
	}
	if t.Root != design.RootVar && t.Root != design.RootCaller && e.frame.row(t.Root) == nil {
		return design.Unknown // no row at all; an anonymous caller has none of the fields instead
	}
	return design.False
}

func (e *evaluation) compare(n *design.Node) design.Truth {
	left := e.value(n.Left)
	if left.IsNull() {
		return design.Unknown
	}
	if n.Op == design.OpIs {
		return design.TruthOf(left.True())
	}
	if n.Op == design.OpIn {
		return design.TruthOf(slices.Contains(n.List, left))
	}
	right := e.value(n.Right)
	if right.IsNull() {
		return design.Unknown
	}
	switch n.Op {
	case design.OpHolds:
		return design.TruthOf(holds(left, lastField(n.Left).Item, right))
	case design.OpEqual:
		return design.TruthOf(left == right)
	case design.OpLess:
		return design.TruthOf(value.Compare(left, right) < 0)
	case design.OpAtMost:
		return design.TruthOf(value.Compare(left, right) <= 0)
	case design.OpPrefix:
		return design.TruthOf(strings.HasPrefix(left.Str, right.Str))
	case design.OpSuffix:
		return design.TruthOf(strings.HasSuffix(left.Str, right.Str))
	case design.OpContains:
		return design.TruthOf(strings.Contains(left.Str, right.Str))
	default:
		return design.Unknown
	}
}

func (e *evaluation) many(n *design.Node, empty design.Truth) design.Truth {
	id := e.value(n.Left)
	if id.IsNull() || e.world == nil {
		return design.Unknown
	}
	result := empty
	for _, row := range e.world.Many(n.Many, id) {
		e.vars = append(e.vars, binding{n.Var, row})
		if n.Seen == nil || e.node(n.Seen) == design.True {
			result = worse(result, e.node(n.Kids[0]), empty)
		}
		e.vars = e.vars[:len(e.vars)-1]
		if result == -empty {
			break
		}
	}
	return result
}

// value returns the value of t, null where anything on the way is absent.
func (e *evaluation) value(t *design.Term) value.Value {
	if len(t.Path) <= 1 && t.Root != design.RootVar {
		return e.frame.Value(t)
	}
	var row []value.Value
	if t.Root == design.RootVar {
		for _, b := range slices.Backward(e.vars) {
			if b.v == t.Var {
				row = b.row
				break
			}
		}
	} else {
		row = e.frame.row(t.Root)
	}
	if len(row) == 0 {
		return value.Value{}
	}
	cell := row[0]
	for i, step := range t.Path {
		if step.Index >= len(row) {
			return value.Value{}
		}
		cell = row[step.Index]
		if i == len(t.Path)-1 {
			break
		}
		if cell.IsNull() || e.world == nil {
			return value.Value{}
		}
		if row = e.world.Row(step.Target.To, cell); row == nil {
			return value.Value{}
		}
	}
	if t.Size {
		return sizeOf(cell)
	}
	return cell
}
