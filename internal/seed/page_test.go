package seed_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
	"github.com/newel-api/newel/internal/seed"
)

// TestPages runs the pages of this room: every rule has one, bad rows break exactly
// what their page says, good ones nothing.
func TestPages(t *testing.T) {
	pages, err := page.All(seed.Pages)
	if err != nil {
		t.Fatal(err)
	}
	var rules, documented []string
	for _, r := range seed.Rules {
		rules = append(rules, r.ID+": "+r.Title)
	}
	for _, p := range pages {
		documented = append(documented, p.Rule+": "+p.Title)
		if diff := cmp.Diff(p.Want, findings(t, p.Bad)); diff != "" {
			t.Errorf("%s, bad: -want +got\n%s", p.Rule, diff)
		}
		if got := findings(t, p.Good); got != nil {
			t.Errorf("%s, good: %q", p.Rule, got)
		}
	}
	slices.Sort(rules)
	slices.Sort(documented)
	if diff := cmp.Diff(rules, documented); diff != "" {
		t.Errorf("rules and pages: -want +got\n%s", diff)
	}
}

// findings reads the design and the seed of an example.
func findings(t *testing.T, files map[string]string) (found []string) {
	t.Helper()
	var diags diag.List
	seed.Read("seed.yaml", []byte(files["seed.yaml"]), designOf(t, files), &diags)
	for _, d := range diags.All() {
		if d.Fix == "" {
			t.Errorf("%s %s has no mend", d.Span, d.Rule.ID)
		}
		found = append(found, d.Span.String()+" "+d.Rule.ID)
	}
	return found
}

// designOf compiles the files in design/.
func designOf(t *testing.T, files map[string]string) *design.Design {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "design"), 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var diags diag.List
	d, _, err := compile.Folder(filepath.Join(dir, "design"), &diags)
	if err != nil {
		t.Fatal(err)
	}
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	return d
}
