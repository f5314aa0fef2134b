package format_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design/format"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
)

// formatted formats text; ok is false when it cannot be read.
func formatted(t testing.TB, text string) (out string, ok bool) {
	t.Helper()
	var diags diag.List
	f := source.Parse("x.yaml", []byte(text), &diags)
	if diags.Len() > 0 {
		return "", false
	}
	b, err := format.File(f)
	if err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	return string(b), true
}

func TestLayout(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"only comments", "\n\n# a\n\n\n# b", "# a\n\n# b\n"},
		{"indentation", "a:\n    b:\n          c: 1\n    d: 2\n", "a:\n  b:\n    c: 1\n  d: 2\n"},
		{"lists", "a:\n- b\n-   c:  1\n    d: 2\n- - x\n  - z\n", "a:\n  - b\n  - c: 1\n    d: 2\n  - - x\n    - z\n"},
		{"one line", "a: {b:   1,c: [ 1,2 ,3,],}\n", "a: {b: 1, c: [1, 2, 3]}\n"},
		{"JSON", `{"a": {"b":[1,true]}}`, `{"a": {"b": [1, true]}}` + "\n"},
		{"several lines that fit", "a: {\n  b: 1,\n  c: 2\n}\n", "a: {b: 1, c: 2}\n"},
		{
			"too long", "a: {bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb: 11111111111111111111111, cccccccccccccccccccc: 22222222222222222222, d: 1} # why\n",
			"a: # why\n  bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb: 11111111111111111111111\n  cccccccccccccccccccc: 22222222222222222222\n  d: 1\n",
		},
		{
			"comments inside braces", "a: { # one\n  b: 1, # two\n  # three\n  c: 2\n  # four\n} # five\n",
			"a: # one\n  b: 1 # two\n  # three\n  c: 2\n  # four\n  # five\n",
		},
		{"empty lines", "\n\na: 1\n\n\n\nb:\n\n  c: 1\n\n  d: 2\n\n\n", "a: 1\n\nb:\n  c: 1\n\n  d: 2\n"},
		{
			"comments", "# head\n\na:    # of a\n  # of b\n  b: 1     # one\n  # end of a\n# of c\nc: 2\n# end\n",
			"# head\n\na: # of a\n  # of b\n  b: 1 # one\n  # end of a\n# of c\nc: 2\n# end\n",
		},
		{"comments between", "a: # x\n  1\nb:\n  # y\n  2\n", "# x\na: 1\n# y\nb: 2\n"},
		{"comments of lists", "a:\n# x\n- 1\n# y\n- # z\n  b: 2\n# w\nc: 1\n", "a:\n  # x\n  - 1\n  # y\n  # z\n  - b: 2\n# w\nc: 1\n"},
		{"quotes", "a: 'x == ''y'''\nb: 'x == \"y\"'\nc: \"x\"\nd: 'a\\b'\n\"e\": 'f'\n", "a: \"x == 'y'\"\nb: 'x == \"y\"'\nc: \"x\"\nd: 'a\\b'\n\"e\": \"f\"\n"},
		{"blocks", "a:\n    b: |\n          x\n            y\n\n          z\n    c: >-   # why\n     x\n     y\n", "a:\n  b: |\n    x\n      y\n\n    z\n  c: >- # why\n    x\n    y\n"},
		{"a block at the end", "a: |\n      x", "a: |-\n  x\n"},
		{"an indented block", "a: |4\n      x\n     y\n", "a: |2\n    x\n   y\n"},
		{"a block that keeps", "a: |+\n    x\n\n\nb: 1\n", "a: |+\n  x\n\n\nb: 1\n"},
		{"flowing lines", "a: one\n      two\n\n      three\nb: \"x\n  y\"\n", "a: one\n  two\n\n  three\nb: \"x\n  y\"\n"},
		{"line ends", "a: 1\r\n\r\n\r\nb: |\r\n    x\r\n", "a: 1\n\nb: |\n  x\n"},
		{"a marker", "---\na: 1\n", "a: 1\n"},
		{"no value", "a:\nb: {c: }\n", "a:\nb: {c: }\n"},
		{"a hash in text", "a: x#y\nb: \"# no\" # yes\nc: [\"#\", 'x # y']\n", "a: x#y\nb: \"# no\" # yes\nc: [\"#\", \"x # y\"]\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := formatted(t, c.in)
			if !ok {
				t.Fatal("it cannot be read")
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if again, _ := formatted(t, got); again != got {
				t.Errorf("formatted again it is\n%s", again)
			}
		})
	}
}

// TestRefuses: what could not be read is not formatted.
func TestRefuses(t *testing.T) {
	var diags diag.List
	for _, text := range []string{"a: [", "\ta: 1", "a: 1\n---\nb: 2\n"} {
		if out, err := format.File(source.Parse("x.yaml", []byte(text), &diags)); err == nil && !strings.HasPrefix(text, "\t") {
			t.Errorf("%q is formatted as %q", text, out)
		}
	}
}

// TestKept: every file of the examples, the starter and the pages that can be read is
// formatted without a loss, and stays so.
func TestKept(t *testing.T) {
	var all []string
	for _, pattern := range []string{"examples/*/design/*.yaml", "examples/*/*.yaml", "internal/cli/starter/*.yaml", "internal/cli/starter/design/*.yaml"} {
		names, err := filepath.Glob(filepath.Join("..", "..", "..", filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, strings.ReplaceAll(string(text), "{{TITLE}}", `"A"`))
		}
	}
	for _, room := range compile.Rooms() {
		pages, err := page.All(room.Pages)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pages {
			for _, files := range []map[string]string{p.Bad, p.Good} {
				for _, text := range files {
					all = append(all, text)
				}
			}
		}
	}
	slices.Sort(all)
	done := 0
	for _, text := range all {
		out, ok := formatted(t, text)
		if !ok {
			continue
		}
		done++
		if again, _ := formatted(t, out); again != out {
			t.Errorf("formatted twice: %s", cmp.Diff(out, again))
		}
	}
	if done < 150 {
		t.Errorf("only %d files", done)
	}
}
