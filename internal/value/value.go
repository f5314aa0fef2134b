package value

import (
	"cmp"
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
	default:
		return cmp.Compare(a.Int, b.Int)
	}
}
