package exec

import (
	"unicode/utf8"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// filters notes in page which filters a request uses, and returns the values that they
// have beside the first.
func filters(l *plan.List, c *Call, f *expr.Frame, page *query.Page) (extra []value.Value, err error) {
	var sizes []byte
	for i, v := range c.Page.Filters {
		if v.IsNull() {
			continue
		}
		filter := &l.Filters[i]
		if l.Shape.Hidden(f, filter.Field) {
			return nil, UnknownParameter(filter.Name)
		}
		page.Filtered |= 1 << i
		before := len(extra)
		switch filter.Operator {
		case design.Present:
			if !v.True() {
				page.Absent |= 1 << i
			}
			continue
		case design.AmongThem:
			if i < len(c.Page.Among) {
				extra = append(extra, c.Page.Among[i]...)
			}
			// Statements are remembered by their number of values: a few numbers do.
			for n := len(extra) - before + 1; n&(n-1) != 0; n++ {
				extra = append(extra, v)
			}
		case design.BeginsWith:
			if end, ok := after(v.Str); ok {
				extra = append(extra, value.OfText(end))
			}
		default:
			continue
		}
		sizes = append(sizes, byte(len(extra)-before))
	}
	page.Sizes = string(sizes)
	return extra, nil
}

// after returns the least text, by code point, that is greater than every text that
// begins with s. It is not ok when there is none.
func after(s string) (end string, ok bool) {
	for s != "" {
		last, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
		switch {
		case last == utf8.MaxRune:
			continue // no character comes after it: the one before it must
		case last == 0xd7ff:
			last = 0xe000 // surrogates are no characters
		default:
			last++
		}
		return s + string(last), true
	}
	return "", false
}
