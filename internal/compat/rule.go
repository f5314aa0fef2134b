package compat

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/value"
)

// Rule is a condition in a form that does not know how it was written: parts in one
// order, policies in place, variables by their depth. Exactly one of its forms is used.
type Rule struct {
	Word  string   `json:"word,omitempty"`  // "always" or "never"
	Is    string   `json:"is,omitempty"`    // a comparison, or a boolean
	Any   []*Rule  `json:"any,omitempty"`   // one of these holds
	All   []*Rule  `json:"all,omitempty"`   // all of these hold
	Not   *Rule    `json:"not,omitempty"`   // this is false
	Left  string   `json:"left,omitempty"`  // one of In is its value
	In    []string `json:"in,omitempty"`    //
	Some  string   `json:"some,omitempty"`  // Where holds for one of these rows
	Every string   `json:"every,omitempty"` // Where holds for all of these rows
	Where *Rule    `json:"where,omitempty"` //

	text string
}

// Words of a Rule.
const (
	wordAlways = "always"
	wordNever  = "never"
)

// String returns the rule on one line, equal for equal rules.
func (r *Rule) String() string {
	if r == nil {
		return wordNever
	}
	if r.text == "" {
		r.text = r.spell()
	}
	return r.text
}

func (r *Rule) spell() string {
	join := func(rules []*Rule, by string) string {
		texts := make([]string, len(rules))
		for i, kid := range rules {
			texts[i] = kid.String()
		}
		return "(" + strings.Join(texts, by) + ")"
	}
	switch {
	case len(r.Any) > 0:
		return join(r.Any, " || ")
	case len(r.All) > 0:
		return join(r.All, " && ")
	case r.Not != nil && r.Not.Left != "" && len(r.Not.In) == 1:
		return r.Not.Left + " != " + r.Not.In[0]
	case r.Not != nil && (r.Not.Left != "" || strings.Contains(r.Not.Is, " ")):
		return "!(" + r.Not.String() + ")"
	case r.Not != nil:
		return "!" + r.Not.String()
	case r.Left != "" && len(r.In) == 1:
		return r.Left + " == " + r.In[0]
	case r.Left != "":
		return r.Left + " in [" + strings.Join(r.In, ", ") + "]"
	case r.Some != "":
		return r.Some + ".exists(" + r.Where.String() + ")"
	case r.Every != "":
		return r.Every + ".all(" + r.Where.String() + ")"
	case r.Word != "":
		return r.Word
	}
	return r.Is
}

// implies tells whether b surely holds wherever r does. It may say no where that is so:
// it looks at the form, not at what rows there can be.
func (r *Rule) implies(b *Rule) bool { return implies(r, b, 64) }

func implies(a, b *Rule, depth int) bool {
	if depth == 0 {
		return false
	}
	all := func(rules []*Rule, holds func(*Rule) bool) bool {
		return !slices.ContainsFunc(rules, func(r *Rule) bool { return !holds(r) })
	}
	switch {
	case a.Word == wordNever, b.Word == wordAlways, a.String() == b.String():
		return true
	case len(a.Any) > 0:
		return all(a.Any, func(kid *Rule) bool { return implies(kid, b, depth-1) })
	case len(b.All) > 0:
		return all(b.All, func(kid *Rule) bool { return implies(a, kid, depth-1) })
	case len(b.Any) > 0 && slices.ContainsFunc(b.Any, func(kid *Rule) bool { return implies(a, kid, depth-1) }):
		return true
	case len(a.All) > 0:
		return slices.ContainsFunc(a.All, func(kid *Rule) bool { return implies(kid, b, depth-1) })
	case b.Is == termAuthenticated && a.asksCaller():
		return true
	case a.Left != "" && a.Left == b.Left:
		return !slices.ContainsFunc(a.In, func(v string) bool { return !slices.Contains(b.In, v) })
	case a.Some != "" && a.Some == b.Some, a.Every != "" && a.Every == b.Every:
		return implies(a.Where, b.Where, depth-1)
	case a.Not != nil && b.Not != nil:
		return implies(b.Not, a.Not, depth-1)
	}
	return false
}

const termAuthenticated = "caller.authenticated"

// asksCaller tells whether a comparison holds for those who are signed in only: it asks
// something of the caller, which is absent for others.
func (r *Rule) asksCaller() bool {
	if r.Left != "" {
		return strings.HasPrefix(r.Left, "caller.")
	}
	return !strings.Contains(r.Is, `"`) && slices.ContainsFunc(strings.FieldsFunc(r.Is, func(c rune) bool { return c == ' ' || c == '(' }), func(word string) bool {
		return strings.HasPrefix(word, "caller.")
	})
}

// ruleOf returns the condition of a tree; what was not written is never.
func ruleOf(n *design.Node) *Rule {
	if n == nil {
		return &Rule{Word: wordNever}
	}
	s := speller{vars: map[*design.Var]string{}}
	return s.rule(n)
}

// speller gives names to variables.
type speller struct{ vars map[*design.Var]string }

func (s *speller) rule(n *design.Node) *Rule {
	compare := func(op string) *Rule { return &Rule{Is: s.term(n.Left) + op + s.term(n.Right)} }
	switch n.Op {
	case design.OpConst:
		if n.Truth == design.True {
			return &Rule{Word: wordAlways}
		}
		return &Rule{Word: wordNever}
	case design.OpAnd:
		return s.many(n, func(r *Rule) []*Rule { return r.All }, func(kids []*Rule) *Rule { return &Rule{All: kids} })
	case design.OpOr:
		return s.many(n, func(r *Rule) []*Rule { return r.Any }, func(kids []*Rule) *Rule { return &Rule{Any: kids} })
	case design.OpNot:
		return &Rule{Not: s.rule(n.Kids[0])}
	case design.OpIs:
		return &Rule{Is: s.term(n.Left)}
	case design.OpHas:
		return &Rule{Is: "has(" + s.term(n.Left) + ")"}
	case design.OpEqual:
		return s.equal(n)
	case design.OpLess:
		return compare(" < ")
	case design.OpAtMost:
		return compare(" <= ")
	case design.OpIn:
		values := make([]string, len(n.List))
		for i, v := range n.List {
			values[i] = literal(v)
		}
		slices.Sort(values)
		return &Rule{Left: s.term(n.Left), In: slices.Compact(values)}
	case design.OpPrefix:
		return compare(" starts with ")
	case design.OpSuffix:
		return compare(" ends with ")
	case design.OpContains:
		return compare(" contains ")
	case design.OpHolds:
		return compare(" holds ")
	case design.OpExists, design.OpAll:
		return s.rows(n)
	}
	return &Rule{Word: wordNever}
}

// many puts the parts of an and, or an or, in one order, without those that stand twice.
func (s *speller) many(n *design.Node, flat func(*Rule) []*Rule, made func([]*Rule) *Rule) *Rule {
	var kids []*Rule
	for _, kid := range n.Kids {
		r := s.rule(kid)
		if inner := flat(r); len(inner) > 0 {
			kids = append(kids, inner...)
			continue
		}
		kids = append(kids, r)
	}
	slices.SortFunc(kids, func(a, b *Rule) int { return strings.Compare(a.String(), b.String()) })
	kids = slices.CompactFunc(kids, func(a, b *Rule) bool { return a.String() == b.String() })
	if len(kids) == 1 {
		return kids[0]
	}
	return made(kids)
}

// equal is one value among one, so that more of them are wider.
func (s *speller) equal(n *design.Node) *Rule {
	left, right := n.Left, n.Right
	if left.Root == design.RootLiteral {
		left, right = right, left
	}
	if right.Root == design.RootLiteral {
		return &Rule{Left: s.term(left), In: []string{literal(right.Literal)}}
	}
	a, b := s.term(left), s.term(right)
	return &Rule{Is: min(a, b) + " == " + max(a, b)}
}

func (s *speller) rows(n *design.Node) *Rule {
	of := strings.TrimSuffix(s.term(n.Left), ".id") + "." + n.Many.Name.Text
	s.vars[n.Var] = "row" + strconv.Itoa(len(s.vars)+1)
	where := s.rule(n.Kids[0])
	delete(s.vars, n.Var)
	if n.Op == design.OpAll {
		return &Rule{Every: of, Where: where}
	}
	return &Rule{Some: of, Where: where}
}

func (s *speller) term(t *design.Term) string {
	if t == nil {
		return "null"
	}
	var root string
	switch t.Root {
	case design.RootLiteral:
		return literal(t.Literal)
	case design.RootNow:
		root = "now"
	case design.RootToday:
		root = "today"
	case design.RootCaller:
		root = "caller"
		if t.Authed {
			return termAuthenticated
		}
	case design.RootResource:
		root = "resource"
	case design.RootResult:
		root = "result"
	case design.RootInput:
		root = "input"
	case design.RootVar:
		root = s.vars[t.Var]
	case design.RootParam:
		root = "parameter" + strconv.Itoa(t.Param)
	}
	for _, step := range t.Path {
		root += "." + step.Name.Text
	}
	if len(t.Path) == 0 && t.Of != nil && t.Root != design.RootInput { // a row stands for its id
		root += ".id"
	}
	if t.Size {
		return "size(" + root + ")"
	}
	return root
}

// literal writes a value as one word.
func literal(v value.Value) string {
	switch v.Kind {
	case value.Null:
		return "null"
	case value.Bool:
		return strconv.FormatBool(v.True())
	case value.Float:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case value.Int:
		return strconv.FormatInt(v.Int, 10)
	case value.Time:
		return "time " + strconv.FormatInt(v.Int, 10)
	case value.Date:
		return "day " + strconv.FormatInt(v.Int, 10)
	case value.ID, value.Bytes:
		return strconv.QuoteToASCII(v.Str)
	case value.Text:
	}
	text, err := json.Marshal(v.Str)
	if err != nil { // a text always has JSON
		return v.Str
	}
	return string(text)
}
