package expr

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// The functions of the language, beside policies and timestamp.
const (
	functionHas        = "has"
	functionReadable   = "readable"
	functionExists     = "exists"
	functionAll        = "all"
	functionStartsWith = "startsWith"
	functionEndsWith   = "endsWith"
	functionContains   = "contains"
)

// condition compiles e to a node; nil when something is wrong, which has been told.
func (c *compiler) condition(e ast.Expr) *design.Node {
	switch e.Kind() {
	case ast.LiteralKind:
		if b, ok := e.AsLiteral().(types.Bool); ok {
			return &design.Node{Op: design.OpConst, Truth: design.TruthOf(bool(b))}
		}
		return c.truth(e)
	case ast.IdentKind, ast.SelectKind:
		return c.truth(e)
	case ast.CallKind:
		return c.call(e)
	case ast.ListKind, ast.MapKind, ast.StructKind, ast.ComprehensionKind, ast.UnspecifiedExprKind:
	}
	c.refuse(e)
	return nil
}

// truth compiles a boolean value.
func (c *compiler) truth(e ast.Expr) *design.Node {
	o := c.value(e)
	if o.term == nil {
		return nil
	}
	if o.term.Type != design.TypeBoolean {
		c.add(&notBoolean, c.span(e), "%q is %s, which is neither true nor false", c.source(e), describe(o)).
			Mend("compare it with something: %s == …", c.source(e))
		return nil
	}
	return &design.Node{Op: design.OpIs, Left: o.term}
}

func (c *compiler) call(e ast.Expr) *design.Node {
	call := e.AsCall()
	args := call.Args()
	if c.outside(e, call.FunctionName()) {
		return nil
	}
	switch name := call.FunctionName(); name {
	case operators.LogicalAnd:
		return c.fold(design.OpAnd, args)
	case operators.LogicalOr:
		return c.fold(design.OpOr, args)
	case operators.LogicalNot:
		return c.fold(design.OpNot, args)
	case operators.Equals, operators.NotEquals:
		return c.equal(e, args[0], args[1], name == operators.NotEquals)
	case operators.Less:
		return c.order(e, design.OpLess, args[0], args[1])
	case operators.LessEquals:
		return c.order(e, design.OpAtMost, args[0], args[1])
	case operators.Greater:
		return c.order(e, design.OpLess, args[1], args[0])
	case operators.GreaterEquals:
		return c.order(e, design.OpAtMost, args[1], args[0])
	case operators.In:
		return c.in(args[0], args[1])
	case "timestamp":
		if isTimestamp(call) {
			return c.truth(e)
		}
	case functionSize:
		if isSize(call) {
			return c.truth(e)
		}
	}
	if call.IsMemberFunction() {
		return c.method(e, call)
	}
	return c.function(e, call)
}

// fold compiles all of args, so that each is checked, and joins them.
func (c *compiler) fold(op design.Op, args []ast.Expr) *design.Node {
	n := &design.Node{Op: op}
	for _, arg := range args {
		n.Kids = append(n.Kids, c.condition(arg))
	}
	if slices.Contains(n.Kids, nil) {
		return nil
	}
	return n
}

// pair resolves both sides of an operator; ok is false when one is wrong.
func (c *compiler) pair(left, right ast.Expr) (a, b operand, ok bool) {
	a, b = c.value(left), c.value(right)
	x, y := c.clear(a), c.clear(b)
	return a, b, x && y
}

func (c *compiler) equal(e, left, right ast.Expr, not bool) *design.Node {
	a, b, ok := c.pair(left, right)
	if !ok || !c.meet(a, b) {
		return nil
	}
	if !alike(a.term, b.term) {
		c.unlike(c.span(e), a, b)
		return nil
	}
	if !c.amongEach(a, b) || !c.exact(a) {
		return nil
	}
	n := &design.Node{Op: design.OpEqual, Left: a.term, Right: b.term}
	if not {
		n = &design.Node{Op: design.OpNot, Kids: []*design.Node{n}}
	}
	return n
}

func (c *compiler) order(e ast.Expr, op design.Op, less, more ast.Expr) *design.Node {
	a, b, ok := c.pair(less, more)
	if !ok || !c.meet(a, b) {
		return nil
	}
	if a, b := c.ordered(a), c.ordered(b); !a || !b {
		return nil
	}
	if !alike(a.term, b.term) {
		c.add(&unlikeTypes, c.span(e), "%q is %s and %q is %s: neither comes before the other",
			c.source(a.expr), describe(a), c.source(b.expr), describe(b)).Mend("compare things of one type")
		return nil
	}
	if values(a.term) != nil || values(b.term) != nil {
		return c.ranked(op, a, b)
	}
	return &design.Node{Op: op, Left: a.term, Right: b.term}
}

// in compiles "x in ['a', 'b']".
func (c *compiler) in(left, right ast.Expr) *design.Node {
	if right.Kind() != ast.ListKind {
		return c.inWhat(left, right)
	}
	o := c.value(left)
	n := &design.Node{Op: design.OpIn, Left: o.term}
	whole := c.clear(o) && c.exact(o)
	for _, item := range right.AsList().Elements() {
		v := c.value(item)
		switch {
		case v.term == nil:
			whole = false
		case v.term.Root != design.RootLiteral:
			c.add(&unsupported, c.span(item), "%q is not a literal, and only they stand in the list after in", c.source(item)).
				Mend("compare with it: %s == %s", c.source(left), c.source(item))
			whole = false
		case o.term == nil || o.term.Type.Opaque():
		case !c.literalAs(v, o.term):
			whole = false
		case !alike(o.term, v.term):
			c.unlike(c.span(item), o, v)
			whole = false
		case !c.amongEach(o, v):
			whole = false
		default:
			n.List = append(n.List, v.term.Literal)
		}
	}
	if !whole {
		return nil
	}
	return n
}

// inWhat compiles "x in resource.tags", or tells why what stands after in is no list.
func (c *compiler) inWhat(left, right ast.Expr) *design.Node {
	o := c.resolve(right)
	if o.term == nil || o.many != nil || o.term.Type != design.TypeList {
		c.value(left) // it may be wrong too
	}
	switch {
	case o.term == nil:
	case o.many != nil:
		c.add(&unsupported, c.span(right), "%q are rows, and in looks into a list of literals", c.source(right)).
			Mend("ask %s.exists(x, x.field == %s)", c.source(right), c.source(left))
	case o.term.Type == design.TypeList:
		return c.holds(left, right, o)
	case o.term.Type.Opaque():
		c.clear(o)
	default:
		c.add(&unsupported, c.span(right), "%q is not a list, and in looks into a list of literals", c.source(right)).
			Mend("write a list: ['a', 'b']; or compare with ==")
	}
	return nil
}

// method compiles a call that stands after a dot.
func (c *compiler) method(e ast.Expr, call ast.CallExpr) *design.Node {
	switch name := call.FunctionName(); name {
	case functionExists:
		return c.many(e, design.OpExists, call)
	case functionAll:
		return c.many(e, design.OpAll, call)
	case functionStartsWith:
		return c.text(e, design.OpPrefix, call)
	case functionEndsWith:
		return c.text(e, design.OpSuffix, call)
	case functionContains:
		return c.text(e, design.OpContains, call)
	default:
		c.unknownMethod(e, name)
		return nil
	}
}

// text compiles a function of two texts.
func (c *compiler) text(e ast.Expr, op design.Op, call ast.CallExpr) *design.Node {
	name := call.FunctionName()
	if len(call.Args()) != 1 {
		c.arguments(e, name, "one text")
		return nil
	}
	a, b, ok := c.pair(call.Target(), call.Args()[0])
	if !ok {
		return nil
	}
	for _, o := range []operand{a, b} {
		if !o.term.Type.Textual() {
			c.add(&unlikeTypes, c.span(o.expr), "%q is %s, and %s looks at texts", c.source(o.expr), describe(o), name).
				Mend("compare it with == or in")
			ok = false
		}
	}
	if !ok {
		return nil
	}
	return &design.Node{Op: op, Left: a.term, Right: b.term}
}

// many compiles exists and all.
func (c *compiler) many(e ast.Expr, op design.Op, call ast.CallExpr) *design.Node {
	name, args := call.FunctionName(), call.Args()
	o := c.resolve(call.Target())
	switch {
	case o.term == nil:
		return nil
	case o.many == nil:
		c.add(&notARow, c.span(call.Target()), "%q is %s, and %s asks many rows", c.source(call.Target()), describe(o), name).
			Mend("name a to-many relation, which inverse: of a reference declares")
		return nil
	case len(args) != 2 || args[0].Kind() != ast.IdentKind || strings.HasPrefix(args[0].AsIdent(), "."):
		c.arguments(e, name, "a name and a condition on it")
		return nil
	}
	v := &design.Var{Name: args[0].AsIdent(), Entity: o.many.Many()}
	if v.Entity == nil || !c.free(args[0], v.Name) {
		return nil
	}
	c.vars = append(c.vars, v)
	body := c.condition(args[1])
	c.vars = c.vars[:len(c.vars)-1]
	if body == nil {
		return nil
	}
	return &design.Node{Op: op, Left: o.term, Many: o.many, Var: v, Kids: []*design.Node{body}}
}

// free tells whether a variable may have that name, and tells when not.
func (c *compiler) free(e ast.Expr, name string) bool {
	if slices.Contains(rootNames, name) || c.variable(name) != nil || c.param(name) >= 0 {
		c.add(&nameTaken, c.span(e), "%q means something already", name).Mend("give the variable another name")
		return false
	}
	return true
}

// has compiles has(x.y).
func (c *compiler) has(e ast.Expr, args []ast.Expr) *design.Node {
	if len(args) != 1 || args[0].Kind() != ast.SelectKind {
		c.add(&hasArgument, c.hasSpan(e, args), "has asks for one field of a row").Mend("write has(resource.field)")
		return nil
	}
	o := c.step(args[0])
	if o.term == nil {
		return nil
	}
	span, source := c.span(args[0]), c.source(args[0])
	switch {
	case o.many != nil:
		c.add(&hasArgument, span, "%q are many rows, perhaps none, and always there", source).
			Mend("ask %s.exists(x, true)", source)
	case o.term.Authed:
		c.add(&hasArgument, span, "%q is always there", source).Mend("leave out has")
	case o.isID && (o.term.Root != design.RootCaller || len(o.term.Path) > 0):
		d := c.add(&hasArgument, span, "every row has an id").Mend("leave out has")
		if row := strings.TrimSuffix(source, ".id"); len(o.term.Path) > 0 {
			d.Mend("ask has(%s)", row)
		}
	default:
		return &design.Node{Op: design.OpHas, Left: o.term}
	}
	return nil
}

func (c *compiler) hasSpan(e ast.Expr, args []ast.Expr) diag.Span {
	if len(args) == 1 {
		return c.span(args[0])
	}
	return c.span(e)
}

// arguments tells that a call does not have the arguments that it takes.
func (c *compiler) arguments(e ast.Expr, name, takes string) {
	c.add(&wrongArguments, c.span(e), "%s takes %s", name, takes).Mend("write it so: %s", forms[name])
}

// forms show how functions are called.
var forms = map[string]string{
	functionExists: "resource.relation.exists(x, x.field == …)", functionAll: "resource.relation.all(x, x.field == …)",
	functionStartsWith: "resource.field.startsWith('a')", functionEndsWith: "resource.field.endsWith('a')",
	functionContains: "resource.field.contains('a')", functionHas: "has(resource.field)", functionReadable: "readable(resource.reference)",
	functionSize: "size(resource.list)", functionSum: "resource.relation.sum(x, x.field)",
	"timestamp": "timestamp('2026-11-01T00:00:00Z')",
}

// same is true where t is present and unknown where it is absent.
func same(t *design.Term) *design.Node {
	return &design.Node{Op: design.OpEqual, Left: t, Right: t}
}

// mayBeAbsent tells whether a row that t refers to may not be there.
func mayBeAbsent(t *design.Term) bool {
	switch t.Root {
	case design.RootCaller, design.RootParam, design.RootInput:
		return true
	case design.RootLiteral, design.RootNow, design.RootToday, design.RootResource, design.RootResult, design.RootVar:
	}
	return slices.ContainsFunc(t.Path, func(f *design.Field) bool { return f.Optional })
}
