package exec

import (
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// search notes in page which words a request looks for, and adds their values to those that
// filters have beside their first.
func search(l *plan.List, c *Call, f *expr.Frame, page *query.Page, extra []value.Value) ([]value.Value, error) {
	if !l.Shape.Searching(f) {
		return nil, UnknownParameter("search")
	}
	words := l.Shape.Sought(f, c.Page.Search)
	page.Sought = len(words)
	return append(extra, words...), nil
}

// Searches tells whether c's list looks for words in a text that its caller may read in some
// row: to others there is no such parameter.
func (c *Call) Searches() bool {
	f, l := frame(c), c.Operation.List
	return l.Shape.Searching(&f)
}
