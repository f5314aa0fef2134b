package bind

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// What one statement may hold.
const (
	mostJoins = 60   // rows beside its own: SQLite joins 64 tables
	mostParts = 5000 // of its conditions: SQLite reads a text of a million bytes
)

// load is what the conditions and values of one statement make the database do.
// Package expr joins one row for each reference that a path goes through, once a
// statement or, for paths from a variable, once an exists or all.
type load struct {
	parts int
	outer map[string]bool
	inner map[*design.Var]map[string]bool
}

func newLoad() *load {
	return &load{outer: map[string]bool{}, inner: map[*design.Var]map[string]bool{}}
}

// condition adds what n looks at; n may be nil.
func (l *load) condition(n *design.Node) {
	if n == nil {
		return
	}
	l.parts += 1 + len(n.List)
	l.term(n.Left)
	l.term(n.Right)
	for _, kid := range n.Kids {
		l.condition(kid)
	}
	l.condition(n.Seen)
}

// term adds what t looks at; t may be nil.
func (l *load) term(t *design.Term) {
	if t == nil || len(t.Path) < 2 {
		return
	}
	seen := l.outer
	if t.Root == design.RootVar {
		if seen = l.inner[t.Var]; seen == nil {
			seen = map[string]bool{}
			l.inner[t.Var] = seen
		}
	}
	var path strings.Builder
	path.WriteByte(byte('0' + t.Root))
	for _, step := range t.Path[:len(t.Path)-1] {
		path.WriteString("." + step.Name.Text)
		seen[path.String()] = true
	}
}

// joins returns the largest number of joins in one part.
func (l *load) joins() int {
	n := len(l.outer)
	for _, seen := range l.inner {
		n = max(n, len(seen))
	}
	return n
}

// weigh tells whether a statement can hold l.
func (b *binder) weigh(l *load, span diag.Span, what string) bool {
	n := l.joins()
	if n > mostJoins {
		b.add(&tooMany, span, "%s look at %d rows beside its own, the most is %d", what, n, mostJoins).
			Mend("go through fewer references, or keep what is asked for in the row itself")
	}
	if l.parts > mostParts {
		b.add(&tooMany, span, "%s have %d parts with their policies, the most is %d", what, l.parts, mostParts).
			Mend("make the policies that they call smaller, or write fewer rules")
	}
	return n <= mostJoins && l.parts <= mostParts
}

// statements looks for statements that would join more than databases do: those that
// read rows of an entity, with the rules on its fields, and those what one of its
// operations asks.
func (b *binder) statements() {
	for _, a := range b.design.Access.Allow {
		if a.Entity.To == nil {
			continue
		}
		rows := newLoad()
		rows.condition(a.Read.Tree)
		for _, f := range a.Fields {
			rows.condition(f.Read.Tree)
			rows.condition(f.Write.Tree)
		}
		for _, verb := range []*design.Condition{&a.Create, &a.Update, &a.Delete} {
			rows.condition(verb.Tree)
		}
		for _, o := range a.Operations {
			rows.condition(o.Condition.Tree)
		}
		b.weigh(rows, a.Entity.Span, "the rules on "+a.Entity.To.Name.Text)
	}
	for _, r := range b.design.Contract.Resources {
		b.calculates(r)
		for _, o := range r.Operations {
			b.asks(o)
		}
	}
}

// asks counts what an operation requires, each by itself, and what it sets at once.
func (b *binder) asks(o *design.Operation) {
	b.looks(o)
	for _, r := range o.Require {
		l := newLoad()
		l.condition(r.Tree)
		b.weigh(l, r.Name.Span, "the conditions of "+r.Name.Text)
	}
	for _, assigns := range append([][]*design.Assign{o.Set}, alsoSets(o)...) {
		l := newLoad()
		for _, a := range assigns {
			l.term(a.Term)
		}
		b.weigh(l, o.Name.Span, "the values that "+o.Name.Text+" sets")
	}
}

func alsoSets(o *design.Operation) (sets [][]*design.Assign) {
	for _, a := range o.Also {
		sets = append(sets, a.Set)
	}
	return sets
}
