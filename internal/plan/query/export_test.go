package query

import (
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/value"
)

// Plain is the statement that is not put together from branches.
func (l *List) Plain(f *expr.Frame, p *Page) *Statement {
	return l.build(l.set.Decide(f), p, &value.Bits{})
}

// Split is the statement in branches, nil where there is none.
func (l *List) Split(f *expr.Frame, p *Page) *Statement {
	return l.split(l.set.Decide(f), p, &value.Bits{})
}

// Apart is the statement that looks for rows with and without a value apart, nil where there
// is none.
func (l *List) Apart(f *expr.Frame, p *Page) *Statement {
	return l.apart(l.set.Decide(f), p, &value.Bits{})
}
