package payload

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// SyntaxError says that a body is not JSON, or goes over the limits of
// what is read, and where. Line and Col count from 1, Offset from 0; Col and
// Offset count bytes.
type SyntaxError struct {
	Offset    int
	Line, Col int
	What      string // what was expected; quotes at most one byte of the body
}

// Error returns the place and what is wrong there.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d of the body: %s", e.Line, e.Col, e.What)
}

// fail records the first error of a reader; what came before it stays true.
func (r *reader) fail(offset int, what string) {
	if r.err != nil {
		return
	}
	before := r.body[:offset]
	r.err = &SyntaxError{
		Offset: offset, What: what,
		Line: 1 + bytes.Count(before, []byte{'\n'}),
		Col:  offset - bytes.LastIndexByte(before, '\n'),
	}
}

// expected fails at the next byte, which it names where that is harmless.
func (r *reader) expected(what string) {
	found := ""
	switch c := r.peek(); {
	case r.at >= len(r.body):
		found = "the end of the body"
	case c == '"':
		found = "a double quote"
	case c < ' ' || c == 0x7f:
		found = "a control character"
	case c >= utf8.RuneSelf:
		found = "a character outside ASCII"
	default:
		found = `"` + string(rune(c)) + `"`
	}
	r.fail(r.at, "expected "+what+", found "+found)
}
