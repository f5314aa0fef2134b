package expr

import (
	"regexp"
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"github.com/newel-api/newel/internal/diag"
)

const functionMatches = "matches"

// calls are the operators and functions of claims that have two sides.
var calls = map[string]partOp{
	operators.Equals: partEqual, operators.NotEquals: partUnequal, operators.Less: partLess, operators.LessEquals: partAtMost,
	operators.Greater: partLess, operators.GreaterEquals: partAtMost,
	functionStartsWith: partPrefix, functionEndsWith: partSuffix, functionContains: partInside, functionMatches: partMatch,
	functionExists: partExists, functionAll: partAll, functionFilter: partFilter,
}

// call compiles an operator or a function.
func (c *claimer) call(e ast.Expr) *part {
	call := e.AsCall()
	args, name := call.Args(), call.FunctionName()
	if c.outside(e, name) {
		return nil
	}
	switch name {
	case operators.LogicalAnd:
		return c.fold(e, partAnd, args)
	case operators.LogicalOr:
		return c.fold(e, partOr, args)
	case operators.LogicalNot:
		return c.fold(e, partNot, args)
	case operators.Equals, operators.NotEquals:
		return c.equal(e, args[0], args[1])
	case operators.Less, operators.LessEquals:
		return c.order(e, args[0], args[1])
	case operators.Greater, operators.GreaterEquals:
		return c.order(e, args[1], args[0])
	case operators.In:
		return c.among(e, args[0], args[1])
	}
	if call.IsMemberFunction() {
		return c.method(e, call)
	}
	switch name {
	case functionHas:
		return c.has(e, args)
	case functionSize:
		return c.size(e, args)
	}
	c.unknownFunction(e, name)
	return nil
}

// fold compiles all of args, so that each is checked, and joins them.
func (c *claimer) fold(e ast.Expr, op partOp, args []ast.Expr) *part {
	p := &part{expr: e, op: op, typ: truthType}
	for _, arg := range args {
		p.kids = append(p.kids, c.truth(arg))
	}
	if slices.Contains(p.kids, nil) {
		return nil
	}
	return p
}

// single compiles e, which must be one text, number or truth; nil when it is none.
func (c *claimer) single(e ast.Expr) *part {
	p := c.part(e)
	switch {
	case p == nil:
	case p.typ.many:
		c.add(&notARow, c.span(e), "%q is %s, where one value is meant", c.source(e), p.typ.describe()).
			Mend("ask with exists or all, how many with size, or whether it has one with in")
		return nil
	case p.typ.kind != nil:
		c.add(&notARow, c.span(e), "%q is %s, where a value is meant", c.source(e), p.typ.describe()).
			Mend("name a fact of it: %s.%s", c.source(e), p.typ.kind.Facts[0].Name)
		return nil
	}
	return p
}

// pair compiles both sides; ok is false when one is wrong or they are of two types.
func (c *claimer) pair(e, left, right ast.Expr) (a, b *part, ok bool) {
	a, b = c.single(left), c.single(right)
	if a == nil || b == nil {
		return a, b, false
	}
	if a.typ.base != b.typ.base {
		c.add(&unlikeTypes, c.span(e), "%q is %s and %q is %s", c.source(left), a.typ.describe(), c.source(right), b.typ.describe()).
			Mend("compare things of one type")
		return a, b, false
	}
	return a, b, true
}

func (c *claimer) equal(e, left, right ast.Expr) *part {
	a, b, ok := c.pair(e, left, right)
	if !ok || !c.word(a, b) || !c.word(b, a) {
		return nil
	}
	return &part{expr: e, op: calls[e.AsCall().FunctionName()], typ: truthType, kids: []*part{a, b}}
}

// word tells whether literal, where it is one, is a word that other can be; a finding
// says when not.
func (c *claimer) word(literal, other *part) bool {
	text, ok := literal.value.(string)
	if !ok || literal.op != partLiteral || other.typ.words == nil || slices.Contains(other.typ.words, text) {
		return true
	}
	d := c.add(&unknownValue, c.span(literal.expr), "%q is never %q", c.source(other.expr), text)
	if near := diag.Nearest(text, other.typ.words); near != "" {
		d.Mend("did you mean '%s'?", near)
	} else {
		d.Mend("it is one of %s", oneOf(other.typ.words))
	}
	return false
}

func (c *claimer) order(e, less, more ast.Expr) *part {
	a, b, ok := c.pair(e, less, more)
	if !ok {
		return nil
	}
	if a.typ.base == FactTruth || a.typ.words != nil || b.typ.words != nil {
		c.add(&noOrder, c.span(e), "%q and %q have no order", c.source(less), c.source(more)).Mend("compare with == or !=")
		return nil
	}
	return &part{expr: e, op: calls[e.AsCall().FunctionName()], typ: truthType, kids: []*part{a, b}}
}

// among compiles "x in ['a', 'b']" and "x in entity.search".
func (c *claimer) among(e, left, right ast.Expr) *part {
	a := c.single(left)
	p := &part{expr: e, op: partIn, typ: truthType, kids: []*part{a}}
	if right.Kind() != ast.ListKind {
		return c.amongFacts(p, left, right)
	}
	whole := a != nil
	for _, item := range right.AsList().Elements() {
		b := c.single(item)
		switch {
		case b == nil:
			whole = false
		case b.op != partLiteral:
			c.add(&unsupported, c.span(item), "%q is not a literal, and only they stand in the list after in", c.source(item)).
				Mend("compare with it: %s == %s", c.source(left), c.source(item))
			whole = false
		case a == nil:
		case a.typ.base != b.typ.base:
			c.add(&unlikeTypes, c.span(item), "%q is %s and %q is %s", c.source(left), a.typ.describe(), c.source(item), b.typ.describe()).
				Mend("compare things of one type")
			whole = false
		default:
			whole = c.word(b, a) && whole
			p.list = append(p.list, b.value)
		}
	}
	if !whole {
		return nil
	}
	return p
}

func (c *claimer) amongFacts(p *part, left, right ast.Expr) *part {
	a, b := p.kids[0], c.part(right)
	switch {
	case a == nil || b == nil:
	case !b.typ.many || b.typ.kind != nil:
		c.add(&unsupported, c.span(right), "%q is %s, and in looks into a list of values", c.source(right), b.typ.describe()).
			Mend("write a list, [%s], or ask with exists", c.source(left))
	case a.typ.base != b.typ.base:
		c.add(&unlikeTypes, c.span(p.expr), "%q is %s and %q is %s", c.source(left), a.typ.describe(), c.source(right), b.typ.describe()).
			Mend("ask for an item of the list's type")
	case c.word(a, b):
		p.kids = append(p.kids, b)
		return p
	}
	return nil
}

// method compiles a call after a dot.
func (c *claimer) method(e ast.Expr, call ast.CallExpr) *part {
	name, args := call.FunctionName(), call.Args()
	switch name {
	case functionExists, functionAll, functionFilter:
		return c.quantified(e, call)
	case functionStartsWith, functionEndsWith, functionContains, functionMatches:
	default:
		c.unknownMethod(e, name)
		return nil
	}
	if len(args) != 1 {
		c.arguments(e, name, "one text")
		return nil
	}
	a, b, ok := c.pair(e, call.Target(), args[0])
	switch {
	case !ok:
		return nil
	case a.typ.base != FactText:
		c.add(&wrongArguments, c.span(e), "%s is asked of text, and %q is %s", name, c.source(call.Target()), a.typ.describe()).
			Mend("ask it of a text")
		return nil
	}
	p := &part{expr: e, op: calls[name], typ: truthType, kids: []*part{a, b}}
	if p.op == partMatch && !c.pattern(p, b) {
		return nil
	}
	return p
}

// pattern compiles the regular expression of matches.
func (c *claimer) pattern(p, b *part) bool {
	text, ok := b.value.(string)
	if !ok {
		c.add(&wrongArguments, c.span(b.expr), "matches takes a regular expression that is written there").Mend("write it as a literal: 'a.*'")
		return false
	}
	var err error
	if p.pattern, err = regexp.Compile(text); err != nil {
		c.add(&badLiteral, c.span(b.expr), "%s is not a regular expression: %v", c.source(b.expr), err).Mend("write one as RE2 has them")
		return false
	}
	return true
}

// quantified compiles "list.all(x, …)", exists and filter.
func (c *claimer) quantified(e ast.Expr, call ast.CallExpr) *part {
	name, args := call.FunctionName(), call.Args()
	if len(args) != 2 || args[0].Kind() != ast.IdentKind {
		c.arguments(e, name, "a name for each, and a condition on it")
		return nil
	}
	over := c.part(call.Target())
	if over == nil {
		return nil
	}
	if !over.typ.many {
		c.add(&notARow, c.span(call.Target()), "%q is %s, and %s is asked of a list", c.source(call.Target()), over.typ.describe(), name).
			Mend("ask it of a list: design.entities.%s(e, …)", name)
		return nil
	}
	v := args[0].AsIdent()
	if slices.Contains(rootNames, v) || v == nameDesign || c.slot(v) >= 0 {
		c.add(&nameTaken, c.span(args[0]), "%q means something already", v).Mend("give the variable another name")
		return nil
	}
	one := over.typ
	one.many = false
	c.bound = append(c.bound, each{v, one})
	slot := len(c.bound) - 1
	body := c.truth(args[1])
	c.bound = c.bound[:slot]
	if body == nil {
		return nil
	}
	p := &part{expr: e, op: calls[name], typ: truthType, slot: slot, kids: []*part{over, body}}
	if p.op == partFilter {
		p.typ = over.typ
	}
	return p
}

// has compiles has(x.y).
func (c *claimer) has(e ast.Expr, args []ast.Expr) *part {
	if len(args) != 1 || args[0].Kind() != ast.SelectKind {
		c.add(&hasArgument, c.hasSpan(e, args), "has asks for one fact of a thing").Mend("write has(entity.tenant)")
		return nil
	}
	p := c.step(args[0])
	switch {
	case p == nil:
		return nil
	case !p.fact.Optional:
		c.add(&hasArgument, c.span(args[0]), "%q is always there", c.source(args[0])).Mend("leave out has")
		return nil
	}
	return &part{expr: e, op: partHas, typ: truthType, kids: p.kids, fact: p.fact}
}

// size compiles size(list).
func (c *claimer) size(e ast.Expr, args []ast.Expr) *part {
	if len(args) != 1 {
		c.arguments(e, functionSize, "one list")
		return nil
	}
	p := c.part(args[0])
	switch {
	case p == nil:
		return nil
	case !p.typ.many:
		c.add(&wrongArguments, c.span(args[0]), "size counts a list, and %q is %s", c.source(args[0]), p.typ.describe()).
			Mend("name a list: size(design.entities)")
		return nil
	}
	return &part{expr: e, op: partSize, typ: partType{base: FactNumber}, kids: []*part{p}}
}
