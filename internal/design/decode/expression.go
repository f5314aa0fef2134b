package decode

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// cel is the form of an expression.
func cel(sample string) form[design.Expr] {
	shape := &Shape{Kind: Expression, Sample: `"` + sample + `"`}
	return form[design.Expr]{shape, func(r *reader, at place, n *source.Node) (design.Expr, bool) {
		switch {
		case !r.is(source.Scalar, n, at, shape):
			return design.Expr{}, false
		case strings.TrimSpace(n.Text) == "":
			r.empty(n.Span, at.label)
			return design.Expr{}, false
		case n.Style == source.Plain:
			r.notQuoted(n, at)
		}
		return exprOf(n), true
	}}
}

func exprOf(n *source.Node) design.Expr {
	return design.Expr{Text: n.Text, Span: n.Span, Chars: n.Chars}
}

// notQuoted reports an expression without quotes: YAML would take part of many of
// them for a comment, a mapping or a list.
func (r *reader) notQuoted(n *source.Node, at place) {
	d := r.diags.Add(&celNotQuoted, n.Span, "%s is an expression without quotes", at.label)
	if strings.Contains(n.Text, "\n") { // quotes would fold what stands on several lines
		d.Mend("write it below a |, indented")
		return
	}
	d.Mend("write it in quotes: %s", quote(n.Text))
	d.Edits = []diag.Edit{{Span: n.Span, New: quote(n.Text)}}
}

// quote returns the text as YAML writes it in quotes, in those that need the fewest
// escapes.
func quote(text string) string {
	if strings.ContainsAny(text, "\"\\") {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return `"` + text + `"`
}

// rules is the form of named conditions.
func rules(what, sample string) form[[]*design.Rule] {
	f := cel(sample)
	return named(what, form[*design.Rule]{f.shape, func(r *reader, at place, n *source.Node) (*design.Rule, bool) {
		e, ok := f.read(r, at, n)
		return &design.Rule{Name: at.name, Expr: e}, ok
	}})
}

// assigns is the form of fields with the values that they are given.
var assigns = func() form[[]*design.Assign] {
	f := cel("caller.id")
	return named("", form[*design.Assign]{f.shape, func(r *reader, at place, n *source.Node) (*design.Assign, bool) {
		e, _ := f.read(r, at, n)
		return &design.Assign{Field: ref[design.Field](at), Value: e}, true
	}})
}()
