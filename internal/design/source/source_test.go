package source_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

func parse(t *testing.T, text string) *source.File {
	t.Helper()
	var diags diag.List
	f := source.Parse("f.yaml", []byte(text), &diags)
	for _, d := range diags.All() {
		t.Errorf("%s %s: %s", d.Span, d.Rule.ID, d.Message)
	}
	if f.Broken {
		t.Fatalf("%q cannot be read", text)
	}
	return f
}

// written is the text that a span covers.
func written(f *source.File, s diag.Span) string { return string(f.Text[s.Start.Offset:s.End.Offset]) }

// places draws where each byte of a scalar stands: "abc@4" for bytes that stand side
// by side from offset 4 on, "x<7" for text that stands at offset 7 in another
// spelling. The last number is where the text ends.
func places(f *source.File, n *source.Node) string {
	var out strings.Builder
	for i := 0; i < len(n.Text); {
		at, same := n.Chars(i).Offset, func(k int) bool {
			p := n.Chars(k).Offset
			return p == n.Chars(i).Offset+k-i && p < len(f.Text) && f.Text[p] == n.Text[k]
		}
		k := i
		for k < len(n.Text) && same(k) {
			k++
		}
		if k > i {
			fmt.Fprintf(&out, "%q@%d ", n.Text[i:k], at)
			i = k
			continue
		}
		for k < len(n.Text) && n.Chars(k).Offset == at && !(k > i && f.Text[at] == n.Text[k]) {
			k++
		}
		fmt.Fprintf(&out, "%q<%d ", n.Text[i:k], at)
		i = k
	}
	return out.String() + fmt.Sprint(n.Chars(len(n.Text)).Offset)
}

// TestScalars reads one value in every style: what its span covers, its text, and
// where each byte of the text stands.
func TestScalars(t *testing.T) {
	for _, c := range []struct {
		name, file, span, text, places string
		style                          source.Style
	}{
		{name: "plain", file: "a: bc", span: "bc", text: "bc", places: `"bc"@3 5`},
		{name: "plain with a comment", file: "a: b c  # d\n", span: "b c", text: "b c", places: `"b c"@3 6`},
		{name: "plain on the next line", file: "a:\n  bc\n", span: "bc", text: "bc", places: `"bc"@5 7`},
		{name: "plain over lines", file: "a: b\n  c\n\n\n  d", span: "b\n  c\n\n\n  d", text: "b c\n\nd", places: `"b"@3 " "<4 "c"@7 "\n\n"@9 "d"@13 14`},
		{name: "plain over lines ended otherwise", file: "a: b \r\n  c", span: "b \r\n  c", text: "b c", places: `"b"@3 " "<6 "c"@9 10`},
		{name: "plain behind other letters", file: "é: ü", span: "ü", text: "ü", places: `"ü"@4 6`},
		{name: "plain with blanks inside", file: "a: b   c\nd: e", span: "b   c", text: "b   c", places: `"b   c"@3 8`},
		{name: "plain that looks like a list", file: "a: -b", span: "-b", text: "-b", places: `"-b"@3 5`},
		{name: "single quotes", file: "a: 'b c'", span: "'b c'", text: "b c", places: `"b c"@4 7`, style: source.Quoted},
		{name: "single quotes inside", file: "a: 'it''s'", span: "'it''s'", text: "it's", places: `"it"@4 "'s"@7 9`, style: source.Quoted},
		{name: "a backslash in single quotes", file: `a: 'b\n'`, span: `'b\n'`, text: `b\n`, places: `"b\\n"@4 7`, style: source.Quoted},
		{name: "single quotes over lines", file: "a: 'b\n\n  c '", span: "'b\n\n  c '", text: "b\nc ", places: `"b"@4 "\n"@6 "c "@9 11`, style: source.Quoted},
		{name: "nothing in quotes", file: "a: ''", span: "''", text: "", places: `4`, style: source.Quoted},
		{name: "double quotes", file: `a: "b: #c"`, span: `"b: #c"`, text: "b: #c", places: `"b: #c"@4 9`, style: source.Quoted},
		{name: "escapes", file: `a: "\t\"\u00e9\x41b"`, span: `"\t\"\u00e9\x41b"`, text: "\t\"éAb", places: `"\t"<4 "\""<6 "é"<8 "A"<14 "b"@18 19`, style: source.Quoted},
		{name: "an escape of four bytes", file: `a: "\U0001F600"`, span: `"\U0001F600"`, text: "😀", places: `"😀"<4 14`, style: source.Quoted},
		{name: "escaped line break", file: "a: \"b \\\n\n   c\"", span: "\"b \\\n\n   c\"", text: "b \nc", places: `"b "@4 "\n"@8 "c"@12 13`, style: source.Quoted},
		{name: "double quotes over lines", file: "a: \"b\n   c\"", span: "\"b\n   c\"", text: "b c", places: `"b"@4 " "<5 "c"@9 10`, style: source.Quoted},
		{name: "literal", file: "a: |\n  b\n   c\n\nd: e", span: "|\n  b\n   c", text: "b\n c\n", places: `"b\n"@7 " c\n"@11 13`, style: source.Block},
		{name: "literal, stripped", file: "a: |-\n  b\n\n", span: "|-\n  b", text: "b", places: `"b"@8 9`, style: source.Block},
		{name: "literal, kept", file: "a: |+\n  b\n\n\nc: d", span: "|+\n  b\n\n", text: "b\n\n\n", places: `"b\n\n\n"@8 11`, style: source.Block},
		{name: "literal with a comment and an indentation", file: "a: |2- # c\n   b\n  c", span: "|2- # c\n   b\n  c", text: " b\nc", places: `" b\n"@13 "c"@18 19`, style: source.Block},
		{name: "literal that begins with empty lines", file: "a: |\n\n\n  b\n", span: "|\n\n\n  b", text: "\n\nb\n", places: `"\n\n"@5 "b\n"@9 10`, style: source.Block},
		{name: "literal, lines ended otherwise", file: "a: |\r\n  b\r\n  c\r\n", span: "|\r\n  b\r\n  c", text: "b\nc\n", places: `"b"@8 "\n"@10 "c"@13 "\n"<14 14`, style: source.Block},
		{name: "literal at the end of the file", file: "a: |\n  b", span: "|\n  b", text: "b", places: `"b"@7 8`, style: source.Block},
		{name: "nothing below a |", file: "a: |\nb: c", span: "|", text: "", places: `4`, style: source.Block},
		{name: "folded", file: "a: >\n  b\n  c\n\n  d\n", span: ">\n  b\n  c\n\n  d", text: "b c\nd\n", places: `"b"@7 " "<8 "c"@11 "\n"@13 "d\n"@16 17`, style: source.Block},
		{name: "folded, with lines indented deeper", file: "a: >-\n  b\n   c\n  d\n  e", span: ">-\n  b\n   c\n  d\n  e", text: "b\n c\nd e", places: `"b\n"@8 " c\n"@12 "d"@17 " "<18 "e"@21 22`, style: source.Block},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := parse(t, c.file)
			n := f.Root.Pairs[0].Value
			if n == nil || n.Kind != source.Scalar || n.Style != c.style {
				t.Fatalf("got %+v", n)
			}
			if got := written(f, n.Span); got != c.span {
				t.Errorf("the span covers %q, want %q", got, c.span)
			}
			if n.Text != c.text {
				t.Errorf("text %q, want %q", n.Text, c.text)
			}
			if got := places(f, n); got != c.places {
				t.Errorf("places\n%s, want\n%s", got, c.places)
			}
		})
	}
}

// TestTree reads mappings and lists: kinds, order and the exact stretch of each.
func TestTree(t *testing.T) {
	const text = `--- # a design
a:
  b: 1 # one
  "c d":

  e: {f: [g, 'h'], i: {}, j}  # flow
l:
- m
-   - k
    - {o: p}
-
  q: r
  s: |
    t
"":
`
	want := []string{
		`map "a:\n  b: 1 # one\n  \"c d\":\n\n  e: {f: [g, 'h'], i: {}, j}  # flow\nl:\n- m\n-   - k\n    - {o: p}\n-\n  q: r\n  s: |\n    t\n\"\":"`,
		` key "a"`,
		`  map "b: 1 # one\n  \"c d\":\n\n  e: {f: [g, 'h'], i: {}, j}"`,
		`   key "b"`, `    scalar "1"`,
		`   key "\"c d\""`, `    nothing`,
		`   key "e"`, `    map "{f: [g, 'h'], i: {}, j}"`,
		`     key "f"`, `      list "[g, 'h']"`, `       scalar "g"`, `       scalar "'h'"`,
		`     key "i"`, `      map "{}"`,
		`     key "j"`, `      nothing`,
		` key "l"`,
		`  list "- m\n-   - k\n    - {o: p}\n-\n  q: r\n  s: |\n    t"`,
		`   scalar "m"`,
		`   list "- k\n    - {o: p}"`, `    scalar "k"`, `    map "{o: p}"`, `     key "o"`, `      scalar "p"`,
		`   map "q: r\n  s: |\n    t"`, `    key "q"`, `     scalar "r"`, `    key "s"`, `     scalar "|\n    t"`,
		` key "\"\""`, `  nothing`,
	}
	f := parse(t, text)
	if diff := cmp.Diff(want, draw(f, f.Root, "")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func draw(f *source.File, n *source.Node, indent string) []string {
	if n == nil {
		return []string{indent + "nothing"}
	}
	kind := [...]string{"scalar", "map", "list"}[n.Kind]
	out := []string{fmt.Sprintf("%s%s %q", indent, kind, written(f, n.Span))}
	for _, p := range n.Pairs {
		out = append(out, fmt.Sprintf("%s key %q", indent, written(f, p.Key.Span)))
		out = append(out, draw(f, p.Value, indent+"  ")...)
	}
	for _, item := range n.Items {
		out = append(out, draw(f, item, indent+" ")...)
	}
	return out
}

func TestGet(t *testing.T) {
	f := parse(t, "a: b\nc: [d]\ne:")
	if got := f.Root.Get("a"); got == nil || got.Text != "b" {
		t.Errorf("a is %+v", got)
	}
	for _, n := range []*source.Node{f.Root.Get("x"), f.Root.Get("e"), f.Root.Get("c").Get("d"), (*source.Node)(nil).Get("a")} {
		if n != nil {
			t.Errorf("got %+v, want nothing", n)
		}
	}
}

func TestEmptyFiles(t *testing.T) {
	for _, text := range []string{"", "\n", " ", "# only a comment", "---\n", "\n\n# x\n--- # y\n"} {
		if f := parse(t, text); f.Root != nil {
			t.Errorf("%q has a root: %+v", text, f.Root)
		}
	}
}

// TestKeyPlaces: keys have exact places too, and columns count bytes.
func TestKeyPlaces(t *testing.T) {
	f := parse(t, "# é\né: {ü: 1}\n")
	want := diag.Span{File: "f.yaml", Start: diag.Pos{Line: 2, Col: 6, Offset: 10}, End: diag.Pos{Line: 2, Col: 8, Offset: 12}}
	if got := f.Root.Pairs[0].Value.Pairs[0].Key.Span; got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
