package value

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Folded returns a text as it compares where case counts for nothing: full Unicode case
// folding of its canonical form, composed. Two texts that differ in case alone have one
// folded text; so have "ß" and "SS". Any other value is returned as it is.
func (v Value) Folded() Value {
	if v.Kind != Text || v.Str == "" {
		return v
	}
	// A Caser has a state: each call has its own.
	return OfText(norm.NFC.String(strings.Map(cherokee, cases.Fold().String(norm.NFD.String(v.Str)))))
}

// cherokee makes letters of that script large: the Unicode standard folds them so, and
// package cases swaps the two.
func cherokee(c rune) rune {
	if unicode.Is(unicode.Cherokee, c) {
		return unicode.ToUpper(c)
	}
	return c
}
