package value_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/value"
)

// TestBits: a set has what was put into it, and is equal to another that has the same.
func TestBits(t *testing.T) {
	numbers := rapid.SliceOfN(rapid.IntRange(0, value.MostBits-1), 0, 20)
	set := func(of []int) (b value.Bits, has map[int]bool) {
		has = map[int]bool{}
		for _, i := range of {
			b.Add(i)
			has[i] = true
		}
		return b, has
	}
	rapid.Check(t, func(t *rapid.T) {
		first, second := numbers.Draw(t, "first"), numbers.Draw(t, "second")
		a, inA := set(first)
		b, inB := set(second)
		common, same := false, true
		for i := range value.MostBits {
			if a.Has(i) != inA[i] {
				t.Fatalf("%v has %d: %t", first, i, a.Has(i))
			}
			common, same = common || inA[i] && inB[i], same && inA[i] == inB[i]
		}
		if a.Meets(&b) != common || (a == b) != same || a.None() != (len(first) == 0) {
			t.Fatalf("%v and %v: meet %t, equal %t, the first is empty %t", first, second, a.Meets(&b), a == b, a.None())
		}
	})
}
