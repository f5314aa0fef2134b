package diag

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Severity orders findings. Error means that no plan can be made; it cannot be
// switched off. The other five rank findings about a design that does compile.
type Severity uint8

// The severities, mildest first.
const (
	Info Severity = iota + 1
	Low
	Medium
	High
	Critical
	Error
)

var severityNames = [...]string{"unset", "info", "low", "medium", "high", "critical", "error"}

// String returns the word used on the command line and in design files.
func (s Severity) String() string {
	if int(s) < len(severityNames) {
		return severityNames[s]
	}
	return "unset"
}

// ParseSeverity returns the severity of that name.
func ParseSeverity(name string) (Severity, bool) {
	i := slices.Index(severityNames[:], name)
	return Severity(max(i, 0)), i > 0
}

// Pos is a place in a file. Line and Col count from 1, Offset from 0; Col and
// Offset count bytes.
type Pos struct{ Line, Col, Offset int }

// Span is a stretch of one design file, Start inclusive, End exclusive. A span
// whose Start.Line is 0 means the whole file.
type Span struct {
	File       string // slash-separated, as the author would type it
	Start, End Pos
}

// String returns "file:line:col", the form that editors and CI make clickable.
func (s Span) String() string {
	if s.Start.Line == 0 {
		return s.File
	}
	return fmt.Sprintf("%s:%d:%d", s.File, s.Start.Line, s.Start.Col)
}

// Known tells whether the span points anywhere.
func (s Span) Known() bool { return s.File != "" }

// A Rule is one kind of finding. Its ID is public, is never reused and never
// changes its meaning.
type Rule struct {
	ID       string // "room/what-is-wrong", e.g. "bind/unknown-entity"
	Severity Severity
	Title    string // one line, no full stop
}

// A Diagnostic is one rule broken at one place.
type Diagnostic struct {
	Rule     *Rule
	Severity Severity // the rule's own, unless the design's review file lowered it
	Span     Span
	Message  string    // what is wrong here, naming the thing; no full stop
	Fix      string    // what to do about it, as an instruction
	Edits    []Edit    // the fix as text edits, when it is certain
	Related  []Related // other places that explain this one
}

// Edit replaces the text of Span by New.
type Edit struct {
	Span Span
	New  string
}

// Related points at a second place: where a name was declared, what conflicts.
type Related struct {
	Span    Span
	Message string
}

// Mend says what to do about the finding and returns it.
func (d *Diagnostic) Mend(format string, args ...any) *Diagnostic {
	d.Fix = fmt.Sprintf(format, args...)
	return d
}

// Meant mends an unknown name by near, one of the names that are known. Where no
// other is as near, and the name stands in the file as it is, the edit is certain.
func (d *Diagnostic) Meant(name, near string, known []string) *Diagnostic {
	d.Mend("did you mean %q?", near)
	if d.Span.End.Offset-d.Span.Start.Offset == len(name) && alone(name, near, known) {
		d.Edits = []Edit{{Span: d.Span, New: near}}
	}
	return d
}

// See adds a second place that explains the finding and returns it. An unknown
// span is left out.
func (d *Diagnostic) See(span Span, format string, args ...any) *Diagnostic {
	if span.Known() {
		d.Related = append(d.Related, Related{span, fmt.Sprintf(format, args...)})
	}
	return d
}

// List collects diagnostics; the zero List is ready to use. A List is
// deliberately not an error, so that an empty one can never become a non-nil
// error. It is not safe for concurrent use.
type List struct{ all []*Diagnostic }

// Add records that rule is broken at span, and returns the finding so that the
// caller can add the mend.
func (l *List) Add(rule *Rule, span Span, format string, args ...any) *Diagnostic {
	d := &Diagnostic{Rule: rule, Severity: rule.Severity, Span: span, Message: fmt.Sprintf(format, args...)}
	l.all = append(l.all, d)
	return d
}

// Put adds a finding that was made in another list.
func (l *List) Put(d *Diagnostic) { l.all = append(l.all, d) }

// Append adds the findings of other.
func (l *List) Append(other *List) { l.all = append(l.all, other.all...) }

// Without returns the findings but for those of rules whose ID begins with prefix.
func (l *List) Without(prefix string) *List {
	rest := new(List)
	for _, d := range l.all {
		if !strings.HasPrefix(d.Rule.ID, prefix) {
			rest.all = append(rest.all, d)
		}
	}
	return rest
}

// Len returns the number of findings.
func (l *List) Len() int { return len(l.all) }

// All returns the findings by file, then position, then rule, then message.
func (l *List) All() []*Diagnostic {
	slices.SortStableFunc(l.all, func(a, b *Diagnostic) int {
		return cmp.Or(
			strings.Compare(a.Span.File, b.Span.File),
			cmp.Compare(a.Span.Start.Offset, b.Span.Start.Offset),
			strings.Compare(a.Rule.ID, b.Rule.ID),
			strings.Compare(a.Message, b.Message),
		)
	})
	return l.all
}

// Worst returns the highest severity recorded, or 0.
func (l *List) Worst() (worst Severity) {
	for _, d := range l.all {
		worst = max(worst, d.Severity)
	}
	return worst
}

// ErrInvalid is what [List.Err] wraps.
var ErrInvalid = errors.New("the design does not compile")

// Err returns nil unless a finding is of severity Error; then an error that
// wraps [ErrInvalid] and names the first one.
func (l *List) Err() error {
	if l.Worst() < Error {
		return nil
	}
	for _, d := range l.All() {
		if d.Severity == Error {
			return fmt.Errorf("%w: %s: %s", ErrInvalid, d.Span, d.Message)
		}
	}
	return nil
}
