package serve_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/value"
)

// walker is one caller on their way through the pages of one order.
type walker struct {
	*deck
	as    string
	order []int // deckKeys
	desc  []bool
	only  int // the desk that is asked for; -1 for all
	limit int
}

// visible is the rule of the list, with its filter.
func (w *walker) visible(c *card) bool {
	desk := slices.Index(w.desks, c.desk)
	sits := (desk < 2) == (w.as == "ann")
	return (sits || c.holder == w.who[w.as]) && (w.only < 0 || w.only == desk)
}

// place is what c is sorted by, for this caller; the id is the last.
func (w *walker) place(c *card) (keys []value.Value) {
	for _, i := range w.order {
		if k := deckKeys[i]; k.seen != nil && !k.seen(c, w.who[w.as], w.as == "bob") {
			keys = append(keys, value.Value{})
		} else {
			keys = append(keys, c.keys[i])
		}
	}
	return append(keys, idOf(c.id))
}

// compare orders two places: null comes last in either direction, and the id goes the
// way of the last key.
func (w *walker) compare(a, b []value.Value) int {
	for i := range a {
		if a[i].IsNull() != b[i].IsNull() {
			if a[i].IsNull() {
				return 1
			}
			return -1
		}
		if n := value.Compare(a[i], b[i]); n != 0 {
			if w.desc[min(i, len(w.desc)-1)] {
				return -n
			}
			return n
		}
	}
	return 0
}

// expected is the page that comes after a place, and whether there are more.
func (w *walker) expected(after []value.Value) (page []*card, more bool) {
	for _, c := range w.rows {
		if w.visible(c) && (after == nil || w.compare(w.place(c), after) > 0) {
			page = append(page, c)
		}
	}
	slices.SortFunc(page, func(a, b *card) int { return w.compare(w.place(a), w.place(b)) })
	return page[:min(len(page), w.limit)], len(page) > w.limit
}

// path is the request of the first page.
func (w *walker) path() string {
	var sort []string
	for i, k := range w.order {
		name := deckKeys[k].name
		if w.desc[i] {
			name = "-" + name
		}
		sort = append(sort, name)
	}
	path := fmt.Sprintf("/v1/cards?limit=%d&sort=%s", w.limit, strings.Join(sort, ","))
	if w.only >= 0 {
		path += "&desk=" + string(value.AppendID(nil, "dsk", w.desks[w.only]))
	}
	return path
}

// disturb changes some rows, of which some are new or go.
func (w *walker) disturb(t *rapid.T) {
	w.add(t, rapid.IntRange(0, 2).Draw(t, "inserts"))
	for range rapid.IntRange(0, 2).Draw(t, "changes") {
		ids := slices.Sorted(maps.Keys(w.rows))
		if len(ids) == 0 {
			break
		}
		c := w.rows[rapid.SampledFrom(ids).Draw(t, "row")]
		w.later(`DELETE FROM "card" WHERE "id" = ?1`, idOf(c.id))
		if rapid.IntRange(0, 2).Draw(t, "gone") == 0 {
			delete(w.rows, c.id)
			continue
		}
		before := w.place(c)
		w.draw(t, c, false)
		c.steady = c.steady && w.visible(c) && slices.Equal(before, w.place(c))
		w.insert("card", c.cells())
	}
	w.flush()
}

// walk follows the list to its end while rows change between its pages.
func (w *walker) walk(t *rapid.T) {
	path := w.path()
	var after []value.Value
	for next, pages := path, 0; next != ""; pages++ {
		var got struct {
			Items []struct{ ID string }
			Next  *string
		}
		a := w.do(&step{method: "GET", url: next, as: w.as})
		must(w.t, json.Unmarshal([]byte(a.body), &got))
		var ids, want []string
		for _, item := range got.Items {
			ids = append(ids, item.ID)
		}
		page, more := w.expected(after)
		for _, c := range page {
			want = append(want, string(value.AppendID(nil, "crd", c.id)))
			c.sent++
			after = w.place(c)
		}
		if a.status != 200 || !slices.Equal(ids, want) || (got.Next != nil) != more {
			t.Fatalf("%s, page %d: %d\ngot  %q, more %t\nwant %q, more %t", path, pages, a.status, ids, got.Next != nil, want, more)
		}
		if next = ""; more {
			next = path + "&cursor=" + url.QueryEscape(*got.Next)
			w.disturb(t)
		}
	}
	for _, c := range w.rows {
		if c.steady && c.sent != 1 {
			t.Fatalf("%s: a row that was there all the time came %d times", path, c.sent)
		}
	}
}

// TestKeyset: whatever the order and the size of the pages, and whatever happens to other
// rows between them, each page is the one that the model has after the last row of
// the page before: a row that stays where it is comes once, in its place, and none comes
// that the caller may not read.
func TestKeyset(t *testing.T) {
	d := newDeck(t)
	rapid.Check(t, func(t *rapid.T) {
		w := &walker{
			deck: d, as: rapid.SampledFrom([]string{"ann", "bob"}).Draw(t, "caller"),
			limit: rapid.IntRange(1, 7).Draw(t, "limit"), only: rapid.IntRange(-1, 2).Draw(t, "desk"),
			order: rapid.SliceOfNDistinct(rapid.IntRange(0, len(deckKeys)-1), 1, 3, rapid.ID).Draw(t, "order"),
		}
		w.desc = rapid.SliceOfN(rapid.Bool(), len(w.order), len(w.order)).Draw(t, "desc")
		if rapid.Bool().Draw(t, "one way") { // what an index may give
			w.desc = slices.Repeat(w.desc[:1], len(w.order))
		}
		d.rows, d.writes = map[string]*card{}, nil
		d.later(`DELETE FROM "card"`)
		d.add(t, rapid.IntRange(0, 20).Draw(t, "rows"))
		d.flush()
		for _, c := range d.rows {
			c.steady = w.visible(c)
		}
		w.walk(t)
	})
}
