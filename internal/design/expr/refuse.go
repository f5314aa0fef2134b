package expr

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/newel-api/newel/internal/diag"
)

// reason says why the language does not have a part of CEL, and what to write.
type reason struct{ why, mend string }

var (
	arithmetic = reason{
		"nothing is calculated: where a number overflows, CEL and the databases differ",
		"compare with a number as it is, or keep the result in a field",
	}
	conversion = reason{"values are not converted: each keeps the type of its field", "compare things of one type"}
	lists      = reason{"relations are asked, not made into lists", "ask with exists or all"}
	calendar   = reason{"times are compared, not taken apart: their days depend on the time zone", "compare with now, with timestamp('…'), or a date with today"}
)

// refusals are the operators and functions of CEL that the language does not have.
var refusals = map[string]reason{
	operators.Add: arithmetic, operators.Subtract: arithmetic, operators.Multiply: arithmetic, operators.Divide: arithmetic,
	operators.Modulo: arithmetic, operators.Negate: arithmetic,
	operators.Conditional: {"there is no choice with ? and :", "write (a && b) || (!a && c)"},
	operators.Index:       {"there is no index with [ ]: fields have names, and relations have no order", "name the field after a dot, or ask with exists"},
	"map":                 lists, "filter": lists, "exists_one": lists, "existsOne": lists,
	"matches": {"there are no regular expressions: the databases have others than CEL", "use startsWith, endsWith, contains, or an enum"},
	"dyn":     {"every value has a type that is known", "leave out dyn"},
	"type":    {"every value has a type that is known", "leave out type"},
	"int":     conversion, "uint": conversion, "double": conversion, "string": conversion, "bytes": conversion, "bool": conversion,
	"duration": {"there are no lengths of time", "compare with now, or with timestamp('…')"}, "getFullYear": calendar, "getMonth": calendar, "getDate": calendar, "getDayOfMonth": calendar,
	"getDayOfWeek": calendar, "getDayOfYear": calendar, "getHours": calendar, "getMinutes": calendar, "getSeconds": calendar,
	"getMilliseconds": calendar,
}

// refuse tells that e, as a whole, is not of the language.
func (c *compiler) refuse(e ast.Expr) {
	span, source := c.span(e), c.source(e)
	switch e.Kind() {
	case ast.ListKind:
		c.add(&unsupported, span, "a list stands only after in").Mend("write x in %s, or one value", source)
	case ast.MapKind, ast.StructKind:
		c.add(&unsupported, span, "there are no maps and no messages").Mend("name a row, or a field of one")
	case ast.LiteralKind:
		c.refuseLiteral(e)
	case ast.CallKind:
		c.refuseCall(e)
	case ast.IdentKind, ast.SelectKind, ast.ComprehensionKind, ast.UnspecifiedExprKind:
		c.add(&unsupported, span, "%q is not of the language", source).Mend("write a condition")
	}
}

func (c *compiler) refuseLiteral(e ast.Expr) {
	d := c.add(&unsupported, c.span(e), "%s has a type that no field has", c.source(e))
	switch e.AsLiteral().(type) {
	case types.Uint:
		d.Mend("write the number without u")
	case types.Double:
		d.Mend("write a smaller number")
	default:
		d.Mend("write it as text, without b")
	}
}

// refuseCall tells why a call gives no value.
func (c *compiler) refuseCall(e ast.Expr) {
	call := e.AsCall()
	name := call.FunctionName()
	switch r, known := refusals[name]; {
	case c.policy(name) != nil && !call.IsMemberFunction():
		c.add(&unsupported, c.span(e), "%q is a condition, where a value is meant", c.source(e)).
			Mend("write a literal, now or a path")
	case known:
		c.add(&unsupported, c.span(e), "%s", r.why).Mend("%s", r.mend)
	case call.IsMemberFunction():
		c.unknownMethod(e, name)
	default:
		c.unknownFunction(e, name)
	}
}

// unknownFunction tells of a call that stands alone and calls nothing.
func (c *compiler) unknownFunction(e ast.Expr, name string) {
	if r, known := refusals[name]; known {
		c.add(&unsupported, c.span(e), "%s", r.why).Mend("%s", r.mend)
		return
	}
	names := []string{functionHas, "timestamp"}
	switch {
	case c.profile == Computation:
		names = append(names, functionSize)
	case c.knows(functionReadable):
		names = append(names, functionReadable)
		if c.scope.PolicyNames != nil {
			names = append(names, c.scope.PolicyNames()...)
		}
	}
	is := "is neither a policy nor a function"
	c.mendCall(c.unknown(c.nameSpan(e), name, is, names), name, "%s stands after a dot: %s")
}

// unknownMethod tells of a call after a dot that calls nothing.
func (c *compiler) unknownMethod(e ast.Expr, name string) {
	if r, known := refusals[name]; known {
		c.add(&unsupported, c.span(e), "%s", r.why).Mend("%s", r.mend)
		return
	}
	if name == functionSize {
		c.add(&unsupported, c.span(e), "size stands before what it counts").Mend("write size(%s)", c.source(e.AsCall().Target()))
		return
	}
	d := c.unknown(c.nameSpan(e), name, "is not a function that stands after a dot",
		[]string{functionExists, functionAll, functionStartsWith, functionEndsWith, functionContains})
	if c.policy(name) != nil {
		d.Mend("write %s(%s)", name, c.source(e.AsCall().Target()))
		return
	}
	c.mendCall(d, name, "%s stands alone: %s")
}

// mendCall improves the mend of a finding about a function that is known in
// another form.
func (c *compiler) mendCall(d *diag.Diagnostic, name, format string) {
	if form, known := forms[strings.TrimPrefix(name, ".")]; known {
		d.Mend(format, strings.TrimPrefix(name, "."), form)
	}
}
