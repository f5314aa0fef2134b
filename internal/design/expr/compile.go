package expr

import (
	"cel.dev/cel-go/common/ast"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// Condition compiles a boolean expression. It returns nil when something is wrong
// with it; findings say what.
func Condition(e design.Expr, s *Scope, diags *diag.List) *design.Node {
	c := newCompiler(e, s)
	var tree *design.Node
	if parsed := c.parse(); parsed != nil {
		tree = c.condition(parsed)
		c.size(tree)
	}
	diags.Append(&c.diags)
	if c.diags.Len() > 0 {
		return nil
	}
	return tree
}

// Value compiles an expression whose value is given to the field want. It returns
// nil when something is wrong with it; findings say what. A value that may be
// absent suits a required field too: whether it is there shows in the request. A nil
// want takes anything: its own name is wrong.
func Value(e design.Expr, s *Scope, want *design.Field, diags *diag.List) *design.Term {
	c := newCompiler(e, s)
	var term *design.Term
	if parsed := c.parse(); parsed != nil {
		if v := c.value(parsed); v.term != nil && (want == nil || c.suits(v, want)) {
			term = v.term
		}
	}
	diags.Append(&c.diags)
	if c.diags.Len() > 0 {
		return nil
	}
	return term
}

// compiler is at work on one expression.
type compiler struct {
	expr   design.Expr
	scope  *Scope
	whole  ast.Expr  // of a computed value
	diags  diag.List // of this expression
	tokens *tokens
	info   *ast.SourceInfo
	vars   []*design.Var // of the exists and all around, innermost last
	placed int           // nodes that came from policies so far
	full   bool          // the limit of nodes is reached, and has been told
}

func newCompiler(e design.Expr, s *Scope) *compiler { return &compiler{expr: e, scope: s} }

func (c *compiler) add(rule *diag.Rule, span diag.Span, format string, args ...any) *diag.Diagnostic {
	return c.diags.Add(rule, span, format, args...)
}

// size tells when the whole tree is too large.
func (c *compiler) size(n *design.Node) {
	if n != nil && !c.full && count(n) > maxNodes {
		c.tooMany(c.expr.At(0, len(c.expr.Text)))
	}
}

func (c *compiler) tooMany(span diag.Span) {
	c.full = true
	c.add(&tooLarge, span, "with its policies in place the condition has over %d parts", maxNodes).
		Mend("make the policies that it calls smaller, or call fewer of them")
}

// count returns the number of nodes in n.
func count(n *design.Node) int {
	sum := 1
	for _, kid := range parts(n) {
		sum += count(kid)
	}
	return sum
}
