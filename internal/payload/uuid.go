package payload

import "encoding/hex"

// uuidGroups are where the five groups of a UUID begin and end in its text.
var uuidGroups = [5][2]int{{0, 8}, {9, 13}, {14, 18}, {19, 23}, {24, 36}}

const (
	uuidText  = 36
	uuidBytes = 16
)

// ParseUUID reads a UUID as RFC 9562 writes it, of any version, in either case, and
// returns its 16 bytes.
func ParseUUID(s string) (raw string, ok bool) {
	if len(s) != uuidText || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return "", false
	}
	digits := make([]byte, 0, 2*uuidBytes)
	for _, g := range uuidGroups {
		digits = append(digits, s[g[0]:g[1]]...)
	}
	if _, err := hex.Decode(digits, digits); err != nil {
		return "", false
	}
	return string(digits[:uuidBytes]), true
}

// AppendUUID appends the text of a UUID in lower case, without quotes. What does not
// have 16 bytes, which ParseUUID never gives, is padded or cut.
func AppendUUID[T string | []byte](dst []byte, raw T) []byte {
	var b [uuidBytes]byte
	copy(b[:], raw)
	for i, g := range uuidGroups {
		if i > 0 {
			dst = append(dst, '-')
		}
		from := g[0] - i
		dst = hex.AppendEncode(dst, b[from/2:from/2+(g[1]-g[0])/2])
	}
	return dst
}
