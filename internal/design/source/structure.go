package source

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/diag"
)

// structure explains what went wrong between values.
func (b *builder) structure(e failure) {
	is := func(words string) bool { return strings.Contains(e.found, words) }
	if quote := b.openQuote(e.at); quote >= 0 {
		b.unclosedQuote(quote)
		return
	}
	switch {
	case is("could not find expected ':'"):
		b.missingColon(e.from)
	case e.doing == "while parsing a flow mapping", e.doing == "while parsing a flow sequence":
		b.insideBrackets(e.from, e.at)
	case e.doing == "while parsing a flow node":
		b.missingValue(e.at)
	case is("mapping values are not allowed"):
		b.unexpectedColon(e.at)
	case b.file.lineIndent(e.at) == e.at && e.at < len(b.text) && bytes.IndexByte([]byte("]}"), b.text[e.at]) < 0:
		b.indentation(e.at)
	default:
		b.afterValue(e.at)
	}
}

// missingColon explains a word that should be a key.
func (b *builder) missingColon(from int) {
	line := b.text[from:b.file.lineEnd(from)]
	if glued := gluedColon(line); glued >= 0 {
		b.colonWithoutSpace(from + glued)
		return
	}
	line = bytes.TrimRight(line, " \r")
	b.diags.Add(&missingColon, b.file.span(from, from+len(line)), "%q is no pair of key and value", line).
		Mend("write a colon and a space behind the key; or indent the line if it continues the value above")
}

// gluedColon returns where a colon stands behind the first word of text with no
// space behind it; -1 when none does.
func gluedColon(text []byte) int {
	colon := bytes.IndexByte(text, ':')
	if colon <= 0 || colon+1 >= len(text) || isBlank(text[colon+1]) || text[colon+1] == '\r' || bytes.ContainsAny(text[:colon], ` "'`) {
		return -1
	}
	return colon
}

// colonWithoutSpace explains a colon that something else than a blank follows.
func (b *builder) colonWithoutSpace(colon int) {
	span := b.file.span(colon, colon+1)
	d := b.diags.Add(&missingColon, span, "a space is missing behind this colon")
	d.Mend("write a space behind it; quote the text if the colon belongs to it")
	if next := b.text[colon+1 : b.file.lineEnd(colon)]; len(next) > 0 && (isLetter(next[0]) || strings.IndexByte(`"'[{-0123456789`, next[0]) >= 0) {
		d.Edits = []diag.Edit{{Span: span, New: ": "}}
	}
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// unexpectedColon explains a colon that cannot end a key. It is the second of its
// line, or its line should not be indented so, or the line above is no pair.
func (b *builder) unexpectedColon(colon int) {
	start := min(b.file.lineIndent(colon), colon)
	if first := bytes.Index(b.text[start:colon], []byte(": ")); first >= 0 {
		if glued := gluedColon(b.text[start : start+first]); glued >= 0 {
			b.colonWithoutSpace(start + glued)
			return
		}
		if end := b.quotedEnd(start + first + 2); end >= 0 && end < colon {
			b.afterValue(end)
			return
		}
		b.colonInText(start+first+2, colon)
		return
	}
	if last := b.text[max(colon-1, 0)]; last == '"' || last == '\'' || last == ']' || last == '}' {
		b.afterValue(start)
		return
	}
	for line := b.file.pos(colon).Line - 2; line >= 0; line-- {
		from := b.file.lineIndent(b.file.lines[line])
		text := b.text[from:max(from, b.file.lineEnd(b.file.lines[line]))]
		if len(text) == 0 || text[0] == '#' {
			continue
		}
		if glued := gluedColon(text); glued >= 0 {
			b.colonWithoutSpace(from + glued)
			return
		}
		break
	}
	b.indentation(start)
}

// quotedEnd returns the offset behind the quoted text that begins at or behind from,
// on one line; -1 when none does.
func (b *builder) quotedEnd(from int) int {
	for from < len(b.text) && b.text[from] == ' ' {
		from++
	}
	if from >= len(b.text) || b.text[from] != '"' && b.text[from] != '\'' {
		return -1
	}
	quote, end := b.text[from], b.file.lineEnd(from)
	for i := from + 1; i < end; i++ {
		switch {
		case quote == '"' && b.text[i] == '\\', b.text[i] == quote && quote == '\'' && i+1 < end && b.text[i+1] == quote:
			i++
		case b.text[i] == quote:
			return i + 1
		}
	}
	return -1
}

// colonInText explains a value that holds ": ".
func (b *builder) colonInText(value, colon int) {
	for value < colon && b.text[value] == ' ' {
		value++
	}
	end := b.file.lineEnd(colon)
	if stop := bytes.IndexAny(b.text[colon:end], ",]}"); stop >= 0 && b.inBrackets(value) {
		end = colon + stop
	}
	b.diags.Add(&colonInText, b.file.span(value, end), "a colon and a space stand inside a value").
		Mend("quote the value; or, if it is a mapping, begin it on the next line")
}

// inBrackets tells whether a bracket or brace is open before at on its line.
func (b *builder) inBrackets(at int) bool {
	before := b.text[b.file.lines[b.file.pos(at).Line-1]:at]
	return bytes.Count(before, []byte("{"))+bytes.Count(before, []byte("[")) > bytes.Count(before, []byte("}"))+bytes.Count(before, []byte("]"))
}

// insideBrackets explains what went wrong in the list or mapping opened at open.
func (b *builder) insideBrackets(open, at int) {
	mark, closing := string(b.text[open]), "]"
	if mark == "{" {
		closing = "}"
	}
	column := func(offset int) int { return b.file.pos(b.file.lineIndent(offset)).Col }
	below := b.file.pos(at).Line > b.file.pos(open).Line
	switch {
	case at < len(b.text) && (b.text[at] == ']' || b.text[at] == '}'):
		b.diags.Add(&unclosedBracket, b.file.span(open, open+1), "%q is closed by %q", mark, string(b.text[at])).
			Mend("write %q where it ends", closing).See(b.file.span(at, at+1), "this closes something else")
	case at >= len(b.text), below && column(at) <= column(open):
		b.diags.Add(&unclosedBracket, b.file.span(open, open+1), "%q is not closed", mark).
			Mend("write %q where it ends", closing)
	case b.text[at] == ':':
		b.colonInBrackets(at)
	default:
		b.missingComma(at)
	}
}

// colonInBrackets explains a colon in brackets that ends no key: what stands before
// it is a value with a colon inside, or a key behind a forgotten comma.
func (b *builder) colonInBrackets(colon int) {
	start := b.file.lineIndent(colon)
	if i := bytes.LastIndexAny(b.text[start:colon], ",[{"); i >= 0 {
		start += i + 1
	}
	value := bytes.Index(b.text[start:colon], []byte(": "))
	word := max(start, bytes.LastIndexByte(b.text[:colon], ' ')+1)
	if value >= 0 && len(bytes.TrimLeft(b.text[start+value+1:word], " ")) == 0 {
		b.colonInText(word, colon)
		return
	}
	b.missingComma(word)
}

func (b *builder) missingComma(at int) {
	b.wrong(at, fmt.Sprintf("a comma is missing before %q", b.text[at:b.file.wordEnd(at)]), "write a comma before it; or quote the whole value")
}

// missingValue explains a comma or bracket where a value should be.
func (b *builder) missingValue(at int) {
	if at >= len(b.text) {
		if open := bytes.LastIndexAny(bytes.TrimRight(b.text, " \r\n"), "[{"); open >= 0 {
			b.insideBrackets(open, at)
			return
		}
		b.wrong(at, "the file ends inside brackets or braces", "close them")
		return
	}
	b.wrong(at, fmt.Sprintf("a value is missing before %q", b.text[at:b.file.wordEnd(at)]), "write the value, or remove the comma")
}

// afterValue explains text behind a value that has ended.
func (b *builder) afterValue(at int) {
	if at >= len(b.text) {
		b.wrong(at, "the file ends too early", "write what is missing")
		return
	}
	mend := "remove it, or quote the whole value"
	if last := b.text[max(at-1, 0)]; last == '"' || last == '\'' {
		mend = fmt.Sprintf("remove it; or write %s where %c is part of the text", innerQuote(last), last)
	}
	text := b.text[at:b.file.lineEnd(at)]
	b.diags.Add(&syntax, b.file.span(at, at+len(text)), "%q follows a value that has ended", text).Mend("%s", mend)
}

// indentation explains a line that no line above gives a place.
func (b *builder) indentation(at int) {
	spaces := strconv.Itoa(b.file.pos(at).Col - 1)
	fitting := b.openIndents(at)
	switch {
	case slices.Contains(fitting, spaces) && b.text[at] == '-':
		b.wrong(at, "a list item stands where a key is expected", "indent the list deeper than its key; or write a key")
	case slices.Contains(fitting, spaces):
		b.wrong(at, "a key stands where a list item is expected", "indent it as the keys it belongs to; or begin it with a dash and a space")
	default:
		d := b.diags.Add(&badIndentation, b.file.span(at, b.file.wordEnd(at)), "the line is indented by %s, as no line above it", count(b.file.pos(at).Col-1, "space", "spaces"))
		d.Mend("indent it as the lines it stands beside")
		if len(fitting) > 0 {
			d.Fix += ": by " + strings.Join(fitting, " or ")
		}
	}
}

// openIndents returns how far the keys and items are indented that a line below
// them might stand beside.
func (b *builder) openIndents(at int) []string {
	deepest := len(b.text)
	var open []string
	for line := b.file.pos(at).Line - 2; line >= 0 && deepest > 0; line-- {
		start := b.file.lines[line]
		from := b.file.lineIndent(start)
		text := b.text[from:max(from, b.file.lineEnd(start))]
		if len(text) == 0 || text[0] == '#' || text[0] != '-' && bytes.IndexByte(text, ':') < 0 {
			continue
		}
		inner := from - start
		for i := 0; i+1 < len(text) && text[i] == '-' && text[i+1] == ' '; i += 2 {
			inner += 2
		}
		for _, indent := range []int{inner, from - start} {
			if indent < deepest {
				open = append(open, strconv.Itoa(indent))
				deepest = indent
			}
		}
	}
	slices.Reverse(open)
	return open
}
