package expr

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/value"
)

// ranked compiles a comparison of an ordered enum with one of its values: the enum is
// among those that come before it, or after. So it takes nothing new of an engine.
func (c *compiler) ranked(op design.Op, a, b operand) *design.Node {
	enum, literal, first := a, b, true
	if values(a.term) == nil {
		enum, literal, first = b, a, false
	}
	if !isTextLiteral(literal.term) {
		c.add(&noOrder, c.span(literal.expr), "%q is not one value of %q, and an enum is ordered beside its values only", c.source(literal.expr), enum.field().Name.Text).
			Mend("compare %s with a value: %s", c.source(enum.expr), oneOf(values(enum.term)))
		return nil
	}
	if !c.amongEach(a, b) {
		return nil
	}
	names := values(enum.term)
	rank := slices.Index(names, literal.term.Literal.Str)
	switch {
	case first && op == design.OpAtMost:
		names = names[:rank+1]
	case first:
		names = names[:rank]
	case op == design.OpAtMost:
		names = names[rank:]
	default:
		names = names[rank+1:]
	}
	n := &design.Node{Op: design.OpIn, Left: enum.term}
	for _, name := range names {
		n.List = append(n.List, value.OfText(name))
	}
	return n
}
