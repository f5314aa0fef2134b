package compat_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compat"
	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
)

// TestPages runs the pages of this room. An example has two documents, old.yaml and
// new.yaml; or two designs, old and new; or a pin.
func TestPages(t *testing.T) {
	pages, err := page.All(compat.Pages)
	if err != nil {
		t.Fatal(err)
	}
	var rules, documented []string
	for _, r := range compat.Rules {
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

func findings(t *testing.T, files map[string]string) (found []string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var diags diag.List
	switch {
	case files["old.yaml"] != "":
		old, new := compat.Load("old.yaml", []byte(files["old.yaml"]), &diags), compat.Load("new.yaml", []byte(files["new.yaml"]), &diags)
		if old == nil || new == nil {
			break
		}
		changes := compat.Compare(old, new, compat.Options{})
		compat.Approve(changes, compat.ReadApprovals("approved.yaml", []byte(files["approved.yaml"]), &diags), "2026-11-25", &diags)
		compat.Gate(changes, "new.yaml", &diags)
	case files["old/data.yaml"] != "":
		compat.Gate(compat.CompareFacts(factsIn(t, "old"), factsIn(t, "new")), "new", &diags)
	default:
		if _, err := compat.ReadPin(".", &diags); err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range diags.All() {
		if d.Fix == "" {
			t.Errorf("%s %s has no mend", d.Span, d.Rule.ID)
		}
		found = append(found, d.Span.String()+" "+d.Rule.ID)
	}
	return found
}

// factsIn returns the facts of the design in a folder.
func factsIn(t *testing.T, dir string) *compat.Facts {
	t.Helper()
	var diags diag.List
	d, _, err := compile.Folder(dir, &diags)
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range diags.All() {
		t.Fatalf("%s: %s", found.Span, found.Message)
	}
	return compat.FactsOf(d)
}
