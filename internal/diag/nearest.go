package diag

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

// distance is the optimal string alignment distance of a and b (Damerau 1964,
// without repeated edits), or some number ≥ cap once it cannot be smaller.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d >= limit || -d >= limit {
		return limit
	}
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
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
		before, above, row = above, row, before
	}
	return above[len(b)]
}
