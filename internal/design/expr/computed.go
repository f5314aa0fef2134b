package expr

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// The functions that only computed values have.
const (
	functionSize   = "size"
	functionSum    = "sum"
	functionFilter = "filter"
)

// Computed compiles the expression of a computed value over the resource's row. It
// returns nil when something is wrong with it; findings say what. places are those of
// a decimal. Policies and readable are not known to it: it sees what the caller may
// read, and policies see all rows.
func Computed(d *design.Computed, s *Scope, diags *diag.List) (calc *design.Calc, places int) {
	c := newCompiler(d.Value, s, Computation)
	if parsed := c.parse(); parsed != nil {
		c.whole = parsed
		calc, places = c.calc(parsed)
		if calc != nil && c.declared(d, calc.Type) && c.narrow(calc) {
			c.size(calc.Node)
			c.size(calc.Guard)
		}
	}
	diags.Append(&c.diags)
	if c.diags.Len() > 0 {
		return nil, 0
	}
	return calc, places
}

// declared tells whether a value of type t suits what d declares, and tells when not.
// Whatever is text in JSON may be declared as text.
func (c *compiler) declared(d *design.Computed, t design.Type) bool {
	if d.Type == t || d.Type == design.TypeText && t.Kind() == design.TypeText.Kind() && !t.Opaque() {
		return true
	}
	word := t.String()
	if t == design.TypeEnum || t == design.TypeState || t == design.TypeSlug {
		word = design.TypeText.String()
	}
	c.add(&unlikeTypes, d.TypeSpan, "the value of %q is %s, not %s", d.Name.Text, article(t.String()), article(d.Type.String())).
		Mend("write type: %s", word)
	return false
}

func (c *compiler) calc(e ast.Expr) (*design.Calc, int) {
	if e.Kind() == ast.LiteralKind {
		if _, truth := e.AsLiteral().(types.Bool); truth {
			return c.truthCalc(e), 0
		}
	}
	if e.Kind() == ast.CallKind {
		call := e.AsCall()
		switch name := call.FunctionName(); {
		case name == functionSize && !call.IsMemberFunction():
			if len(call.Args()) != 1 {
				c.arguments(e, name, "a relation")
				return nil, 0
			}
			return c.sizeCalc(call.Args()[0]), 0
		case name == functionSum && call.IsMemberFunction():
			return c.sumCalc(e, call)
		case isCondition(call):
			return c.truthCalc(e), 0
		}
	}
	o := c.value(e)
	if o.term == nil {
		return nil, 0
	}
	switch o.term.Type {
	case design.TypeRef, design.TypeID, design.TypeNone:
		c.add(&unlikeTypes, c.span(e), "%q is %s: a computed value is no row", c.source(e), describe(o)).
			Mend("name one of its fields: %s.…", c.source(e))
		return nil, 0
	case design.TypeJSON, design.TypeList, design.TypeSecret:
		c.clear(o)
		return nil, 0
	default:
	}
	calc := &design.Calc{Kind: design.CalcTerm, Type: o.term.Type, Term: o.term}
	if f := o.field(); f != nil {
		return calc, f.Places
	}
	return calc, 0
}

func (c *compiler) truthCalc(e ast.Expr) *design.Calc {
	n := c.condition(e)
	if n == nil {
		return nil
	}
	return &design.Calc{Kind: design.CalcTruth, Type: design.TypeBoolean, Node: n}
}

func (c *compiler) sizeCalc(e ast.Expr) *design.Calc {
	var n *design.Node
	if isFilter(e) {
		n = c.rows(e)
	} else {
		o := c.resolve(e)
		if o.term != nil && o.many == nil && o.term.Type == design.TypeList {
			return &design.Calc{Kind: design.CalcTerm, Type: design.TypeInteger, Term: sized(o.term)}
		}
		n = c.rowsOf(e, o)
	}
	if n == nil {
		return nil
	}
	return &design.Calc{Kind: design.CalcSize, Type: design.TypeInteger, Node: n}
}

func isFilter(e ast.Expr) bool {
	return e.Kind() == ast.CallKind && e.AsCall().IsMemberFunction() && e.AsCall().FunctionName() == functionFilter
}

// rows compiles a relation, or a filter of one, to the node that says which rows there
// are.
func (c *compiler) rows(e ast.Expr) *design.Node {
	if isFilter(e) {
		return c.many(e, design.OpExists, e.AsCall())
	}
	return c.rowsOf(e, c.resolve(e))
}

// rowsOf is rows for what e stands for.
func (c *compiler) rowsOf(e ast.Expr, o operand) *design.Node {
	switch {
	case o.term == nil:
		return nil
	case o.many == nil:
		c.add(&notARow, c.span(e), "%q is %s, and many rows are meant", c.source(e), describe(o)).
			Mend("name a to-many relation, which inverse: of a reference declares")
		return nil
	case o.many.Many() == nil:
		return nil
	}
	return &design.Node{
		Op: design.OpExists, Left: o.term, Many: o.many, Var: &design.Var{Entity: o.many.Many()},
		Kids: []*design.Node{{Op: design.OpConst, Truth: design.True}},
	}
}

// sumCalc compiles rows.sum(x, x.field).
func (c *compiler) sumCalc(e ast.Expr, call ast.CallExpr) (*design.Calc, int) {
	args := call.Args()
	if len(args) != 2 || args[0].Kind() != ast.IdentKind || strings.HasPrefix(args[0].AsIdent(), ".") {
		c.arguments(e, functionSum, "a name and a field of it")
		return nil, 0
	}
	n := c.rows(call.Target())
	if n == nil || !c.free(args[0], args[0].AsIdent()) {
		return nil, 0
	}
	n.Var.Name = args[0].AsIdent()
	c.vars = append(c.vars, n.Var)
	o := c.value(args[1])
	c.vars = c.vars[:len(c.vars)-1]
	switch {
	case o.term == nil:
		return nil, 0
	case o.term.Root != design.RootVar || o.term.Type != design.TypeInteger && o.term.Type != design.TypeDecimal:
		c.add(&unlikeTypes, c.span(args[1]), "%q is %s, and a sum is of integers or decimals of its rows", c.source(args[1]), describe(o)).
			Mend("name an integer or a decimal of %q", n.Var.Name)
		return nil, 0
	}
	return &design.Calc{Kind: design.CalcSum, Type: o.term.Type, Term: o.term, Node: n}, o.field().Places
}
