package expr_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
)

// shelf is a subject of its own: shelves with books, some of which are lent.
type (
	shelf struct {
		name  string
		books []*book
	}
	book struct {
		title  string
		pages  int64
		lent   string // to whom; "" for nobody
		genres []string
		shelf  *shelf
	}
)

var library = &expr.Subject{Kinds: []*expr.Kind{
	{Name: "library", Means: "all shelves", Label: named("library"), Facts: []expr.Fact{
		{Name: "shelves", Base: expr.FactThing, Kind: "shelf", Many: true, Of: func(whole, _ any) any {
			var all []any
			for _, s := range whole.([]*shelf) {
				all = append(all, s)
			}
			return all
		}},
		{Name: "open", Base: expr.FactTruth, Of: func(_, _ any) any { return true }},
	}},
	{Name: "shelf", Means: "books", Label: func(of any) (string, diag.Span) { return of.(*shelf).name, diag.Span{} }, Facts: []expr.Fact{
		{Name: "name", Base: expr.FactText, Of: func(_, of any) any { return of.(*shelf).name }},
		{Name: "books", Base: expr.FactThing, Kind: "book", Many: true, Of: func(_, of any) any {
			var all []any
			for _, b := range of.(*shelf).books {
				all = append(all, b)
			}
			return all
		}},
	}},
	{Name: "book", Means: "pages", Label: func(of any) (string, diag.Span) { return of.(*book).title, diag.Span{} }, Facts: []expr.Fact{
		{Name: "title", Base: expr.FactText, Of: func(_, of any) any { return of.(*book).title }},
		{Name: "pages", Base: expr.FactNumber, Of: func(_, of any) any { return of.(*book).pages }},
		{Name: "shelf", Base: expr.FactThing, Kind: "shelf", Of: func(_, of any) any { return of.(*book).shelf }},
		{Name: "genres", Base: expr.FactText, Many: true, Words: []string{"novel", "poem"}, Of: func(_, of any) any {
			var all []any
			for _, g := range of.(*book).genres {
				all = append(all, g)
			}
			return all
		}},
		{Name: "lent", Base: expr.FactText, Optional: true, Of: func(_, of any) any {
			if b := of.(*book); b.lent != "" {
				return b.lent
			}
			return nil
		}},
	}},
}}

func named(name string) func(any) (string, diag.Span) {
	return func(any) (string, diag.Span) { return name, diag.Span{} }
}

// shelves are three books on two shelves, and one shelf without any.
func shelves() []*shelf {
	low, high, empty := &shelf{name: "low"}, &shelf{name: "high"}, &shelf{name: "empty"}
	low.books = []*book{{"Emma", 400, "ann", []string{"novel"}, low}, {"Howl", 60, "", []string{"poem"}, low}}
	high.books = []*book{{"Ulysses", 900, "", []string{"novel", "poem"}, high}}
	return []*shelf{low, high, empty}
}

func claim(t *testing.T, text string) (*expr.Claim, *diag.List) {
	t.Helper()
	var diags diag.List
	c := expr.Plan(at(text), &expr.Scope{Design: library}, &diags)
	if (c == nil) != (diags.Len() > 0) {
		t.Errorf("%s: a claim, and %d findings", text, diags.Len())
	}
	return c, &diags
}

// TestAsk: a claim that is not true says which part of it, of what, and what was there.
func TestAsk(t *testing.T) {
	for text, want := range map[string]string{
		"true":        "",
		"design.open": "",
		"design.shelves.all(s, s.books.all(b, b.pages > 50))":                                                        "",
		"design.shelves.exists(s, s.books.exists(b, has(b.lent) && b.lent == 'ann'))":                                "",
		"size(design.shelves) == 3 && size(design.shelves.filter(s, s.name < 'i')) > 1":                              "",
		"design.shelves.all(s, s.books.all(b, b.shelf.name == s.name))":                                              "",
		"design.shelves.exists(s, size(s.books) == 0 && s.name in ['empty'])":                                        "",
		"design.shelves.exists(s, s.name.matches('^h') && 'Ulysses'.startsWith('U'))":                                "",
		"design.shelves.exists(s, s.books.exists(b, 'poem' in b.genres && b.lent > 'a' || b.pages <= 60))":           "",
		"design.shelves.exists(s, s.name.endsWith('gh') && s.name.contains('ig') && s.name != 'a' && s.name >= 'h')": "",

		"false":                                  `"false" is false`,
		"!design.open":                           `"design.open" is true`,
		"size(design.shelves) > 3":               `"size(design.shelves) > 3" is false: size(design.shelves) is 3`,
		"design.shelves.all(s, s.name != 'low')": `"s.name != 'low'" is false of shelf "low": s.name is 'low'; low`,
		"design.shelves.all(s, s.books.all(b, b.pages < 100))":                         `"b.pages < 100" is false of book "Emma" and 1 more: b.pages is 400; Emma, Ulysses`,
		"design.shelves.all(s, size(s.books) > 1 || s.name == 'x')":                    `"size(s.books) > 1 || s.name == 'x'" is false of shelf "high" and 1 more: size(s.books) is 1, s.name is 'high'; high, empty`,
		"design.open && design.shelves.all(s, design.open && s.name.startsWith('e'))":  `"s.name.startsWith('e')" is false of shelf "low" and 1 more: s.name is 'low'; low, high`,
		"!design.shelves.exists(s, s.books.exists(b, b.pages > 500 || b.pages < 100))": `"b.pages < 100" is true of book "Howl" and 1 more: b.pages is 60; Howl, Ulysses`,
		"design.shelves.exists(s, s.name == 'x')":                                      `"design.shelves.exists(s, s.name == 'x')" is false`,
		"design.shelves.all(s, s.books.exists(b, b.pages > 80))":                       `"s.books.exists(b, b.pages > 80)" is false of shelf "empty"; empty`,
		"design.shelves.all(s, s.books.all(b, b.genres.all(g, g == 'novel')))":         `"g == 'novel'" is false of 'poem' of book "Howl" and 1 more; Howl, Ulysses`,
		"design.shelves.all(s, s.books.all(b, 'novel' in b.genres))":                   `"'novel' in b.genres" is false of book "Howl": b.genres is ['poem']; Howl`,
		"design.shelves.all(s, s.books.all(b, !(b.title in ['Emma'])))":                `"b.title in ['Emma']" is true of book "Emma": b.title is 'Emma'; Emma`,
		"design.shelves.all(s, s.books.all(b, b.lent == 'ann'))":                       `? "b.lent" is absent in book "Howl"; Howl`,
		"design.shelves.exists(s, s.books.exists(b, b.lent == 'eve'))":                 `? "b.lent" is absent in book "Howl"; Howl`,
		"design.shelves.all(s, s.books.all(b, b.lent == 'ann' && b.pages > 500))":      `"b.pages > 500" is false of book "Emma" and 1 more: b.pages is 400; Emma, Howl`,
		"size(design.shelves.filter(s, s.books.exists(b, b.lent == 'eve'))) == 0":      `? "b.lent" is absent in book "Howl"; Howl`,
	} {
		c, diags := claim(t, text)
		if c == nil {
			t.Errorf("%s: %v", text, diags.Err())
			continue
		}
		v := c.Ask(shelves())
		got := v.Why
		if len(v.Names) > 0 {
			got += "; " + strings.Join(v.Names, ", ")
		}
		if v.Truth == design.Unknown {
			got = "? " + got
		}
		if got != want || (v.Truth == design.True) != (want == "") || (v.Mend == "") == (v.Truth == design.Unknown) {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
		if v.Truth != design.True && (v.Span.Start.Offset < 0 || v.Span.End.Offset > len(text) || v.Span.Start.Offset >= v.Span.End.Offset) {
			t.Errorf("%s: from %d to %d", text, v.Span.Start.Offset, v.Span.End.Offset)
		}
	}
}

// TestManyCulprits: five are pointed at, all are counted.
func TestManyCulprits(t *testing.T) {
	c, _ := claim(t, "design.shelves.all(s, s.name == '')")
	var many []*shelf
	for _, name := range strings.Split("abcdefgh", "") {
		many = append(many, &shelf{name: name})
	}
	v := c.Ask(many)
	if len(v.Seen) != 5 || len(v.Names) != 8 || !strings.Contains(v.Why, `of shelf "a" and 7 more`) || v.Seen[4].Name != `shelf "e"` {
		t.Errorf("%+v", v)
	}
}

// TestCostly: what looks at too much is neither true nor false, and says so.
func TestCostly(t *testing.T) {
	var many []*shelf
	for range 500 {
		many = append(many, &shelf{name: "a"})
	}
	for text, costly := range map[string]bool{
		"design.shelves.all(s, design.shelves.all(r, s.name == r.name))":                                     false,
		"design.shelves.all(s, design.shelves.all(r, s.name == r.name && size(design.shelves) > 1))":         true,
		"design.shelves.all(s, design.shelves.all(r, design.shelves.all(q, s.name == q.name)))":              true,
		"design.shelves.exists(s, design.shelves.exists(r, design.shelves.exists(q, s.name != q.name)))":     true,
		"size(design.shelves.filter(s, design.shelves.all(r, design.shelves.all(q, q.name == r.name)))) > 0": true,
	} {
		c, _ := claim(t, text)
		v := c.Ask(many)
		if (v.Truth == design.Unknown) != costly || costly && (!strings.Contains(v.Why, "more than 2000000 things") || v.Mend == "") {
			t.Errorf("%s: %+v", text, v)
		}
	}
}

// TestClaimMistakes: each is told at its place, with a mend.
func TestClaimMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "expr/syntax 0-0",
		"design.shelfs.all(s, true)":          "expr/unknown-name 7-13",
		"design.shelves.all(s, s.nam == 'a')": "expr/unknown-name 24-27",
		"shelves.all(s, true)":                "expr/unknown-name 0-7",
		"design":                              "expr/not-boolean 0-6",
		"design.shelves":                      "expr/not-boolean 0-14",
		"size(design.shelves)":                "expr/not-boolean 0-20",
		"design.shelves.name == 'a'":          "expr/not-a-row 15-19",
		"design.open.more":                    "expr/not-a-row 12-16",
		"design.open.all(x, true)":            "expr/not-a-row 0-11",
		"design == 'a'":                       "expr/not-a-row 0-6",
		"design.shelves == 3":                 "expr/not-a-row 0-14",
		"design.shelves.all(s, s == s)":       "expr/not-a-row 22-23 expr/not-a-row 27-28",
		"design.shelves.all(design, true)":    "expr/name-taken 19-25",
		"design.shelves.all(now, true)":       "expr/name-taken 19-22",
		"design.shelves.all(s, design.shelves.all(s, true))":                     "expr/name-taken 41-42",
		"design.shelves.all(s, s.name)":                                          "expr/not-boolean 22-28",
		"design.shelves.all(true)":                                               "expr/wrong-arguments 0-24",
		"design.shelves.all(1, true)":                                            "expr/wrong-arguments 0-27",
		"design.shelves.all(s, s.name == 1)":                                     "expr/unlike-types 22-33",
		"design.shelves.all(s, s.name < 1)":                                      "expr/unlike-types 22-32",
		"design.open < true":                                                     "expr/no-order 0-18",
		"design.shelves.all(s, s.books.all(b, b.genres.all(g, g > 'a')))":        "expr/no-order 53-60",
		"design.shelves.all(s, s.books.all(b, b.genres.exists(g, g == 'nvel')))": "expr/unknown-value 61-67",
		"design.shelves.all(s, s.books.all(b, 'poems' in b.genres))":             "expr/unknown-value 37-44",
		"design.shelves.all(s, s.books.all(b, b.genres.all(g, g in ['x'])))":     "expr/unknown-value 59-62",
		"design.shelves.all(s, s.name in [s.name])":                              "expr/unsupported 33-39",
		"design.shelves.all(s, s.name in [1])":                                   "expr/unlike-types 33-34",
		"design.shelves.all(s, s.name in s.books)":                               "expr/unsupported 32-39",
		"design.shelves.all(s, s.books.all(b, b.pages in b.genres))":             "expr/unlike-types 37-56",
		"design.shelves.all(s, s in ['a'])":                                      "expr/not-a-row 22-23",
		"has(design)":                                                            "expr/has-argument 4-10",
		"has(design.open)":                                                       "expr/has-argument 4-15",
		"has(design.opn)":                                                        "expr/unknown-name 11-14",
		"size(design.open) == 1":                                                 "expr/wrong-arguments 5-16",
		"size() == 1":                                                            "expr/wrong-arguments 0-6",
		"design.shelves.size() == 1":                                             "expr/unsupported 0-21",
		"design.shelves.all(s, s.name.matches('('))":                             "expr/bad-literal 37-40",
		"design.shelves.all(s, s.name.matches(s.name))":                          "expr/wrong-arguments 37-43",
		"design.shelves.all(s, s.books.all(b, b.pages.startsWith(1)))":           "expr/wrong-arguments 37-58",
		"design.shelves.all(s, s.name.startsWith())":                             "expr/wrong-arguments 22-41",
		"design.shelves.all(s, s.name.startWith('a'))":                           "expr/unknown-name 29-38",
		"design.shelves.all(s, count(s.books) > 1)":                              "expr/unknown-name 22-27",
		"1 + 1 == 2":                                           "expr/unsupported 0-5",
		"design.open ? true : false":                           "expr/unsupported 0-26",
		"design.shelves[0].name == 'a'":                        "expr/unsupported 0-17",
		"design.shelves.map(s, s.name) == ['a']":               "expr/unsupported 0-29 expr/unsupported 33-38",
		"design.shelves.all(s, s.name == null)":                "expr/null 32-36",
		"design.shelves.all(s, s.books.all(b, b.pages > 1.5))": "expr/bad-literal 47-50",
		"design.shelves.all(s, s.books.all(b, b.pages > 1u))":  "expr/unsupported 47-49",
		"{'a': 1} == {'a': 1}":                                 "expr/unsupported 0-8 expr/unsupported 12-20",
		"!design.shelves":                                      "expr/not-boolean 1-15",
		"design.open && 1":                                     "expr/not-boolean 15-16",
	} {
		_, diags := claim(t, text)
		var got []string
		for _, d := range diags.All() {
			got = append(got, fmt.Sprintf("%s %d-%d", d.Rule.ID, d.Span.Start.Offset, d.Span.End.Offset))
			if d.Fix == "" || strings.Contains(d.Message+d.Fix, "%!") {
				t.Errorf("%s: %q, fix %q", text, d.Message, d.Fix)
			}
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: -want +got\n%s", text, diff)
		}
	}
}

// TestFactTypes: a fact says what it is.
func TestFactTypes(t *testing.T) {
	var got []string
	for _, k := range library.Kinds {
		for i := range k.Facts {
			got = append(got, k.Facts[i].Name+": "+k.Facts[i].Type())
		}
	}
	want := []string{
		"shelves: a list of: shelf", "open: true or false", "name: text", "books: a list of: book", "title: text", "pages: number", "shelf: shelf",
		"genres: a list of: text", "lent: text, may be absent",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
