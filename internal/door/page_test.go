package door_test

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
	"github.com/newel-api/newel/internal/door"
)

// TestPages: every rule has a page, whose programs get exactly what it says. What their
// main.go registers, the test does by itself.
func TestPages(t *testing.T) {
	pages, err := page.All(door.Pages)
	if err != nil {
		t.Fatal(err)
	}
	var rules, documented []string
	for _, r := range door.Rules {
		rules = append(rules, r.ID+": "+r.Title)
	}
	for _, p := range pages {
		documented = append(documented, p.Rule+": "+p.Title)
		if diff := cmp.Diff(p.Want, pageFindings(t, p.Bad)); diff != "" {
			t.Errorf("%s, bad: -want +got\n%s", p.Rule, diff)
		}
		if got := pageFindings(t, p.Good); got != nil {
			t.Errorf("%s, good: %q", p.Rule, got)
		}
	}
	slices.Sort(rules)
	slices.Sort(documented)
	if diff := cmp.Diff(rules, documented); diff != "" {
		t.Errorf("rules and pages: -want +got\n%s", diff)
	}
}

func pageFindings(t *testing.T, files map[string]string) (found []string) {
	t.Helper()
	if _, err := parser.ParseFile(token.NewFileSet(), "main.go", files["main.go"], 0); err != nil {
		t.Error(err)
	}
	var fs door.Functions
	if strings.Contains(files["main.go"], "newel.Handle") {
		fs.Add(&door.Function{Operation: "readNote", When: door.Handle, At: "main.go:19", In: reflect.TypeFor[struct{}](), Out: reflect.TypeFor[struct {
			Words int64 `json:"words"`
		}]()})
	}
	for _, d := range check(t, &fs, designIn(t, files)) {
		if d.Fix == "" {
			t.Errorf("%s %s has no mend", d.Span, d.Rule.ID)
		}
		found = append(found, filepath.Base(d.Span.String())+" "+d.Rule.ID)
	}
	return found
}

func check(t *testing.T, fs *door.Functions, d *design.Design) []*diag.Diagnostic {
	t.Helper()
	var diags diag.List
	fs.Check(d, &diags)
	return diags.All()
}

// designIn compiles a design of those files.
func designIn(t *testing.T, files map[string]string) *design.Design {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if filepath.Ext(name) == ".yaml" {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	return designAt(t, dir)
}

func designAt(t *testing.T, dir string) *design.Design {
	t.Helper()
	var diags diag.List
	d, _, err := compile.Folder(dir, &diags)
	if err != nil {
		t.Fatal(err)
	}
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	return d
}
