package source

import (
	"bytes"
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/newel-api/newel/internal/diag"
)

// failure is where and why the library gave up, in its own words: at what it found,
// and from where it was doing something.
type failure struct {
	at, from     int
	doing, found string
}

// explain says why the library could not read the file.
func (f *File) explain(err error, diags *diag.List) {
	var e *yaml.LoadError
	if !errors.As(err, &e) {
		diags.Add(&syntax, diag.Span{File: f.Name}, "the file is not YAML")
		return
	}
	b := &builder{file: f, text: f.Text, diags: diags, line: 1, col: 1}
	at := b.place(e.Mark.Line, e.Mark.Column)
	from := at
	if e.ContextMsg != "" {
		from = b.place(e.ContextMark.Line, e.ContextMark.Column)
	}
	before := diags.Len()
	b.explain(failure{at: at, from: from, doing: e.ContextMsg, found: e.Message})
	if diags.Len() == before {
		b.wrong(at, "the text cannot be read as YAML from here on", "write the values around it in double quotes")
	}
}

// explain says in our words what the failure means to an author. The library knows
// where it could not go on; the mistake is often before that.
func (b *builder) explain(e failure) {
	if tab := b.tabBefore(e.at); tab >= 0 {
		b.file.tabAt(tab, b.diags)
		return
	}
	is := func(words string) bool { return strings.Contains(e.found, words) }
	switch {
	case is("max depth"):
		b.tooDeepAt(e.at)
	case e.doing == "while scanning a quoted scalar" && (is("end of stream") || is("document indicator")):
		b.unclosedQuote(e.from)
	case e.doing == "while scanning a quoted scalar":
		b.wrongEscape(e.at)
	case is("unknown anchor"), e.doing == "while scanning an alias":
		b.refuseAlias(e.at, b.file.wordEnd(e.at))
	case e.doing == "while scanning an anchor":
		b.at = e.from
		b.properties(len(b.text))
	case e.doing == "while scanning a tag", e.doing == "while parsing a tag", is("undefined tag handle"):
		b.at = e.from
		b.properties(len(b.text))
	case e.doing == "while scanning a block scalar":
		b.wrongHeader(e.from)
	case is("mapping keys are not allowed"):
		b.at = e.at
		b.lost()
	case is("without preceding whitespace"):
		b.wrong(e.at, "a comment needs a space before its #", "write a space before the #, or quote the value")
	case is("sequence entries are not allowed"):
		b.wrong(e.at, "a list cannot begin here", "begin the list on a line of its own, or write it in brackets")
	case is("cannot start any token"):
		b.mark(e.at)
	default:
		b.structure(e)
	}
}

// wrong adds a finding of the rule for everything that has no rule of its own.
func (b *builder) wrong(at int, message, mend string) {
	b.diags.Add(&syntax, b.file.span(at, b.file.wordEnd(at)), "%s", message).Mend("%s", mend)
}

// lineIndent returns the offset of the first byte that is no blank in the line that
// holds at.
func (f *File) lineIndent(at int) int {
	start := f.lines[f.pos(at).Line-1]
	for start < len(f.Text) && isBlank(f.Text[start]) {
		start++
	}
	return start
}

// tabBefore returns where a tab indents the line of at; -1 when none does.
func (b *builder) tabBefore(at int) int {
	start := b.file.lines[b.file.pos(at).Line-1]
	if tab := bytes.IndexByte(b.text[start:b.file.lineIndent(at)], '\t'); tab >= 0 {
		return start + tab
	}
	return -1
}

func (b *builder) unclosedQuote(from int) {
	end := b.file.lineEnd(from)
	b.diags.Add(&unclosedQuote, b.file.span(from, end), "the quote %c is not closed", b.text[from]).
		Mend("write %c where the text ends; a quote inside it is written %s", b.text[from], innerQuote(b.text[from]))
}

func innerQuote(quote byte) string {
	if quote == '\'' {
		return `''`
	}
	return `\"`
}

// openQuote finds a quote that was forgotten further up: the next quote then closed
// the text, and what should be in quotes stands outside. That shows by a quote just
// before at which is the first, third, … of its line. -1 when it is not so.
func (b *builder) openQuote(at int) int {
	start := b.file.lines[b.file.pos(at).Line-1]
	before := b.text[start:at]
	last := bytes.LastIndexAny(before, `"'`)
	if last < 0 || bytes.Count(before, before[last:last+1])%2 == 0 {
		return -1
	}
	quote := before[last]
	for line := b.file.pos(at).Line - 2; line >= 0; line-- {
		text := b.text[b.file.lines[line]:b.file.lineEnd(b.file.lines[line])]
		if bytes.Count(text, []byte{quote})%2 == 0 {
			continue
		}
		if open := bytes.LastIndexByte(text, quote); open == 0 || bytes.IndexByte([]byte(" [{,:"), text[open-1]) >= 0 {
			return b.file.lines[line] + open
		}
		return -1
	}
	return -1
}

// wrongEscape explains a backslash near at: the library names the backslash, or the
// digits behind it.
func (b *builder) wrongEscape(at int) {
	if at >= 2 && (at >= len(b.text) || b.text[at] != '\\') {
		at -= 2
	}
	end := min(at+escapeLength(b.text[at:]), b.file.lineEnd(at))
	if quote := bytes.IndexByte(b.text[at+1:end], '"'); quote > 0 {
		end = at + 1 + quote
	}
	b.diags.Add(&badEscape, b.file.span(at, end), "%s is no escape", b.text[at:end]).
		Mend(`write \\ for a backslash, or put the text in single quotes`)
}

func (b *builder) wrongHeader(from int) {
	mark := string(b.text[from])
	b.diags.Add(&syntax, b.file.span(from, b.file.lineEnd(from)), "only +, - and a digit may follow %q on its line", mark).
		Mend("begin the text on the next line, indented; or quote a value that begins with %q", mark)
}

// mark explains a character that cannot begin a value.
func (b *builder) mark(at int) {
	if at >= len(b.text) {
		return
	}
	if strings.IndexByte("\t?!&*", b.text[at]) >= 0 {
		b.at = at
		b.lost()
		return
	}
	b.diags.Add(&needsQuotes, b.file.span(at, b.file.wordEnd(at)), "a value cannot begin with %q", string(b.text[at])).Mend("quote it")
}
