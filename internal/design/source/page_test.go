package source_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
)

// TestPages runs the pages of this room: every rule has one, a bad design breaks
// exactly what its page says, a good one nothing.
func TestPages(t *testing.T) {
	pages, err := page.All(source.Pages)
	if err != nil {
		t.Fatal(err)
	}
	var rules, documented []string
	for _, r := range source.Rules {
		rules = append(rules, r.ID+": "+r.Title)
	}
	for _, p := range pages {
		documented = append(documented, p.Rule+": "+p.Title)
		if diff := cmp.Diff(p.Want, findings(p.Bad)); diff != "" {
			t.Errorf("%s, bad: -want +got\n%s", p.Rule, diff)
		}
		if got := findings(p.Good); got != nil {
			t.Errorf("%s, good: %q", p.Rule, got)
		}
	}
	slices.Sort(rules)
	slices.Sort(documented)
	if diff := cmp.Diff(rules, documented); diff != "" {
		t.Errorf("rules and pages: -want +got\n%s", diff)
	}
}

func findings(files map[string]string) (found []string) {
	var diags diag.List
	for name, text := range files {
		source.Parse(name, []byte(text), &diags)
	}
	for _, d := range diags.All() {
		found = append(found, d.Span.String()+" "+d.Rule.ID)
	}
	return found
}

// TestTooLarge: a file over the limit is not even looked at. It has no page with an
// example, for the example's sake.
func TestTooLarge(t *testing.T) {
	for size, want := range map[int]int{source.MaxFileSize: 0, source.MaxFileSize + 1: 1} {
		var diags diag.List
		text := "a: b" + strings.Repeat("\n", size-4)
		f := source.Parse("access.yaml", []byte(text), &diags)
		if diags.Len() != want || f.Broken != (want == 1) {
			t.Errorf("%d bytes: %d findings, broken is %v", size, diags.Len(), f.Broken)
		}
		for _, d := range diags.All() {
			if d.Span.String() != "access.yaml" || d.Rule.ID != "source/too-large" || !strings.Contains(d.Fix, "access/") {
				t.Errorf("got %s %s: %s; %s", d.Span, d.Rule.ID, d.Message, d.Fix)
			}
		}
	}
}
