package value

import (
	"cmp"
	"math"
	"strings"
	"time"
)

// Kind tells what a Value holds.
type Kind uint8

// The kinds. Null is the zero Kind: an absent value.
const (
	Null  Kind = iota
	Bool       // Int is 0 or 1
	Int        // Int
	Text       // Str, valid UTF-8 without NUL
	Time       // Int, microseconds since 1970-01-01 UTC
	ID         // Str, 16 raw bytes
	Bytes      // Str, raw bytes (hashes, sealed data); never from clients
	Date       // Int, days since 1970-01-01
	Float      // Int, the bits of a finite IEEE 754 double that is not minus zero
)

// Value is one cell. The zero Value is null.
type Value struct {
	Kind Kind
	Int  int64
	Str  string
}

// OfBool returns b as a Value.
func OfBool(b bool) Value {
	v := Value{Kind: Bool}
	if b {
		v.Int = 1
	}
	return v
}

// OfInt returns n as a Value.
func OfInt(n int64) Value { return Value{Kind: Int, Int: n} }

// OfText returns s as a Value.
func OfText(s string) Value { return Value{Kind: Text, Str: s} }

// OfBytes returns the bytes in s as a Value.
func OfBytes(s string) Value { return Value{Kind: Bytes, Str: s} }

// OfTime returns t, cut to microseconds, as a Value.
func OfTime(t time.Time) Value { return Value{Kind: Time, Int: t.UnixMicro()} }

// OfMicros returns the time that is us microseconds after the epoch.
func OfMicros(us int64) Value { return Value{Kind: Time, Int: us} }

// OfDate returns the day that is so many days after 1970-01-01.
func OfDate(days int64) Value { return Value{Kind: Date, Int: days} }

// OfFloat returns f, which must be finite, as a Value. Minus zero becomes zero, so
// that equal numbers are equal Values.
func OfFloat(f float64) Value {
	if f == 0 {
		return Value{Kind: Float}
	}
	return Value{Kind: Float, Int: int64(math.Float64bits(f))}
}

// Float returns the number that v, a Float, holds.
func (v Value) Float() float64 { return math.Float64frombits(uint64(v.Int)) }

// IsNull tells whether v is absent.
func (v Value) IsNull() bool { return v.Kind == Null }

// True tells whether v is the boolean true.
func (v Value) True() bool { return v.Kind == Bool && v.Int != 0 }

// Compare orders two values of one kind: numbers and times by size, false before
// true, texts by code point (as CEL and both stores do), ids by byte. It is
// meant for values of equal kinds; different kinds are ordered by kind, so that
// the order is total.
func Compare(a, b Value) int {
	if a.Kind != b.Kind {
		return cmp.Compare(a.Kind, b.Kind)
	}
	switch a.Kind {
	case Text, ID, Bytes:
		return strings.Compare(a.Str, b.Str)
	case Float:
		return cmp.Compare(a.Float(), b.Float())
	default:
		return cmp.Compare(a.Int, b.Int)
	}
}
