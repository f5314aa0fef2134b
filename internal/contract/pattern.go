package contract

import (
	"regexp/syntax"
	"strconv"
	"strings"
)

// javaScript writes a pattern of RE2, which all of a text matches, as JavaScript with its
// flag u reads it, which is what JSON Schema asks for. It is written anew from what it
// means, so that nothing means something else there; "" is returned for what has no twin.
func javaScript(pattern string) string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return ""
	}
	var w patternWriter
	w.node(re, false)
	if w.strange {
		return ""
	}
	return "^" + grouped(re, w.text.String()) + "$"
}

// grouped puts an alternative in brackets.
func grouped(re *syntax.Regexp, text string) string {
	if re.Op == syntax.OpAlternate {
		return "(?:" + text + ")"
	}
	return text
}

type patternWriter struct {
	text    strings.Builder
	strange bool
}

// node writes re; bound where a "*" follows it, or the like.
func (w *patternWriter) node(re *syntax.Regexp, bound bool) {
	switch re.Op {
	case syntax.OpEmptyMatch:
	case syntax.OpLiteral:
		w.literal(re, bound)
	case syntax.OpCharClass:
		w.class(re.Rune)
	case syntax.OpAnyCharNotNL:
		w.text.WriteString(`[^\n]`)
	case syntax.OpAnyChar:
		w.text.WriteString(`[\s\S]`)
	case syntax.OpCapture:
		w.group(re.Sub[0])
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		w.repeat(re)
	case syntax.OpConcat:
		w.all(re.Sub, "", bound)
	case syntax.OpAlternate:
		w.all(re.Sub, "|", bound)
	case syntax.OpBeginText:
		w.text.WriteString("^")
	case syntax.OpEndText:
		w.text.WriteString("$")
	case syntax.OpBeginLine, syntax.OpEndLine, syntax.OpWordBoundary, syntax.OpNoWordBoundary, syntax.OpNoMatch:
		w.strange = true
	default:
		w.strange = true
	}
}

func (w *patternWriter) group(re *syntax.Regexp) {
	w.text.WriteString("(?:")
	w.node(re, false)
	w.text.WriteString(")")
}

func (w *patternWriter) all(list []*syntax.Regexp, between string, bound bool) {
	if bound {
		w.text.WriteString("(?:")
		defer w.text.WriteString(")")
	}
	for i, re := range list {
		if i > 0 {
			w.text.WriteString(between)
		}
		if between == "" && re.Op == syntax.OpAlternate {
			w.group(re)
			continue
		}
		w.node(re, false)
	}
}

func (w *patternWriter) repeat(re *syntax.Regexp) {
	switch sub := re.Sub[0]; sub.Op {
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat, syntax.OpBeginText, syntax.OpEndText, syntax.OpEmptyMatch:
		w.group(sub)
	default:
		w.node(sub, true)
	}
	switch {
	case re.Op == syntax.OpStar:
		w.text.WriteString("*")
	case re.Op == syntax.OpPlus:
		w.text.WriteString("+")
	case re.Op == syntax.OpQuest:
		w.text.WriteString("?")
	case re.Max == re.Min:
		w.text.WriteString("{" + strconv.Itoa(re.Min) + "}")
	case re.Max < 0:
		w.text.WriteString("{" + strconv.Itoa(re.Min) + ",}")
	default:
		w.text.WriteString("{" + strconv.Itoa(re.Min) + "," + strconv.Itoa(re.Max) + "}")
	}
}

func (w *patternWriter) literal(re *syntax.Regexp, bound bool) {
	if re.Flags&syntax.FoldCase != 0 {
		w.strange = true // which letters are the same differs
		return
	}
	if bound && len(re.Rune) > 1 {
		w.text.WriteString("(?:")
		defer w.text.WriteString(")")
	}
	for _, c := range re.Rune {
		if strings.ContainsRune(`^$\.*+?()[]{}|/`, c) {
			w.text.WriteByte('\\')
		}
		w.text.WriteRune(c)
	}
}

// class writes the ranges of a class; those that are everything but a few, as that.
func (w *patternWriter) class(ranges []rune) {
	w.text.WriteString("[")
	if n := len(ranges); n > 0 && ranges[0] == 0 && ranges[n-1] == maxRune {
		w.text.WriteString("^")
		for i := 1; i+1 < n; i += 2 {
			w.span(ranges[i]+1, ranges[i+1]-1)
		}
	} else {
		for i := 0; i+1 < n; i += 2 {
			w.span(ranges[i], ranges[i+1])
		}
	}
	w.text.WriteString("]")
}

const maxRune = '\U0010FFFF'

func (w *patternWriter) span(from, to rune) {
	w.rune(from)
	if to > from {
		if to > from+1 {
			w.text.WriteByte('-')
		}
		w.rune(to)
	}
}

// rune writes a character inside a class.
func (w *patternWriter) rune(c rune) {
	switch {
	case strings.ContainsRune(`^$\.*+?()[]{}|/-`, c):
		w.text.WriteByte('\\')
		w.text.WriteRune(c)
	case c < ' ' || c >= 0x7f && c <= 0xffff:
		w.text.WriteString(`\u` + hex(c, 4))
	case c > 0xffff:
		w.text.WriteString(`\u{` + hex(c, 5) + `}`)
	default:
		w.text.WriteRune(c)
	}
}

func hex(c rune, width int) string {
	s := strconv.FormatInt(int64(c), 16)
	return strings.Repeat("0", max(0, width-len(s))) + s
}
