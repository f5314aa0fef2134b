package expr

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/value"
)

// describe says what kind of value o is: "an integer", "a User".
func describe(o operand) string {
	switch t := o.term; t.Type {
	case design.TypeRef:
		return article(t.Of.Name.Text)
	case design.TypeNone:
		return "no value"
	default:
		return article(t.Type.String())
	}
}

// describeField says what kind of value f takes.
func describeField(f *design.Field) string {
	return describe(operand{term: &design.Term{Type: f.Type, Of: f.Target.To}})
}

func article(noun string) string {
	if noun != "" && strings.ContainsRune("aeioAEIO", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// alike tells whether values of a and b can be equal. Ids are alike when they are of
// one entity; whatever is held as text is alike, but two enums must share a value.
func alike(a, b *design.Term) bool {
	if a.Type.Kind() != b.Type.Kind() || a.Of != b.Of || !sameUnit(a, b) {
		return false
	}
	x, y := values(a), values(b)
	return x == nil || y == nil || slices.ContainsFunc(x, func(name string) bool { return slices.Contains(y, name) })
}

// values returns the values of an enum or a state, nil when t is neither.
func values(t *design.Term) []string {
	f := lastField(t)
	if f == nil || f.Type != design.TypeEnum && f.Type != design.TypeState {
		return nil
	}
	return valueNames(f)
}

func valueNames(f *design.Field) []string {
	names := make([]string, len(f.Values))
	for i, v := range f.Values {
		names[i] = v.Text
	}
	return names
}

// unlike tells that a and b cannot be compared.
func (c *compiler) unlike(span diag.Span, a, b operand) {
	c.add(&unlikeTypes, span, "%q is %s and %q is %s: they are never equal",
		c.source(a.expr), describe(a), c.source(b.expr), describe(b)).Mend("compare things of one type")
}

// ordered tells whether o is of a type that has an order, and tells when not.
func (c *compiler) ordered(o operand) bool {
	var reason string
	switch o.term.Type {
	case design.TypeInteger, design.TypeText, design.TypeEmail, design.TypeURL, design.TypeSlug, design.TypeTimestamp, design.TypeDate, design.TypeNumber, design.TypeDecimal:
		return true
	case design.TypeEnum, design.TypeState:
		if o.field().Ordered {
			return true
		}
		if reason = "its order is for sorting"; o.term.Type == design.TypeEnum {
			reason += ", unless it is declared with ordered: true"
		}
	case design.TypeBoolean:
		reason = "neither of true and false is the lesser"
	case design.TypeUUID:
		reason = "which of two is the lesser says nothing"
	case design.TypeRef, design.TypeID:
		reason = "the order of ids says nothing about rows"
	case design.TypeNone, design.TypeJSON, design.TypeList, design.TypeSecret:
		return false
	}
	d := c.add(&noOrder, c.span(o.expr), "%q is %s: %s", c.source(o.expr), describe(o), reason)
	switch o.term.Type {
	case design.TypeEnum, design.TypeState:
		d.Mend("name the values: %s in [%s]", c.source(o.expr), strings.Join(quotedValues(values(o.term)), ", "))
	default:
		d.Mend("compare with == or !=")
	}
	return false
}

func quotedValues(names []string) (quoted []string) {
	for _, name := range names {
		quoted = append(quoted, "'"+name+"'")
	}
	return quoted
}

// among tells whether the literal o is a value of the enum f, and tells when not.
func (c *compiler) among(o operand, f *design.Field, span diag.Span) bool {
	text := o.term.Literal.Str
	names := valueNames(f)
	if slices.Contains(names, text) {
		return true
	}
	d := c.add(&unknownValue, span, "%q is not a value of %q", text, f.Name.Text)
	if near := diag.Nearest(text, names); near != "" {
		d.Mend("did you mean %q?", near)
	} else {
		d.Mend("write %s", oneOf(names))
	}
	d.See(f.Name.Span, "%q is declared here", f.Name.Text)
	return false
}

// amongEach checks whichever of a and b is a text literal beside an enum.
func (c *compiler) amongEach(a, b operand) bool {
	for _, pair := range [][2]operand{{a, b}, {b, a}} {
		if isTextLiteral(pair[0].term) && values(pair[1].term) != nil {
			return c.among(pair[0], pair[1].field(), c.span(pair[0].expr))
		}
	}
	return true
}

func isTextLiteral(t *design.Term) bool {
	return t.Root == design.RootLiteral && t.Literal.Kind == value.Text
}

// suits tells whether o can be given to the field f, and tells when not.
func (c *compiler) suits(o operand, f *design.Field) bool {
	if f.Type == design.TypeNone || f.Type == design.TypeRef && f.Target.To == nil {
		return false // its declaration is wrong
	}
	want := &design.Term{Type: f.Type, Of: f.Target.To, Path: []*design.Field{f}}
	if !c.literalAs(o, want) {
		return false
	}
	fits := o.term.Type.Kind() == f.Type.Kind() && o.term.Of == f.Target.To && sameUnit(o.term, want)
	switch f.Type {
	case design.TypeEnum, design.TypeState:
		if isTextLiteral(o.term) {
			return c.among(o, f, c.span(o.expr))
		}
		allowed := valueNames(f)
		from := values(o.term)
		fits = from != nil && !slices.ContainsFunc(from, func(name string) bool { return !slices.Contains(allowed, name) })
		if from != nil && !fits {
			c.add(&unlikeTypes, c.span(o.expr), "%q has values that %q does not have", c.source(o.expr), f.Name.Text).
				Mend("give it a field whose values are all among %s", oneOf(allowed)).See(f.Name.Span, "%q is declared here", f.Name.Text)
			return false
		}
	case design.TypeEmail, design.TypeURL, design.TypeSlug: // what is no address must not get in
		fits = o.term.Type == f.Type
	case design.TypeJSON, design.TypeSecret:
		fits = o.term.Type == f.Type
	case design.TypeList: // what is no item must not get in
		if fits = o.term.Type == f.Type && o.field() != nil; fits && !narrower(o.field(), f) {
			c.add(&unlikeTypes, c.span(o.expr), "%q may be a list that %q is not", c.source(o.expr), f.Name.Text).
				Mend("give it a list of the same items, with no wider bounds").See(f.Name.Span, "%q is declared here", f.Name.Text)
			return false
		}
	case design.TypeText:
		fits = fits && !o.term.Type.Opaque()
		if fits && f.Pattern != nil {
			return c.matches(o, f) && c.within(o, f)
		}
	case design.TypeNone, design.TypeID, design.TypeInteger, design.TypeBoolean, design.TypeTimestamp, design.TypeRef,
		design.TypeDate, design.TypeUUID, design.TypeNumber, design.TypeDecimal:
	}
	if !fits {
		c.add(&unlikeTypes, c.span(o.expr), "%q is %s, and %q takes %s", c.source(o.expr), describe(o), f.Name.Text, describeField(f)).
			Mend("give it %s", describeField(f)).See(f.Name.Span, "%q is declared here", f.Name.Text)
		return false
	}
	return c.within(o, f)
}
