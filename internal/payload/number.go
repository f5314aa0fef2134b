package payload

import (
	"math"
	"math/bits"
)

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// number takes a number by the grammar of RFC 8259 section 6 and returns how it
// is written.
func (r *reader) number() []byte {
	from := r.at
	if r.peek() == '-' {
		r.at++
	}
	zero := r.peek() == '0'
	first := r.at
	r.digits()
	if zero && r.at > first+1 {
		r.fail(first, "a number must not begin with a needless 0")
	}
	if r.peek() == '.' {
		r.at++
		r.digits()
	}
	if c := r.peek(); c == 'e' || c == 'E' {
		r.at++
		if c := r.peek(); c == '+' || c == '-' {
			r.at++
		}
		r.digits()
	}
	return r.body[from:r.at]
}

// digits takes one digit or more.
func (r *reader) digits() {
	if !isDigit(r.peek()) {
		r.expected("a digit")
		return
	}
	for isDigit(r.peek()) {
		r.at++
	}
}

// size is how a number fits into a 64-bit integer.
type size uint8

const (
	fits size = iota
	fraction
	tooSmall
	tooLarge
)

// farExponent is beyond every exponent that the digits of a body could make up for.
const farExponent = 1 << 40

// integer returns the exact value of a number as JSON writes it: 1, 1.0 and 1e2
// are integers, whatever a float would make of them.
func integer(number []byte) (int64, size) {
	negative := len(number) > 0 && number[0] == '-'
	// The number is digits × 10^exponent, digits without zeros at its end.
	var digits uint64
	var exponent, zeros int64
	overflow, point := false, false
	i := 0
	if negative {
		i++
	}
	for ; i < len(number) && number[i]|0x20 != 'e'; i++ {
		c := number[i]
		if c == '.' {
			point = true
			continue
		}
		if point {
			exponent--
		}
		if c == '0' {
			zeros++
			continue
		}
		overflow = !shift(&digits, zeros+1) || overflow
		overflow = !add(&digits, uint64(c-'0')) || overflow
		zeros = 0
	}
	if digits == 0 && !overflow {
		return 0, fits
	}
	if i < len(number) {
		exponent += exponentOf(number[i+1:])
	}
	exponent += zeros
	if exponent < 0 {
		return 0, fraction
	}
	overflow = !shift(&digits, exponent) || overflow
	switch {
	case negative && (overflow || digits > -math.MinInt64):
		return 0, tooSmall
	case negative:
		return -int64(digits), fits // also for the smallest, whose sign wraps onto itself
	case overflow || digits > math.MaxInt64:
		return 0, tooLarge
	}
	return int64(digits), fits
}

// shift multiplies n by ten so many times, and tells whether it still fits.
func shift(n *uint64, times int64) bool {
	for ; times > 0 && *n > 0; times-- {
		high, low := bits.Mul64(*n, 10)
		if high > 0 {
			return false
		}
		*n = low
	}
	return true
}

func add(n *uint64, digit uint64) bool {
	sum, carry := bits.Add64(*n, digit, 0)
	*n = sum
	return carry == 0
}

// exponentOf reads what follows the e, and stops counting at farExponent.
func exponentOf(b []byte) (n int64) {
	negative := len(b) > 0 && b[0] == '-'
	for _, c := range b {
		if isDigit(c) {
			n = min(n*10+int64(c-'0'), farExponent)
		}
	}
	if negative {
		return -n
	}
	return n
}
