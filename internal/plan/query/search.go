package query

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// Searching tells whether the caller in f can look for words at all: whether there is
// a row of which they may read one of the texts.
func (l *List) Searching(f *expr.Frame) bool {
	return slices.ContainsFunc(l.Search, func(field *design.Field) bool { return !l.Hidden(f, field) })
}

// Sought returns the values of the slots that looking for those words takes for the caller
// in f: all of them together, then each by itself. There are none by themselves where
// every text is one that the caller may read in all rows, or in none.
func (l *List) Sought(f *expr.Frame, words []payload.Word) (values []value.Value) {
	texts := make([]string, len(words), payload.MostWords)
	for i, w := range words {
		texts[i] = l.dialect.Sought(w.Text, w.Prefix)
	}
	values = append(values, value.OfText(dialect.SoughtTogether(texts)))
	if l.dialect.FindsTogether() && !l.partly(f) {
		return values
	}
	// Statements are remembered by their number of words: a few numbers do.
	for n := len(texts); n&(n-1) != 0; n++ {
		texts = append(texts, texts[len(words)-1])
	}
	for _, text := range texts {
		values = append(values, value.OfText(text))
	}
	return values
}

// partly tells whether the caller may read one of the texts in some rows only.
func (l *List) partly(f *expr.Frame) bool {
	v := l.set.Decide(f)
	return slices.ContainsFunc(l.Search, func(field *design.Field) bool {
		_, decided := l.truth(v, field)
		return !decided
	})
}

// truth tells whether the caller may read the field in all rows, or in none; it is not
// decided where that depends on the row.
func (l *List) truth(v expr.Vector, field *design.Field) (t design.Truth, decided bool) {
	if g := l.guards[field]; g > 0 {
		return l.set.Truth(v, g)
	}
	return design.True, true
}

// searched returns the conditions that a row has every word, each in a text that the caller
// may read in that row. The slots of the words begin at slot.
func (l *List) searched(b *expr.Builder, v expr.Vector, p *Page, slot int) (conditions []string) {
	e := l.Projection.Entity
	finds := func(columns []string, slot int) string {
		return b.Dialect.Finds(alias, design.FieldID, e.Table(), columns, b.Slot(slot))
	}
	var free, all []string
	var partly []*design.Field
	for _, f := range l.Search {
		switch t, decided := l.truth(v, f); {
		case !decided:
			partly = append(partly, f)
		case t != design.True:
			continue
		default:
			free = append(free, f.Column())
		}
		all = append(all, f.Column())
	}
	if len(all) == 0 {
		return []string{expr.Never}
	}
	if b.Dialect.FindsTogether() {
		// Where some texts count in some rows only, this is what an index gives, and too
		// much: what follows asks these rows again.
		conditions = append(conditions, finds(all, slot))
	}
	for i := 1; i < p.Sought; i++ {
		var places []string
		if len(free) > 0 {
			places = append(places, finds(free, slot+i))
		}
		for _, f := range partly {
			places = append(places, "("+l.visible(b, v, f)+" AND "+finds([]string{f.Column()}, slot+i)+")")
		}
		conditions = append(conditions, "("+strings.Join(places, " OR ")+")")
	}
	return conditions
}
