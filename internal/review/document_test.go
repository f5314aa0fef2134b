package review_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/review"
	"github.com/newel-api/newel/internal/stage"
)

// TestDocument: docs/review.md answers each question of contract linters once, names rules that
// there are, and leaves out none of this room.
func TestDocument(t *testing.T) {
	text, err := os.ReadFile("../../docs/review.md")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range stage.Rules() {
		ids = append(ids, r.ID)
	}
	named := map[string]bool{}
	for _, m := range regexp.MustCompile("`([a-z]+/[a-z-]+)`").FindAllStringSubmatch(string(text), -1) {
		if named[m[1]] = true; !slices.Contains(ids, m[1]) {
			t.Errorf("there is no rule %s", m[1])
		}
	}
	for _, r := range review.Rules {
		if !named[r.ID] && r.ID != "review/unknown-rule" && r.ID != "review/expired-acceptance" {
			t.Errorf("%s stands nowhere", r.ID)
		}
	}
	for first, last := range map[int]int{1: 13, 101: 115, 201: 218, 301: 305, 401: 405} {
		for n := first; n <= last; n++ {
			if row := fmt.Sprintf("\n| C%03d |", n); strings.Count(string(text), row) != 1 {
				t.Errorf("C%03d has %d rows", n, strings.Count(string(text), row))
			}
		}
	}
}

// TestSeverities: what a review says is never an error, and a page tells of each rule.
func TestSeverities(t *testing.T) {
	for _, r := range review.Rules {
		if r.Severity >= diag.Error || r.Severity < diag.Info {
			t.Errorf("%s is %s", r.ID, r.Severity)
		}
		if _, ok := stage.Page(r.ID); !ok {
			t.Errorf("%s has no page", r.ID)
		}
	}
}
