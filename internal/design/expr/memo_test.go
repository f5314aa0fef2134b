package expr

import "testing"

// TestMemoIsBounded: what clients vary is forgotten, so that memory is not theirs.
func TestMemoIsBounded(t *testing.T) {
	for _, c := range []struct{ most, want int }{{0, memoLimit}, {8, 8}, {2 * memoLimit, memoLimit}} {
		m := Memo[int, int]{Most: c.most}
		made, greatest := 0, 0
		for i := range 3 * memoLimit {
			for range 2 { // the second time it is known
				if got := m.Get(i, func() int { made++; return -i }); got != -i {
					t.Fatalf("%d: %d", i, got)
				}
			}
			greatest = max(greatest, len(*m.known.Load()))
		}
		if greatest != c.want || made != 3*memoLimit {
			t.Errorf("at most %d: %d are remembered, want %d; %d were made", c.most, greatest, c.want, made)
		}
	}
}
