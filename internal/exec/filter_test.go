package exec

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestAfter: between a text and what comes after it stand exactly the texts that begin
// with it, in the order of code points, which for UTF-8 is that of bytes.
func TestAfter(t *testing.T) {
	letters := []rune{0, 'a', 'b', 0x7f, 0x80, 0x7ff, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff}
	text := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(letters), 0, 4), func(r []rune) string { return string(r) })
	rapid.Check(t, func(t *rapid.T) {
		start, other := text.Filter(func(s string) bool { return s != "" }).Draw(t, "start"), text.Draw(t, "other")
		end, ok := after(start)
		inside := other >= start && (!ok || other < end)
		if inside != strings.HasPrefix(other, start) {
			t.Fatalf("%q in [%q, %q, %t): %t", other, start, end, ok, inside)
		}
	})
}
