package handbook_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/handbook"
)

const decisions = `decisions:
  readme:
    title: "A *title* with <b>marks</b> & [links](x)"
    context: |
      # no heading,
      - no list
    options:
      one: {says: "1. is no list", pros: ["- a", "+ b"], cons: [c_d_e]}
      two: {says: "Two | three."}
    choice: one
    because: It is.
    consequences: ["All of ` + "`it`" + `."]
    revisit_when: It is not.
    reversing: {cost: never, how: Nobody can.}
    requirements: [keep-notes]
    supersedes: [old]
    check:
      notes: |
        design.entities
          .all(e, e.name != 'x')
  old: {title: Old, context: C., options: {a: {says: A.}, b: {says: B.}}, choice: a, because: It was., check: {none: "size(design.entities) == 0"}}
  later: {title: Later, context: C., options: {a: {says: A.}, b: {says: B.}}, choice: b, because: Perhaps., status: proposed}
  open: {title: Open, context: C., options: {a: {says: A.}, b: {says: B.}}}
`

func compiled(t *testing.T, files map[string]string) *design.Design {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var diags diag.List
	d, _, err := compile.Folder(dir, &diags)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range diags.All() {
		t.Fatalf("%s: %s", f.Span, f.Message)
	}
	return d
}

// TestDecisions holds the pages to testdata; UPDATE=1 rewrites it.
func TestDecisions(t *testing.T) {
	d := compiled(t, map[string]string{
		"decisions.yaml":    decisions,
		"data.yaml":         "newel: 1\nentities: {Note: {global: true, fields: {text: {type: text, max: 5}}}}\n",
		"requirements.yaml": "requirements: {keep-notes: {story: As a writer I keep notes.}}\n",
	})
	var b strings.Builder
	for _, p := range handbook.Decisions(d) {
		b.WriteString("=== " + p.Name + "\n" + p.Text)
		if strings.Count(p.Text, handbook.Mark) != 1 || !strings.HasSuffix(p.Text, "\n") || strings.Contains(p.Text, "\n\n\n") {
			t.Errorf("%s is not whole:\n%s", p.Name, p.Text)
		}
	}
	at := filepath.Join("testdata", "decisions.golden")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(at, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("-want +got (UPDATE=1 rewrites it)\n%s", diff)
	}
}

// TestDecisionsAlone: decisions have pages before there is anything else.
func TestDecisionsAlone(t *testing.T) {
	pages := handbook.Decisions(compiled(t, map[string]string{"decisions.yaml": decisions}))
	if len(pages) != 5 || pages[0].Name != handbook.Index || !strings.Contains(pages[1].Text, "* keep-notes\n") {
		t.Errorf("%d pages: %+v", len(pages), pages)
	}
}
