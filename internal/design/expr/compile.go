package expr

import (
	"cel.dev/cel-go/common/ast"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// Condition compiles a boolean expression. It returns nil when something is wrong
// with it; findings say what.
func Condition(e design.Expr, s *Scope, diags *diag.List) *design.Node {
	c := newCompiler(e, s, s.Profile)
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
	c := newCompiler(e, s, Assignment)
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
	expr     design.Expr
	scope    *Scope
	profile  Profile
	whole    ast.Expr  // of a computed value
	diags    diag.List // of this expression
	tokens   *tokens
	info     *ast.SourceInfo
	vars     []*design.Var // of the exists and all around, innermost last
	placed   int           // nodes that came from policies so far
	document *Document     // of a lens
	full     bool          // the limit of nodes is reached, and has been told
}

func newCompiler(e design.Expr, s *Scope, p Profile) *compiler {
	return &compiler{expr: e, scope: s, profile: p}
}

func (c *compiler) add(rule *diag.Rule, span diag.Span, format string, args ...any) *diag.Diagnostic {
	return c.diags.Add(rule, span, format, args...)
}

// size tells when the whole tree is too large.
func (c *compiler) size(n *design.Node) {
	if n == nil || c.full {
		return
	}
	whole := c.expr.At(0, len(c.expr.Text))
	if count(n) > maxNodes {
		c.tooMany(whole)
	} else if height(n) > maxHeight {
		c.add(&tooLarge, whole, "with its policies in place the condition has over %d parts in one another", maxHeight).
			Mend("join fewer parts with && and ||, or call policies that begin with few")
	}
}

func (c *compiler) tooMany(span diag.Span) {
	c.full = true
	c.add(&tooLarge, span, "with its policies in place the condition has over %d parts", maxNodes).
		Mend("make the policies that it calls smaller, or call fewer of them")
}

// height is how deep the SQL of n is at the most, as SQLite counts: it reads "a AND b AND c"
// as "(a AND b) AND c".
func height(n *design.Node) int {
	const atom, quantifier = 6, 4
	high := 0
	for i, kid := range parts(n) {
		high = max(high, height(kid))
		if i > 0 {
			high++
		}
	}
	switch n.Op {
	case design.OpAnd, design.OpOr, design.OpNot, design.OpConst:
		return high
	case design.OpExists, design.OpAll:
		return high + quantifier
	case design.OpHolds:
		return atom + quantifier
	default:
		return atom
	}
}

// count returns the number of parts of n: its nodes, and the values in its lists.
func count(n *design.Node) int {
	sum := 1 + len(n.List)
	for _, kid := range parts(n) {
		sum += count(kid)
	}
	return sum
}
