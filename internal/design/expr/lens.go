package expr

import (
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/value"
)

// The names of the documents that a lens sees: one of the two.
const (
	nameOld = "old"
	nameNew = "new"
)

// Document is what a lens sees: members of an older version, or of the next newer one.
type Document struct {
	Older   bool
	Members []*design.Field // by LensNode.Number; they are called so in their version
}

func (d *Document) name() string {
	if d.Older {
		return nameOld
	}
	return nameNew
}

// MadeLens compiles an expression over a document whose value is one of type want. It
// returns nil when something is wrong with it; findings say what.
func MadeLens(e design.Expr, d *Document, want design.Type, diags *diag.List) *design.LensNode {
	c := newCompiler(e, &Scope{Profile: Lens}, Lens)
	c.document = d
	var n *design.LensNode
	if parsed := c.parse(); parsed != nil {
		if n = c.lens(parsed); n != nil && n.Type != want {
			c.add(&unlikeTypes, c.span(parsed), "%q is %s, where %s is meant", c.source(parsed), article(n.Type.String()), article(want.String())).
				Mend("write an expression of that type; int and string make one of the other")
			n = nil
		}
	}
	diags.Append(&c.diags)
	if c.diags.Len() > 0 {
		return nil
	}
	return n
}

// lens compiles e; nil when something is wrong, which has been told.
func (c *compiler) lens(e ast.Expr) *design.LensNode {
	switch e.Kind() {
	case ast.LiteralKind:
		switch v := e.AsLiteral().(type) {
		case types.String:
			return &design.LensNode{Literal: value.OfText(string(v)), Type: design.TypeText}
		case types.Int:
			return &design.LensNode{Literal: value.OfInt(int64(v)), Type: design.TypeInteger}
		case types.Bool:
			return &design.LensNode{Literal: value.OfBool(bool(v)), Type: design.TypeBoolean}
		}
	case ast.SelectKind:
		return c.lensMember(e)
	case ast.IdentKind:
		return c.lensName(e)
	case ast.CallKind:
		return c.lensCall(e)
	case ast.ListKind, ast.MapKind, ast.StructKind, ast.ComprehensionKind, ast.UnspecifiedExprKind:
	}
	c.refuse(e)
	return nil
}

// lensName tells of a name that stands alone, which is no value.
func (c *compiler) lensName(e ast.Expr) *design.LensNode {
	switch name := e.AsIdent(); {
	case name == c.document.name():
		c.add(&notARow, c.span(e), "%q is the whole document, where one value is meant", name).Mend("name a member: %s.%s", name, c.someMember())
	case words[name] != nil && words[name].In.In(Lens):
		c.add(&notHere, c.span(e), "%q means nothing here", name).Mend("use %s, with its members", c.document.name())
	case words[name] != nil:
		c.lacks(e, name)
	default:
		c.unknown(c.span(e), name, "is not a name", []string{c.document.name()})
	}
	return nil
}

func (c *compiler) someMember() string {
	if len(c.document.Members) == 0 {
		return "name"
	}
	return c.document.Members[0].Name.Text
}

func (c *compiler) lensMember(e ast.Expr) *design.LensNode {
	of := e.AsSelect().Operand()
	if of.Kind() != ast.IdentKind || of.AsIdent() != c.document.name() {
		for of.Kind() == ast.SelectKind && of.AsSelect().Operand().Kind() != ast.UnspecifiedExprKind {
			of = of.AsSelect().Operand()
		}
		if of.Kind() == ast.IdentKind && of.AsIdent() != c.document.name() {
			return c.lensName(of)
		}
		c.refuse(e)
		return nil
	}
	name := e.AsSelect().FieldName()
	var names []string
	for i, f := range c.document.Members {
		if f.Name.Text != name {
			names = append(names, f.Name.Text)
			continue
		}
		if t := design.LensType(f); t != design.TypeNone {
			return &design.LensNode{Op: design.LensMember, Number: i, Type: t}
		}
		c.add(&opaque, c.nameSpan(e), "%q is of the type %s, into which a lens does not look", name, f.Type).Mend("leave it out")
		return nil
	}
	c.unknown(c.nameSpan(e), name, "is not a member of the change", names)
	return nil
}

// lensFunctions are what calls do, by CEL's own name: the types of what they take, the
// target first, and of what they give. TypeNone is any type that both sides have.
var lensFunctions = map[string][]lensForm{
	operators.LogicalAnd: {{design.LensAnd, design.TypeBoolean, nil}},
	operators.LogicalOr:  {{design.LensOr, design.TypeBoolean, nil}},
	operators.LogicalNot: {{design.LensNot, design.TypeBoolean, []design.Type{design.TypeBoolean}}},
	operators.Add: {
		{design.LensJoin, design.TypeText, []design.Type{design.TypeText, design.TypeText}},
		{design.LensAdd, design.TypeInteger, twoIntegers},
	},
	operators.Subtract: {{design.LensSubtract, design.TypeInteger, twoIntegers}},
	operators.Multiply: {{design.LensMultiply, design.TypeInteger, twoIntegers}},
	operators.Divide:   {{design.LensDivide, design.TypeInteger, twoIntegers}},
	functionStartsWith: {{design.LensStarts, design.TypeBoolean, twoTexts}},
	functionEndsWith:   {{design.LensEnds, design.TypeBoolean, twoTexts}},
	functionContains:   {{design.LensContains, design.TypeBoolean, twoTexts}},
	"substring": {
		{design.LensSubstring, design.TypeText, []design.Type{design.TypeText, design.TypeInteger}},
		{design.LensSubstring, design.TypeText, []design.Type{design.TypeText, design.TypeInteger, design.TypeInteger}},
	},
	"indexOf":    {{design.LensIndex, design.TypeInteger, twoTexts}},
	"replace":    {{design.LensReplace, design.TypeText, []design.Type{design.TypeText, design.TypeText, design.TypeText}}},
	"lowerAscii": {{design.LensLower, design.TypeText, twoTexts[:1]}},
	"upperAscii": {{design.LensUpper, design.TypeText, twoTexts[:1]}},
	"trim":       {{design.LensTrim, design.TypeText, twoTexts[:1]}},
	"int":        {{design.LensInt, design.TypeInteger, twoTexts[:1]}},
	"string": {
		{design.LensString, design.TypeText, twoIntegers[:1]},
		{design.LensString, design.TypeText, []design.Type{design.TypeBoolean}},
	},
}

var (
	twoIntegers = []design.Type{design.TypeInteger, design.TypeInteger}
	twoTexts    = []design.Type{design.TypeText, design.TypeText}
)

// lensForm is one way to call a function; takes is nil for any number of truths.
type lensForm struct {
	op    design.LensOp
	gives design.Type
	takes []design.Type
}

// standAlone are the functions that no dot stands before.
var standAlone = map[string]bool{"int": true, "string": true}

func (c *compiler) lensCall(e ast.Expr) *design.LensNode {
	call := e.AsCall()
	name := call.FunctionName()
	if name == operators.In {
		return c.lensIn(e, call.Args())
	}
	if c.outside(e, name) {
		return nil
	}
	args := call.Args()
	if call.IsMemberFunction() {
		args = append([]ast.Expr{call.Target()}, args...)
	}
	forms := lensFunctions[name]
	if forms == nil && !c.comparison(name) && name != operators.Conditional && name != functionHas ||
		len(forms) > 0 && name[0] >= 'a' && call.IsMemberFunction() == standAlone[name] {
		c.lensUnknown(e, name)
		return nil
	}
	var kids []*design.LensNode
	for _, arg := range args {
		kid := c.lens(arg)
		if kid == nil {
			return nil
		}
		kids = append(kids, kid)
	}
	switch {
	case name == functionHas:
		if len(kids) != 1 || kids[0].Op != design.LensMember {
			c.add(&hasArgument, c.span(e), "has asks for one member").Mend("write has(%s.%s)", c.document.name(), c.someMember())
			return nil
		}
		return &design.LensNode{Op: design.LensHas, Kids: kids, Type: design.TypeBoolean}
	case name == operators.Conditional:
		return c.lensChoice(e, kids)
	case c.comparison(name):
		return c.lensCompared(e, name, kids)
	}
	for _, f := range forms {
		if f.takes == nil && allOf(kids, design.TypeBoolean) || sameTypes(kids, f.takes) {
			return &design.LensNode{Op: f.op, Kids: kids, Type: f.gives}
		}
	}
	c.add(&wrongArguments, c.span(e), "%q does not take what it has here", sign(name)).Mend("write it as in %s", words[sign(name)].Example)
	return nil
}

// lensUnknown tells of a call that calls nothing, or in another form.
func (c *compiler) lensUnknown(e ast.Expr, name string) {
	var names []string
	for own := range lensFunctions {
		if own[0] >= 'a' {
			names = append(names, own)
		}
	}
	if w := words[name]; w != nil {
		c.add(&wrongArguments, c.span(e), "%q is not called so", name).Mend("write it as in %s", w.Example)
		return
	}
	c.unknown(c.nameSpan(e), name, "is not a function of the profile lens", slices.Sorted(slices.Values(names)))
}

func (c *compiler) comparison(name string) bool {
	switch name {
	case operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		return true
	}
	return false
}

func (c *compiler) lensCompared(e ast.Expr, name string, kids []*design.LensNode) *design.LensNode {
	equal := name == operators.Equals || name == operators.NotEquals
	if kids[0].Type != kids[1].Type || !equal && kids[0].Type == design.TypeBoolean {
		c.add(&unlikeTypes, c.span(e), "%s and %s do not compare so", article(kids[0].Type.String()), article(kids[1].Type.String())).
			Mend("compare two texts or two integers; int and string make one of the other")
		return nil
	}
	n := &design.LensNode{Kids: kids, Type: design.TypeBoolean}
	switch name {
	case operators.Equals, operators.NotEquals:
		n.Op = design.LensEqual
	case operators.Less, operators.Greater:
		n.Op = design.LensLess
	default:
		n.Op = design.LensAtMost
	}
	if name == operators.Greater || name == operators.GreaterEquals {
		n.Kids = []*design.LensNode{kids[1], kids[0]}
	}
	if name == operators.NotEquals {
		return &design.LensNode{Op: design.LensNot, Kids: []*design.LensNode{n}, Type: design.TypeBoolean}
	}
	return n
}

func (c *compiler) lensChoice(e ast.Expr, kids []*design.LensNode) *design.LensNode {
	if kids[0].Type != design.TypeBoolean || kids[1].Type != kids[2].Type {
		c.add(&unlikeTypes, c.span(e), "the choice is not between two values of one type, by a condition").Mend("write it as in %s", words[sign(operators.Conditional)].Example)
		return nil
	}
	return &design.LensNode{Op: design.LensChoose, Kids: kids, Type: kids[1].Type}
}

// lensIn compiles x in ['a', 'b'] as the choice that it is.
func (c *compiler) lensIn(e ast.Expr, args []ast.Expr) *design.LensNode {
	left := c.lens(args[0])
	if left == nil {
		return nil
	}
	if args[1].Kind() != ast.ListKind || len(args[1].AsList().Elements()) == 0 {
		c.add(&wrongArguments, c.span(e), "in asks for one of a list of values").Mend("write it as in %s in ['a', 'b']", c.source(args[0]))
		return nil
	}
	n := &design.LensNode{Op: design.LensOr, Type: design.TypeBoolean}
	for _, item := range args[1].AsList().Elements() {
		right := c.lens(item)
		if right == nil {
			return nil
		}
		one := c.lensCompared(e, operators.Equals, []*design.LensNode{left, right})
		if one == nil {
			return nil
		}
		n.Kids = append(n.Kids, one)
	}
	return n
}

func allOf(kids []*design.LensNode, t design.Type) bool {
	for _, k := range kids {
		if k.Type != t {
			return false
		}
	}
	return true
}

func sameTypes(kids []*design.LensNode, takes []design.Type) bool {
	if len(kids) != len(takes) {
		return false
	}
	for i, k := range kids {
		if k.Type != takes[i] {
			return false
		}
	}
	return true
}
