package serve

import (
	"slices"
	"strconv"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

// nothingIs is no word of any enum.
const nothingIs = ""

// otherWords reads the value of a filter in the words of an older version: each stands for
// some of today's, and the rows are those that have one of them.
func (x *exchange) otherWords(l *plan.List, i int, p parameter, bad *badParameters) {
	page, f := &x.call.Page, &l.Filters[i]
	written := []string{p.value}
	if f.Asked == design.AmongThem {
		written = splitList(p.value)
	}
	if len(written) > plan.MostAmong {
		bad.add(0, p.name, codeInvalidParameter, "must have at most "+strconv.Itoa(plan.MostAmong)+" values between commas")
		return
	}
	var words []string
	for n, text := range written {
		v, wrong := f.Slot.ParseString(text)
		if wrong != nil {
			detail := wrong.Detail
			if len(written) > 1 {
				detail = "the value in place " + strconv.Itoa(n+1) + " " + detail
			}
			bad.add(0, p.name, wrong.Code, detail)
			return
		}
		words = append(words, f.Words[v.Str]...)
	}
	if slices.Sort(words); len(words) == 0 {
		words = []string{nothingIs}
	}
	words = slices.Compact(words)
	page.Filters[i] = value.OfText(words[0])
	for _, word := range words[1:] {
		if page.Among == nil {
			page.Among = make([][]value.Value, len(l.Filters))
		}
		page.Among[i] = append(page.Among[i], value.OfText(word))
	}
}
