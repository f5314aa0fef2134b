package handbook

import (
	"regexp"
	"strings"

	"github.com/newel-api/newel/internal/design"
)

// rule is a condition as people read it.
type rule struct {
	Word string // for whom, where the design has a word: "for whoever is signed in"
	CEL  string // the condition as the design has it, on one line; "" for a word
	Says string // the condition in plain words: "the caller is its author"; "" where there are none
	Why  string // because; "" for nothing
}

// rulesOf tells the conditions that are written; all of them must hold.
func rulesOf(all ...*design.Condition) (out []*rule) {
	for _, c := range all {
		switch {
		case c == nil || !c.Written():
		case c.Word != design.NoWord:
			out = append(out, &rule{Word: words[c.Word], Why: c.Because.Text})
		default:
			r := ruleOf(c.Expr.Text)
			r.Why = c.Because.Text
			out = append(out, r)
		}
	}
	return out
}

// words are what the words of rules mean.
var words = [...]string{"", "for anybody", "for whoever is signed in", "for nobody"}

func ruleOf(cel string) *rule {
	text := folded(cel)
	return &rule{CEL: text, Says: says(text)}
}

// says puts a condition into plain words, if it is made of a few policies, of readable and
// of comparisons with the caller; "" for any other.
func says(cel string) string {
	sides, joint := parts(cel, "||"), " or "
	if len(sides) == 1 {
		sides, joint = parts(cel, "&&"), " and "
	}
	for i, side := range sides {
		if sides[i] = part(strings.TrimSpace(side)); sides[i] == "" {
			return ""
		}
	}
	return strings.Join(sides, joint)
}

// parts cuts a condition at an operator that stands in no brackets and in no text.
func parts(cel, operator string) (out []string) {
	depth, from := 0, 0
	var quote byte
	for i := 0; i < len(cel); i++ {
		c := cel[i]
		switch {
		case quote != 0:
			if c == '\\' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			depth--
		case depth == 0 && strings.HasPrefix(cel[i:], operator):
			out = append(out, cel[from:i])
			i++ // both operators have two bytes
			from = i + 1
		}
	}
	return append(out, cel[from:])
}

// Forms of conditions that have plain words.
var (
	ofPolicy = regexp.MustCompile(`^([a-z][a-z0-9_]*)\((resource|result|input)((?:\.[a-z][a-z0-9_]*)?)\)$`)
	ofCaller = regexp.MustCompile(`^(?:resource|result)\.([a-z][a-z0-9_]*) == caller\.id$`)
	isCaller = regexp.MustCompile(`^caller\.id == (?:resource|result)\.([a-z][a-z0-9_]*)$`)
)

// part puts one side of a condition into words, "" when there are none.
func part(cel string) string {
	if m := ofPolicy.FindStringSubmatch(cel); m != nil {
		what := "it"
		switch {
		case m[3] != "" && m[2] == "input":
			what = "the " + spaced(m[3][1:]) + " that is given"
		case m[3] != "":
			what = "its " + spaced(m[3][1:])
		}
		if m[1] == "readable" {
			return "the caller may read " + what
		}
		return m[1] + " holds for " + what
	}
	m := ofCaller.FindStringSubmatch(cel)
	if m == nil {
		m = isCaller.FindStringSubmatch(cel)
	}
	switch {
	case m == nil:
		return ""
	case m[1] == "id":
		return "it is the caller"
	}
	return "the caller is its " + spaced(m[1])
}

// spaced returns a name of several words as words.
func spaced(name string) string { return strings.NewReplacer("_", " ", "-", " ").Replace(name) }

// capital returns s with a capital letter.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
