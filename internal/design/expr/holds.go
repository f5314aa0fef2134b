package expr

import (
	"strconv"

	"cel.dev/cel-go/common/ast"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// A condition looks into a list in two ways: whether a value is among its items, and
// how many they are.

// holds compiles "x in resource.tags"; list is what stands after in.
func (c *compiler) holds(left, right ast.Expr, list operand) *design.Node {
	o := c.value(left)
	if !c.clear(o) {
		return nil
	}
	item := operand{expr: right, term: itemOf(list.term)}
	switch {
	case c.profile == OwnRow:
		c.add(&unsupported, c.span(right), "a check looks for no value in a list: the database that keeps the check cannot").
			Mend("write it under require: of the operations, or in access.yaml")
	case item.term.Type == design.TypeNumber:
		c.add(&noEquality, c.span(right), "%q has numbers with a fraction: whether one of them is equal depends on how they were rounded", c.source(right)).
			Mend("make its items decimals").See(list.field().Name.Span, "the list is declared here")
	case !c.literalAs(o, item.term):
	case !alike(o.term, item.term):
		c.add(&unlikeTypes, c.span(left), "%q is %s, and each item of %q is %s: it is never among them",
			c.source(left), describe(o), c.source(right), describe(item)).
			Mend("look for %s", describe(item)).See(list.field().Name.Span, "the list is declared here")
	case isTextLiteral(o.term) && values(item.term) != nil && !c.among(o, item.field(), c.span(left)):
	default:
		return &design.Node{Op: design.OpHolds, Left: list.term, Right: o.term}
	}
	return nil
}

// itemOf returns a term that stands for an item of the list, which is called as the list.
func itemOf(list *design.Term) *design.Term {
	of := lastField(list)
	item := *of.Item
	item.Name = of.Name
	return &design.Term{Root: list.Root, Path: []*design.Field{&item}, Type: item.Type}
}

func isSize(call ast.CallExpr) bool {
	return call.FunctionName() == functionSize && !call.IsMemberFunction()
}

// length compiles size(resource.tags).
func (c *compiler) length(e ast.Expr) operand {
	args := e.AsCall().Args()
	if len(args) != 1 {
		c.arguments(e, functionSize, "a list")
		return operand{}
	}
	o := c.resolve(args[0])
	switch {
	case o.term == nil:
		return operand{}
	case o.many != nil:
		c.add(&unsupported, c.span(e), "conditions count no rows; computed values do").
			Mend("ask %s.exists(x, …) whether there is any", c.source(args[0])).
			See(o.many.Via.Name.Span, "the relation is declared here")
		return operand{}
	case o.term.Type != design.TypeList:
		c.add(&unlikeTypes, c.span(args[0]), "%q is %s, and size counts the items of a list", c.source(args[0]), describe(o)).
			Mend("name a list; ask a text with == '' whether it is empty")
		return operand{}
	}
	return operand{expr: e, term: sized(o.term)}
}

// sized returns how many items the list has.
func sized(list *design.Term) *design.Term {
	t := *list
	t.Size, t.Type = true, design.TypeInteger
	return &t
}

// sizeOf returns how many items the list has, as it is kept.
func sizeOf(list value.Value) value.Value {
	if list.IsNull() {
		return list
	}
	return value.OfInt(payload.CountItems(list.Str))
}

// holds tells whether v is among the items of list, none of which is null.
func holds(list value.Value, item *design.Field, v value.Value) bool {
	var buffer [64]byte
	return payload.HasItem(list.Str, appendItem(buffer[:0], item, v))
}

// appendItem appends v as it stands in a list.
func appendItem(dst []byte, item *design.Field, v value.Value) []byte {
	switch item.Type {
	case design.TypeInteger:
		return strconv.AppendInt(dst, v.Int, 10)
	case design.TypeBoolean:
		return strconv.AppendBool(dst, v.True())
	case design.TypeTimestamp:
		return append(payload.AppendTime(append(dst, '"'), v.Int), '"')
	case design.TypeDate:
		return append(payload.AppendDate(append(dst, '"'), v.Int), '"')
	case design.TypeUUID:
		return append(payload.AppendUUID(append(dst, '"'), v.Str), '"')
	case design.TypeDecimal:
		return append(payload.AppendDecimal(append(dst, '"'), v.Int, item.Places), '"')
	default:
		return payload.AppendString(dst, v.Str)
	}
}

// holds translates OpHolds: T is false or null, and F null, where a side is absent.
func (b *Builder) holds(n *design.Node, want bool) string {
	list, v := b.typed(n.Left, b.Term(n.Left)), b.typed(n.Right, b.Term(n.Right))
	found := b.Holds(list, v, lastField(n.Left).Item)
	if want {
		return found
	}
	text := "NOT " + found
	for _, t := range []*design.Term{n.Left, n.Right} {
		if !b.present(t) && !always(t.Root) {
			text = b.typed(t, b.Term(t)) + " IS NOT NULL AND " + text
		}
	}
	return "(" + text + ")"
}

// Holds returns SQL that is TRUE exactly where v, an expression of the type of item, is
// among the items of list; neither may be absent where it is asked whether it is not.
func (b *Builder) Holds(list, v string, item *design.Field) string {
	places := -1
	if item.Type == design.TypeDecimal {
		places = item.Places
	}
	return b.Dialect.Holds(list, v, b.alias("e"), item.Type.Kind(), places)
}

// size returns the SQL of how many items a list has.
func (b *Builder) size(t *design.Term) string {
	if b.bare(t) {
		return b.knownTerm(t)
	}
	list := *t
	list.Size = false
	return b.Dialect.Items(b.Term(&list))
}
