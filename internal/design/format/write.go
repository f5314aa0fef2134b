package format

import (
	"bytes"
	"strings"

	"github.com/newel-api/newel/internal/design/source"
)

// writer writes one file.
type writer struct {
	text     []byte
	comments []comment // that are not written yet
	out      bytes.Buffer
	done     int  // where the last value ended; what a block keeps is no empty line
	opened   bool // nothing was written in the innermost block: no empty line here
}

func (w *writer) root(n *source.Node) {
	if n != nil {
		w.leading(beginning(n), 0)
		switch {
		case n.Kind == source.Scalar || w.onOneLine(n, 0):
			w.empty(n.Span.Start.Offset)
			w.out.WriteString(w.scalarOrFlow(n, 0))
			w.endLine(n)
		default:
			w.collection(n, 0, 0, len(w.text))
		}
	}
	w.leading(len(w.text), 0)
}

// leading writes the comments before an offset, each on a line of its own.
func (w *writer) leading(before, indent int) {
	for len(w.comments) > 0 && w.comments[0].at < before {
		w.own(indent)
	}
}

// own writes the next comment on a line of its own.
func (w *writer) own(indent int) {
	c := w.comments[0]
	w.comments = w.comments[1:]
	w.empty(c.at)
	w.out.WriteString(strings.Repeat(" ", indent) + c.text + "\n")
	w.opened = false
}

// empty writes an empty line if there is one above the line of an offset.
func (w *writer) empty(at int) {
	breaks := 0
	for at--; at >= w.done && strings.IndexByte(" \t\r\n-,", w.text[at]) >= 0; at-- {
		switch w.text[at] {
		case '\n':
			breaks++
		case '-', ',':
			breaks = 0
		}
	}
	if breaks > 1 && !w.opened {
		w.out.WriteByte('\n')
	}
}

// trailing returns the next comment if it stands on the line on which something ends
// at that offset, with a blank before it; else "".
func (w *writer) trailing(end, limit int) string {
	if len(w.comments) == 0 || w.comments[0].at < end || w.comments[0].at >= limit || bytes.IndexByte(w.text[end:w.comments[0].at], '\n') >= 0 {
		return ""
	}
	c := w.comments[0]
	w.comments = w.comments[1:]
	return " " + c.text
}

// endLine ends the line behind a value.
func (w *writer) endLine(n *source.Node) {
	if n.Style != source.Block || n.Span.Start.Line == n.Span.End.Line { // else what follows is a line below
		w.out.WriteString(w.trailing(n.Span.End.Offset, len(w.text)))
	}
	w.out.WriteByte('\n')
	w.done = n.Span.End.Offset
	w.opened = false
}

// isFlow tells whether a collection stands in braces or brackets.
func (w *writer) isFlow(n *source.Node) bool {
	c := w.text[n.Span.Start.Offset]
	return n.Kind == source.Map && c == '{' || n.Kind == source.List && c == '['
}

// collection writes the members of a collection, a line or more each, at indent.
// outer is the column of what it stands in, limit where that goes on. The first member
// stands where the output ends when that is behind a dash.
func (w *writer) collection(n *source.Node, indent, outer, limit int) {
	column, end := n.Span.Start.Col, limit
	if w.isFlow(n) {
		end = n.Span.End.Offset
	}
	count := len(n.Pairs) + len(n.Items)
	starts := make([]int, 0, count+1)
	for _, p := range n.Pairs {
		starts = append(starts, p.Key.Span.Start.Offset)
	}
	for _, i := range n.Items {
		starts = append(starts, i.Span.Start.Offset)
	}
	starts = append(starts, end)
	inLine := w.out.Len() > 0 && w.out.Bytes()[w.out.Len()-1] != '\n' // behind a dash
	for i := range count {
		if !inLine || i > 0 {
			w.leading(w.innermost(n, i), indent)
			w.empty(starts[i])
			w.out.WriteString(strings.Repeat(" ", indent))
		}
		w.opened = false
		if n.Kind == source.Map {
			w.pair(n.Pairs[i], indent, column, starts[i+1])
		} else {
			w.item(n.Items[i], indent, column, starts[i+1])
		}
	}
	for len(w.comments) > 0 && w.comments[0].at < end && (w.isFlow(n) || w.comments[0].col >= column && w.comments[0].col > outer) {
		w.own(indent)
	}
	if w.isFlow(n) { // a comment behind the closing brace
		if c := w.trailing(end, limit); c != "" {
			w.out.WriteString(strings.Repeat(" ", indent) + c[1:] + "\n")
		}
	}
}

// pair writes a key and its value. limit is where the next member begins.
func (w *writer) pair(p source.Pair, indent, column, limit int) {
	key := w.key(p.Key) + ":"
	switch v := p.Value; {
	case v == nil:
		w.out.WriteString(key + w.trailing(p.Key.Span.End.Offset, limit) + "\n")
	case v.Kind == source.Scalar || w.onOneLine(v, indent+columns(key)+1):
		w.between(key+" ", v, indent)
	default:
		w.open(key, p.Key.Span.End.Offset, v)
		w.collection(v, indent+2, column, limit)
	}
}

// open writes the line above a collection that is written line by line.
func (w *writer) open(head string, end int, v *source.Node) {
	start := v.Span.Start.Offset
	note := w.trailing(end, start)
	if w.isFlow(v) && note == "" {
		note = w.trailing(start, w.first(v)) // behind the brace
	}
	if w.isFlow(v) && note == "" {
		note = w.trailing(v.Span.End.Offset, len(w.text)) // behind the closing one, where it was all on one line
	}
	w.out.WriteString(head + note + "\n")
	w.opened = true
}

// first returns where the first member of a collection begins.
func (w *writer) first(n *source.Node) int {
	switch {
	case len(n.Pairs) > 0:
		return n.Pairs[0].Key.Span.Start.Offset
	case len(n.Items) > 0:
		return n.Items[0].Span.Start.Offset
	}
	return n.Span.End.Offset
}

// innermost returns where the first word of a member stands that is written on the
// member's first line: behind all dashes and opening braces.
func (w *writer) innermost(n *source.Node, i int) int {
	if n.Kind == source.Map {
		return n.Pairs[i].Key.Span.Start.Offset
	}
	if v := n.Items[i]; v.Kind != source.Scalar && len(v.Pairs)+len(v.Items) > 0 {
		return w.innermost(v, 0)
	}
	return beginning(n.Items[i])
}

// beginning returns where the content of a value begins: for empty braces, where they
// end, since only comments can stand in them.
func beginning(v *source.Node) int {
	if v.Kind != source.Scalar && len(v.Pairs)+len(v.Items) == 0 {
		return v.Span.End.Offset
	}
	return v.Span.Start.Offset
}

// between writes head and a value that stands on the same line. Comments between the
// two go above the line.
func (w *writer) between(head string, v *source.Node, indent int) {
	line := head + w.scalarOrFlow(v, indent)
	start := beginning(v)
	if len(w.comments) == 0 || w.comments[0].at >= start {
		w.out.WriteString(line)
		w.endLine(v)
		return
	}
	// The output ends with this line's indentation, or with a dash: the comments stand
	// before it.
	begun := bytes.LastIndexByte(w.out.Bytes(), '\n') + 1
	prefix := string(w.out.Bytes()[begun:])
	w.out.Truncate(begun)
	for len(w.comments) > 0 && w.comments[0].at < start {
		w.out.WriteString(strings.Repeat(" ", len(prefix)-len(strings.TrimLeft(prefix, " "))) + w.comments[0].text + "\n")
		w.comments = w.comments[1:]
	}
	w.out.WriteString(prefix + line)
	w.endLine(v)
}

// item writes a dash and what stands behind it.
func (w *writer) item(v *source.Node, indent, column, limit int) {
	w.out.WriteByte('-')
	if v.Kind == source.Scalar || w.onOneLine(v, indent+2) {
		w.between(" ", v, indent)
		return
	}
	w.out.WriteByte(' ')
	w.collection(v, indent+2, column, limit)
}
