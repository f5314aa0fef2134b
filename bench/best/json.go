package main

import (
	"encoding/binary"
	"unicode/utf8"
	"unsafe"
)

// clean tells which bytes stand in a JSON string as they are.
var clean = func() (table [256]bool) {
	for c := range table {
		table[c] = c >= 0x20 && c != '"' && c != '\\'
	}
	return table
}()

// mayBeDirty tells whether one of eight bytes is not clean; it may say so of some
// that all are.
func mayBeDirty(x uint64) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	control := (x - ones*0x20) & ^x
	quote := x ^ ones*'"'
	quote = (quote - ones) & ^quote
	slash := x ^ ones*'\\'
	slash = (slash - ones) & ^slash
	return (control|quote|slash)&tops != 0
}

// appendString appends s, which is UTF-8, as a JSON string.
func appendString(dst, s []byte) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		if i+8 <= len(s) && !mayBeDirty(binary.LittleEndian.Uint64(s[i:])) {
			i += 8
			continue
		}
		for end := min(i+8, len(s)); i < end; i++ {
			if c := s[i]; !clean[c] {
				dst = appendEscape(append(dst, s[start:i]...), c)
				start = i + 1
			}
		}
	}
	return append(append(dst, s[start:]...), '"')
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	const hex = "0123456789abcdef"
	return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}

// The members of a body.
const (
	author = iota
	slug
	title
	body
	status
	members
)

var names = [members]string{"author", "slug", "title", "body", "status"}

// input is what a body holds. A member that is not there is nil; the bytes lie in the
// body, or in scratch where they had escapes.
type input struct {
	value   [members][]byte
	scratch []byte
}

// parser reads a flat object of texts. Everything else is refused.
type parser struct {
	b []byte
	i int
}

// parse reads b, and tells whether it is an object of known members, none of them
// twice.
func (in *input) parse(b []byte) bool {
	p := parser{b: b}
	in.value = [members][]byte{}
	in.scratch = in.scratch[:0]
	if !p.take('{') {
		return false
	}
	for more := !p.take('}'); more; more = !p.take('}') {
		name, ok := p.text(&in.scratch)
		if !ok || !p.take(':') {
			return false
		}
		n := 0
		for n < members && names[n] != text(name) {
			n++
		}
		if n == members || in.value[n] != nil {
			return false
		}
		if in.value[n], ok = p.text(&in.scratch); !ok {
			return false
		}
		if p.take(',') {
			if p.space(); p.i >= len(b) || b[p.i] == '}' {
				return false
			}
		} else if p.i >= len(b) || b[p.i] != '}' {
			return false
		}
	}
	p.space()
	return p.i == len(b)
}

func (p *parser) space() {
	for p.i < len(p.b) && (p.b[p.i] == ' ' || p.b[p.i] == '\n' || p.b[p.i] == '\t' || p.b[p.i] == '\r') {
		p.i++
	}
}

// take goes over c, if it is next.
func (p *parser) take(c byte) bool {
	if p.space(); p.i < len(p.b) && p.b[p.i] == c {
		p.i++
		return true
	}
	return false
}

// text reads a string. It is never nil when it is one.
func (p *parser) text(scratch *[]byte) (s []byte, ok bool) {
	if !p.take('"') {
		return nil, false
	}
	start, ascii := p.i, true
	for ; p.i < len(p.b); p.i++ {
		switch c := p.b[p.i]; {
		case c == '"':
			s = p.b[start:p.i]
			p.i++
			return s, ascii || utf8.Valid(s)
		case c == '\\':
			return p.escaped(start, scratch)
		case c < 0x20:
			return nil, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return nil, false
}

// escaped goes on with a string that began at start and has its first escape here.
func (p *parser) escaped(start int, scratch *[]byte) ([]byte, bool) {
	from := len(*scratch)
	out := append(*scratch, p.b[start:p.i]...)
	for p.i < len(p.b) {
		c := p.b[p.i]
		p.i++
		switch {
		case c == '"':
			*scratch = out
			s := out[from:len(out):len(out)]
			return s, utf8.Valid(s)
		case c == '\\':
			r, ok := p.escape()
			if !ok {
				return nil, false
			}
			out = utf8.AppendRune(out, r)
		case c < 0x20:
			return nil, false
		default:
			out = append(out, c)
		}
	}
	return nil, false
}

// escape reads what stands behind a backslash. Half a pair of surrogates is none, and
// neither is the zero that text cannot hold.
func (p *parser) escape() (rune, bool) {
	if p.i >= len(p.b) {
		return 0, false
	}
	c := p.b[p.i]
	p.i++
	switch c {
	case '"', '\\', '/':
		return rune(c), true
	case 'n':
		return '\n', true
	case 't':
		return '\t', true
	case 'r':
		return '\r', true
	case 'b':
		return '\b', true
	case 'f':
		return '\f', true
	case 'u':
		return p.unicode()
	}
	return 0, false
}

func (p *parser) unicode() (rune, bool) {
	r, ok := p.hex()
	switch {
	case !ok || r == 0 || r >= 0xdc00 && r < 0xe000:
		return 0, false
	case r < 0xd800 || r >= 0xe000:
		return r, true
	case p.i+2 > len(p.b) || p.b[p.i] != '\\' || p.b[p.i+1] != 'u':
		return 0, false
	}
	p.i += 2
	low, ok := p.hex()
	return 0x10000 + (r-0xd800)<<10 + low - 0xdc00, ok && low >= 0xdc00 && low < 0xe000
}

func (p *parser) hex() (r rune, ok bool) {
	if p.i+4 > len(p.b) {
		return 0, false
	}
	for _, c := range p.b[p.i : p.i+4] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	p.i += 4
	return r, true
}

// text returns b without copying it: for as long as nobody writes to b.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// bytesOf returns s as bytes that nobody may write to.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
