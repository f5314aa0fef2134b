package compile_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
)

// TestPages runs every page of every room: its bad design breaks exactly the rules
// that it says at exactly those places, its good design none.
func TestPages(t *testing.T) {
	for _, room := range compile.Rooms() {
		pages, err := page.All(room.Pages)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, p := range pages {
			if len(p.Bad) == 0 && len(p.Good) == 0 {
				t.Logf("%s has no example", p.Rule) // one would be too large for a page
				continue
			}
			t.Run(p.Rule, func(t *testing.T) {
				// Only this page is about what is served; the others may be short.
				whole := p.Rule == "compile/step-missing"
				if diff := cmp.Diff(p.Want, findings(t, p.Bad, whole)); diff != "" {
					t.Errorf("bad: -want +got\n%s", diff)
				}
				if got := findings(t, p.Good, whole); got != nil {
					t.Errorf("good: %s", strings.Join(got, "\n"))
				}
			})
		}
	}
}

// TestRules: each rule has exactly one page, which says its title, and the ids of
// all rules differ.
func TestRules(t *testing.T) {
	seen := map[string]bool{}
	for _, room := range compile.Rooms() {
		pages, err := page.All(room.Pages)
		if err != nil {
			t.Error(err)
			continue
		}
		var rules, documented []string
		for _, r := range room.Rules {
			rules = append(rules, r.ID+": "+r.Title)
			if seen[r.ID] {
				t.Errorf("two rules are called %s", r.ID)
			}
			seen[r.ID] = true
			if r.Severity < diag.Info || r.Severity > diag.Error {
				t.Errorf("%s has no severity", r.ID)
			}
			if p, ok := room.Page(r.ID); ok && p.Rule != r.ID {
				t.Errorf("the page of %s is that of %s", r.ID, p.Rule)
			}
		}
		for _, p := range pages {
			documented = append(documented, p.Rule+": "+p.Title)
		}
		slices.Sort(rules)
		slices.Sort(documented)
		if diff := cmp.Diff(rules, documented); diff != "" {
			t.Errorf("rules and pages: -want +got\n%s", diff)
		}
	}
}

// TestPageOfNoRule: a page is found by its rule only.
func TestPageOfNoRule(t *testing.T) {
	for _, room := range compile.Rooms() {
		for _, id := range []string{"", "bind", "bind/", "../" + room.Rules[0].ID, room.Rules[0].ID + "x"} {
			if p, ok := room.Page(id); ok {
				t.Errorf("%q has the page of %s", id, p.Rule)
			}
		}
	}
}

// findings compiles files as the design in the current folder, and returns each
// finding as "file:line:col rule".
func findings(t *testing.T, files map[string]string, whole bool) (found []string) {
	t.Helper()
	t.Chdir(write(t, files))
	var diags diag.List
	_, read, err := compile.Folder(".", &diags)
	if err != nil {
		t.Fatal(err)
	}
	if whole {
		read.Complete(&diags)
	}
	for _, d := range diags.All() {
		found = append(found, d.Span.String()+" "+d.Rule.ID)
		if d.Message == "" || d.Fix == "" {
			t.Errorf("%s %s says too little: %q, fix: %q", d.Span, d.Rule.ID, d.Message, d.Fix)
		}
	}
	return found
}

// write makes a folder of files; their names may have slashes.
func write(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(files[name]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
