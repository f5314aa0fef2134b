package payload

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// harmless are the bytes that stand for themselves in answers: what JSON needs no
// escape for, less the three that mean something to HTML.
var harmless = func() (table [256]bool) {
	for c := byte(' '); c < utf8.RuneSelf; c++ {
		table[c] = c != '"' && c != '\\' && c != '<' && c != '>' && c != '&'
	}
	return table
}()

// harmful has the top bit of the first of eight bytes that is not harmless, and 0 when
// all are. Bits above that one mean nothing: an addition may carry into them.
func harmful(x uint64) uint64 {
	const each, top = 0x0101010101010101, 0x8080808080808080
	// Each sum has the top bit of a byte below 0x80 unless that byte is what is looked for.
	notControl := x + each*(0x80-' ')
	notQuote := (x | each*4) ^ each*'&' + each*0x7f // zero for '&' and '"', which differ in that bit
	notAngle := (x | each*2) ^ each*'>' + each*0x7f // zero for '>' and '<'
	notSlash := x ^ each*'\\' + each*0x7f
	return (x | ^(notControl & notQuote & notAngle & notSlash)) & top
}

// clean returns how many bytes b begins with that are harmless.
func clean(b []byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		if found := harmful(binary.LittleEndian.Uint64(b[i:])); found != 0 {
			return i + bits.TrailingZeros64(found)>>3
		}
	}
	for ; i < len(b) && harmless[b[i]]; i++ {
	}
	return i
}

// AppendString appends s as a JSON string with its quotes. Beyond what JSON asks
// for, "<", ">", "&", U+2028 and U+2029 are escaped, so that the answer is inert
// inside HTML and JavaScript too; bytes that are not UTF-8 become U+FFFD.
func AppendString[T string | []byte](dst []byte, s T) []byte {
	return appendString(dst, []byte(s)) // not copied, since it is only read there
}

func appendString(dst, s []byte) []byte {
	dst = append(dst, '"')
	from := 0 // the first byte not yet copied
	for i := 0; i < len(s); {
		if harmless[s[i]] {
			i += clean(s[i:])
			continue
		}
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(s[i:])
			if r != '\u2028' && r != '\u2029' && size > 1 {
				i += size
				continue
			}
		}
		dst = append(dst, s[from:i]...)
		dst = appendEscape(dst, r)
		i += size
		from = i
	}
	dst = append(dst, s[from:]...)
	return append(dst, '"')
}

// appendEscape appends r, which is below U+10000, as an escape.
func appendEscape(dst []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(dst, '\\', byte(r))
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	const hex = "0123456789abcdef"
	return append(dst, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}
