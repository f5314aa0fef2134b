package diag_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/diag"
)

func TestNearest(t *testing.T) {
	for _, c := range []struct {
		why, name  string
		candidates []string
		want       string
	}{
		{"no candidates", "user", nil, ""},
		{"itself", "user", []string{"users", "user"}, "user"},
		{"a letter missing", "usr", []string{"ticket", "user"}, "user"},
		{"a letter more", "usser", []string{"ticket", "user"}, "user"},
		{"another letter", "uzer", []string{"ticket", "user"}, "user"},
		{"neighbours swapped", "suer", []string{"ticket", "user"}, "user"},
		{"swapped at the end", "usre", []string{"user"}, "user"},
		{"a swap is one mistake: two of them are two", "sure", []string{"user"}, "user"},
		{"three mistakes", "sure_", []string{"user"}, ""},
		{"two letters missing", "organiztio", []string{"organization"}, "organization"},
		{"three letters missing", "organizti", []string{"organization"}, ""},
		{"the nearer one, though later", "tickte", []string{"tickers", "ticket"}, "ticket"},
		{"the earlier of two equals", "nane", []string{"name", "nine"}, "name"},
		{"one letter differs from everything", "a", []string{"bcd", "ef"}, ""},
		{"two letters, one mistake", "od", []string{"id"}, "id"},
		{"two letters, two mistakes", "xy", []string{"id"}, ""},
		{"two letters swapped", "di", []string{"id"}, "id"},
		{"case counts as a mistake", "Ticket", []string{"ticket"}, "ticket"},
		{"nothing alike", "ticket", []string{"user", "organization"}, ""},
		{"many letters", "notification_preference", []string{"notification_preferences", "notifications"}, "notification_preferences"},
		{"bytes of other scripts", "имя", []string{"имя_", "x"}, "имя_"},
	} {
		if got := diag.Nearest(c.name, c.candidates); got != c.want {
			t.Errorf("%s: the nearest of %q to %q is %q, want %q", c.why, c.candidates, c.name, got, c.want)
		}
	}
}

// TestNearestFindsOneMistake: whichever single mistake is made in a name, the
// name is found again.
func TestNearestFindsOneMistake(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[a-z_]{3,20}`).Draw(t, "name")
		typed := []byte(name)
		at := rapid.IntRange(0, len(name)-2).Draw(t, "at")
		switch rapid.SampledFrom([]string{"insert", "delete", "replace", "swap"}).Draw(t, "mistake") {
		case "insert":
			typed = slices.Insert(typed, at, 'q')
		case "delete":
			typed = slices.Delete(typed, at, at+1)
		case "replace":
			typed[at] = 'q'
		case "swap":
			typed[at], typed[at+1] = typed[at+1], typed[at]
		}
		if got := diag.Nearest(string(typed), []string{"0123456789", name}); got != name {
			t.Fatalf("the nearest to %q is %q, want %q", typed, got, name)
		}
	})
}

// TestNearestIsNearest holds the answer to the distance as its definition has it.
func TestNearestIsNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[ab]{0,6}|[a-c]{45,52}`)
		name, candidates := word.Draw(t, "name"), rapid.SliceOfN(word, 0, 8).Draw(t, "candidates")
		want, at := "", 3
		if len(name) <= 2 {
			at = 2
		}
		for _, c := range candidates {
			if d := mistakes(name, c); d < at {
				want, at = c, d
			}
		}
		if got := diag.Nearest(name, candidates); got != want {
			t.Fatalf("the nearest of %q to %q is %q, want %q", candidates, name, got, want)
		}
	})
}

// mistakes is how many typing mistakes lie between a and b.
func mistakes(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		for j := range rows[i] {
			if i == 0 || j == 0 {
				rows[i][j] = i + j
				continue
			}
			same := 1
			if a[i-1] == b[j-1] {
				same = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+same)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
