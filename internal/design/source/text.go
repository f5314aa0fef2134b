package source

import (
	"bytes"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/newel-api/newel/internal/diag"
)

// folderOf returns the folder that may stand in place of a file: "data/" for
// "data.yaml".
func folderOf(name string) string {
	return strings.TrimSuffix(name, path.Ext(name)) + "/"
}

// checkCharacters refuses bytes that no reader of the file can see or trust.
func (f *File) checkCharacters(diags *diag.List) bool {
	if bytes.HasPrefix(f.Text, []byte("\ufeff")) {
		span := f.span(0, len("\ufeff"))
		d := diags.Add(&byteOrderMark, span, "the file begins with a byte order mark")
		d.Mend("save the file as UTF-8 without a byte order mark")
		d.Edits = []diag.Edit{{Span: span}}
		return false
	}
	var first *diag.Diagnostic
	more := 0
	for at := 0; at < len(f.Text); {
		r, width := utf8.DecodeRune(f.Text[at:])
		switch {
		case r == utf8.RuneError && width == 1:
			diags.Add(&notUTF8, f.span(at, at+1), "the byte 0x%02X is not UTF-8", f.Text[at]).
				Mend("save the file as UTF-8")
			return false
		case !f.forbidden(r, at):
		case first == nil:
			first = diags.Add(&controlCharacter, f.span(at, at+width), "the character U+%04X is invisible or breaks lines", r)
			first.Mend("%s", withoutCharacter(r))
		default:
			more++
		}
		at += width
	}
	if more > 0 {
		first.Message += ", and " + count(more, "more such stands", "more such stand") + " below"
	}
	return first == nil
}

// forbidden tells whether r must not stand at that offset as itself: what has no
// shape, what is a line break to some readers and none to others, what makes text
// look other than it is. YAML allows some of them.
func (f *File) forbidden(r rune, at int) bool {
	switch {
	case r == '\r':
		return at+1 == len(f.Text) || f.Text[at+1] != '\n'
	case r == '\t', r == '\n':
		return false
	case r < ' ', 0x7f <= r && r <= 0x9f: // C0, DEL, C1 with NEL
		return true
	case r == '\u2028', r == '\u2029': // separators of lines and paragraphs
		return true
	case 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069: // order of writing
		return true
	case r == '\ufeff', r == '\ufffe', r == '\uffff': // byte order mark, no characters
		return true
	}
	return false
}

func withoutCharacter(r rune) string {
	const hex = "0123456789abcdef"
	switch {
	case r == '\r':
		return `end lines with a line feed, or with a carriage return and a line feed`
	case r == 0:
		return `remove it; no text can hold it`
	}
	return `remove it, or write it as \u` + string([]byte{hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15]}) + ` inside double quotes`
}

// checkDocuments refuses what would make more of the file than one document. A
// line that begins with --- or ... ends a document wherever it stands, so the
// lines can be looked at without knowing what they belong to. One --- before
// everything else is harmless and allowed.
func (f *File) checkDocuments(diags *diag.List) bool {
	begun := false
	for i, start := range f.lines {
		line := f.Text[start:f.lineEnd(start)]
		bare := bytes.TrimLeft(line, " \t")
		switch {
		case len(bare) == 0 || bare[0] == '#':
		case line[0] == '%' && !begun:
			diags.Add(&directive, f.span(start, start+len(line)), "%q is a directive", line).
				Mend("remove the line; a design file has no directives")
			return false
		case !isMarker(line):
			begun = true
		case begun || line[0] == '.':
			diags.Add(&severalDocuments, f.span(start, start+3), "%q ends the document on line %d", line[:3], i+1).
				Mend("remove the line, and what follows it if it is a second document; a design file is one document")
			return false
		default:
			begun = true
		}
	}
	return true
}

// isMarker tells whether a line separates documents.
func isMarker(line []byte) bool {
	return (bytes.HasPrefix(line, []byte("---")) || bytes.HasPrefix(line, []byte("..."))) &&
		(len(line) == 3 || line[3] == ' ' || line[3] == '\t')
}

// checkTabs refuses tabs outside quotes: how far they indent is a setting of the
// editor. Stretches are the quoted scalars, in order.
func (f *File) checkTabs(quoted [][2]int, diags *diag.List) bool {
	var first *diag.Diagnostic
	more := 0
	for at := 0; ; at++ {
		next := bytes.IndexByte(f.Text[at:], '\t')
		if next < 0 {
			break
		}
		at += next
		for len(quoted) > 0 && quoted[0][1] <= at {
			quoted = quoted[1:]
		}
		switch {
		case len(quoted) > 0 && quoted[0][0] <= at:
		case first == nil:
			first = f.tabAt(at, diags)
		default:
			more++
		}
	}
	if more > 0 {
		first.Message += ", and " + count(more, "more stands", "more stand") + " below"
	}
	return first == nil
}

func (f *File) tabAt(at int, diags *diag.List) *diag.Diagnostic {
	what := "a tab stands outside quotes"
	if len(bytes.TrimLeft(f.Text[f.lines[f.pos(at).Line-1]:at], " \t")) == 0 {
		what = "the line is indented with a tab"
	}
	return diags.Add(&tab, f.span(at, at+1), "%s", what).
		Mend(`use spaces; inside double quotes a tab is written \t`)
}

// count returns "1 one" or "n many".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
