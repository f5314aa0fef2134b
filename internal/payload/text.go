package payload

import "unicode/utf8"

// text is a JSON string without its quotes and escapes.
type text struct {
	bytes []byte // of the body or the reader's scratch: good until the next string is read
	half  bool   // an escape is half of a surrogate pair
	nul   bool   // holds U+0000
}

// plain are the bytes that stand for themselves inside a string and need no look.
var plain = func() (table [256]bool) {
	for c := byte(' '); c < utf8.RuneSelf; c++ {
		table[c] = c != '"' && c != '\\'
	}
	return table
}()

// string takes a string; the next byte is its quote.
func (r *reader) string() text {
	from := r.at + 1
	i := from
	for i < len(r.body) && plain[r.body[i]] {
		i++
	}
	if i < len(r.body) && r.body[i] == '"' {
		r.at = i + 1
		return text{bytes: r.body[from:i]}
	}
	return r.hardString(from, i)
}

// hardString goes on where a string that began at from has the first byte that
// needs a look. Up to the first escape nothing is copied.
func (r *reader) hardString(from, i int) text {
	t, out, copied := text{}, r.scratch[:0], from
	for r.err == nil && i < len(r.body) {
		c := r.body[i]
		switch {
		case plain[c]:
			i++
		case c == '"':
			r.at = i + 1
			if copied == from {
				t.bytes = r.body[from:i]
				return t
			}
			t.bytes = append(out, r.body[copied:i]...)
			return t
		case c == '\\':
			out = append(out, r.body[copied:i]...)
			out, i = r.escape(out, i, &t)
			copied = i
		case c < ' ':
			r.fail(i, "a control character inside a string must be escaped")
		default:
			_, size := utf8.DecodeRune(r.body[i:])
			if size == 1 {
				r.fail(i, "the text is not valid UTF-8")
			}
			i += size
		}
	}
	r.fail(len(r.body), "a string has no closing quote")
	return text{}
}

// escape appends what the escape at body[i] stands for, and returns where the
// text goes on.
func (r *reader) escape(out []byte, i int, t *text) ([]byte, int) {
	if i+1 >= len(r.body) {
		return out, i + 1
	}
	switch c := r.body[i+1]; c {
	case '"', '\\', '/':
		return append(out, c), i + 2
	case 'b':
		return append(out, '\b'), i + 2
	case 'f':
		return append(out, '\f'), i + 2
	case 'n':
		return append(out, '\n'), i + 2
	case 'r':
		return append(out, '\r'), i + 2
	case 't':
		return append(out, '\t'), i + 2
	case 'u':
		return r.unicodeEscape(out, i, t)
	}
	r.fail(i, `an escape is one of \" \\ \/ \b \f \n \r \t and \u with four hexadecimal digits`)
	return out, i
}

// unicodeEscape does \uXXXX, or two of them that are one character. Half a pair
// is kept as U+FFFD and reported, since the rest of the body can still be read.
func (r *reader) unicodeEscape(out []byte, i int, t *text) ([]byte, int) {
	c, ok := hexEscape(r.body[i:])
	if !ok {
		r.fail(i, `\u must be followed by four hexadecimal digits`)
		return out, i
	}
	i += 6
	switch {
	case c < 0xd800 || c > 0xdfff:
		t.nul = t.nul || c == 0
		return utf8.AppendRune(out, c), i
	case c < 0xdc00:
		if low, ok := hexEscape(r.body[i:]); ok && low >= 0xdc00 && low <= 0xdfff {
			return utf8.AppendRune(out, 0x10000+(c-0xd800)<<10+(low-0xdc00)), i + 6
		}
	}
	t.half = true
	return utf8.AppendRune(out, utf8.RuneError), i
}

// hexEscape reads \uXXXX at the beginning of b.
func hexEscape(b []byte) (c rune, ok bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	for _, digit := range b[2:6] {
		switch {
		case isDigit(digit):
			c = c<<4 | rune(digit-'0')
		case digit|0x20 >= 'a' && digit|0x20 <= 'f':
			c = c<<4 | rune(digit|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return c, true
}
