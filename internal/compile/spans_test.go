package compile_test

import (
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
)

// TestSpans pins the text that each finding of each page points at, cut out of the
// file by its span: what is underlined must be the thing that the message is about.
// UPDATE=1 rewrites the golden file; read it as an author would.
func TestSpans(t *testing.T) {
	const golden = "testdata/spans.txt"
	var out strings.Builder
	for _, room := range compile.Rooms() {
		pages, err := page.All(room.Pages)
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(pages, func(a, b *page.Page) int { return strings.Compare(a.Rule, b.Rule) })
		for _, p := range pages {
			if len(p.Bad) > 0 {
				t.Run(p.Rule, func(t *testing.T) { pointed(t, p, &out) })
			}
		}
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.MkdirAll(path.Dir(golden), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// pointed writes a line for each finding of the page's bad design: the rule, the text
// at its span, and the message.
func pointed(t *testing.T, p *page.Page, out *strings.Builder) {
	t.Chdir(write(t, p.Bad))
	var diags diag.List
	_, files, err := compile.Folder(".", &diags)
	if err != nil {
		t.Fatal(err)
	}
	if p.Rule == "compile/step-missing" {
		files.Complete(&diags)
	}
	for _, d := range diags.All() {
		at, text := "the whole file", ""
		if d.Span.Start.Line > 0 {
			file := files.Text(d.Span.File)
			if d.Span.Start.Offset > d.Span.End.Offset || d.Span.End.Offset > len(file) {
				t.Fatalf("%s: the span %+v lies outside the file", d.Rule.ID, d.Span)
			}
			text = string(file[d.Span.Start.Offset:d.Span.End.Offset])
			at = fmt.Sprintf("%q", text)
		}
		if text != strings.TrimSpace(text) && d.Rule.ID != "source/tab" && d.Rule.ID != "source/control-character" {
			t.Errorf("%s points at blanks: %q", d.Rule.ID, text)
		}
		fmt.Fprintf(out, "%s %s\n\t%s\n", d.Rule.ID, at, d.Message)
	}
}
