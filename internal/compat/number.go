package compat

import (
	"encoding/json"
	"math"
	"strconv"
)

// number is a JSON number: exact where it is an int64, else the nearest double.
type number struct {
	int   int64
	float float64
	exact bool
}

func numberOf(n json.Number) number {
	if i, err := n.Int64(); err == nil {
		return number{int: i, float: float64(i), exact: true}
	}
	f, err := n.Float64()
	if err != nil { // too large: infinity, with its sign
		return number{float: f}
	}
	if i := int64(f); math.Abs(f) < 1<<53 && float64(i) == f {
		return number{int: i, float: f, exact: true}
	}
	return number{float: f}
}

// String returns the number in one spelling.
func (n number) String() string {
	if n.exact {
		return strconv.FormatInt(n.int, 10)
	}
	return strconv.FormatFloat(n.float, 'g', -1, 64)
}

func (n number) compare(m number) int {
	switch {
	case n.exact && m.exact && n.int < m.int, !(n.exact && m.exact) && n.float < m.float:
		return -1
	case n.exact && m.exact && n.int > m.int, !(n.exact && m.exact) && n.float > m.float:
		return 1
	}
	return 0
}

// divides tells whether every multiple of m is one of n.
func (n number) divides(m number) bool {
	if n.exact && m.exact {
		return n.int != 0 && m.int%n.int == 0
	}
	q := m.float / n.float
	return math.Abs(q-math.Round(q)) < 1e-9
}

// bound is an end of a range.
type bound struct {
	number
	open bool // the end itself is not in it
}

// String returns the bound as in "5" or "5, itself not".
func (b bound) String() string {
	if b.open {
		return b.number.String() + ", itself not"
	}
	return b.number.String()
}

// Bounds of a shape.
const (
	minimum = iota
	maximum
	minLength
	maxLength
	minItems
	maxItems
	minProperties
	maxProperties
	boundCount
)

// boundTable says what each of them is called, and of which values it speaks.
var boundTable = [boundCount]struct {
	key   string // in a schema
	word  string // in an id
	says  string // to people
	types Types
	lower bool
}{
	minimum:       {"minimum", "min", "the least value", numeric, true},
	maximum:       {"maximum", "max", "the greatest value", numeric, false},
	minLength:     {"minLength", "min-length", "the least length", String, true},
	maxLength:     {"maxLength", "max-length", "the greatest length", String, false},
	minItems:      {"minItems", "min-items", "the least number of items", Array, true},
	maxItems:      {"maxItems", "max-items", "the greatest number of items", Array, false},
	minProperties: {"minProperties", "min-properties", "the least number of members", Object, true},
	maxProperties: {"maxProperties", "max-properties", "the greatest number of members", Object, false},
}

// tighter returns the bound of two that leaves fewer values.
func tighter(kind int, a, b *bound) *bound {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	order := a.compare(b.number)
	if boundTable[kind].lower {
		order = -order
	}
	if order < 0 || order == 0 && a.open {
		return a
	}
	return b
}
