package source_test

import (
	"bytes"
	"testing"

	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
)

// FuzzParse: whatever bytes come, Parse ends, every place it names is in the file,
// and it either gives a tree or says why not.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "a: b", "- a\n-\n  - b: |\n      c\n", "{a: [b, 'c''d', \"\\u00e9\"], e}", "a: >+\n  b\n\n   c\n\n", "a: &b !c d\ne: *b\n<<: f",
		"? a\n: b", "---\na: 'b\n  c'\n...\n", "a: b\n c: d", "a: \"b\\\n  c\"", "a: [\n  b, # c\n]", "\tb: c", "a: b: c", "é: \"\\q\"",
		"a: |2\n    b\r\n   c\r\n", "a: {b: c", "a:b\nc: d", "@a", "a: \"b\nc: \"d\"\n", "%YAML 1.2\n", "&0:Ҙ",
	} {
		f.Add([]byte(seed))
	}
	pages, err := page.All(source.Pages)
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range pages {
		for _, text := range p.Bad {
			f.Add([]byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var diags diag.List
		file := source.Parse("f.yaml", text, &diags)
		for _, d := range diags.All() {
			inFile(t, text, d.Span)
			for _, r := range d.Related {
				inFile(t, text, r.Span)
			}
			for _, e := range d.Edits {
				inFile(t, text, e.Span)
			}
			if d.Message == "" || d.Fix == "" {
				t.Errorf("%s: message %q, fix %q", d.Rule.ID, d.Message, d.Fix)
			}
		}
		if file.Broken && (diags.Len() == 0 || file.Root != nil) {
			t.Errorf("a broken file with %d findings, root %v", diags.Len(), file.Root)
		}
		if file.Root != nil {
			checkNode(t, text, file.Root, diag.Span{File: "f.yaml", Start: file.Root.Span.Start, End: file.Root.Span.End})
		}
	})
}

func inFile(t *testing.T, text []byte, s diag.Span) {
	t.Helper()
	if s == (diag.Span{File: "f.yaml"}) {
		return
	}
	for _, p := range []diag.Pos{s.Start, s.End} {
		if p.Offset < 0 || p.Offset > len(text) || p != position(string(text), p.Offset) {
			t.Fatalf("%+v is no place of the file", p)
		}
	}
	if s.File != "f.yaml" || s.Start.Offset > s.End.Offset {
		t.Fatalf("%+v is no span", s)
	}
}

// checkNode checks that n stands inside of within, and its parts in order inside n.
func checkNode(t *testing.T, text []byte, n *source.Node, within diag.Span) {
	inFile(t, text, n.Span)
	if n.Span.Start.Offset < within.Start.Offset || n.Span.End.Offset > within.End.Offset {
		t.Fatalf("%+v reaches out of %+v", n.Span, within)
	}
	rest := n.Span
	part := func(p *source.Node) {
		if p != nil {
			checkNode(t, text, p, rest)
			rest.Start = p.Span.End
		}
	}
	seen := map[string]bool{}
	for _, p := range n.Pairs {
		if p.Key == nil || p.Key.Kind != source.Scalar || seen[p.Key.Text] {
			t.Fatalf("bad key %+v", p.Key)
		}
		seen[p.Key.Text] = true
		part(p.Key)
		part(p.Value)
	}
	for _, item := range n.Items {
		if item == nil {
			t.Fatal("an item is nil")
		}
		part(item)
	}
	if n.Kind == source.Scalar {
		checkScalar(t, text, n)
	}
}

func checkScalar(t *testing.T, text []byte, n *source.Node) {
	written := text[n.Span.Start.Offset:n.Span.End.Offset]
	if n.Style == source.Plain && !bytes.ContainsAny(written, "\n") && string(written) != n.Text {
		t.Fatalf("%q is read as %q", written, n.Text)
	}
	last := n.Span.Start
	for i := range len(n.Text) + 1 {
		p := n.Chars(i)
		if p.Offset < last.Offset || p.Offset > n.Span.End.Offset || p != position(string(text), p.Offset) {
			t.Fatalf("byte %d of %q stands at %+v, after %+v", i, n.Text, p, last)
		}
		last = p
		if n.Style == source.Block && i < len(n.Text) && p.Offset < n.Span.End.Offset && text[p.Offset] != n.Text[i] && n.Text[i] != ' ' {
			t.Fatalf("byte %d of %q points at %q", i, n.Text, text[p.Offset])
		}
	}
}
