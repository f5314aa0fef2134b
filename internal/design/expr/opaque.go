package expr

import "github.com/newel-api/newel/internal/design"

// clear tells whether a condition may look at the value of o, and tells when not.
func (c *compiler) clear(o operand) bool {
	if o.term == nil || !o.term.Type.Opaque() {
		return o.term != nil
	}
	if o.term.Type == design.TypeList {
		c.add(&opaque, c.span(o.expr), "%q is a list, which compares with nothing as a whole", c.source(o.expr)).
			Mend("ask for an item: x in %s; or how many there are: size(%s)", c.source(o.expr), c.source(o.expr))
		return false
	}
	c.add(&opaque, c.span(o.expr), "%q is %s, into which no condition looks", c.source(o.expr), describe(o)).
		Mend("ask whether there is one: has(%s)", c.source(o.expr))
	return false
}

// matches tells whether o surely matches the pattern of f, and tells when not. The
// database does not know patterns.
func (c *compiler) matches(o operand, f *design.Field) bool {
	p := f.Pattern
	if isTextLiteral(o.term) {
		if p.Whole == nil || p.Whole.MatchString(o.term.Literal.Str) {
			return true
		}
		c.add(&badLiteral, c.span(o.expr), "%s does not match the pattern of %q", c.source(o.expr), f.Name.Text).
			Mend("write a text that it matches as a whole").See(p.Span, "the pattern stands here")
		return false
	}
	if from := lastField(o.term); from != nil && from.Pattern != nil && from.Pattern.Text == p.Text {
		return true
	}
	c.add(&unlikeTypes, c.span(o.expr), "%q may be a text that the pattern of %q does not match", c.source(o.expr), f.Name.Text).
		Mend("give it a field or an input with the same pattern").See(p.Span, "the pattern stands here")
	return false
}
