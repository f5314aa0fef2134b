package source_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// expected is what the writer knows of a scalar that it wrote.
type expected struct {
	from, to int    // the stretch of the file
	text     string // the value
	places   []int  // where each byte of the value stands
	style    source.Style
}

// writer writes a random tree and notes every scalar.
type writer struct {
	t    *rapid.T
	out  strings.Builder
	want []expected
	keys int
}

func (w *writer) draw(from, to int, what string) int { return rapid.IntRange(from, to).Draw(w.t, what) }

func (w *writer) write(s string) { w.out.WriteString(s) }

// note adds a scalar that ends where the output ends.
func (w *writer) note(e expected) {
	e.to = w.out.Len()
	w.want = append(w.want, e)
}

// TestScalarsProperty: whatever is written, in whatever style, has exactly the span
// that was written, and every byte of its value is found where it stands.
func TestScalarsProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &writer{t: t}
		w.mapping(0, 0)
		text := w.out.String()
		var diags diag.List
		f := source.Parse("f.yaml", []byte(text), &diags)
		for _, d := range diags.All() {
			t.Fatalf("%s: %s\n%s", d.Span, d.Message, text)
		}
		scalars := flatten(f.Root)
		if len(scalars) != len(w.want) {
			t.Fatalf("%d scalars, %d were written\n%s", len(scalars), len(w.want), text)
		}
		for i, n := range scalars {
			check(t, text, n, w.want[i])
		}
	})
}

func check(t *rapid.T, text string, n *source.Node, want expected) {
	from, to := n.Span.Start.Offset, n.Span.End.Offset
	if from != want.from || to != want.to || n.Text != want.text || n.Style != want.style {
		t.Fatalf("read %q as %q, style %d; want %q as %q, style %d\n%s", text[from:to], n.Text, n.Style, text[want.from:want.to], want.text, want.style, text)
	}
	for i, place := range want.places {
		if got := n.Chars(i); got.Offset != place || got != position(text, place) {
			t.Fatalf("byte %d of %q (%q) stands at %v, want %v\n%s", i, n.Text, n.Text[i], got, position(text, place), text)
		}
	}
	if end := n.Chars(len(n.Text)).Offset; end < from || end > to {
		t.Fatalf("%q ends at %d, outside its span\n%s", n.Text, end, text)
	}
}

// position counts lines and columns the slow way.
func position(text string, offset int) diag.Pos {
	before := text[:offset]
	return diag.Pos{Line: strings.Count(before, "\n") + 1, Col: offset - strings.LastIndexByte(before, '\n'), Offset: offset}
}

func flatten(n *source.Node) (scalars []*source.Node) {
	if n == nil {
		return nil
	}
	if n.Kind == source.Scalar {
		return []*source.Node{n}
	}
	for _, p := range n.Pairs {
		scalars = append(append(scalars, p.Key), flatten(p.Value)...)
	}
	for _, item := range n.Items {
		scalars = append(scalars, flatten(item)...)
	}
	return scalars
}

// mapping writes the pairs of a mapping; the first stands where the output ends,
// the others on lines indented by indent.
func (w *writer) mapping(indent, depth int) {
	for i := range w.draw(1, 4, "pairs") {
		if i > 0 {
			w.write(strings.Repeat(" ", indent))
		}
		w.keys++
		from := w.out.Len()
		key := fmt.Sprintf("k%d", w.keys)
		w.write(key)
		w.note(expected{from: from, text: key, places: side(from, key)})
		w.write(":")
		w.value(indent, depth)
	}
}

func (w *writer) list(indent, depth int) {
	for i := range w.draw(1, 3, "items") {
		if i > 0 {
			w.write(strings.Repeat(" ", indent))
		}
		w.write("-")
		w.value(indent, depth)
	}
}

// value writes what stands behind a colon or a dash at that indentation, and ends
// the line.
func (w *writer) value(indent, depth int) {
	kind := w.draw(0, 8, "kind")
	if depth >= 4 {
		kind = min(kind, 6)
	}
	switch {
	case kind == 8:
		inner := indent + w.draw(1, 3, "deeper")
		w.write("\n" + strings.Repeat(" ", inner))
		w.mapping(inner, depth+1)
		return
	case kind == 7:
		inner := indent + w.draw(1, 3, "deeper")
		w.write("\n" + strings.Repeat(" ", inner))
		w.list(inner, depth+1)
		return
	case kind == 6:
		w.write(" ")
		w.flow(0)
	case kind == 5:
		w.write(" ")
		w.literal(indent)
		return
	case kind == 4:
		w.write(" ")
		w.folded(indent)
		return
	default:
		w.write(strings.Repeat(" ", w.draw(1, 3, "space")))
		w.inline()
	}
	w.write([]string{"", " ", " # no: 'comment"}[w.draw(0, 2, "tail")] + "\n")
}

// flow writes a list in brackets.
func (w *writer) flow(depth int) {
	w.write("[")
	for i := range w.draw(0, 3, "items") {
		if i > 0 {
			w.write(",")
		}
		w.write(strings.Repeat(" ", w.draw(0, 2, "space")))
		if depth < 2 && w.draw(0, 3, "nested") == 0 {
			w.flow(depth + 1)
		} else {
			w.inline()
		}
	}
	w.write("]")
}

// inline writes a scalar that may stand on one line.
func (w *writer) inline() {
	switch w.draw(0, 2, "style") {
	case 0:
		w.plain()
	case 1:
		w.single()
	default:
		w.double()
	}
}

func (w *writer) plain() {
	text := rapid.StringMatching(`(v[a-zA-Z0-9é/'"=&|<>()_.-]{0,8})( +v[a-zA-Zü0-9]{0,6}){0,3}`).Draw(w.t, "plain")
	from := w.out.Len()
	w.write(text)
	w.note(expected{from: from, text: text, places: side(from, text)})
}

// letters are drawn from those that the styles treat specially, and some others.
func (w *writer) letters(special string) []rune {
	return rapid.SliceOfN(rapid.SampledFrom([]rune(special+`ab é€😀:#[]{},&*!|>%@`)), 0, 12).Draw(w.t, "letters")
}

func (w *writer) single() {
	e := expected{from: w.out.Len(), style: source.Quoted}
	w.write("'")
	for _, r := range w.letters(`'\"`) {
		if r == '\'' {
			w.write("'")
		}
		e.places = append(e.places, side(w.out.Len(), string(r))...)
		e.text += string(r)
		w.write(string(r))
	}
	w.write("'")
	w.note(e)
}

func (w *writer) double() {
	e := expected{from: w.out.Len(), style: source.Quoted}
	w.write(`"`)
	for _, r := range w.letters("\"\\\n\t\u2028") {
		at := w.out.Len()
		e.text += string(r)
		written := string(r)
		switch short := strings.IndexRune("\"\\\n\t", r); {
		case short >= 0 && w.draw(0, 1, "short") == 0:
			written = `\` + string(`"\nt`[short])
		case short >= 0 || r == '\u2028' || w.draw(0, 3, "escape") == 0:
			written = fmt.Sprintf([]string{`\u%04x`, `\U%08X`}[w.draw(0, 1, "long")], r)
			if r > 0xffff {
				written = fmt.Sprintf(`\U%08x`, r)
			}
		}
		if written == string(r) {
			e.places = append(e.places, side(at, written)...)
		} else {
			for range utf8.RuneLen(r) {
				e.places = append(e.places, at)
			}
		}
		w.write(written)
	}
	w.write(`"`)
	w.note(e)
}

// side lists the places of text that stands byte by byte from at on.
func side(at int, text string) (places []int) {
	for i := range len(text) {
		places = append(places, at+i)
	}
	return places
}

// header begins a block scalar and returns how its lines are indented and its end
// is chomped.
func (w *writer) header(mark string, indent int) (indentation, chomp string) {
	deeper := w.draw(1, 4, "deeper")
	chomp = []string{"", "-", "+"}[w.draw(0, 2, "chomp")]
	explicit := ""
	if w.draw(0, 1, "explicit") == 1 {
		explicit = fmt.Sprint(deeper)
	}
	w.write(mark + explicit + chomp + []string{"", "  # comment"}[w.draw(0, 1, "tail")] + "\n")
	return strings.Repeat(" ", indent+deeper), chomp
}

// end ends a block scalar whose last line, without its line break, was just
// written; the places hold that line break's too.
func (w *writer) end(e expected, chomp string) {
	lineBreak := w.out.Len()
	empty := w.draw(0, 2, "empty lines")
	if chomp == "+" {
		w.write(strings.Repeat("\n", empty))
	}
	w.note(e)
	w.want[len(w.want)-1].finish(lineBreak, empty, chomp)
	w.write("\n")
	if chomp != "+" {
		w.write(strings.Repeat("\n", empty))
	}
}

func (e *expected) finish(lineBreak, empty int, chomp string) {
	breaks := map[string]int{"": 1, "-": 0, "+": 1 + empty}[chomp]
	e.text += strings.Repeat("\n", breaks)
	e.places = append(e.places, side(lineBreak, strings.Repeat("\n", breaks))...)
}

func (w *writer) literal(indent int) {
	e := expected{from: w.out.Len(), style: source.Block}
	indentation, chomp := w.header("|", indent)
	lines := w.draw(1, 4, "lines")
	for i := range lines {
		line := rapid.StringMatching(`[a-z"'#:é{-][a-z "'#:é\\-]{0,10}`).Draw(w.t, "line")
		if i > 0 && i < lines-1 && w.draw(0, 3, "empty") == 0 {
			line = ""
		} else {
			if i > 0 {
				line = strings.Repeat(" ", w.draw(0, 2, "more")) + line
			}
			w.write(indentation)
		}
		e.text += line
		e.places = append(e.places, side(w.out.Len(), line)...)
		w.write(line)
		if i < lines-1 {
			e.text += "\n"
			e.places = append(e.places, w.out.Len())
			w.write("\n")
		}
	}
	w.end(e, chomp)
}

// folded writes lines that are joined by a space, or by the empty lines between
// them.
func (w *writer) folded(indent int) {
	e := expected{from: w.out.Len(), style: source.Block}
	indentation, chomp := w.header(">", indent)
	lines := w.draw(1, 4, "lines")
	for i := range lines {
		line := rapid.StringMatching(`[a-z"'#:é-][a-z "'#:é\\-]{0,10}`).Draw(w.t, "line")
		w.write(indentation)
		e.text += line
		e.places = append(e.places, side(w.out.Len(), line)...)
		w.write(line)
		if i == lines-1 {
			break
		}
		at, empty := w.out.Len(), w.draw(0, 2, "empty lines")
		w.write(strings.Repeat("\n", 1+empty))
		if empty == 0 {
			e.text += " "
			e.places = append(e.places, at)
		} else {
			e.text += strings.Repeat("\n", empty)
			e.places = append(e.places, side(at+1, strings.Repeat("\n", empty))...)
		}
	}
	w.end(e, chomp)
}
