package payload

import (
	"math"
	"strconv"

	"github.com/newel-api/newel/internal/value"
)

// float reads a number that is well written. What is too small to tell from zero is
// zero; what no double holds is too large.
func (s *Slot) float(number []byte) (value.Value, *Violation) {
	f, err := strconv.ParseFloat(string(number), 64)
	switch {
	case err != nil && f < 0, s.Low != nil && f < *s.Low:
		return value.Value{}, &Violation{Code: CodeTooSmall, Detail: "must be at least " + limit(s.Low, -math.MaxFloat64)}
	case err != nil, s.High != nil && f > *s.High:
		return value.Value{}, &Violation{Code: CodeTooLarge, Detail: "must be at most " + limit(s.High, math.MaxFloat64)}
	}
	return value.OfFloat(f), nil
}

func limit(f *float64, without float64) string {
	if f != nil {
		without = *f
	}
	return string(AppendFloat(nil, without))
}

// AppendFloat appends a finite number as JSON: the shortest text that is this number,
// with an exponent where it is very large or very small.
func AppendFloat(dst []byte, f float64) []byte {
	if size := math.Abs(f); f != 0 && (size < 1e-6 || size >= 1e21) {
		return strconv.AppendFloat(dst, f, 'e', -1, 64)
	}
	return strconv.AppendFloat(dst, f, 'f', -1, 64)
}

// decimal reads an exact number.
func (s *Slot) decimal(written string) (value.Value, *Violation) {
	n, fine, ok := ParseDecimal(written, s.Places)
	switch {
	case !ok:
		return value.Value{}, &Violation{Code: CodeNotADecimal, Detail: `must be a number in quotes as "12.50", without an exponent`}
	case !fine:
		return value.Value{}, &Violation{Code: CodeTooManyPlaces, Detail: "must have at most " + strconv.Itoa(s.Places) + " digits after the point"}
	case s.Min != nil && n < *s.Min:
		return value.Value{}, &Violation{Code: CodeTooSmall, Detail: "must be at least " + string(AppendDecimal(nil, *s.Min, s.Places))}
	case s.Max != nil && n > *s.Max:
		return value.Value{}, &Violation{Code: CodeTooLarge, Detail: "must be at most " + string(AppendDecimal(nil, *s.Max, s.Places))}
	}
	return value.OfInt(n), nil
}
