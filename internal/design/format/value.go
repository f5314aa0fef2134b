package format

import (
	"bytes"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/newel-api/newel/internal/design/source"
)

func columns(text string) int { return utf8.RuneCountInString(text) }

// onOneLine tells whether a collection is written in braces or brackets, when it begins
// at that column, counted from 0.
func (w *writer) onOneLine(n *source.Node, column int) bool {
	if n.Kind == source.Scalar || !w.isFlow(n) {
		return false
	}
	if len(n.Pairs)+len(n.Items) == 0 {
		return true
	}
	start, end := n.Span.Start.Offset, n.Span.End.Offset
	next := sort.Search(len(w.comments), func(i int) bool { return w.comments[i].at > start })
	if next < len(w.comments) && w.comments[next].at < end {
		return false
	}
	line := w.flow(n)
	return !strings.Contains(line, "\n") && column+columns(line) <= width
}

// flow writes a value of a collection in braces or brackets.
func (w *writer) flow(n *source.Node) string {
	var parts []string
	switch {
	case n == nil:
		return ""
	case n.Kind == source.Scalar:
		return w.oneLine(n)
	case n.Kind == source.List:
		for _, i := range n.Items {
			parts = append(parts, w.flow(i))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	for _, p := range n.Pairs {
		parts = append(parts, w.key(p.Key)+": "+w.flow(p.Value))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (w *writer) scalarOrFlow(n *source.Node, indent int) string {
	switch {
	case n.Kind != source.Scalar:
		return w.flow(n)
	case n.Style == source.Block:
		return w.block(n, indent+2)
	}
	lines := strings.Split(w.oneLine(n), "\n")
	for i, line := range lines[1:] {
		if line = strings.TrimLeft(line, " \t\r"); line != "" {
			line = strings.Repeat(" ", indent+2) + line
		}
		lines[i+1] = line
	}
	for i, line := range lines[:len(lines)-1] {
		if lines[i] = strings.TrimRight(line, " \t\r"); lines[i] != line && strings.HasSuffix(lines[i], `\`) {
			lines[i] += " " // an escaped one
		}
	}
	return strings.Join(lines, "\n")
}

// key returns a key as it is written. One that flows over lines is written in quotes.
func (w *writer) key(n *source.Node) string {
	if raw := w.oneLine(n); !strings.Contains(raw, "\n") {
		return raw
	}
	return strconv.Quote(n.Text)
}

// oneLine returns a scalar as it is written, in double quotes where no escape is
// needed for it. It may still have line breaks.
func (w *writer) oneLine(n *source.Node) string {
	raw := string(w.text[n.Span.Start.Offset:n.Span.End.Offset])
	if n.Style == source.Quoted && raw[0] == '\'' && !strings.ContainsAny(raw, "\"\\\n\t") {
		return `"` + n.Text + `"`
	}
	return raw
}

// block writes a text below | or >, its lines at indent.
func (w *writer) block(n *source.Node, indent int) string {
	raw := w.text[n.Span.Start.Offset:n.Span.End.Offset]
	head, body, has := bytes.Cut(raw, []byte("\n"))
	mark := string(bytes.TrimRight(head, " \t\r"))
	note := ""
	if i := strings.IndexByte(mark, '#'); i >= 0 {
		note = " " + mark[i:]
		mark = strings.TrimRight(mark[:i], " \t")
		w.drop(n)
	}
	if !has {
		return mark + note
	}
	lines := strings.Split(strings.ReplaceAll(string(body), "\r\n", "\n"), "\n")
	deep := -1 // blanks that are no content
	digit := strings.IndexAny(mark, "123456789")
	for _, line := range lines {
		if blanks := len(line) - len(strings.TrimLeft(line, " ")); blanks < len(line) && deep < 0 {
			deep = blanks
		}
	}
	if digit >= 0 {
		deep = w.indentOf(n)
		mark = mark[:digit] + "2" + mark[digit+1:]
	}
	if !strings.HasSuffix(n.Text, "\n") && !strings.Contains(mark, "-") && n.Text != "" { // the file ended here
		mark = strings.Replace(mark, "+", "", 1) + "-"
	}
	var out strings.Builder
	out.WriteString(mark + note)
	for _, line := range lines {
		out.WriteByte('\n')
		if deep >= 0 && len(line) > deep {
			out.WriteString(strings.Repeat(" ", indent) + line[deep:])
		}
	}
	return out.String()
}

// indentOf returns how far the lines of a text with an indentation of its own are
// indented: the place of its first character says so.
func (w *writer) indentOf(n *source.Node) int {
	if n.Text == "" {
		return 0
	}
	first := n.Chars(0)
	for i := 0; i < len(n.Text); i++ {
		if n.Text[i] != '\n' {
			first = n.Chars(i)
			break
		}
	}
	return first.Col - 1
}

// drop forgets the comment behind the mark of a block, which is written with it.
func (w *writer) drop(n *source.Node) {
	i := sort.Search(len(w.comments), func(i int) bool { return w.comments[i].at > n.Span.Start.Offset })
	switch {
	case i == len(w.comments) || w.comments[i].at >= n.Span.End.Offset:
	case i == 0:
		w.comments = w.comments[1:]
	default:
		w.comments = slices.Delete(slices.Clone(w.comments), i, i+1)
	}
}
