package expr

import (
	"regexp"
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// nameDesign is what claims begin with.
const nameDesign = "design"

// Claim is a compiled expression of the profile plan: it holds of a design, or it does
// not. It never changes, and is asked in memory only.
type Claim struct {
	at   *compiler // where its parts stand
	root *part
}

// Plan compiles an expression over the design; s.Design says what there is to speak of.
// It returns nil when something is wrong with it; findings say what.
func Plan(e design.Expr, s *Scope, diags *diag.List) *Claim {
	c := &claimer{compiler: newCompiler(e, s, Design)}
	var root *part
	if parsed := c.parse(); parsed != nil {
		root = c.truth(parsed)
	}
	diags.Append(&c.diags)
	if c.diags.Len() > 0 {
		return nil
	}
	return &Claim{c.compiler, root}
}

// partOp is what a part of a claim does.
type partOp uint8

// The operations, with the fields of part that each uses beside kids.
const (
	partLiteral partOp = iota // value
	partDesign
	partVariable // slot
	partFact     // fact, of kids[0]
	partHas      // fact, of kids[0]
	partAnd
	partOr
	partNot
	partEqual
	partUnequal
	partLess
	partAtMost
	partIn // kids[0] in kids[1], or in list
	partPrefix
	partSuffix
	partInside
	partMatch // pattern
	partSize
	partExists // kids[1], for each of kids[0] in slot
	partAll
	partFilter
)

// part is one part of a claim.
type part struct {
	expr    ast.Expr
	op      partOp
	typ     partType
	kids    []*part
	fact    *Fact
	slot    int
	value   any
	list    []any // of partIn: literals
	pattern *regexp.Regexp
}

// partType is the type of a part.
type partType struct {
	base  Base
	kind  *Kind // of a FactThing
	many  bool
	words []string
}

var truthType = partType{base: FactTruth}

// describe says what a value of the type is: "a text", "a list of operations".
func (t partType) describe() string {
	noun := map[Base]string{FactText: "text", FactNumber: "number", FactTruth: "boolean"}[t.base]
	if t.kind != nil {
		noun = t.kind.Name
	}
	if t.many {
		return "a list of " + plural(noun)
	}
	return article(noun)
}

func plural(noun string) string {
	if n := len(noun); n > 0 && noun[n-1] == 'y' {
		return noun[:n-1] + "ies"
	} else if n > 0 && noun[n-1] == 'x' {
		return noun + "es"
	}
	return noun + "s"
}

// claimer is a compiler at work on a claim.
type claimer struct {
	*compiler
	bound []each // of the exists, all and filter around, innermost last
}

// each is a variable.
type each struct {
	name string
	typ  partType
}

// truth compiles e, which must be true or false; nil when something is wrong.
func (c *claimer) truth(e ast.Expr) *part {
	p := c.part(e)
	if p == nil || p.typ.base == FactTruth && !p.typ.many {
		return p
	}
	d := c.add(&notBoolean, c.span(e), "%q is %s, which is neither true nor false", c.source(e), p.typ.describe())
	switch {
	case p.typ.many:
		d.Mend("ask %s.all(x, …) or %s.exists(x, …)", c.source(e), c.source(e))
	case p.typ.kind != nil:
		d.Mend("ask for one of its facts: %s.%s", c.source(e), p.typ.kind.Facts[0].Name)
	default:
		d.Mend("compare it with something: %s == …", c.source(e))
	}
	return nil
}

// part compiles e; nil when something is wrong, which has been told.
func (c *claimer) part(e ast.Expr) *part {
	switch e.Kind() {
	case ast.LiteralKind:
		return c.literal(e)
	case ast.IdentKind:
		return c.name(e)
	case ast.SelectKind:
		return c.step(e)
	case ast.CallKind:
		return c.call(e)
	case ast.ListKind, ast.MapKind, ast.StructKind, ast.ComprehensionKind, ast.UnspecifiedExprKind:
	}
	c.refuse(e)
	return nil
}

func (c *claimer) literal(e ast.Expr) *part {
	p := &part{expr: e, op: partLiteral}
	switch v := e.AsLiteral().(type) {
	case types.String:
		p.typ, p.value = partType{base: FactText}, string(v)
	case types.Int:
		p.typ, p.value = partType{base: FactNumber}, int64(v)
	case types.Bool:
		p.typ, p.value = truthType, bool(v)
	case types.Null:
		c.add(&null, c.span(e), "null is not a value").Mend("ask with has whether there is one")
		return nil
	case types.Double:
		c.add(&badLiteral, c.span(e), "%s is not a whole number, and all numbers of a design are", c.source(e)).Mend("write a whole number")
		return nil
	default:
		c.refuseLiteral(e)
		return nil
	}
	return p
}

// name resolves a name that stands alone.
func (c *claimer) name(e ast.Expr) *part {
	name := e.AsIdent()
	if i := c.slot(name); i >= 0 {
		return &part{expr: e, op: partVariable, slot: i, typ: c.bound[i].typ}
	}
	if name == nameDesign {
		return &part{expr: e, op: partDesign, typ: partType{base: FactThing, kind: c.scope.Design.Kinds[0]}}
	}
	if w := words[name]; w != nil && !w.In.In(c.profile) {
		c.lacks(e, name)
		return nil
	}
	names := []string{nameDesign}
	for _, b := range c.bound {
		names = append(names, b.name)
	}
	c.unknown(c.span(e), name, "is not a name that this place knows", names)
	return nil
}

// slot returns where the variable of that name is, or -1.
func (c *claimer) slot(name string) int {
	return slices.IndexFunc(c.bound, func(b each) bool { return b.name == name })
}

// step resolves a path by its last step.
func (c *claimer) step(e ast.Expr) *part {
	from := c.part(e.AsSelect().Operand())
	if from == nil {
		return nil
	}
	f := c.factOf(e, from)
	if f == nil {
		return nil
	}
	return &part{expr: e, op: partFact, kids: []*part{from}, fact: f, typ: c.typeOf(f)}
}

func (c *claimer) typeOf(f *Fact) partType {
	t := partType{base: f.Base, many: f.Many, words: f.Words}
	if f.Base == FactThing {
		t.kind = c.scope.Design.Kind(f.Kind)
	}
	return t
}

// factOf finds the fact that the last step of e names; nil when there is none, which
// has been told.
func (c *claimer) factOf(e ast.Expr, from *part) *Fact {
	name, span, before := e.AsSelect().FieldName(), c.nameSpan(e), c.source(from.expr)
	switch k := from.typ.kind; {
	case from.typ.many:
		c.add(&notARow, span, "%q is %s, and %q is asked of one", before, from.typ.describe(), name).
			Mend("ask %s.exists(x, …) or %s.all(x, …)", before, before)
	case k == nil:
		c.add(&notARow, span, "%q is %s, of which nothing more is known", before, from.typ.describe()).Mend("leave out .%s", name)
	default:
		if f := k.Fact(name); f != nil {
			return f
		}
		var names []string
		for i := range k.Facts {
			names = append(names, k.Facts[i].Name)
		}
		c.unknown(span, name, "is nothing that is known of "+article(k.Name), names)
	}
	return nil
}
