package serve_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// searched returns the subjects of the tickets that a search finds, page by page, sorted.
func searched(w *world, as, words string) (subjects []string) {
	w.t.Helper()
	path := "/v1/tickets?limit=2&search=" + url.QueryEscape(words)
	for n := 0; path != ""; n++ {
		p, a := w.page(as, path)
		for _, item := range p.Items {
			subjects = append(subjects, item.Subject)
		}
		path = strings.TrimSuffix(strings.TrimPrefix(a.header.Get("Link"), "<"), `>; rel="next"`)
		if n > 10 {
			w.t.Fatalf("%s: it has no end", words)
		}
	}
	slices.Sort(subjects)
	return subjects
}

// TestSearch: every word is found in one of the texts, whole or as a beginning, whatever
// its case and accents; in a note by those only who may read it in that row.
func TestSearch(t *testing.T) {
	w := acme(t)
	ticket := func(who, org, subject, save string) step {
		return step{method: "POST", url: "/v1/tickets", as: who, body: `{"org":"$` + org + `","subject":"` + subject + `"}`, status: 201, save: save}
	}
	w.run([]step{
		ticket("carl", "acme", "Café closed", "cafe"),
		ticket("carl", "acme", "the CAFE opens", "opens"),
		ticket("dave", "acme", "İstanbul, भाषा हिन्दी and 漢字", "far"),
		ticket("ann", "acme", "\\\"NEAR\\\" OR (x*) AND NOT {a}:b ^c", "signs"),
		ticket("eve", "evil", "Evil café", "evil"),
		{method: "PATCH", url: "/v1/tickets/$cafe", as: "ann", body: `{"note":"Secret Ärger"}`, status: 200},
		{method: "PATCH", url: "/v1/tickets/$evil", as: "eve", body: `{"note":"ärger too"}`, status: 200},
	})
	const cafe, opens, far, signs, evil = "Café closed", "the CAFE opens", "İstanbul, भाषा हिन्दी and 漢字", "\"NEAR\" OR (x*) AND NOT {a}:b ^c", "Evil café"
	for _, c := range []struct {
		as, words string
		want      []string
	}{
		{"ann", "cafe", []string{cafe, opens}},
		{"ann", "CAFÉ", []string{cafe, opens}},
		{"ann", "cafe\u0301", []string{cafe, opens}},
		{"ann", "caf", nil},
		{"ann", "caf*", []string{cafe, opens}},
		{"ann", "caf* clo*", []string{cafe}},
		{"ann", "cafe closed opens", nil},
		{"ann", "closed secret", []string{cafe}},
		{"ann", "secret arger closed", []string{cafe}},
		{"carl", "cafe", []string{cafe, opens}},
		{"carl", "secret", nil},
		{"carl", "closed secret", nil},
		{"carl", "secr*", nil},
		{"dave", "cafe", nil},
		{"dave", "istanbul", []string{far}},
		{"ann", "हिन्दी", []string{far}},
		{"ann", "हि", nil},
		{"ann", "漢*", []string{far}},
		{"ann", "near OR and NOT a:b", []string{signs}},
		{"ann", `"near"`, []string{signs}},
		{"ann", "{a} : x ^ c *", []string{signs}},
		{"ann", "x OR y", nil},
		{"eve", "arger", []string{evil}},
		{"eve", "cafe", []string{evil}},
		{"eve", "secret", nil},
	} {
		if diff := cmp.Diff(c.want, searched(w, c.as, c.words)); diff != "" {
			t.Errorf("%s searches %q: -want +got\n%s", c.as, c.words, diff)
		}
	}
	w.run([]step{
		{name: "a change is found", method: "PATCH", url: "/v1/tickets/$cafe", as: "ann", body: `{"note":null,"subject":"Bar"}`, status: 200},
		{method: "GET", url: "/v1/tickets?search=bar", as: "ann", status: 200, has: []string{`"subject":"Bar"`}},
		{method: "GET", url: "/v1/tickets?search=closed", as: "ann", status: 200, has: []string{`"items":[]`}},
		{method: "GET", url: "/v1/tickets?search=secret", as: "ann", status: 200, has: []string{`"items":[]`}},
		{name: "with a filter and an order", method: "GET", url: "/v1/tickets?search=cafe&state=closed&sort=priority", as: "ann", status: 200, has: []string{`"items":[]`}},
		{name: "no word", method: "GET", url: "/v1/tickets?search=%2A+--", as: "ann", status: 400, has: []string{`"code":"invalid_parameter"`, `"parameter":"search"`, "letters or digits"}},
		{name: "too short a beginning", method: "GET", url: "/v1/tickets?search=printer+ca*", as: "ann", status: 400, has: []string{`"code":"invalid_parameter"`, "3 letters before a star"}},
		{name: "nothing", method: "GET", url: "/v1/tickets?search=", as: "ann", status: 400, has: []string{`"parameter":"search"`}},
		{name: "twice", method: "GET", url: "/v1/tickets?search=a&search=b", as: "ann", status: 400, has: []string{`"code":"duplicate_parameter"`}},
		{name: "many words", method: "GET", url: "/v1/tickets?search=" + strings.Repeat("a+", 17), as: "ann", status: 400, has: []string{"at most 16 words"}},
		{name: "as many as there may be", method: "GET", url: "/v1/tickets?search=" + strings.Repeat("a+", 16), as: "ann", status: 200},
		{name: "a long text", method: "GET", url: "/v1/tickets?search=" + strings.Repeat("a", 257), as: "ann", status: 400, has: []string{"at most 256 characters"}},
		{name: "not text", method: "GET", url: "/v1/tickets?search=%ff", as: "ann", status: 400, has: []string{"invalid_text"}},
		{name: "a list without it", method: "GET", url: "/v1/users?search=a", as: "ann", status: 400, has: []string{`"code":"unknown_parameter"`}},
	})
}

// TestSearchCursor: a page goes on with the same words only.
func TestSearchCursor(t *testing.T) {
	w := acme(t)
	for range 2 {
		w.run([]step{{method: "POST", url: "/v1/tickets", as: "carl", body: `{"org":"$acme","subject":"Help me"}`, status: 201}})
	}
	p, _ := w.page("carl", "/v1/tickets?limit=1&search=help")
	for query, status := range map[string]int{"search=help": 200, "search=+help%2C": 200, "search=help*": 400, "search=me": 400, "search=help+me": 400, "": 400} {
		w.run([]step{{method: "GET", url: "/v1/tickets?limit=1&cursor=" + url.QueryEscape(*p.Next) + "&" + query, as: "carl", status: status}})
	}
}

// TestSearchHidden: words are found only where the caller may read the text, row by row,
// whatever the others hold; all of them may be in one text or each in another.
func TestSearchHidden(t *testing.T) {
	w := dropbox(t)
	for _, body := range []string{
		`{"text":"0 apple","first":"pear","second":"plum"}`,
		`{"text":"1 apple","first":"plum","second":"pear","shown":true}`,
		`{"text":"2 plum","second":"apple pear","shown":true}`,
		`{"text":"3 plum","second":"apple pear"}`,
		`{"text":"4","first":"apple pear"}`,
	} {
		w.run([]step{{method: "POST", url: "/v1/memos", as: "carl", body: body, status: 201}})
	}
	for _, c := range []struct{ as, words, want string }{
		{"ann", "apple", "0 1 2 3 4"},
		{"carl", "apple", "0 1 2"},
		{"ann", "pear", "0 1 2 3 4"},
		{"carl", "pear", "1 2"},
		{"ann", "plum", "0 1 2 3"},
		{"carl", "plum", "2 3"},
		{"ann", "apple plum", "0 1 2 3"},
		{"carl", "apple plum", "2"},
		{"carl", "pear apple", "1 2"},
		{"carl", "pear apple plu*", "2"},
		{"ann", "pear plum apple", "0 1 2 3"},
		{"carl", "app* app* app* app* app*", "0 1 2"},
	} {
		var got []string
		path := "/v1/memos?limit=2&total=true&search=" + url.QueryEscape(c.words)
		for next := ""; ; {
			p, a := w.page(c.as, path+next)
			for _, item := range p.Items {
				got = append(got, item.Text[:1])
			}
			if p.Next == nil {
				if total := fmt.Sprintf(`"total":%d}`, len(got)); !strings.Contains(a.body, total) {
					t.Errorf("%s searches %q: %s in %s", c.as, c.words, total, a.body)
				}
				break
			}
			next = "&cursor=" + *p.Next
		}
		if all := strings.Join(got, " "); all != c.want {
			t.Errorf("%s searches %q: %s, want %s", c.as, c.words, all, c.want)
		}
	}
}

// TestNothingToSearch: where the caller may read none of the texts in any row, search is no
// parameter, with whatever value.
func TestNothingToSearch(t *testing.T) {
	w := dropbox(t)
	w.run([]step{
		{method: "POST", url: "/v1/books", as: "carl", body: `{"title":"one","remark":"dull"}`, status: 201},
		{method: "GET", url: "/v1/books?search=dull", as: "ann", status: 200, has: []string{`"title":"one"`}},
		{method: "GET", url: "/v1/books?search=", as: "ann", status: 400, has: []string{`"code":"invalid_parameter"`}},
	})
	unknown := w.do(&step{method: "GET", url: "/v1/books?seerch=7", as: "carl"})
	for _, query := range []string{"search=dull", "search=x", "search=", "search=-", "search=a&search=a", "search=" + strings.Repeat("a+", 99)} {
		a := w.do(&step{method: "GET", url: "/v1/books?" + query, as: "carl"})
		if got, want := strings.ReplaceAll(sansID(a.body), `"search"`, `"seerch"`), sansID(unknown.body); a.status != 400 || got != want {
			t.Errorf("%s: %d %s, want as for a parameter that is not there: %s", query, a.status, got, want)
		}
	}
}
