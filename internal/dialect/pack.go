package dialect

import (
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/value"
)

// A subquery gives one value in SQLite. Where two are wanted of a row that it finds, they
// are packed into one text: numbers as digits, so that texts compare as the cells do one
// after the other, and the bytes of an id as they are, at the end.

const (
	shift      = "4611686018427387904" // 2^62: times and days are far nearer to zero
	shiftWidth = 19                    // digits of a number that it was added to
	wholeWidth = 20                    // of any number: one for the sign, and 63 bits
)

// packedWidth returns how many characters a cell of kind k takes, 0 for what cannot be
// packed, and -1 for an id, which takes the rest.
func packedWidth(k value.Kind) int {
	switch k {
	case value.Bool, value.Time, value.Date:
		return shiftWidth
	case value.Int:
		return wholeWidth
	case value.ID:
		return -1
	case value.Null, value.Text, value.Bytes, value.Float:
	}
	return 0
}

// Packs tells whether cells of these kinds, none of them null, can be packed.
func Packs(kinds []value.Kind) bool {
	for i, k := range kinds {
		if width := packedWidth(k); width == 0 || width < 0 && i < len(kinds)-1 {
			return false
		}
	}
	return true
}

// Packed returns a text of SQLite that has the cells. It compares as they do.
func Packed(cells []string, kinds []value.Kind) string {
	if len(cells) == 1 {
		return cells[0]
	}
	texts := make([]string, len(cells))
	for i, cell := range cells {
		switch packedWidth(kinds[i]) {
		case shiftWidth:
			texts[i] = "(" + cell + " + " + shift + ")"
		case wholeWidth: // & takes the sign away, and leaves negative numbers in their order
			texts[i] = "(" + cell + " >= 0) || printf('%019d', " + cell + " & 9223372036854775807)"
		default:
			texts[i] = cell
		}
	}
	return strings.Join(texts, " || ")
}

// Unpacked returns the cells that the text packed has.
func Unpacked(packed string, kinds []value.Kind) []string {
	if len(kinds) == 1 {
		return []string{packed}
	}
	cells := make([]string, len(kinds))
	at := 1
	for i, k := range kinds {
		part := func(from, width int) string {
			return "substr(" + packed + ", " + strconv.Itoa(from) + ", " + strconv.Itoa(width) + ")"
		}
		switch width := packedWidth(k); width {
		case shiftWidth:
			cells[i] = "(CAST(" + part(at, width) + " AS INTEGER) - " + shift + ")"
			at += width
		case wholeWidth:
			cells[i] = "(CAST(" + part(at+1, width-1) + " AS INTEGER) | ((" + part(at, 1) + " = '0') << 63))"
			at += width
		default: // as bytes, which need not be a text
			cells[i] = "substr(CAST(" + packed + " AS BLOB), " + strconv.Itoa(at) + ")"
		}
	}
	return cells
}
