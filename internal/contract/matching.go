package contract

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// matching makes a text that the pattern of s matches, plain if that will do; nil when none
// is found soon.
func matching(s *Shape, plain string) any {
	re, err := syntax.Parse(s.RE2, syntax.Perl)
	if err != nil {
		return nil
	}
	whole, err := regexp.Compile(`\A(?:` + s.RE2 + `)\z`)
	if err != nil {
		return nil
	}
	if whole.MatchString(plain) {
		return plain
	}
	for more := range 4 {
		var b strings.Builder
		spell(&b, re, more)
		n := int64(len([]rune(b.String())))
		if whole.MatchString(b.String()) && (s.Least == nil || n >= *s.Least) && (s.Most == nil || n <= *s.Most) {
			return b.String()
		}
	}
	return nil
}

// spell writes what re matches, with more of what may be repeated.
func spell(b *strings.Builder, re *syntax.Regexp, more int) {
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		if len(re.Rune) > 0 {
			b.WriteRune(likely(re.Rune))
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('a')
	case syntax.OpCapture:
		spell(b, re.Sub[0], more)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			spell(b, sub, more)
		}
	case syntax.OpAlternate:
		spell(b, re.Sub[0], more)
	case syntax.OpStar:
		repeat(b, re.Sub[0], more, more)
	case syntax.OpPlus:
		repeat(b, re.Sub[0], 1+more, more)
	case syntax.OpQuest:
		repeat(b, re.Sub[0], min(more, 1), more)
	case syntax.OpRepeat:
		n := re.Min + more
		if re.Max >= 0 {
			n = min(n, re.Max)
		}
		repeat(b, re.Sub[0], n, more)
	default:
	}
}

func repeat(b *strings.Builder, re *syntax.Regexp, n, more int) {
	for range n {
		spell(b, re, more)
	}
}

// likely returns a letter or a digit of a class, if it has one.
func likely(ranges []rune) rune {
	for _, c := range "aA0" {
		for i := 0; i+1 < len(ranges); i += 2 {
			if c >= ranges[i] && c <= ranges[i+1] {
				return c
			}
		}
	}
	return ranges[0]
}
