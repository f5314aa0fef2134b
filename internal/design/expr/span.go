package expr

import (
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"github.com/newel-api/newel/internal/diag"
)

// span returns where e stands in its file.
func (c *compiler) span(e ast.Expr) diag.Span {
	first, last, ok := c.extent(e)
	if !ok {
		return c.expr.At(0, len(c.expr.Text))
	}
	return c.expr.At(c.tokens.list[first].from, c.tokens.list[last].to)
}

// nameSpan returns where the name stands that e asks for: the field of a path, the
// function of a call.
func (c *compiler) nameSpan(e ast.Expr) diag.Span {
	i, ok := c.token(e)
	if !ok {
		return c.span(e)
	}
	switch {
	case e.Kind() == ast.SelectKind:
		i++
	case e.Kind() == ast.CallKind && c.tokens.word(i) == "(":
		i--
	}
	if i < 0 || i >= len(c.tokens.list) {
		return c.span(e)
	}
	return c.expr.At(c.tokens.list[i].from, c.tokens.list[i].to)
}

// source returns e as the author wrote it, short enough for a message.
func (c *compiler) source(e ast.Expr) string {
	first, last, ok := c.extent(e)
	if !ok {
		return ""
	}
	const limit = 40
	text := strings.Join(strings.Fields(c.expr.Text[c.tokens.list[first].from:c.tokens.list[last].to]), " ")
	if len(text) <= limit {
		return text
	}
	end := limit
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

// token returns the token that CEL's parser gave e.
func (c *compiler) token(e ast.Expr) (int, bool) {
	place, ok := c.info.GetOffsetRange(e.ID())
	if !ok {
		return 0, false
	}
	i, ok := c.tokens.at[place.Start]
	return i, ok
}

// extent returns the first and the last token of e. Parentheses around all of e are
// not part of it.
func (c *compiler) extent(e ast.Expr) (first, last int, ok bool) {
	i, ok := c.token(e)
	if !ok {
		return 0, 0, false
	}
	first, last = i, i
	switch e.Kind() {
	case ast.IdentKind, ast.LiteralKind:
		switch {
		case c.tokens.word(i) == "-":
			last++
		case e.Kind() == ast.IdentKind && strings.HasPrefix(e.AsIdent(), "."):
			first--
		}
	case ast.SelectKind:
		first = c.first(e.AsSelect().Operand(), i)
		last = i + 1
	case ast.ListKind, ast.MapKind, ast.StructKind:
		for e.Kind() == ast.StructKind && first > 0 && (c.tokens.word(first-1) == "." || isLetter(c.tokens.word(first - 1)[0])) {
			first--
		}
	case ast.CallKind:
		first, last = c.callExtent(e, i)
	case ast.UnspecifiedExprKind, ast.ComprehensionKind:
	}
	if first < 0 || last >= len(c.tokens.list) {
		return 0, 0, false
	}
	first, last = c.tokens.balance(first, last)
	return first, last, true
}

func (c *compiler) first(e ast.Expr, otherwise int) int {
	if first, _, ok := c.extent(e); ok {
		return first
	}
	return otherwise
}

// callExtent is extent for a call whose token is i: the operator, or the bracket before
// the arguments.
func (c *compiler) callExtent(e ast.Expr, i int) (first, last int) {
	call := e.AsCall()
	args := call.Args()
	switch {
	case call.IsMemberFunction():
		return c.first(call.Target(), i), i
	case c.tokens.word(i) == "(":
		if strings.HasPrefix(call.FunctionName(), ".") {
			return i - 2, i
		}
		return i - 1, i
	case call.FunctionName() == operators.Index && len(args) > 0:
		return c.first(args[0], i), i
	case len(args) == 0:
		return i, i
	}
	first, last = i, i
	if len(args) > 1 {
		first = c.first(args[0], i)
	}
	if _, end, ok := c.extent(args[len(args)-1]); ok {
		last = end
	}
	return first, last
}
