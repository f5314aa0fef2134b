package payload

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	mostSlug = 80 // bytes of a slug
	mostMade = 60 // bytes of one that is made from a text, so that there is room behind it
)

// Untitled is the slug of a text that has no letter and no digit of ASCII.
const Untitled = "untitled"

// IsSlug tells whether s has small letters and digits of ASCII, with single hyphens
// between them, and is not too long.
func IsSlug(s string) bool {
	if s == "" || len(s) > mostSlug || s[0] == '-' || s[len(s)-1] == '-' || strings.Contains(s, "--") {
		return false
	}
	return !strings.ContainsFunc(s, func(c rune) bool { return c != '-' && !isSlugRune(c) })
}

func isSlugRune(c rune) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

// MakeSlug makes a slug of a text: letters become small, accents go, and whatever else
// stands between letters and digits becomes one hyphen.
func MakeSlug(text string) string {
	out := make([]byte, 0, mostMade)
	gap := false
	for _, c := range norm.NFKD.String(text) {
		c = unicode.ToLower(c)
		switch {
		case unicode.Is(unicode.Mn, c) || c == '\'' || c == '\u2019':
			continue
		case !isSlugRune(c):
			gap = len(out) > 0
			continue
		case len(out)+2 > mostMade:
			return string(out)
		case gap:
			out = append(out, '-')
			gap = false
		}
		out = append(out, byte(c))
	}
	if len(out) == 0 {
		return Untitled
	}
	return string(out)
}
