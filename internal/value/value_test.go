package value_test

import (
	"math"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/value"
)

func TestOf(t *testing.T) {
	moment := time.Date(2026, 11, 1, 9, 30, 0, 123_456_789, time.FixedZone("", 3600))
	cases := []struct {
		name string
		got  value.Value
		want value.Value
	}{
		{"null", value.Value{}, value.Value{Kind: value.Null}},
		{"true", value.OfBool(true), value.Value{Kind: value.Bool, Int: 1}},
		{"false", value.OfBool(false), value.Value{Kind: value.Bool}},
		{"integer", value.OfInt(-7), value.Value{Kind: value.Int, Int: -7}},
		{"text", value.OfText("é"), value.Value{Kind: value.Text, Str: "é"}},
		{"bytes", value.OfBytes("\xff\x00"), value.Value{Kind: value.Bytes, Str: "\xff\x00"}},
		{"time", value.OfTime(moment), value.OfMicros(moment.UnixMicro())},
		{"time before 1970", value.OfTime(time.Unix(0, -1)), value.Value{Kind: value.Time, Int: -1}},
		{"microseconds", value.OfMicros(5), value.Value{Kind: value.Time, Int: 5}},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, c.got, c.want)
		}
	}
}

func TestNullAndTrue(t *testing.T) {
	cases := []struct {
		v           value.Value
		null, truth bool
	}{
		{value.Value{}, true, false},
		{value.OfBool(true), false, true},
		{value.OfBool(false), false, false},
		{value.OfInt(1), false, false}, // an integer is no boolean
		{value.OfText(""), false, false},
		{value.OfText("true"), false, false},
	}
	for _, c := range cases {
		if c.v.IsNull() != c.null || c.v.True() != c.truth {
			t.Errorf("%+v: null %v, true %v", c.v, c.v.IsNull(), c.v.True())
		}
	}
}

func TestSize(t *testing.T) {
	if size := reflect.TypeFor[value.Value]().Size(); math.MaxInt == math.MaxInt64 && size != 32 {
		t.Errorf("a Value takes %d bytes; the package promises 32", size)
	}
}

func TestCompare(t *testing.T) {
	rising := [][]value.Value{
		{value.OfBool(false), value.OfBool(true)},
		{value.OfInt(math.MinInt64), value.OfInt(-1), value.OfInt(0), value.OfInt(math.MaxInt64)},
		{value.OfMicros(-1), value.OfMicros(0), value.OfMicros(1)},
		{value.OfDate(-1), value.OfDate(0), value.OfDate(1)},
		{value.OfFloat(-1e300), value.OfFloat(-0.5), value.OfFloat(0), value.OfFloat(5e-324), value.OfFloat(1)},
		// By code point: neither by letter nor, for the last two, by UTF-16 unit.
		{value.OfText(""), value.OfText("B"), value.OfText("BA"), value.OfText("a"), value.OfText("ä"), value.OfText("\uffee"), value.OfText("😀")},
		{value.FixedID(1, 0xfff, 9), value.FixedID(2, 0, 0), value.FixedID(2, 0, 1), value.FixedID(2, 1, 0)},
		{value.OfBytes("\x7f"), value.OfBytes("\x80")},
	}
	for _, list := range rising {
		for i, a := range list {
			for j, b := range list {
				want := 0
				switch {
				case i < j:
					want = -1
				case i > j:
					want = 1
				}
				if got := value.Compare(a, b); got != want {
					t.Errorf("Compare(%+v, %+v) = %d, want %d", a, b, got, want)
				}
			}
		}
	}
}

func drawValue(t *rapid.T, label string) value.Value {
	return rapid.OneOf(
		rapid.Just(value.Value{}),
		rapid.Map(rapid.Bool(), value.OfBool),
		rapid.Map(rapid.Int64Range(-2, 2), value.OfInt),
		rapid.Map(rapid.StringMatching("[aé😀]{0,2}"), value.OfText),
		rapid.Map(rapid.Int64Range(-2, 2), value.OfMicros),
		rapid.Map(rapid.Float64Range(-1, 1), value.OfFloat),
		rapid.Map(rapid.Uint64Range(0, 2), func(n uint64) value.Value { return value.FixedID(n, 0, 0) }),
	).Draw(t, label)
}

func TestCompareIsATotalOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawValue(t, "a"), drawValue(t, "b"), drawValue(t, "c")
		if value.Compare(a, b) != -value.Compare(b, a) {
			t.Fatalf("%+v and %+v are ordered both ways", a, b)
		}
		if (value.Compare(a, b) == 0) != (a == b) {
			t.Fatalf("%+v and %+v: Compare and == disagree", a, b)
		}
		if value.Compare(a, b) <= 0 && value.Compare(b, c) <= 0 && value.Compare(a, c) > 0 {
			t.Fatalf("%+v, %+v, %+v go in a circle", a, b, c)
		}
	})
}
