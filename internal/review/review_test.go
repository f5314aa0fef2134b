package review_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
	"github.com/newel-api/newel/internal/review"
	"github.com/newel-api/newel/internal/stage"
)

const today = "2026-11-25"

// TestPages runs the pages of this room: every rule has one; a bad design breaks exactly
// what its page says, so that no two rules tell of one flaw; a good one nothing.
func TestPages(t *testing.T) {
	pages, err := page.All(review.Pages)
	if err != nil {
		t.Fatal(err)
	}
	var rules, documented []string
	for _, r := range review.Rules {
		rules = append(rules, r.ID+": "+r.Title)
	}
	for _, p := range pages {
		documented = append(documented, p.Rule+": "+p.Title)
		t.Run(p.Rule, func(t *testing.T) {
			if diff := cmp.Diff(p.Want, findings(t, p.Bad)); diff != "" {
				t.Errorf("bad: -want +got\n%s", diff)
			}
			if got := findings(t, p.Good); got != nil {
				t.Errorf("good: %q", got)
			}
			if !slices.ContainsFunc(p.Want, func(line string) bool { return strings.HasSuffix(line, " "+p.Rule) }) {
				t.Errorf("the bad design shows %q", p.Want)
			}
		})
	}
	slices.Sort(rules)
	slices.Sort(documented)
	if diff := cmp.Diff(rules, documented); diff != "" {
		t.Errorf("rules and pages: -want +got\n%s", diff)
	}
}

// findings reviews the design of some files, which compiles.
func findings(t *testing.T, files map[string]string) (found []string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range reviewed(t, ".") {
		if d.Message == "" || d.Fix == "" {
			t.Errorf("%s %s says too little: %q, fix: %q", d.Span, d.Rule.ID, d.Message, d.Fix)
		}
		found = append(found, d.Span.String()+" "+d.Rule.ID)
	}
	return found
}

// reviewed returns what the review finds in the design of a folder.
func reviewed(t *testing.T, dir string) []*diag.Diagnostic {
	t.Helper()
	var diags diag.List
	review.Run(designAt(t, dir), today, &diags)
	return diags.All()
}

func designAt(t *testing.T, dir string) *design.Design {
	t.Helper()
	var diags diag.List
	d, _, err := compile.Folder(dir, &diags)
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range diags.All() {
		t.Errorf("%s: %s: %s [%s]", found.Span, found.Severity, found.Message, found.Rule.ID)
	}
	if t.Failed() {
		t.FailNow()
	}
	return d
}

const designs = "../../testdata/designs"

// TestDesigns: the designs of the corpus were read by people, and what the review finds in
// them is written down; each line was judged to be a flaw of the design.
func TestDesigns(t *testing.T) {
	dirs, err := filepath.Glob(designs + "/*/design")
	if err != nil || len(dirs) < 30 {
		t.Fatalf("%d designs, %v", len(dirs), err)
	}
	var b strings.Builder
	for _, dir := range dirs {
		for _, d := range reviewed(t, dir) {
			fmt.Fprintf(&b, "%s %s %s: %s\n", d.Severity, filepath.Base(filepath.Dir(dir)), d.Rule.ID, d.Message)
		}
	}
	const golden = "testdata/designs.txt"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestEveryDesign: whatever compiles can be reviewed, also half of a design; each finding says all
// that it must, stands in a file of the design, and can be accepted by its name: then nothing
// is left, and no acceptance stands for nothing.
func TestEveryDesign(t *testing.T) {
	var dirs []string
	for _, room := range stage.Rules() {
		p, ok := stage.Page(room.ID)
		if !ok {
			continue
		}
		for _, files := range []map[string]string{p.Bad, p.Good} {
			dirs = append(dirs, writtenTo(t, files))
		}
	}
	corpus, err := filepath.Glob(designs + "/*/design")
	if err != nil {
		t.Fatal(err)
	}
	reviews, found := 0, 0
	for _, dir := range append(dirs, corpus...) {
		var before, diags diag.List
		d, files, err := compile.Folder(dir, &before)
		if err != nil || before.Err() != nil {
			continue // it is about something else
		}
		reviews++
		result := review.Run(d, today, &diags)
		for _, f := range result.Findings {
			found++
			if f.Message == "" || f.Fix == "" || f.At == "" || files.Text(f.Span.File) == nil || f.Span.Start.Line == 0 {
				t.Errorf("%s: %s %q at %q, fix %q", dir, f.Span, f.Message, f.At, f.Fix)
			}
			if !slices.ContainsFunc(d.Review.Accept, func(a *design.Acceptance) bool {
				return a.Rule.Text == f.Rule.ID && a.At.Text == f.At && (a.Until.Text == "" || a.Until.Text >= today)
			}) {
				d.Review.Accept = append(d.Review.Accept, &design.Acceptance{Rule: design.Name{Text: f.Rule.ID}, At: design.Name{Text: f.At}})
			}
		}
		var after diag.List
		review.Run(d, today, &after)
		for _, f := range after.All() {
			if f.Span.Known() && strings.HasPrefix(filepath.Base(f.Span.File), "review") {
				continue // what the page is about
			}
			t.Errorf("%s: %s: %s [%s] is left", dir, f.Span, f.Message, f.Rule.ID)
		}
	}
	if reviews < 200 || found < 200 {
		t.Errorf("%d reviews found %d flaws", reviews, found)
	}
}

// writtenTo writes the files of a page that are of a design.
func writtenTo(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		if filepath.Ext(name) != ".yaml" {
			continue
		}
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestTwice: what is accepted twice is accepted by the first, and the second stands for nothing.
func TestTwice(t *testing.T) {
	files := map[string]string{"review.yaml": "accept:\n" + strings.Repeat("  - {rule: review/one-word-name, at: edit, because: it is short}\n", 2)}
	for name, text := range notes {
		files[name] = strings.Replace(text, "editNote", "edit", 1)
	}
	if diff := cmp.Diff([]string{"review.yaml:3:38 review/stale-acceptance"}, findings(t, files)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestFlagship: the example is clean, whatever the severity; what it accepts says why.
func TestFlagship(t *testing.T) {
	for _, d := range reviewed(t, "../../examples/helpdesk/design") {
		t.Errorf("%s: %s: %s [%s]", d.Span, d.Severity, d.Message, d.Rule.ID)
	}
}
