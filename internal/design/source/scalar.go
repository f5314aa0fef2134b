package source

import (
	"slices"
	"sort"
	"strconv"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/newel-api/newel/internal/diag"
)

// run says where a stretch of a scalar's value stands: byte by byte from place on,
// or wholly at place when it is written otherwise (an escape, a folded line).
type run struct {
	text  int // where the stretch begins in the value
	place int // where it begins in the file
	whole bool
}

// reading is a scalar's value while it is read from the file's bytes.
type reading struct {
	raw   []byte
	value []byte
	runs  []run
}

// copy takes the bytes raw[from:to] as they are.
func (r *reading) copy(from, to int) {
	if from == to {
		return
	}
	if n := len(r.runs); n == 0 || r.runs[n-1].whole || r.runs[n-1].place+len(r.value)-r.runs[n-1].text != from {
		r.runs = append(r.runs, run{text: len(r.value), place: from})
	}
	r.value = append(r.value, r.raw[from:to]...)
}

// put takes text that stands at one place in another spelling.
func (r *reading) put(text string, place int) {
	r.runs = append(r.runs, run{text: len(r.value), place: place, whole: true})
	r.value = append(r.value, text...)
}

// scalar builds a scalar and compares the value with the one that the library read.
func (b *builder) scalar(n *yaml.Node, indent int) (*Node, bool) {
	from := b.at
	r := &reading{raw: b.text}
	style, textEnd, ok := Plain, from, true
	switch {
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		style = Quoted
		if textEnd, ok = b.quotedScalar(r, from); ok {
			b.at = textEnd + 1
			b.quoted = append(b.quoted, [2]int{from, b.at})
		}
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		style = Block
		textEnd = r.block(from, indent)
		b.at = textEnd
	default:
		textEnd, ok = r.plain(from, n.Value)
		b.at = textEnd
	}
	if !ok || string(r.value) != n.Value {
		b.at = from
		return nil, b.lost()
	}
	if nul := slices.Index(r.value, 0); nul >= 0 {
		at := placeIn(r.runs, nul, textEnd)
		b.diags.Add(&badEscape, b.file.span(at, at+escapeLength(b.text[at:])), "the escape stands for a NUL, which no text can hold").Mend("remove it")
		return nil, false
	}
	chars := func(i int) diag.Pos { return b.file.pos(textEnd) }
	if len(r.value) > 0 {
		runs, length := slices.Clip(r.runs), len(r.value)
		chars = func(i int) diag.Pos {
			if i >= length {
				return b.file.pos(textEnd)
			}
			return b.file.pos(placeIn(runs, max(i, 0), textEnd))
		}
	}
	return &Node{Style: style, Span: b.file.span(from, b.at), Text: n.Value, Chars: chars}, true
}

// placeIn returns the offset in the file of the i-th byte of a value; never behind
// end.
func placeIn(runs []run, i, end int) int {
	at := sort.Search(len(runs), func(k int) bool { return runs[k].text > i }) - 1
	place := runs[at].place
	if !runs[at].whole {
		place += i - runs[at].text
	}
	return min(place, end)
}

// plain reads a scalar without marks; only its value tells where it ends. It
// returns the offset behind it.
func (r *reading) plain(at int, value string) (end int, ok bool) {
	for len(r.value) < len(value) {
		if at >= len(r.raw) {
			return at, false
		}
		from := at
		if isBlank(r.raw[at]) || isBreak(r.raw[at]) {
			at = r.fold(at)
		} else {
			for at < len(r.raw) && !isBlank(r.raw[at]) && !isBreak(r.raw[at]) && at-from < len(value)-len(r.value) {
				at++
			}
			r.copy(from, at)
		}
	}
	return at, true
}

// fold reads blanks and line breaks between two words of a scalar that flows over
// lines: blanks alone stay, one line break is a space, more are one fewer. It
// returns the offset of the next word.
func (r *reading) fold(at int) int {
	from, first, breaks := at, 0, 0
	for at < len(r.raw) && (isBlank(r.raw[at]) || isBreak(r.raw[at])) {
		if r.raw[at] == '\n' {
			if breaks++; breaks == 1 {
				first = at
			} else {
				r.copy(at, at+1)
			}
		}
		at++
	}
	switch breaks {
	case 0:
		r.copy(from, at)
	case 1:
		r.put(" ", first)
	}
	return at
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// isBreak tells whether c is of a line break; a carriage return stands only before
// a line feed.
func isBreak(c byte) bool { return c == '\n' || c == '\r' }

// quotedScalar reads a scalar in quotes that begins at from. It returns the offset
// of the closing quote.
func (b *builder) quotedScalar(r *reading, from int) (end int, ok bool) {
	quote := r.raw[from]
	if quote != '"' && quote != '\'' {
		return from, false
	}
	for at := from + 1; at < len(r.raw); {
		switch c := r.raw[at]; {
		case c == quote && quote == '\'' && at+1 < len(r.raw) && r.raw[at+1] == quote:
			r.copy(at+1, at+2)
			at += 2
		case c == quote:
			return at, true
		case isBlank(c) || isBreak(c):
			at = r.fold(at)
		case c == '\\' && quote == '"':
			if at, ok = r.escape(at); !ok {
				return at, false
			}
		default:
			next := at
			for next < len(r.raw) && r.raw[next] != quote && r.raw[next] != '\\' && !isBlank(r.raw[next]) && !isBreak(r.raw[next]) {
				next++
			}
			if next == at { // a backslash in single quotes
				next++
			}
			r.copy(at, next)
			at = next
		}
	}
	return len(r.raw), false
}

// escapes are the characters behind a backslash in double quotes, except those
// that are followed by digits.
var escapes = map[byte]string{
	'0': "\x00", 'a': "\a", 'b': "\b", 't': "\t", '\t': "\t", 'n': "\n", 'v': "\v", 'f': "\f", 'r': "\r", 'e': "\x1b",
	' ': " ", '"': `"`, '/': "/", '\\': `\`, 'N': "\u0085", '_': "\u00a0", 'L': "\u2028", 'P': "\u2029",
}

// digits are the escapes that are followed by so many hexadecimal digits.
var digits = map[byte]int{'x': 2, 'u': 4, 'U': 8}

// escapeLength returns how many bytes the escape at the start of raw has.
func escapeLength(raw []byte) int {
	if len(raw) < 2 {
		return len(raw)
	}
	if n := digits[raw[1]]; n > 0 {
		return min(2+n, len(raw))
	}
	_, width := utf8.DecodeRune(raw[1:])
	return 1 + width
}

// escape reads what a backslash begins; it returns the offset behind it.
func (r *reading) escape(at int) (next int, ok bool) {
	if at+1 >= len(r.raw) {
		return at, false
	}
	c := r.raw[at+1]
	if isBreak(c) { // the line goes on below, without a space
		next = at + 1
		for first := true; next < len(r.raw) && (isBlank(r.raw[next]) || isBreak(r.raw[next])); next++ {
			if r.raw[next] == '\n' {
				if !first {
					r.copy(next, next+1)
				}
				first = false
			}
		}
		return next, true
	}
	next = at + escapeLength(r.raw[at:])
	if text, simple := escapes[c]; simple {
		r.put(text, at)
		return next, true
	}
	code, err := strconv.ParseUint(string(r.raw[at+2:next]), 16, 32)
	if err != nil || digits[c] == 0 {
		return at, false
	}
	r.put(string(rune(code)), at)
	return next, true
}
