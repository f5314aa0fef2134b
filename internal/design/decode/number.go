package decode

import (
	"math"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// numeral is the form of a bound, which is read when the type is known: one of a
// number may have a fraction, one of a date is a day.
var numeral = func() form[*source.Node] {
	shape := &Shape{Kind: Integer, Least: math.MinInt64, Most: math.MaxInt64, Fraction: true}
	return form[*source.Node]{shape, func(r *reader, at place, n *source.Node) (*source.Node, bool) {
		return n, r.is(source.Scalar, n, at, shape)
	}}
}()

// bound reads the bound of f behind the key, nil when there is none.
func (r *reader) bound(f *design.Field, n *source.Node, key string) *design.Bound {
	at := place{label: `"` + key + `"`}
	switch {
	case n == nil:
		return nil
	case f.Type == design.TypeNone && (n.Style == source.Plain && fraction.MatchString(n.Text) || isMoment(n)):
		return nil // it may be right where the type is
	case f.Type == design.TypeDate:
		return r.moment(f, n, at, payload.Date, "2026-11-25")
	case f.Type == design.TypeTimestamp:
		return r.moment(f, n, at, payload.Timestamp, "2026-11-25T09:30:00Z")
	case f.Type != design.TypeNumber && f.Type != design.TypeDecimal:
		if v, ok := whole(math.MinInt64, math.MaxInt64).read(r, at, n); ok {
			return &v
		}
		return nil
	}
	v, wanted := numberOf(f, n)
	if wanted != "" {
		r.diags.Add(&outOfRange, n.Span, "%s is %q, which %q cannot be: it %s", at.label, n.Text, f.Name.Text, wanted).Mend("write a number that %q can be", f.Name.Text)
		return nil
	}
	if f.Type == design.TypeNumber {
		return &design.Bound{Float: v.Float(), Span: n.Span}
	}
	return &design.Bound{N: v.Int, Span: n.Span}
}

// isMoment tells whether n is a day or a moment.
func isMoment(n *source.Node) bool {
	_, day := payload.ParseDate(n.Text)
	_, moment := payload.ParseTime(n.Text)
	return day || moment
}

// moment reads the bound of a date or a timestamp.
func (r *reader) moment(f *design.Field, n *source.Node, at place, format payload.Format, sample string) *design.Bound {
	v, wanted := parsed(format, n)
	if wanted != "" {
		r.diags.Add(&outOfRange, n.Span, "%s is %q, which %q cannot be: it %s", at.label, n.Text, f.Name.Text, wanted).Mend("write it as %q", sample)
		return nil
	}
	return &design.Bound{N: v.Int, Span: n.Span}
}

// numberOf returns the number or decimal that n writes, or what n must be.
func numberOf(f *design.Field, n *source.Node) (v value.Value, wanted string) {
	if n.Style != source.Plain || !integer.MatchString(n.Text) && !fraction.MatchString(n.Text) {
		return v, "must be a number, without quotes"
	}
	s := payload.Slot{Format: payload.Number}
	if f.Type == design.TypeDecimal {
		most := payload.PowerOfTen(f.Digits) - 1
		least := -most
		s = payload.Slot{Format: payload.Decimal, Places: f.Places, Min: &least, Max: &most}
	}
	v, violation := s.ParseString(n.Text)
	if violation != nil {
		return v, violation.Detail
	}
	return v, ""
}
