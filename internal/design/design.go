package design

import "github.com/newel-api/newel/internal/diag"

// Language is the version of the design language that this program reads.
const Language = 1

// Design is everything declared.
type Design struct {
	Data     Data
	Contract Contract
	Access   Access

	Requirements Requirements
	Decisions    Decisions
	Review       Review
}

// Name is a name at the place that declares it.
type Name struct {
	Text string
	Span diag.Span
}

// Ref is a name at a place that uses it and, once bound, the thing it names.
type Ref[T any] struct {
	Name string
	Span diag.Span
	To   *T // set by bind; never nil in a design that bound without errors
}

// Set tells whether the author wrote this reference at all.
func (r Ref[T]) Set() bool { return r.Name != "" }

// Expr is a CEL expression as written. Chars gives the place of each byte of
// Text in the file, also inside block scalars and quoted strings with escapes.
type Expr struct {
	Text  string
	Span  diag.Span
	Chars func(offset int) diag.Pos // place of Text[offset]; nil means Span.Start
}

// Written tells whether the author wrote this expression at all.
func (e Expr) Written() bool { return e.Span.Known() }

// At returns the span of Text[from:to] in its file.
func (e Expr) At(from, to int) diag.Span {
	if e.Chars == nil {
		return e.Span
	}
	from, to = max(0, min(from, len(e.Text))), max(0, min(to, len(e.Text)))
	return diag.Span{File: e.Span.File, Start: e.Chars(from), End: e.Chars(max(from, to))}
}

// Assign is one "field: value" line of a set or an also.
type Assign struct {
	Field Ref[Field]
	Value Expr
	Term  *Term // set by bind
}

// Rule is a named condition: a check of data.yaml, a require of contract.yaml.
type Rule struct {
	Name Name
	Expr Expr
	Tree *Node // set by bind
}
