package expr

import (
	"strings"
	"unicode/utf8"
)

// CEL's parser gives every node the place of one token: of the operator, the dot,
// the opening bracket. What a finding means is more, so the tokens are cut here a
// second time, by the same rules, to find the two ends of a node.

// token is one word or mark of an expression.
type token struct {
	from, to int // bytes
	mate     int // of a bracket: the token of its other half; -1 without one
}

// tokens are all tokens of a text, without white space and comments.
type tokens struct {
	text string
	list []token
	at   map[int32]int // code point where a token begins → its index
}

func tokenize(text string) *tokens {
	t := &tokens{text: text, at: map[int32]int{}}
	var open []int
	rune32 := int32(0) // code points before pos
	for pos := 0; pos < len(text); {
		end, blank := scan(text, pos)
		if !blank {
			t.at[rune32] = len(t.list)
			open = t.add(token{from: pos, to: end, mate: -1}, open)
		}
		rune32 += int32(utf8.RuneCountInString(text[pos:end]))
		pos = end
	}
	return t
}

// add appends a token and pairs brackets; open are those that wait for their mates.
func (t *tokens) add(next token, open []int) []int {
	i := len(t.list)
	t.list = append(t.list, next)
	switch mark := t.text[next.from:next.to]; mark {
	case "(", "[", "{":
		return append(open, i)
	case ")", "]", "}":
		if len(open) == 0 {
			return open
		}
		last := open[len(open)-1]
		if opener := t.word(last); opener+mark == "()" || opener+mark == "[]" || opener+mark == "{}" {
			t.list[i].mate, t.list[last].mate = last, i
			return open[:len(open)-1]
		}
	}
	return open
}

// word returns the text of token i, or "".
func (t *tokens) word(i int) string {
	if i < 0 || i >= len(t.list) {
		return ""
	}
	return t.text[t.list[i].from:t.list[i].to]
}

// balance widens the stretch of tokens first to last until it holds both halves of
// each bracket in it.
func (t *tokens) balance(first, last int) (int, int) {
	for i := first; i <= last; i++ {
		if mate := t.list[i].mate; mate >= 0 {
			first, last = min(first, mate), max(last, mate)
		}
	}
	return first, last
}

// unclosed returns the last bracket that is opened and not closed.
func (t *tokens) unclosed() (int, bool) {
	for i := len(t.list) - 1; i >= 0; i-- {
		if t.list[i].mate < 0 && strings.Contains("([{", t.word(i)) {
			return i, true
		}
	}
	return 0, false
}

// tooDeep returns the first bracket with more than limit brackets around it.
func (t *tokens) tooDeep(limit int) (int, bool) {
	depth := 0
	for i := range t.list {
		switch t.word(i) {
		case "(", "[", "{":
			if depth++; depth > limit {
				return i, true
			}
		case ")", "]", "}":
			depth--
		}
	}
	return 0, false
}

// scan returns where the token that begins at pos ends, and whether it is white
// space or a comment.
func scan(text string, pos int) (end int, blank bool) {
	rest := text[pos:]
	switch c := rest[0]; {
	case strings.IndexByte(" \t\r\n\f", c) >= 0:
		return pos + 1, true
	case strings.HasPrefix(rest, "//"):
		if n := strings.IndexByte(rest, '\n'); n >= 0 {
			return pos + n + 1, true
		}
		return len(text), true
	case c == '\'' || c == '"':
		return pos + quoted(rest, false), false
	case isLetter(c):
		if n, raw := prefix(rest); n > 0 {
			return pos + n + quoted(rest[n:], raw), false
		}
		return pos + len(rest) - len(strings.TrimLeftFunc(rest, isWord)), false
	case isDigit(c), c == '.' && len(rest) > 1 && isDigit(rest[1]):
		return pos + number(rest), false
	}
	if len(rest) > 1 {
		switch rest[:2] {
		case "&&", "||", "==", "!=", "<=", ">=":
			return pos + 2, false
		}
	}
	_, size := utf8.DecodeRuneInString(rest)
	return pos + size, false
}

func isLetter(c byte) bool { return c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isWord(r rune) bool { return r < utf8.RuneSelf && (isLetter(byte(r)) || isDigit(byte(r))) }

// prefix returns the length of the letters before a quote: r, b, rb or br.
func prefix(s string) (n int, raw bool) {
	for n < 2 && n < len(s) && strings.IndexByte("rRbB", s[n]) >= 0 {
		raw = raw || s[n]|0x20 == 'r'
		n++
	}
	if n < len(s) && (s[n] == '\'' || s[n] == '"') {
		return n, raw
	}
	return 0, false
}

// quoted returns the length of the string that s begins with; of all that is left
// of its line when it is not closed.
func quoted(s string, raw bool) int {
	quote := s[:1]
	triple := strings.HasPrefix(s, strings.Repeat(quote, 3))
	if triple {
		quote = s[:3]
	}
	for i := len(quote); i < len(s); i++ {
		switch {
		case s[i] == '\\' && !raw:
			i++
		case strings.HasPrefix(s[i:], quote):
			return i + len(quote)
		case (s[i] == '\n' || s[i] == '\r') && !triple:
			return i
		}
	}
	return len(s)
}

// number returns the length of the number that s begins with.
func number(s string) int {
	digits := func(n int) int {
		for n < len(s) && isDigit(s[n]) {
			n++
		}
		return n
	}
	n := digits(0)
	if n == 1 && s[0] == '0' && len(s) > 1 && s[1]|0x20 == 'x' {
		n = 2
		for n < len(s) && (isDigit(s[n]) || 'a' <= s[n]|0x20 && s[n]|0x20 <= 'f') {
			n++
		}
	} else {
		if n+1 < len(s) && s[n] == '.' && isDigit(s[n+1]) {
			n = digits(n + 1)
		}
		if n < len(s) && s[n]|0x20 == 'e' {
			n++
			if n < len(s) && (s[n] == '+' || s[n] == '-') {
				n++
			}
			n = digits(n)
		}
	}
	if n < len(s) && s[n]|0x20 == 'u' {
		n++
	}
	return n
}
