package expr

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// The names of roots.
const (
	nameCaller        = "caller"
	nameAuthenticated = "authenticated" // of caller
	nameNow           = "now"
	nameToday         = "today"
	nameResource      = "resource"
	nameResult        = "result"
	nameInput         = "input"
)

var rootNames = []string{nameCaller, nameNow, nameToday, nameResource, nameResult, nameInput}

// operand is what a name, a path or a literal stands for.
type operand struct {
	expr ast.Expr
	term *design.Term    // nil when something is wrong, which has been told
	many *design.Inverse // when it is a relation: of the row that term is
	isID bool            // written with .id: a value, not a row to go on from
}

// row returns the entity when o is one row, or nil.
func (o operand) row() *design.Entity {
	if o.term == nil || o.many != nil || o.term.Type != design.TypeRef {
		return nil
	}
	return o.term.Of
}

// field returns the field whose value o is, or nil.
func (o operand) field() *design.Field { return lastField(o.term) }

func lastField(t *design.Term) *design.Field {
	if t == nil || len(t.Path) == 0 {
		return nil
	}
	return t.Path[len(t.Path)-1]
}

// name resolves a name that stands alone.
func (c *compiler) name(e ast.Expr) operand {
	name := e.AsIdent()
	if v := c.variable(name); v != nil {
		return operand{expr: e, term: &design.Term{Root: design.RootVar, Var: v, Type: design.TypeRef, Of: v.Entity}}
	}
	if i := c.param(name); i >= 0 {
		p := c.scope.Params[i]
		t := &design.Term{Root: design.RootParam, Param: i, Type: p.Type}
		if p.Type == design.TypeRef {
			if t.Of = p.Entity.To; t.Of == nil {
				return operand{}
			}
		}
		return operand{expr: e, term: t}
	}
	switch name {
	case nameNow:
		return c.now(e, design.RootNow, design.TypeTimestamp)
	case nameToday:
		return c.now(e, design.RootToday, design.TypeDate)
	case nameCaller:
		return c.caller(e)
	case nameResource:
		return c.root(e, design.RootResource, c.scope.Resource)
	case nameResult:
		if !c.knows(name) {
			return c.lacks(e, name)
		}
		return c.root(e, design.RootResult, c.scope.Result)
	case nameInput:
		if !c.knows(name) {
			return c.lacks(e, name)
		}
		if c.scope.Input == nil {
			return c.missing(e, name)
		}
		c.add(&notARow, c.span(e), "%q is all of the request's body", name).Mend("name one of its fields: input.%s", c.anInput())
		return operand{}
	}
	if name == nameDesign || name == nameOld || name == nameNew {
		return c.lacks(e, name)
	}
	c.unknown(c.span(e), name, "is not a name that this place knows", c.names())
	return operand{}
}

func (c *compiler) variable(name string) *design.Var {
	for _, v := range slices.Backward(c.vars) {
		if v.Name == name {
			return v
		}
	}
	return nil
}

func (c *compiler) param(name string) int {
	return slices.IndexFunc(c.scope.Params, func(p *design.Param) bool { return p.Name.Text == name })
}

func (c *compiler) now(e ast.Expr, root design.Root, t design.Type) operand {
	if !c.knows(e.AsIdent()) {
		return c.lacks(e, e.AsIdent())
	}
	return operand{expr: e, term: &design.Term{Root: root, Type: t}}
}

func (c *compiler) caller(e ast.Expr) operand {
	if !c.knows(nameCaller) {
		return c.lacks(e, nameCaller)
	}
	return c.root(e, design.RootCaller, c.scope.Identity)
}

func (c *compiler) root(e ast.Expr, root design.Root, of *design.Entity) operand {
	if of == nil {
		return c.missing(e, e.AsIdent())
	}
	return operand{expr: e, term: &design.Term{Root: root, Type: design.TypeRef, Of: of}}
}

// missing tells that a root has no meaning at this place.
func (c *compiler) missing(e ast.Expr, name string) operand {
	switch {
	case name == nameCaller:
		c.add(&notHere, c.span(e), "the caller has no row: access.yaml names no identity").
			Mend("write identity: in access.yaml, or ask caller.authenticated only")
	case c.scope.Params != nil:
		c.add(&notHere, c.span(e), "%q means nothing in a policy, which may be called from anywhere", name).
			Mend("give the policy a parameter under with:, and pass the row")
	default:
		c.add(&notHere, c.span(e), "%q means nothing at this place", name).Mend("use %s", oneOf(c.names()))
	}
	return operand{}
}

// step resolves a path by its last step.
func (c *compiler) step(e ast.Expr) operand {
	from, name := e.AsSelect().Operand(), e.AsSelect().FieldName()
	if from.Kind() == ast.IdentKind && c.variable(from.AsIdent()) == nil && c.param(from.AsIdent()) < 0 {
		switch {
		case from.AsIdent() == nameCaller && name == nameAuthenticated && c.knows(nameCaller):
			return operand{expr: e, term: &design.Term{Root: design.RootCaller, Authed: true, Type: design.TypeBoolean}}
		case from.AsIdent() == nameInput && c.scope.Input != nil && c.knows(nameInput):
			return c.input(e, name)
		}
	}
	o := c.resolve(from)
	if o.term == nil {
		return operand{}
	}
	if o.row() == nil || o.isID {
		c.noStep(e, o, name)
		return operand{}
	}
	if name == design.FieldID {
		return operand{expr: e, term: o.term, isID: true}
	}
	if f := o.term.Of.Field(name); f != nil {
		return c.extend(e, o, f)
	}
	if rel := o.term.Of.Inverse(name); rel != nil {
		return operand{expr: e, term: o.term, many: rel}
	}
	c.unknownField(e, o, name)
	return operand{}
}

// extend is the path o with one step more.
func (c *compiler) extend(e ast.Expr, o operand, f *design.Field) operand {
	if !c.knows(namePath) && len(o.term.Path) > 0 {
		return c.lacks(e, namePath)
	}
	if f.Type == design.TypeNone || f.Type == design.TypeRef && f.Target.To == nil {
		return operand{} // its declaration is wrong
	}
	if len(o.term.Path) >= maxSteps {
		c.add(&tooLarge, c.span(e), "the path has more than %d steps", maxSteps).Mend("keep a reference to the row nearer by")
		return operand{}
	}
	return operand{expr: e, term: longer(o.term, f)}
}

// longer returns t with steps after it.
func longer(t *design.Term, steps ...*design.Field) *design.Term {
	last := steps[len(steps)-1]
	return &design.Term{
		Root: t.Root, Var: t.Var, Param: t.Param, Path: slices.Concat(t.Path, steps), Type: last.Type, Of: last.Target.To,
	}
}

// input resolves a field of the request's body.
func (c *compiler) input(e ast.Expr, name string) operand {
	for _, f := range c.scope.Input {
		if f.Name.Text == name {
			return c.extend(e, operand{term: &design.Term{Root: design.RootInput}}, f)
		}
	}
	var names []string
	for _, f := range c.scope.Input {
		names = append(names, f.Name.Text)
	}
	c.unknown(c.nameSpan(e), name, "is not a field of the request's body", names)
	return operand{}
}

func (c *compiler) anInput() string {
	if len(c.scope.Input) == 0 {
		return "…"
	}
	return c.scope.Input[0].Name.Text
}

// noStep tells why nothing can be asked of o.
func (c *compiler) noStep(e ast.Expr, o operand, name string) {
	span, before := c.nameSpan(e), c.source(o.expr)
	switch {
	case o.many != nil:
		c.add(&notARow, span, "%q are many rows, and %q is asked of one", before, name).
			Mend("ask %s.exists(x, …) or %s.all(x, …)", before, before).See(o.many.Via.Name.Span, "the relation is declared here")
	case o.isID:
		c.add(&notARow, span, "%q is an id, which has no fields", before).Mend("leave out the .id before %q", name)
	default:
		c.add(&notARow, span, "%q is %s, which has no fields", before, describe(o)).Mend("leave out .%s", name)
	}
}

func (c *compiler) unknownField(e ast.Expr, o operand, name string) {
	var names []string
	for f := range o.term.Of.All() {
		names = append(names, f.Name.Text)
	}
	for _, rel := range o.term.Of.Inverses {
		names = append(names, rel.Name.Text)
	}
	if o.term.Root == design.RootCaller && len(o.term.Path) == 0 {
		names = append(names, nameAuthenticated)
	}
	c.unknown(c.nameSpan(e), name, "is not a field or relation of "+quote(o.term.Of.Name.Text), names).
		See(o.term.Of.Name.Span, "%q is declared here", o.term.Of.Name.Text)
}

// unknown tells that a name is none of names.
func (c *compiler) unknown(span diag.Span, name, is string, names []string) *diag.Diagnostic {
	d := c.add(&unknownName, span, "%q %s", name, is)
	switch near := diag.Nearest(strings.TrimPrefix(name, "."), names); {
	case near != "":
		d.Meant(name, near, names)
	case len(names) == 0:
		d.Mend("leave it out")
	default:
		d.Mend("use %s", oneOf(names))
	}
	return d
}

// names returns what an expression may begin with at this place.
func (c *compiler) names() (names []string) {
	for _, v := range c.vars {
		names = append(names, v.Name)
	}
	for _, p := range c.scope.Params {
		names = append(names, p.Name.Text)
	}
	if c.scope.Resource != nil {
		names = append(names, nameResource)
	}
	if c.scope.Result != nil {
		names = append(names, nameResult)
	}
	if c.scope.Input != nil {
		names = append(names, nameInput)
	}
	names = append(names, nameCaller, nameNow, nameToday)
	return slices.DeleteFunc(names, func(name string) bool { return words[name] != nil && !c.knows(name) })
}

// oneOf lists names for a sentence: "a", "b" or "c".
func oneOf(names []string) string {
	const limit = 8
	var b strings.Builder
	for i, name := range names {
		switch {
		case i == limit:
			return b.String() + ", …"
		case i > 0 && i == len(names)-1:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(quote(name))
	}
	return b.String()
}
