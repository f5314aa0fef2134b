package serve_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// kiosk is a design that says much of HTTP itself, with papers: $short, $long.
func kiosk(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, "testdata/kiosk")
	w.join("ann", "bob")
	w.run([]step{
		{method: "POST", url: "/v1/papers", status: 201, save: "short", body: `{"title":"short","text":"x"}`},
		{method: "POST", url: "/v1/papers", status: 201, save: "long", body: `{"title":"long","text":"` + strings.Repeat("many words ", 500) + `"}`},
	})
	return w
}

const app, elsewhere = "https://app.example.com", "https://evil.example.com"

// TestCORS: pages of the origins that the design names may call, those of others are
// answered as if there were none, and a cache can tell the two apart.
func TestCORS(t *testing.T) {
	w := kiosk(t)
	asks := []string{"Access-Control-Request-Method", "PATCH", "Origin", app}
	w.run([]step{
		{
			name: "a preflight, by nobody", method: "OPTIONS", url: "/v1/papers/$short", header: asks, status: 204,
			has: []string{
				"Access-Control-Allow-Origin: " + app + "\n", "Access-Control-Allow-Methods: DELETE, GET, HEAD, OPTIONS, PATCH\n", "Access-Control-Max-Age: 7200\n",
				"Access-Control-Allow-Headers: Authorization, Content-Type,", "If-Match", "Access-Control-Allow-Credentials: true\n",
				"Vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers\n",
			},
			hasNot: []string{"Expose"},
		},
		{
			name: "of another origin", method: "OPTIONS", url: "/v1/papers/$short", status: 204, header: []string{"Access-Control-Request-Method", "PATCH", "Origin", elsewhere},
			has: []string{"Allow: ", "Vary: Origin, Access-Control-Request-Method"}, hasNot: []string{"Access-Control-Allow"},
		},
		{
			name: "a request", method: "GET", url: "/v1/papers/$short", header: []string{"Origin", app}, status: 200,
			has: []string{"Access-Control-Allow-Origin: " + app + "\n", "Access-Control-Expose-Headers: Allow,", "ETag", "RateLimit-Policy", "Vary: Accept, Accept-Encoding, Authorization, Origin\n"},
		},
		{name: "of another origin", method: "GET", url: "/v1/papers/$short", header: []string{"Origin", elsewhere}, status: 200, has: []string{"Origin\n"}, hasNot: []string{"Access-Control"}},
		{name: "of none that can be told", method: "GET", url: "/v1/papers/$short", header: []string{"Origin", "null"}, status: 200, hasNot: []string{"Access-Control"}},
		{name: "of nobody", method: "GET", url: "/v1/papers/$short", status: 200, has: []string{"Origin\n"}, hasNot: []string{"Access-Control"}},
		{name: "another spelling", method: "GET", url: "/v1/papers/$short", header: []string{"Origin", "HTTPS://app.example.com"}, status: 200, hasNot: []string{"Access-Control"}},
		{name: "a problem", method: "GET", url: "/v1/nowhere", header: []string{"Origin", app}, status: 404, has: []string{"Access-Control-Allow-Origin: " + app + "\n", "Vary: Accept-Encoding, Origin\n"}},
		{name: "a method that is not there", method: "PUT", url: "/v1/papers/$short", header: []string{"Origin", app}, status: 405, has: []string{"Access-Control-Allow-Origin: "}},
		{name: "a token that is none", method: "GET", url: "/v1/papers", header: []string{"Origin", app, "Authorization", "Bearer x"}, status: 401, has: []string{"Access-Control-Allow-Origin: "}},
	})
	acme(t).run([]step{
		{name: "a design that lets none", method: "GET", url: "/v1/tickets", header: []string{"Origin", app}, as: "ann", status: 200, hasNot: []string{"Access-Control", "Origin"}},
		{name: "and its OPTIONS", method: "OPTIONS", url: "/v1/tickets", header: asks, status: 204, hasNot: []string{"Access-Control", "Origin"}},
	})
}

// TestCompression: who wants gzip gets it for long answers, with a tag of its own, which
// both preconditions understand.
func TestCompression(t *testing.T) {
	w := kiosk(t)
	long := "/v1/papers/$long"
	plain := w.do(&step{method: "GET", url: long, header: []string{"Accept-Encoding", "identity"}})
	packed := w.do(&step{method: "GET", url: long, header: []string{"Accept-Encoding", "gzip"}})
	if got := packed.header.Get("Content-Encoding"); got != "gzip" || packed.header.Get("Etag") != `"1-gzip"` || plain.header.Get("Etag") != `"1"` {
		t.Fatalf("coding %q, tags %s, %s", got, packed.header.Get("Etag"), plain.header.Get("Etag"))
	}
	r, err := gzip.NewReader(strings.NewReader(packed.body))
	must(t, err)
	unpacked, err := io.ReadAll(r)
	must(t, err)
	if string(unpacked) != plain.body || len(packed.body) > len(plain.body)/4 || packed.header.Get("Content-Length") != strconv.Itoa(len(packed.body)) {
		t.Errorf("%d bytes became %d, length %s: %s", len(plain.body), len(packed.body), packed.header.Get("Content-Length"), unpacked)
	}
	if got := packed.header.Get("Vary"); got != plain.header.Get("Vary") || !strings.Contains(got, "Accept-Encoding") {
		t.Errorf("Vary %q and %q", got, plain.header.Get("Vary"))
	}
	head := w.do(&step{method: "HEAD", url: long, header: []string{"Accept-Encoding", "gzip"}})
	if head.body != "" || head.header.Get("Etag") != `"1-gzip"` || head.header.Get("Content-Length") != packed.header.Get("Content-Length") || head.header.Get("Content-Encoding") != "gzip" {
		t.Errorf("HEAD: %v", head.header)
	}
	for accept, want := range map[string]string{
		"gzip;q=0.5": "gzip", "*": "gzip", "br, gzip": "gzip", "gzip;q=0": "", "br": "", "identity, gzip;q=0.5": "", "*;q=0": "", "gzip;q=0, *": "", "GZIP": "gzip",
		"identity;q=0.5, gzip;q=0.5": "gzip",
	} {
		a := w.do(&step{method: "GET", url: long, header: []string{"Accept-Encoding", accept}})
		if got := a.header.Get("Content-Encoding"); got != want || a.status != 200 {
			t.Errorf("Accept-Encoding: %s: %d in %q, want %q", accept, a.status, got, want)
		}
	}
	list := w.do(&step{method: "GET", url: "/v1/papers", header: []string{"Accept-Encoding", "gzip"}})
	short := w.do(&step{method: "GET", url: "/v1/papers/$short", header: []string{"Accept-Encoding", "gzip"}})
	if list.header.Get("Content-Encoding") != "gzip" || short.header.Get("Content-Encoding") != "" || short.header.Get("Etag") != `"1"` {
		t.Errorf("a list in %q, a short one in %q with %s", list.header.Get("Content-Encoding"), short.header.Get("Content-Encoding"), short.header.Get("Etag"))
	}
	tag := func(name, value string) []string { return []string{"Accept-Encoding", "gzip", name, value} }
	w.run([]step{
		{name: "a tag of the same coding", method: "GET", url: long, header: tag("If-None-Match", `"1-gzip"`), status: 304, has: []string{"Etag: \"1-gzip\"\n"}},
		{name: "weak", method: "GET", url: long, header: tag("If-None-Match", `"0", W/"1-gzip"`), status: 304, has: []string{"Etag: \"1-gzip\"\n"}},
		{name: "of the other", method: "GET", url: long, header: tag("If-None-Match", `"1", "2-gzip"`), status: 304, has: []string{"Etag: \"1\"\n"}},
		{name: "of a version that is none", method: "GET", url: long, header: []string{"Accept-Encoding", "identity", "If-None-Match", `"1-gzip-gzip", "2-gzip", "-gzip"`}, status: 200},
		{name: "a write that saw it compressed", method: "PATCH", url: long, header: tag("If-Match", `"1-gzip"`), body: `{"title":"new"}`, status: 200, has: []string{"Etag: \"2\"\n"}},
		{name: "and is late", method: "PATCH", url: long, header: tag("If-Match", `"1-gzip"`), body: `{"title":"newer"}`, status: 412},
		{name: "and is weak", method: "PATCH", url: long, header: tag("If-Match", `W/"2-gzip"`), body: `{"title":"newer"}`, status: 412},
	})
	always := acme(t).do(&step{method: "GET", url: "/v1/tickets", as: "ann", header: []string{"Accept-Encoding", "gzip"}})
	if always.header.Get("Content-Encoding") != "" || strings.Contains(always.header.Get("Vary"), "Encoding") {
		t.Errorf("a design without: %v", always.header)
	}
}

// TestRate: a caller who asks too often waits, and nobody else does.
func TestRate(t *testing.T) {
	w := kiosk(t)
	for n := range 7 {
		a := w.do(&step{method: "GET", url: "/v1/prints", as: "ann"})
		if got := a.header.Get("RateLimit-Policy"); got != `"reading";q=5;w=10` {
			t.Fatalf("the policy is %s", got)
		}
		name, parameters, _ := strings.Cut(a.header.Get("RateLimit"), ";r=")
		left, reset, _ := strings.Cut(parameters, ";t=")
		if seconds, err := strconv.Atoi(reset); name != `"reading"` || left != strconv.Itoa(max(0, 4-n)) || err != nil || seconds < 1 || seconds > 10 {
			t.Fatalf("request %d: RateLimit %s", n, a.header.Get("RateLimit"))
		}
		if n < 5 {
			if a.status != 200 {
				t.Fatalf("request %d: %d %s", n, a.status, a.body)
			}
			continue
		}
		var p map[string]any
		must(t, json.Unmarshal([]byte(a.body), &p))
		policies, _ := p["violated-policies"].([]any)
		if a.status != 429 || p["code"] != "quota_exceeded" || p["type"] != "https://iana.org/assignments/http-problem-types#quota-exceeded" ||
			len(policies) != 1 || policies[0] != "reading" || a.header.Get("Retry-After") != reset {
			t.Errorf("request %d: %d %v %s", n, a.status, a.header, a.body)
		}
	}
	w.run([]step{
		{name: "another caller", method: "GET", url: "/v1/prints", as: "bob", status: 200, has: []string{`Ratelimit: "reading";r=4`}},
		{name: "nobody", method: "GET", url: "/v1/prints", status: 200, has: []string{`Ratelimit: "reading";r=4`}},
		{name: "who fails to sign in is counted by address", method: "GET", url: "/v1/prints", header: []string{"Authorization", "Bearer x"}, status: 401, has: []string{`Ratelimit: "reading";r=3`}},
		{name: "a rate of its own", method: "GET", url: "/v1/papers", as: "ann", status: 200, has: []string{`Ratelimit-Policy: "often";q=10000;w=60`}},
		{name: "a write", method: "PATCH", url: "/v1/papers/$short", as: "ann", body: `{"title":"x"}`, status: 200, has: []string{`Ratelimit: "usual";r=99`}},
		{name: "OPTIONS counts for nothing", method: "OPTIONS", url: "/v1/prints", as: "ann", status: 204, hasNot: []string{"Ratelimit:"}},
		{name: "nor does what is not an operation", method: "GET", url: "/healthz", as: "ann", status: 200, hasNot: []string{"Ratelimit:"}},
	})
	var all sync.WaitGroup
	var lock sync.Mutex
	statuses := map[int]int{}
	for range 4 { // bob has had one
		all.Go(func() {
			for range 5 {
				r, _ := http.NewRequest("GET", w.url+"/v1/prints", http.NoBody)
				r.Header.Set("Authorization", "Bearer "+w.tokens["bob"])
				if response, err := http.DefaultTransport.RoundTrip(r); err == nil {
					response.Body.Close()
					lock.Lock()
					statuses[response.StatusCode]++
					lock.Unlock()
				}
			}
		})
	}
	all.Wait()
	if statuses[200] != 4 || statuses[429] != 16 {
		t.Errorf("at once: %v", statuses)
	}
}

// TestDeprecation: what is deprecated says so with every answer, and is gone when its time
// is over.
func TestDeprecation(t *testing.T) {
	w := kiosk(t)
	w.run([]step{
		{
			name: "deprecated", method: "GET", url: "/v1/prints/pri_00000000000000000000000000", status: 404, has: []string{
				"Deprecation: @1769817600\n", "Sunset: Tue, 31 Dec 2999 00:00:00 GMT\n",
				`Link: </deprecations#getPrint>; rel="deprecation"; type="text/html", </deprecations#getPrint>; rel="sunset"; type="text/html", </v1/prints>; rel="successor-version"`,
			},
		},
		{
			name: "gone, whoever asks", method: "DELETE", url: "/v1/papers/$short", status: 410, has: []string{
				`"code":"gone"`, "since 2026-06-30: papers are kept. Use changePaper instead, PATCH /v1/papers/{id}.", "Sunset: Tue, 30 Jun 2026 00:00:00 GMT\n",
				"</v1/papers/$short>; rel=\"successor-version\"",
			},
		},
		{name: "is still there", method: "GET", url: "/v1/papers/$short", status: 200, hasNot: []string{"Deprecation: ", "Sunset: ", "Link"}},
		{
			name: "the list of them", method: "GET", url: "/deprecations", status: 200, has: []string{
				`{"operation":"throwAway","method":"DELETE","path":"/v1/papers/{id}","since":"2026-01-31","sunset":"2026-06-30","use":"changePaper","because":"papers are kept"}`, "Vary: Accept, Accept-Encoding, Origin\n",
			},
		},
	})
	if a := w.do(&step{method: "GET", url: "/deprecations", header: []string{"Accept", "text/html"}}); !strings.Contains(a.body, `<h2 id="getPrint">`) || !strings.Contains(a.body, "gone from 2999-12-31: a list is enough. Use listPrints instead.") {
		t.Error(a.body)
	}
	a := w.do(&step{method: "GET", url: "/metrics"})
	for _, want := range []string{
		`newel_deprecated_requests_total{operation="getPrint",method="GET"} 1`, `newel_deprecated_requests_total{operation="throwAway",method="DELETE"} 1`,
	} {
		if !strings.Contains(a.body, want+"\n") {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if strings.Contains(a.body, `newel_deprecated_requests_total{operation="getPaper"`) {
		t.Error("the metrics have what is not deprecated")
	}
	if a := acme(t).do(&step{method: "GET", url: "/deprecations"}); a.status != 404 {
		t.Errorf("a design without: %d", a.status)
	}
}

// TestShared: what the design lets many share, all get alike: also its cursors.
func TestShared(t *testing.T) {
	w := kiosk(t)
	w.run([]step{
		{method: "POST", url: "/v1/papers", status: 201, body: `{"title":"third","text":"x"}`},
		{
			name: "a list", method: "GET", url: "/v1/papers", status: 200,
			has: []string{"Cache-Control: public, max-age=60, stale-while-revalidate=300\n", "Vary: Accept, Accept-Encoding, Origin\n"},
		},
		{name: "with a token", method: "GET", url: "/v1/papers", as: "ann", status: 200, has: []string{"Cache-Control: public, max-age=60"}},
		{name: "a problem is kept by nobody", method: "GET", url: "/v1/papers?x=1", status: 400, has: []string{"Cache-Control: no-store\n"}},
		{name: "a get that says nothing", method: "GET", url: "/v1/papers/$short", status: 200, has: []string{"Cache-Control: private, no-cache\n", "Vary: Accept, Accept-Encoding, Authorization, Origin\n"}},
		{name: "a list that says nothing", method: "GET", url: "/v1/prints", status: 200, has: []string{"Cache-Control: no-store\n"}},
	})
	first, _ := w.page("ann", "/v1/papers")
	if first.Next == nil {
		t.Fatal("there is one page")
	}
	second, _ := w.page("bob", "/v1/papers?cursor="+*first.Next)
	if len(second.Items) != 1 {
		t.Errorf("the cursor of another finds %v", second.Items)
	}
}
