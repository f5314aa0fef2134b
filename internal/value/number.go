package value

import (
	"math"
	"strconv"
	"strings"
)

// AppendNumber appends an id that is a number: prefix and "_" before its digits, the
// digits alone where there is no prefix.
func AppendNumber(dst []byte, prefix string, n int64) []byte {
	if prefix != "" {
		dst = append(append(dst, prefix...), '_')
	}
	return strconv.AppendInt(dst, n, 10)
}

// ParseNumber reads such an id on the wire. Only the one canonical spelling is
// accepted: that prefix, and the digits of a number from 1 on without a sign or a zero
// before them.
func ParseNumber(prefix, s string) (Value, bool) {
	if prefix != "" {
		rest, ok := strings.CutPrefix(s, prefix)
		if !ok || rest == "" || rest[0] != '_' {
			return Value{}, false
		}
		s = rest[1:]
	}
	if s == "" || s[0] == '0' {
		return Value{}, false
	}
	var n int64
	for i := range len(s) {
		c := s[i]
		if c < '0' || c > '9' || n > (math.MaxInt64-int64(c-'0'))/10 {
			return Value{}, false
		}
		n = n*10 + int64(c-'0')
	}
	return OfInt(n), true
}
