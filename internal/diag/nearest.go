package diag

import "slices"

// Nearest returns the candidate that differs from name by at most two typing
// mistakes (insert, delete, replace, swap neighbours), or "" when none does.
// Ties go to the earlier candidate. A name of one or two letters must match
// within one mistake, or the answer would be noise.
func Nearest(name string, candidates []string) string {
	limit := 2
	if len(name) <= 2 {
		limit = 1
	}
	best, at := "", limit+1
	for _, c := range candidates {
		if d := distance(name, c, at); d < at {
			best, at = c, d
		}
	}
	return best
}

// alone tells whether near, of all candidates, is the only one at its distance from
// name, and two mistakes are few for a name of that length.
func alone(name, near string, candidates []string) bool {
	limit := max(len(name), len(near)) + 1
	at := distance(name, near, limit)
	if at > 1 && len(name) < 5 {
		return false
	}
	for _, c := range candidates {
		if c != near && distance(name, c, limit) <= at {
			return false
		}
	}
	return true
}

// usual is longer than most names.
const usual = 48

// distance is the optimal string alignment distance of a and b (Damerau 1964,
// without repeated edits), or some number ≥ cap once it cannot be smaller.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d >= limit || -d >= limit {
		return limit
	}
	var space [3][usual]int // on the stack: a large design asks millions of times
	before, above, row := space[0][:], space[1][:], space[2][:]
	if len(b) >= usual {
		before, above, row = make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	}
	for j := range len(b) + 1 {
		above[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(row[j]+1, above[j+1]+1, above[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		if slices.Min(row[:len(b)+1]) >= limit && slices.Min(above[:len(b)+1]) >= limit {
			return limit // a row follows from the two before it, and never falls below both
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}
