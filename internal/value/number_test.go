package value_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/value"
)

// TestNumbers: what is written is read again, and nothing else is.
func TestNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Min(1).Draw(t, "n")
		prefix := rapid.SampledFrom([]string{"", "inv", "a1"}).Draw(t, "prefix")
		text := string(value.AppendNumber(nil, prefix, n))
		if v, ok := value.ParseNumber(prefix, text); !ok || v != value.OfInt(n) {
			t.Fatalf("%q is read as %v, %v", text, v, ok)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`(inv)?_?[-+ ]?[0-9]{0,20}`).Draw(t, "text")
		for _, prefix := range []string{"", "inv"} {
			if v, ok := value.ParseNumber(prefix, text); ok && string(value.AppendNumber(nil, prefix, v.Int)) != text {
				t.Fatalf("%q is read as %d", text, v.Int)
			}
		}
	})
	for _, c := range []struct{ prefix, text string }{
		{"", ""},
		{"", "0"},
		{"", "01"},
		{"", "+1"},
		{"", "-1"},
		{"", "1.0"},
		{"", "1e3"},
		{"", " 1"},
		{"", "١"},
		{"", "inv_1"},
		{"", "9223372036854775808"},
		{"", "18446744073709551617"},
		{"inv", "1"},
		{"inv", "inv"},
		{"inv", "inv_"},
		{"inv", "inv1"},
		{"inv", "inv_01"},
		{"inv", "INV_1"},
		{"inv", "invo_1"},
	} {
		if v, ok := value.ParseNumber(c.prefix, c.text); ok {
			t.Errorf("%q is read as %d", c.text, v.Int)
		}
	}
	if v, ok := value.ParseNumber("inv", "inv_9223372036854775807"); !ok || v.Int != 1<<63-1 {
		t.Errorf("the greatest is read as %v, %v", v, ok)
	}
}
