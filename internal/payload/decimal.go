package payload

import (
	"math"
	"strconv"
)

// MostDigits is how many digits a decimal may have in all: what every 64-bit integer
// holds.
const MostDigits = 18

// ParseDecimal reads a number as JSON writes it, without an exponent, and returns it
// times 10^places, exactly. Zeros beyond those places do not matter; other digits do.
// It is not fine when there are such digits, and not ok when s is no such number. What
// is beyond 64 bits comes out as the nearest integer that fits.
func ParseDecimal(s string, places int) (scaled int64, fine, ok bool) {
	whole, negative := s, false
	if s != "" && s[0] == '-' {
		whole, negative = s[1:], true
	}
	point := len(whole)
	for i := range len(whole) {
		switch c := whole[i]; {
		case c == '.' && point == len(whole):
			point = i
		case !isDigit(c):
			return 0, false, false
		}
	}
	if point == 0 || point == len(whole)-1 || whole[0] == '0' && point > 1 {
		return 0, false, false
	}
	var n uint64
	fits := true
	for i := range point {
		fits = fits && shift(&n, 1) && add(&n, uint64(whole[i]-'0'))
	}
	after := whole[min(point+1, len(whole)):]
	for i := range max(places, len(after)) {
		digit := uint64(0)
		if i < len(after) {
			digit = uint64(after[i] - '0')
		}
		switch {
		case i < places:
			fits = fits && shift(&n, 1) && add(&n, digit)
		case digit != 0:
			return 0, false, true
		}
	}
	if !fits || n > math.MaxInt64 {
		n = math.MaxInt64
	}
	if negative {
		return -int64(n), true, true
	}
	return int64(n), true, true
}

// AppendDecimal appends n / 10^places with all its places, without quotes.
func AppendDecimal(dst []byte, n int64, places int) []byte {
	if places == 0 {
		return strconv.AppendInt(dst, n, 10)
	}
	magnitude := uint64(n)
	if n < 0 {
		dst, magnitude = append(dst, '-'), -magnitude
	}
	unit := uint64(PowerOfTen(places))
	dst = append(strconv.AppendUint(dst, magnitude/unit, 10), '.')
	for rest := magnitude % unit; unit > 1; rest %= unit {
		unit /= 10
		dst = append(dst, '0'+byte(rest/unit))
	}
	return dst
}

// PowerOfTen returns 10^n for n up to MostDigits.
func PowerOfTen(n int) int64 {
	p := int64(1)
	for range min(n, MostDigits) {
		p *= 10
	}
	return p
}
