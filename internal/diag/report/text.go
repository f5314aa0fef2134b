package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/newel-api/newel/internal/diag"
)

// TextOptions says how [Text] writes. The zero TextOptions writes one plain line
// a finding, with its fix and related places.
type TextOptions struct {
	// Source returns the text of a file that findings name, or nil. When Source
	// is nil, no lines of source are shown.
	Source func(file string) []byte
	// Color asks for ANSI colours; without it no escape sequence is written.
	Color bool
}

// Text writes the findings for a person to read, by file, then place. The error
// is that of w.
func Text(w io.Writer, diags *diag.List, opt TextOptions) error {
	t := textWriter{opt: opt}
	for _, d := range diags.All() {
		t.finding(d)
	}
	if _, err := io.WriteString(w, t.String()); err != nil {
		return fmt.Errorf("write the findings: %w", err)
	}
	return nil
}

// ANSI "select graphic rendition" parameters (ECMA-48 section 8.3.117).
const (
	bold    = "1"
	dim     = "2"
	red     = "31"
	green   = "32"
	yellow  = "33"
	cyan    = "36"
	boldRed = "1;31"
)

// colorOf returns the colour of a severity's word and underline.
func colorOf(s diag.Severity) string {
	switch s {
	case diag.Error, diag.Critical:
		return boldRed
	case diag.High:
		return red
	case diag.Medium:
		return yellow
	case diag.Low, diag.Info:
		return cyan
	}
	return ""
}

type textWriter struct {
	strings.Builder
	opt TextOptions
}

func (t *textWriter) finding(d *diag.Diagnostic) {
	if d.Span.Known() {
		t.WriteString(t.paint(bold, oneLine(d.Span.String())+":"))
		t.WriteByte(' ')
	}
	fmt.Fprintf(t, "%s %s %s\n",
		t.paint(colorOf(d.Severity), d.Severity.String()+":"), oneLine(d.Message), t.paint(dim, "["+d.Rule.ID+"]"))
	t.source(d)
	if d.Fix != "" {
		fmt.Fprintf(t, "\t%s %s\n", t.paint(green, "fix:"), oneLine(d.Fix))
	}
	for _, r := range d.Related {
		fmt.Fprintf(t, "\tsee %s", oneLine(r.Span.String()))
		if r.Message != "" {
			t.WriteString(": " + oneLine(r.Message))
		}
		t.WriteByte('\n')
	}
}

// source shows the first line of the finding's span, underlined.
func (t *textWriter) source(d *diag.Diagnostic) {
	if t.opt.Source == nil || d.Span.Start.Line == 0 {
		return
	}
	text, marks, ok := excerpt(t.opt.Source(d.Span.File), d.Span)
	if !ok {
		return
	}
	number := fmt.Sprint(d.Span.Start.Line)
	fmt.Fprintf(t, "\t%s %s\n", t.paint(dim, number+" |"), text)
	fmt.Fprintf(t, "\t%s %s\n", t.paint(dim, strings.Repeat(" ", len(number))+" |"), t.underline(d.Severity, marks))
}

// underline colours the marks and leaves the blanks before them alone.
func (t *textWriter) underline(s diag.Severity, marks string) string {
	carets := strings.TrimLeft(marks, " ")
	return marks[:len(marks)-len(carets)] + t.paint(colorOf(s), carets)
}

func (t *textWriter) paint(color, s string) string {
	if !t.opt.Color || color == "" {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

// oneLine returns s with every character that could move the cursor, end the
// line or turn the direction of text replaced: what a design file says must not
// be able to draw on the reader's terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case hostile(r):
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// hostile tells whether a terminal would act on r instead of showing it.
func hostile(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}

// Summary counts the findings in one phrase, worst first: "3 errors, 1 high in
// 2 files", or "no findings".
func Summary(diags *diag.List) string {
	counts, files := map[diag.Severity]int{}, map[string]bool{}
	for _, d := range diags.All() {
		counts[d.Severity]++
		if d.Span.Known() {
			files[d.Span.File] = true
		}
	}
	var parts []string
	for s := diag.Error; s >= diag.Info; s-- {
		switch n := counts[s]; {
		case n > 1 && s == diag.Error:
			parts = append(parts, fmt.Sprintf("%d errors", n))
		case n > 0:
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	if len(parts) == 0 {
		return "no findings"
	}
	summary := strings.Join(parts, ", ")
	switch n := len(files); {
	case n == 1:
		summary += " in 1 file"
	case n > 1:
		summary += fmt.Sprintf(" in %d files", n)
	}
	return summary
}
