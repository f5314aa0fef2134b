package expr

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// A policy, or the read rule that readable stands for, takes the place of its call:
// its tree is copied, with the arguments in the places of its parameters and with
// variables of its own.

// function compiles a call that stands alone: has, readable or a policy.
func (c *compiler) function(e ast.Expr, call ast.CallExpr) *design.Node {
	name := call.FunctionName()
	switch name {
	case functionHas:
		return c.has(e, call.Args())
	case functionExists, functionAll, functionStartsWith, functionEndsWith, functionContains:
		c.arguments(e, name, "what it asks before the dot")
		return nil
	}
	if name == functionReadable {
		return c.readable(e, call.Args())
	}
	if p := c.policy(name); p != nil {
		return c.place(e, p, call.Args())
	}
	c.unknownFunction(e, name)
	return nil
}

func (c *compiler) policy(name string) *design.Policy {
	if c.scope.Policy == nil {
		return nil
	}
	return c.scope.Policy(name)
}

// place compiles a call of p.
func (c *compiler) place(e ast.Expr, p *design.Policy, args []ast.Expr) *design.Node {
	if len(args) != len(p.With) {
		c.add(&wrongArguments, c.span(e), "%q takes %s, not %d", p.Name.Text, parameters(p), len(args)).
			Mend("write %s(%s)", p.Name.Text, strings.Join(parameterNames(p), ", ")).See(p.Name.Span, "the policy is declared here")
		return nil
	}
	spot := &placing{c: c, args: make([]operand, len(args)), vars: map[*design.Var]*design.Var{}, ok: true}
	for i, arg := range args {
		spot.args[i] = c.value(arg)
		if !c.clear(spot.args[i]) || !c.takes(p, p.With[i], spot.args[i]) {
			spot.ok = false
		}
	}
	if !spot.ok || p.Tree == nil {
		return nil
	}
	return spot.tree(e, p.Tree)
}

func parameterNames(p *design.Policy) []string {
	names := make([]string, len(p.With))
	for i, param := range p.With {
		names[i] = param.Name.Text
	}
	return names
}

func parameters(p *design.Policy) string {
	switch names := parameterNames(p); len(names) {
	case 0:
		return "no argument"
	case 1:
		return "one argument, " + quote(names[0])
	default:
		return "the arguments " + strings.Join(names, ", ")
	}
}

// takes tells whether p may be called with o as param, and tells when not.
func (c *compiler) takes(p *design.Policy, param *design.Param, o operand) bool {
	if param.Type == design.TypeNone || param.Type == design.TypeRef && param.Entity.To == nil {
		return false // its declaration is wrong
	}
	want := operand{term: &design.Term{Type: param.Type, Of: param.Entity.To}}
	if !c.literalAs(o, want.term) {
		return false
	}
	if o.term.Type.Kind() == param.Type.Kind() && o.term.Of == param.Entity.To && sameUnit(o.term, want.term) {
		return true
	}
	c.add(&wrongArguments, c.span(o.expr), "%q is %s, and %q takes %s as %q",
		c.source(o.expr), describe(o), p.Name.Text, describe(want), param.Name.Text).
		Mend("pass %s", describe(want)).See(param.Name.Span, "the parameter is declared here")
	return false
}

// readable compiles readable(x): what the read rule of x's entity says of x.
func (c *compiler) readable(e ast.Expr, args []ast.Expr) *design.Node {
	if len(args) != 1 {
		c.arguments(e, functionReadable, "one row")
		return nil
	}
	o := c.value(args[0])
	if o.term == nil {
		return nil
	}
	if o.row() == nil {
		c.add(&wrongArguments, c.span(args[0]), "%q is %s, and readable takes a row", c.source(args[0]), describe(o)).
			Mend("pass a row, or a reference to one")
		return nil
	}
	if c.scope.Readable == nil {
		return c.notReadable(e)
	}
	tree, ok := c.scope.Readable(o.term.Of)
	if !ok {
		return c.notReadable(e)
	}
	if tree == nil {
		return nil
	}
	spot := &placing{c: c, row: o, vars: map[*design.Var]*design.Var{}, ok: true}
	if tree = spot.tree(e, tree); tree == nil || !mayBeAbsent(o.term) {
		return tree
	}
	// Where there is no row, nothing of it may be read, even if its rule asks
	// nothing of the row.
	return &design.Node{Op: design.OpAnd, Kids: []*design.Node{same(o.term), tree}}
}

func (c *compiler) notReadable(e ast.Expr) *design.Node {
	c.add(&notHere, c.nameSpan(e), "readable means nothing at this place").Mend("write the condition itself, or a policy")
	return nil
}

// placing puts a tree in the place of one call.
type placing struct {
	c    *compiler
	call ast.Expr
	args []operand // of a policy
	row  operand   // of readable
	vars map[*design.Var]*design.Var
	ok   bool
}

func (p *placing) tree(call ast.Expr, n *design.Node) *design.Node {
	p.call = call
	// Counted before it is copied: policies in policies would grow without end.
	if p.c.placed += count(n); p.c.full || p.c.placed > maxNodes {
		if !p.c.full {
			p.c.tooMany(p.c.span(call))
		}
		return nil
	}
	placed := p.node(n)
	if !p.ok {
		return nil
	}
	return placed
}

func (p *placing) node(n *design.Node) *design.Node {
	placed := *n
	if n.Var != nil {
		placed.Var = &design.Var{Name: n.Var.Name, Entity: n.Var.Entity}
		p.vars[n.Var] = placed.Var
	}
	placed.Left, placed.Right = p.term(n.Left), p.term(n.Right)
	placed.Kids = slices.Clone(n.Kids)
	for i, kid := range n.Kids {
		placed.Kids[i] = p.node(kid)
	}
	switch n.Op {
	case design.OpEqual:
		p.among(n.Left, placed.Left, placed.Right)
		p.among(n.Right, placed.Right, placed.Left)
	case design.OpHolds:
		p.among(n.Right, placed.Right, itemOf(placed.Left))
	default:
	}
	return &placed
}

func (p *placing) term(t *design.Term) *design.Term {
	if t == nil {
		return nil
	}
	var from operand
	switch {
	case t.Root == design.RootVar && p.vars[t.Var] != nil:
		renamed := *t
		renamed.Var = p.vars[t.Var]
		return &renamed
	case t.Root == design.RootParam && t.Param < len(p.args):
		from = p.args[t.Param]
	case t.Root == design.RootResource && p.row.term != nil:
		from = p.row
	default:
		return t
	}
	if len(t.Path) == 0 {
		return from.term
	}
	if len(from.term.Path)+len(t.Path) > maxSteps {
		p.wrong(from, func(span diag.Span) {
			p.c.add(&tooLarge, span, "a path from %q has more than %d steps once the call is in place", p.c.source(from.expr), maxSteps).
				Mend("pass a row that is nearer")
		})
		return t
	}
	placed := longer(from.term, t.Path...)
	placed.Size, placed.Type = t.Size, t.Type
	return placed
}

// among checks a text that came as an argument beside an enum of the policy.
func (p *placing) among(before, literal, other *design.Term) {
	if before.Root != design.RootParam || before.Param >= len(p.args) || !isTextLiteral(literal) {
		return
	}
	names := values(other)
	if names == nil || slices.Contains(names, literal.Literal.Str) {
		return
	}
	arg := p.args[before.Param]
	p.wrong(arg, func(span diag.Span) { p.c.among(arg, lastField(other), span) })
}

// wrong tells of an argument, once a call.
func (p *placing) wrong(arg operand, tell func(diag.Span)) {
	if p.ok {
		tell(p.c.span(arg.expr))
	}
	p.ok = false
}
