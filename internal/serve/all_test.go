package serve_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/serve"
)

// TestAll: a delete of all rows deletes those that the caller may read, each under its rule, or
// none.
func TestAll(t *testing.T) {
	w := papers(t)
	count := func(table string, want int64) {
		t.Helper()
		if n := w.count(`SELECT count(*) FROM "` + table + `"`); n != want {
			t.Errorf("there are %d rows of %s, want %d", n, table, want)
		}
	}
	clear := func(name, as, url string, status int, has ...string) step {
		return step{name: name, method: "DELETE", url: url, as: as, status: status, has: has}
	}
	w.run([]step{
		{method: "POST", url: "/v1/papers", as: "bob", body: `{"title":"bob's own"}`, status: 201, save: "b"},
		{method: "POST", url: "/v1/papers", as: "bob", body: `{"title":"bob's, open","open":true}`, status: 201, save: "o"},
		clear("one may be read and not deleted", "ann", "/v1/papers", 403),
		clear("nobody", "", "/v1/papers", 401),
		clear("a version", "bob", "/v1/papers", 400, `"invalid_precondition"`).with("If-Match", `"1"`),
		clear("a parameter", "bob", "/v1/papers?title=first", 400, `"unknown_parameter"`),
		clear("only tried", "bob", "/v1/papers?dry_run=true", 204),
	})
	count("paper", 3)
	w.run([]step{clear("his", "bob", "/v1/papers", 204)})
	count("paper", 1)
	w.run([]step{
		clear("what is left is hers", "ann", "/v1/papers", 204),
		clear("there is nothing", "ann", "/v1/papers", 204),
	})
	count("paper", 0)
	for range 5 {
		w.run([]step{{method: "POST", url: "/v1/papers", as: "ann", body: `{"title":"x"}`, status: 201, save: "x"}})
	}
	w.run([]step{clear("too many", "ann", "/v1/papers", 409, `"too_many_rows"`, "more than 4")})
	count("paper", 5)
	w.run([]step{
		{method: "DELETE", url: "/v1/papers/$x", as: "ann", status: 204, header: []string{"If-Match", "*"}},
		clear("as many as may be", "ann", "/v1/papers", 204).with(key("all")...),
		{method: "POST", url: "/v1/papers", as: "ann", body: `{"title":"new"}`, status: 201, save: "n"},
		clear("once with a key", "ann", "/v1/papers", 204, "Idempotency-Replayed: true").with(key("all")...),
		{name: "not in a batch", method: "POST", url: "/v1/batch", as: "ann", body: `{"operations":[{"call":"clearPapers"}]}`, status: 422, has: []string{"/operations/0/call"}},
	})
	count("paper", 1)
	w.run([]step{
		{method: "POST", url: "/v1/papers", as: "bob", body: `{"title":"secret"}`, status: 201, save: "s"},
		{method: "POST", url: "/v1/lines", as: "ann", body: `{"paper":"$n","text":"a"}`, status: 201},
		{method: "POST", url: "/v1/lines", as: "bob", body: `{"paper":"$s","text":"b"}`, status: 201},
		clear("below what is not for her", "ann", "/v1/papers/$s/lines", 404),
		clear("below hers", "ann", "/v1/papers/$n/lines", 204),
	})
	count("line", 1)
}

// TestAddresses: answers name the address of a row, at the host of the request or at that
// which the server was told; and an address leads to its row.
func TestAddresses(t *testing.T) {
	var options serve.Options
	w := worldAt(t, papersDesign, func(o *serve.Options) { options = *o })
	w.join("ann")
	w.names["from"] = "$from" // a word of batches
	w.run([]step{
		{method: "POST", url: "/v1/papers", as: "ann", body: `{"title":"first"}`, status: 201, save: "p"},
		{
			method: "POST", url: "/v1/lines", as: "ann", body: `{"paper":"$p","text":"<a> </b>"}`, status: 201, save: "l",
			has: []string{`"text":"\u003ca\u003e \u003c/b\u003e","url":"` + w.url + `/v1/lines/line_`},
		},
		{method: "GET", url: "/v1/lines/$l", as: "ann", status: 200, has: []string{`"url":"` + w.url + `/v1/lines/$l"`}},
		{name: "beside another row", method: "GET", url: "/v1/papers/$p?expand=lines", as: "ann", status: 200, has: []string{`"url":"` + w.url + `/v1/lines/$l"`}},
		{name: "alone", method: "GET", url: "/v1/lines?fields=url", as: "ann", status: 200, has: []string{`[{"url":"` + w.url + `/v1/lines/$l"}]`}},
		{
			name: "in a batch, and given to a call behind", method: "POST", url: "/v1/batch", as: "ann", status: 200,
			body: `{"operations":[{"call":"addLine","id":"a","body":{"paper":"$p","text":"b"}},{"call":"addLine","body":{"paper":"$p","text":{"$from":"a.url"}}}]}`,
			has:  []string{`"text":"` + w.url + `/v1/lines/line_`},
		},
		{name: "many", method: "POST", url: "/v1/papers/$p/lines/bulk_create", as: "ann", body: `{"items":[{"text":"y"},{"text":"z"}]}`, status: 201, has: []string{`"text":"y","url":"` + w.url + `/v1/lines/line_`}},
		{name: "pages of an array", method: "GET", url: "/v1/lines", as: "ann", status: 200, has: []string{`Link: </v1/lines?cursor=`, `rel="next"`}, hasNot: []string{`"items"`, `"next":`}},
	})
	seen := w.do(&step{method: "GET", url: "/v1/lines/$l", as: "ann"})
	w.run([]step{{name: "it does not change with the version", method: "GET", url: "/v1/lines/$l", as: "ann", status: 304, header: []string{"If-None-Match", seen.header.Get("ETag")}}})
	ask := func(h http.Handler, host string, header ...string) (int, string) {
		r := httptest.NewRequest(http.MethodGet, w.fill("/v1/lines/$l"), nil)
		r.Host = host
		r.Header.Set("Authorization", "Bearer "+w.tokens["ann"])
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		a := httptest.NewRecorder()
		h.ServeHTTP(a, r)
		return a.Code, a.Body.String()
	}
	for _, host := range []string{
		"", ":80", "a:", "a:b", "a:123456", "a b", `a"`, "a<b", "a/b", "a@b", "user:1@host", "[::1", "::1", "[]", "[x]", "a\\b", "ä.example", "a,b", strings.Repeat("a", 262),
	} {
		if status, body := ask(w.handler, host); status != 400 || !strings.Contains(body, `"invalid_host"`) {
			t.Errorf("host %q: %d %s", host, status, body)
		}
	}
	for host, says := range map[string]string{
		"API.example.com": "http://api.example.com/v1/", "a.b:8080": "http://a.b:8080/v1/", "[::1]:80": "http://[::1]:80/v1/", "127.0.0.1": "http://127.0.0.1/v1/", "a_b": "http://a_b/v1/",
	} {
		status, body := ask(w.handler, host, "X-Forwarded-Host", "evil.example", "Forwarded", "host=evil.example", "X-Forwarded-Proto", "https")
		if status != 200 || !strings.Contains(body, `"url":"`+says) || strings.Contains(body, "evil") {
			t.Errorf("host %q: %d %s", host, status, body)
		}
	}
	options.Public = "https://papers.example"
	told := serve.New(options)
	if status, body := ask(told, "evil.example"); status != 200 || !strings.Contains(body, `"url":"https://papers.example/v1/lines/`) {
		t.Errorf("a server that was told its address: %d %s", status, body)
	}
}
