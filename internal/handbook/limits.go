package handbook

import (
	"fmt"
	"slices"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/plan"
)

// limits are those that every caller meets.
func (b *book) limits(body int64) {
	add := func(format string, args ...any) { b.Limits = append(b.Limits, fmt.Sprintf(format, args...)) }
	if body > 0 && slices.ContainsFunc(b.doc.Operations, func(o *contract.Operation) bool { return o.Body != nil }) {
		add("A body has at most %d bytes; more is 413.", body)
	}
	if b.Lists.Any {
		add("The size of a page is the parameter limit of each list; its largest value stands there.")
	}
	if b.Lists.Among {
		add("A filter with [in] takes up to %d values.", plan.MostAmong)
	}
	if b.Lists.Search {
		add("A search has 1 to 16 words, in up to 256 characters.")
	}
	b.Limits = append(b.Limits, b.rates()...)
	add("Where the server has too much to do, or somebody tries to sign in too often, the answer is 503 or 429, with Retry-After in seconds.")
}

// lists finds what some list has.
func (b *book) lists() {
	for _, o := range b.doc.Operations {
		for _, p := range o.Params {
			switch {
			case p.In != contract.InQuery:
			case p.Name == "limit":
				b.Lists.Any = true
			case p.Name == "total":
				b.Lists.Total = true
			case p.Name == "search":
				b.Lists.Search = true
			case p.Name == "sort":
				b.Lists.Sort = true
			case p.Name == "expand":
				b.Lists.Expand = true
			case p.Prose:
			default:
				b.Lists.Filter = true
				b.Lists.Among = b.Lists.Among || p.Shape.Kind == contract.List
			}
		}
	}
	for _, r := range b.plan.Design.Contract.Resources {
		b.Lists.Computed = b.Lists.Computed || len(r.Computed) > 0
	}
}
