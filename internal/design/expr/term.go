package expr

import (
	"math"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/value"
)

// value resolves e to one value.
func (c *compiler) value(e ast.Expr) operand {
	o := c.resolve(e)
	if o.many != nil {
		c.add(&notARow, c.span(e), "%q are many rows, where one value is meant", c.source(e)).
			Mend("ask %s.exists(x, …) or %s.all(x, …)", c.source(e), c.source(e)).
			See(o.many.Via.Name.Span, "the relation is declared here")
		return operand{}
	}
	return o
}

// resolve finds out what a name, a path or a literal stands for.
func (c *compiler) resolve(e ast.Expr) operand {
	switch e.Kind() {
	case ast.IdentKind:
		return c.name(e)
	case ast.SelectKind:
		return c.step(e)
	case ast.LiteralKind:
		return c.literal(e)
	case ast.CallKind:
		if isTimestamp(e.AsCall()) {
			return c.timestamp(e)
		}
		if isSize(e.AsCall()) {
			return c.length(e)
		}
		if c.outside(e, e.AsCall().FunctionName()) {
			return operand{}
		}
		if isCondition(e.AsCall()) {
			c.add(&unsupported, c.span(e), "%q is a condition, where a value is meant", c.source(e)).
				Mend("write a literal, now or a path; join conditions with && and ||, turn one round with !")
			return operand{}
		}
	case ast.ListKind, ast.MapKind, ast.StructKind, ast.ComprehensionKind, ast.UnspecifiedExprKind:
	}
	c.refuse(e)
	return operand{}
}

// literal folds a literal.
func (c *compiler) literal(e ast.Expr) operand {
	t := &design.Term{Root: design.RootLiteral}
	switch v := e.AsLiteral().(type) {
	case types.String:
		if strings.ContainsRune(string(v), 0) {
			c.add(&unsupported, c.span(e), "the text has a NUL, which no row can hold").Mend("leave the NUL out")
			return operand{}
		}
		t.Type, t.Literal = design.TypeText, value.OfText(string(v))
	case types.Int:
		t.Type, t.Literal = design.TypeInteger, value.OfInt(int64(v))
	case types.Double:
		if math.IsInf(float64(v), 0) {
			c.refuse(e)
			return operand{}
		}
		t.Type, t.Literal = design.TypeNumber, value.OfFloat(float64(v))
	case types.Bool:
		t.Type, t.Literal = design.TypeBoolean, value.OfBool(bool(v))
	case types.Null:
		c.add(&null, c.span(e), "null is not a value: what is absent has none").
			Mend("write has(…) to ask whether something is there, !has(…) whether it is not")
		return operand{}
	default:
		c.refuse(e)
		return operand{}
	}
	return operand{expr: e, term: t}
}

func isTimestamp(call ast.CallExpr) bool {
	return call.FunctionName() == "timestamp" && !call.IsMemberFunction()
}

// timestamp folds timestamp('2026-11-01T00:00:00Z').
func (c *compiler) timestamp(e ast.Expr) operand {
	args := e.AsCall().Args()
	if len(args) != 1 || args[0].Kind() != ast.LiteralKind {
		c.add(&wrongArguments, c.span(e), "timestamp takes one time, written as text").Mend(`write timestamp('2026-11-01T00:00:00Z')`)
		return operand{}
	}
	// The conversion is CEL's own, so that the same texts are times.
	moment, ok := args[0].AsLiteral().ConvertToType(types.TimestampType).(types.Timestamp)
	if _, text := args[0].AsLiteral().(types.String); !ok || !text {
		c.add(&wrongArguments, c.span(args[0]), "%s is not a time", c.source(args[0])).Mend(`write it as '2026-11-01T00:00:00Z'`)
		return operand{}
	}
	if moment.Nanosecond()%1000 != 0 {
		c.add(&wrongArguments, c.span(args[0]), "%s is finer than a microsecond, which no row can hold", c.source(args[0])).
			Mend("write at most six digits after the seconds")
		return operand{}
	}
	return operand{expr: e, term: &design.Term{Root: design.RootLiteral, Type: design.TypeTimestamp, Literal: value.OfTime(moment.Time)}}
}

// isCondition tells whether a call has a truth as its result.
func isCondition(call ast.CallExpr) bool {
	switch call.FunctionName() {
	case operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot,
		operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals,
		operators.In, functionHas, functionReadable, functionExists, functionAll, functionStartsWith, functionEndsWith, functionContains:
		return true
	}
	return false
}
