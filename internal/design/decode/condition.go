package decode

import (
	"regexp"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// bareRule is a condition without a reason: a word or an expression.
var bareRule = &Shape{Kind: Alternative, Sample: `"resource.owner == caller.id"`, Either: []*Shape{
	{Kind: Word, Words: design.WordNames[design.Anyone:]}, {Kind: Expression},
}}

// reasonedRule is a condition with a reason.
var reasonedRule = &mapping[design.Condition]{
	sample: "{rule: anyone, because: the notes are public}",
	keys: []key[design.Condition]{
		must("rule", "who may: a word, or an expression in quotes", form[design.Condition]{bareRule, (*reader).bare},
			func(c *design.Condition, v design.Condition, _ place) { c.Word, c.Expr = v.Word, v.Expr }),
		may("because", "the reason, which anyone needs", words("the notes are public"),
			func(c *design.Condition, v design.Name, _ place) { c.Because = v }),
	},
}

// condition is the form of who may do something.
var condition = form[design.Condition]{
	&Shape{Kind: Alternative, Sample: bareRule.Sample, Either: append(slices.Clone(bareRule.Either), reasonedRule.shape())},
	(*reader).condition,
}

// condition reads a condition. One that cannot be read is never, so that nothing is
// allowed by mistake and nothing else is said about it.
func (r *reader) condition(at place, n *source.Node) (design.Condition, bool) {
	if n == nil || n.Kind != source.Map || n.Refused {
		c, _ := r.bare(at, n)
		r.needsReason(&c, at, false, reasonedRule.sample)
		return c, true
	}
	c := design.Condition{Word: design.Never}
	met := reasonedRule.read(r, at, n.Pairs, &c)
	reasonedRule.missing(r, at, met)
	c.Span = n.Span
	r.needsReason(&c, at, met.written["because"], reasonedRule.sample)
	return c, true
}

// needsReason reports a condition that lets everybody in and does not say why.
func (r *reader) needsReason(c *design.Condition, at place, reasoned bool, sample string) {
	if c.Word == design.Anyone && !reasoned {
		r.diags.Add(&becauseMissing, c.Span, "%s is open to anyone, and nothing says why", at.label).
			Mend("write the reason, as in %s", sample)
	}
}

// loneWord is a scalar that is not much of an expression.
var loneWord = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// bare reads a word or an expression.
func (r *reader) bare(at place, n *source.Node) (design.Condition, bool) {
	if !r.is(source.Scalar, n, at, bareRule) {
		return design.Condition{Span: at.span, Word: design.Never}, true
	}
	c := design.Condition{Span: n.Span, Word: wordOf(strings.TrimSpace(n.Text))}
	plain := n.Style == source.Plain
	switch {
	case strings.TrimSpace(n.Text) == "":
		r.empty(n.Span, at.label)
		c.Word = design.Never
	case plain && c.Word != design.NoWord:
	case plain && loneWord.MatchString(n.Text):
		c.Word = r.meantWord(at, n)
	case plain:
		r.notQuoted(n, at)
		c.Expr = exprOf(n)
	case c.Word != design.NoWord:
		d := r.diags.Add(&wordQuoted, n.Span, "%q is a word of its own, and in quotes an expression", c.Word)
		d.Mend("write %s without quotes", c.Word)
		d.Edits = []diag.Edit{{Span: n.Span, New: c.Word.String()}}
	default:
		c.Expr = exprOf(n)
	}
	return c, true
}

// wordOf returns the word of that name, or NoWord.
func wordOf(name string) design.Word {
	return design.Word(max(0, slices.Index(design.WordNames[:], name)))
}

// meantWord reports a word that is none of the words of conditions, and returns the
// one that was probably meant.
func (r *reader) meantWord(at place, n *source.Node) design.Word {
	words := design.WordNames[design.Anyone:]
	d := r.diags.Add(&unknownWord, n.Span, "%s is %q, which is not one of the words %s", at.label, n.Text, strings.Join(words, ", "))
	near := diag.Nearest(n.Text, words)
	if near == "" {
		d.Mend("write one of those words, or an expression in quotes")
		return design.Never
	}
	d.Meant(n.Text, near, words)
	if near == design.Anyone.String() {
		d.Edits = nil // nothing is opened but by its author
	}
	return wordOf(near)
}
