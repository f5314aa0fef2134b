package expr

import (
	"strconv"
	"unicode/utf8"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// Days and UUIDs are written as texts, decimals as numbers: a literal takes the type
// of what it stands beside. In CEL a day is its text, whose order is that of days, so
// the meaning is CEL's own.

// sameUnit tells whether neither of a and b is a decimal, or both are in one unit. A
// literal is by now in the unit of the other.
func sameUnit(a, b *design.Term) bool {
	if a.Type != b.Type {
		return a.Type != design.TypeDecimal && b.Type != design.TypeDecimal
	}
	x, y := lastField(a), lastField(b)
	return a.Type != design.TypeDecimal || x == nil || y == nil || x.Places == y.Places
}

// literalAs makes the literal o one of the type of other, where its spelling is
// shared by types. It tells when o cannot be; then it returns false.
func (c *compiler) literalAs(o operand, other *design.Term) bool {
	t := o.term
	if t.Root != design.RootLiteral || t.Type == other.Type {
		return true
	}
	switch {
	case t.Type == design.TypeText && other.Type == design.TypeDate:
		days, ok := payload.ParseDate(t.Literal.Str)
		if !ok {
			c.add(&badLiteral, c.span(o.expr), "%s is not a day", c.source(o.expr)).Mend("write it as '2026-11-25'")
			return false
		}
		t.Literal = value.OfDate(days)
	case t.Type == design.TypeText && other.Type == design.TypeUUID:
		raw, ok := payload.ParseUUID(t.Literal.Str)
		if !ok || string(payload.AppendUUID(nil, raw)) != t.Literal.Str {
			c.add(&badLiteral, c.span(o.expr), "%s is not a UUID in lower case", c.source(o.expr)).
				Mend("write it as '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'")
			return false
		}
		t.Literal = value.Value{Kind: value.ID, Str: raw}
	case t.Type == design.TypeInteger && other.Type == design.TypeNumber:
		const exact = 1 << 53
		if n := t.Literal.Int; n > exact || n < -exact {
			c.add(&badLiteral, c.span(o.expr), "%s has more digits than a number holds", c.source(o.expr)).
				Mend("write a number of at most 15 digits")
			return false
		}
		t.Literal = value.OfFloat(float64(t.Literal.Int))
	case other.Type == design.TypeDecimal && (t.Type == design.TypeInteger || t.Type == design.TypeNumber):
		return c.decimal(o, other)
	default:
		return true
	}
	t.Type = other.Type
	return true
}

// decimal makes the literal o a decimal in the unit of other, exactly as written.
func (c *compiler) decimal(o operand, other *design.Term) bool {
	f := lastField(other)
	if f == nil { // another literal
		return true
	}
	written := c.source(o.expr)
	if o.term.Type == design.TypeInteger { // it may be written in base 16
		written = strconv.FormatInt(o.term.Literal.Int, 10)
	}
	most := payload.PowerOfTen(f.Digits) - 1
	switch n, fine, ok := payload.ParseDecimal(written, f.Places); {
	case !ok:
		c.add(&badLiteral, c.span(o.expr), "%s is not written as a decimal", written).Mend("write digits, a point and digits: 12.50")
	case !fine, n > most, n < -most:
		c.add(&badLiteral, c.span(o.expr), "%s is not a value that %q can have: it has %d digits, %d of them after the point", written, f.Name.Text, f.Digits, f.Places).
			Mend("write a number with no more digits").See(f.Name.Span, "%q is declared here", f.Name.Text)
	default:
		o.term.Type, o.term.Literal = design.TypeDecimal, value.OfInt(n)
		return true
	}
	return false
}

// meet makes a literal among a and b one of the type of the other.
func (c *compiler) meet(a, b operand) bool {
	return c.literalAs(a, b.term) && c.literalAs(b, a.term)
}

// exact tells whether values of o can be equal for a reason, and tells when not.
func (c *compiler) exact(o operand) bool {
	if o.term.Type != design.TypeNumber {
		return true
	}
	c.add(&noEquality, c.span(o.expr), "%q is a number with a fraction: whether two are equal depends on how they were rounded", c.source(o.expr)).
		Mend("compare with < and >=, or make the field a decimal")
	return false
}

// within tells whether a literal keeps to min and max of f, and tells when not.
func (c *compiler) within(o operand, f *design.Field) bool {
	if o.term.Root != design.RootLiteral {
		return true
	}
	v, what := o.term.Literal, "is"
	switch f.Type {
	case design.TypeText:
		v, what = value.OfInt(int64(utf8.RuneCountInString(v.Str))), "has a length of"
	case design.TypeInteger, design.TypeDecimal, design.TypeNumber, design.TypeDate, design.TypeTimestamp:
	default:
		return true
	}
	bound, word := f.Min, "at least"
	if bound == nil || value.Compare(v, boundOf(bound, f)) >= 0 {
		bound, word = f.Max, "at most"
		if bound == nil || value.Compare(v, boundOf(bound, f)) <= 0 {
			return true
		}
	}
	c.add(&outOfBounds, c.span(o.expr), "%q %s %s, and %q takes %s %s", c.source(o.expr), what, spell(v, f), f.Name.Text, word, spell(boundOf(bound, f), f)).
		Mend("write a value within min and max").See(bound.Span, "the limit is declared here")
	return false
}

func boundOf(b *design.Bound, f *design.Field) value.Value {
	switch f.Type {
	case design.TypeNumber:
		return value.OfFloat(b.Float)
	case design.TypeDate:
		return value.OfDate(b.N)
	case design.TypeTimestamp:
		return value.OfMicros(b.N)
	default:
		return value.OfInt(b.N)
	}
}

// spell writes a number, a day or a moment that f may have as an author would.
func spell(v value.Value, f *design.Field) string {
	switch v.Kind {
	case value.Float:
		return string(payload.AppendFloat(nil, v.Float()))
	case value.Date:
		return string(payload.AppendDate(nil, v.Int))
	case value.Time:
		return string(payload.AppendTime(nil, v.Int))
	default:
	}
	return string(payload.AppendDecimal(nil, v.Int, f.Places))
}
