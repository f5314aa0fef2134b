package format_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design/format"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
)

// TestPages: the bad design of each page has the finding that it says, and is written
// as the good one.
func TestPages(t *testing.T) {
	pages, err := page.All(format.Pages)
	if err != nil || len(pages) != len(format.Rules) {
		t.Fatal(len(pages), err)
	}
	for _, p := range pages {
		if !slices.ContainsFunc(format.Rules, func(r *diag.Rule) bool { return r.ID == p.Rule && r.Title == p.Title }) {
			t.Errorf("%s is a page of no rule", p.Rule)
		}
		for name, text := range p.Bad {
			if diff := cmp.Diff(p.Want, check(t, name, text)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if out, _ := formatted(t, text); out != p.Good[name] {
				t.Errorf("%s is written as\n%s", name, out)
			}
			if got := check(t, name, p.Good[name]); got != nil {
				t.Errorf("good: %q", got)
			}
		}
	}
}

func check(t *testing.T, name, text string) (found []string) {
	t.Helper()
	var diags diag.List
	if err := format.Check(source.Parse(name, []byte(text), &diags), &diags); err != nil {
		t.Fatal(err)
	}
	for _, d := range diags.All() {
		found = append(found, d.Span.String()+" "+d.Rule.ID)
	}
	return found
}

// TestCheckPlaces: the finding stands at the first line that would change, also where
// that is the end of the file.
func TestCheckPlaces(t *testing.T) {
	for text, want := range map[string]string{
		"a: 1": "x:1:1 format/layout", "a: 1\n\n": "x:2:1 format/layout", "a: 1\nb:  2\n": "x:2:1 format/layout", "a: 1\r\n": "x:1:1 format/layout", "\na: 1\n": "x:1:1 format/layout",
	} {
		if got := check(t, "x", text); len(got) != 1 || got[0] != want {
			t.Errorf("%q: %q, want %s", text, got, want)
		}
	}
}
