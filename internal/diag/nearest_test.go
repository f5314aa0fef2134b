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
