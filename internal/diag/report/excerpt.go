package report

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/newel-api/newel/internal/diag"
)

const (
	tabStop   = 4   // columns between tab stops
	maxWidth  = 120 // columns of source shown of a longer line
	leftOfCut = 40  // of which so many stand before the underline
)

// cell is one character of a line of source as it is shown.
type cell struct {
	text   string
	width  int // columns: 0 for combining characters, 2 for wide ones
	marked bool
}

// excerpt returns the first line of span as it is shown, and under it carets
// where the span is. It is not ok when the file has no such line.
func excerpt(file []byte, span diag.Span) (text, marks string, ok bool) {
	line, ok := lineOf(file, span.Start.Line)
	if !ok {
		return "", "", false
	}
	from := min(max(span.Start.Col-1, 0), len(line))
	to := len(line) // a span of many lines is underlined to the end of the first
	if span.End.Line <= span.Start.Line {
		to = min(span.End.Col-1, len(line))
	}
	cells := cellsOf(line, from, max(to, from+1))
	text, marks = draw(clip(cells))
	return strings.TrimRight(text, " "), strings.TrimRight(marks, " "), true
}

// lineOf returns line n of file, counted from 1, without its line end.
func lineOf(file []byte, n int) ([]byte, bool) {
	if file == nil {
		return nil, false
	}
	for ; n > 1; n-- {
		at := bytes.IndexByte(file, '\n')
		if at < 0 {
			return nil, false
		}
		file = file[at+1:]
	}
	line, _, _ := bytes.Cut(file, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), n == 1
}

// cellsOf cuts line into characters and marks those with a byte in [from, to).
// Where nothing is marked, the span is at the end of the line or on a character
// without width: a marked blank is added so that there is always a caret.
func cellsOf(line []byte, from, to int) []cell {
	var cells []cell
	column, seen := 0, false
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRune(line[i:])
		c := cell{text: string(r), width: columns(r), marked: i+size > from && i < to}
		switch {
		case r == '\t':
			c.width = tabStop - column%tabStop
			c.text = strings.Repeat(" ", c.width)
		case hostile(r):
			c.text, c.width = string(unicode.ReplacementChar), 1
		}
		cells = append(cells, c)
		column += c.width
		seen = seen || c.marked && c.width > 0
		i += size
	}
	if !seen {
		cells = append(cells, cell{text: " ", width: 1, marked: true})
	}
	return cells
}

// columns returns how many columns a terminal gives to r.
func columns(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	default:
		return 1
	}
}

// clip cuts a long line down to the part around its first mark.
func clip(cells []cell) []cell {
	total, before, found := 0, 0, false
	for _, c := range cells {
		found = found || c.marked && c.width > 0
		if !found {
			before += c.width
		}
		total += c.width
	}
	if total <= maxWidth {
		return cells
	}
	ellipsis := cell{text: "…", width: 1}
	var out []cell
	if before > leftOfCut {
		out = append(out, ellipsis)
	}
	for ; before > leftOfCut; cells = cells[1:] {
		before -= cells[0].width
	}
	shown := 0
	for _, c := range cells {
		if shown += c.width; shown > maxWidth {
			return append(out, ellipsis)
		}
		out = append(out, c)
	}
	return out
}

func draw(cells []cell) (text, marks string) {
	var t, m strings.Builder
	for _, c := range cells {
		t.WriteString(c.text)
		mark := " "
		if c.marked {
			mark = "^"
		}
		m.WriteString(strings.Repeat(mark, c.width))
	}
	return t.String(), m.String()
}
