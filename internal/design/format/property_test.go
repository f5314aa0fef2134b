package format_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/design/format"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// scribbler writes a random tree as nobody should.
type scribbler struct {
	*rapid.T
	out   strings.Builder
	count int // of keys and comments
}

func (s *scribbler) pick(n int, label string) int { return rapid.IntRange(0, n-1).Draw(s.T, label) }

func (s *scribbler) next() int {
	s.count++
	return s.count
}

// noise writes comments and empty lines, at whatever indentation, at the start of a
// line.
func (s *scribbler) noise() {
	for s.pick(4, "noise") == 0 {
		if s.pick(2, "comment") == 0 {
			fmt.Fprintf(&s.out, "%s# own %d\n", strings.Repeat(" ", s.pick(9, "column")), s.next())
		} else {
			s.out.WriteString(strings.Repeat(" ", s.pick(3, "blanks")) + "\n")
		}
	}
}

// end ends a line, perhaps with a comment.
func (s *scribbler) end() {
	switch s.pick(5, "end") {
	case 0:
		fmt.Fprintf(&s.out, "%s# end %d", strings.Repeat(" ", 1+s.pick(3, "gap")), s.next())
	case 1:
		s.out.WriteString(strings.Repeat(" ", s.pick(3, "gap")))
	}
	s.out.WriteString("\n")
	s.noise()
}

func (s *scribbler) scalar() string {
	return rapid.SampledFrom([]string{
		"word", "two words", "a#b", "1", "-2.5", "true", `"double"`, `'single'`, `'it''s'`, `'a "quote"'`, `"\u00e9 \\ \" "`, `"a == 'b' # no"`,
		`'back\slash'`, `""`, "''", "é", "a:b", `"x, {y} [z]"`, strings.Repeat("long", 20),
	}).Draw(s.T, "scalar")
}

// gap writes what may stand between two words inside braces.
func (s *scribbler) gap() {
	switch s.pick(8, "gap") {
	case 0:
		s.out.WriteString("\n   ")
	case 1:
		fmt.Fprintf(&s.out, " # in %d\n    ", s.next())
	default:
		s.out.WriteString(" ")
	}
}

func (s *scribbler) flow(depth int) {
	kind := s.pick(4, "flow")
	switch {
	case kind < 2 || depth > 3:
		s.out.WriteString(s.scalar())
		return
	case kind == 2:
		s.out.WriteString("[")
	default:
		s.out.WriteString("{")
	}
	for i := range s.pick(4, "members") {
		if i > 0 {
			s.out.WriteString(",")
		}
		s.gap()
		if kind == 3 {
			fmt.Fprintf(&s.out, "k%d:", s.next())
			s.gap()
		}
		s.flow(depth + 1)
	}
	s.gap()
	s.out.WriteString(map[int]string{2: "]", 3: "}"}[kind])
}

// value writes what stands behind a colon or a dash at that indentation, and ends the
// line.
func (s *scribbler) value(indent, depth int) {
	kind := s.pick(9, "kind")
	if depth > 3 {
		kind = min(kind, 6)
	}
	deeper := indent + 1 + s.pick(4, "deeper")
	pad := strings.Repeat(" ", deeper)
	switch kind {
	case 0, 1:
		s.out.WriteString(" " + s.scalar())
		s.end()
	case 2, 3:
		s.out.WriteString(" ")
		s.flow(0)
		s.end()
	case 4:
		mark := rapid.SampledFrom([]string{"|", "|-", "|+", ">", ">-", ">+"}).Draw(s.T, "mark")
		if s.pick(3, "note") == 0 {
			mark += fmt.Sprintf(" # mark %d", s.next())
		}
		s.out.WriteString(" " + mark + "\n")
		for i := range 1 + s.pick(3, "lines") {
			s.out.WriteString(pad + strings.Repeat(" ", min(i, 1)*s.pick(3, "more")) + "text # no\n" + strings.Repeat("\n", s.pick(2, "empty")))
		}
	case 5: // on the next line
		s.end()
		s.out.WriteString(pad + s.scalar())
		s.end()
	case 6: // over several lines
		line := rapid.SampledFrom([]string{"plain\n%sgoes on", "\"double  \n\n%sgoes \\\n%son\"", "'single\n%sgoes on'"}).Draw(s.T, "lines")
		s.out.WriteString(" " + strings.ReplaceAll(line, "%s", pad))
		s.end()
	case 7:
		s.end()
		s.mapping(deeper, depth+1)
	default:
		s.end()
		s.list(deeper, depth+1)
	}
}

func (s *scribbler) mapping(indent, depth int) {
	for range 1 + s.pick(3, "pairs") {
		fmt.Fprintf(&s.out, "%sk%d%s:", strings.Repeat(" ", indent), s.next(), strings.Repeat(" ", s.pick(2, "before")))
		s.value(indent, depth)
	}
}

func (s *scribbler) list(indent, depth int) {
	for range 1 + s.pick(3, "items") {
		s.out.WriteString(strings.Repeat(" ", indent) + "-")
		s.value(indent, depth)
	}
}

func read(text string) (*source.File, *diag.List) {
	diags := new(diag.List)
	return source.Parse("x.yaml", []byte(text), diags), diags
}

// TestLossless: what is read, the order, and every comment are the same before and
// after, and a second time changes nothing.
func TestLossless(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &scribbler{T: t}
		s.noise()
		s.mapping(0, 0)
		text := s.out.String()
		f, diags := read(text)
		if diags.Len() > 0 {
			t.Skip("it cannot be read: " + diags.All()[0].Rule.ID)
		}
		out, err := format.File(f)
		if err != nil {
			t.Fatalf("%v:\n%s", err, text)
		}
		again, diags := read(string(out))
		if diags.Len() > 0 || tree(f.Root) != tree(again.Root) {
			t.Fatalf("%s\nsays something else than\n%s", out, text)
		}
		if a, b := marks(text), marks(string(out)); !slices.Equal(a, b) {
			t.Fatalf("%s\nhas the comments %q, and formatted\n%s\n%q", text, a, out, b)
		}
		twice, err := format.File(again)
		if err != nil || string(twice) != string(out) {
			t.Fatalf("%s\nis formatted as\n%s\nand then as\n%s\n%v", text, out, twice, err)
		}
		for _, line := range strings.Split(string(out), "\n") {
			if strings.HasSuffix(line, " ") && !strings.Contains(text, "text") && !strings.Contains(text, `\`) {
				t.Fatalf("blanks end the line %q", line)
			}
		}
	})
}

// tree draws what is read.
func tree(n *source.Node) string {
	if n == nil {
		return "nothing"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d %d %q(", n.Kind, n.Style, n.Text)
	for _, p := range n.Pairs {
		b.WriteString(tree(p.Key) + ":" + tree(p.Value) + ";")
	}
	for _, i := range n.Items {
		b.WriteString(tree(i) + ";")
	}
	return b.String() + ")"
}

// marks finds the comments that a scribbler wrote; each has a number of its own.
func marks(text string) (all []string) {
	for _, kind := range []string{"# own ", "# end ", "# in ", "# mark "} {
		for _, part := range strings.Split(text, kind)[1:] {
			number, _, _ := strings.Cut(part, "\n")
			all = append(all, kind+strings.TrimSpace(number))
		}
	}
	slices.Sort(all)
	return all
}
