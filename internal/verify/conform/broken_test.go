package conform_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/engine"
	"github.com/newel-api/newel/internal/serve"
	"github.com/newel-api/newel/internal/verify/conform"
)

// edit is a handler that asks the right one and changes what it answers.
type edit func(r *http.Request, w *httptest.ResponseRecorder)

// wrap makes a handler that answers as the right one does, changed.
func (e edit) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorded := httptest.NewRecorder()
		next.ServeHTTP(recorded, r)
		e(r, recorded)
		for name, values := range recorded.Header() {
			w.Header()[name] = values
		}
		if r.Method != http.MethodHead && recorded.Code != 304 && recorded.Code != 204 {
			w.Header().Set("Content-Length", strconv.Itoa(recorded.Body.Len()))
		}
		w.WriteHeader(recorded.Code)
		if r.Method != http.MethodHead && recorded.Code != 304 && recorded.Code != 204 {
			_, _ = w.Write(recorded.Body.Bytes())
		}
	})
}

// asks changes a request before the right handler sees it.
func asks(change func(*http.Request)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			change(r)
			next.ServeHTTP(w, r)
		})
	}
}

// without leaves a header of requests out.
func without(name string) func(http.Handler) http.Handler {
	return asks(func(r *http.Request) { r.Header.Del(name) })
}

// sans leaves a header of answers out.
func sans(name string) func(http.Handler) http.Handler {
	return edit(func(_ *http.Request, w *httptest.ResponseRecorder) { w.Header().Del(name) }).wrap
}

// turns makes one status another.
func turns(from, to int) func(http.Handler) http.Handler {
	return edit(func(_ *http.Request, w *httptest.ResponseRecorder) {
		if w.Code == from {
			w.Code = to
		}
	}).wrap
}

// says puts a header into all answers.
func says(name, value string) func(http.Handler) http.Handler {
	return edit(func(_ *http.Request, w *httptest.ResponseRecorder) { w.Header().Set(name, value) }).wrap
}

// rewrites changes bodies.
func rewrites(old, with string) func(http.Handler) http.Handler {
	return edit(func(_ *http.Request, w *httptest.ResponseRecorder) {
		text := strings.ReplaceAll(w.Body.String(), old, with)
		w.Body.Reset()
		w.Body.WriteString(text)
	}).wrap
}

// refuses answers requests that something is true of.
func refuses(status int, when func(*http.Request) bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if when(r) {
				w.WriteHeader(status)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func has(name string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Header.Get(name) != "" }
}

func method(name string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Method == name }
}

// as is a handler that is not changed: what is broken is what net/http does without
// Newel's listener.
func as(next http.Handler) http.Handler { return next }

const (
	helpdesk = "../../../examples/helpdesk/design"
	kiosk    = "testdata/kiosk/design"
)

// broken has for each probe a server that is wrong in what it asks for.
var broken = []struct {
	probe, design string
	wrap          func(http.Handler) http.Handler
}{
	{"H-01", helpdesk, edit(func(r *http.Request, w *httptest.ResponseRecorder) {
		if r.Method == http.MethodHead {
			w.Header().Del("Etag")
		}
	}).wrap},
	{"H-02", helpdesk, refuses(405, method(http.MethodHead))},
	{"H-03", helpdesk, sans("Accept-Patch")},
	{"H-04", helpdesk, refuses(404, func(r *http.Request) bool { return r.RequestURI == "*" })},
	{"H-05", helpdesk, sans("Allow")},
	{"H-06", helpdesk, asks(func(r *http.Request) {
		if r.Method == "FOO" {
			r.Method = http.MethodOptions
		}
	})},
	{"H-34", helpdesk, func(next http.Handler) http.Handler {
		mux := http.NewServeMux() // which redirects to the path that it thinks is meant
		mux.Handle("/", next)
		return mux
	}},
	{"H-18", helpdesk, without("Accept")},
	{"H-18-empty", helpdesk, refuses(406, func(r *http.Request) bool { return r.Header.Get("Accept") == "text/html" })},
	{"H-19", helpdesk, refuses(406, has("Accept-Language"))},
	{"H-23-target", helpdesk, turns(414, 404)},
	{"H-23-header", helpdesk, as},
	{"H-24", helpdesk, as},
	{"H-24-final", helpdesk, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = r.Body.Read(make([]byte, 0, 1))
			w.WriteHeader(http.StatusContinue)
			next.ServeHTTP(w, r)
		})
	}},
	{"H-25", helpdesk, refuses(400, func(r *http.Request) bool { return r.Method == http.MethodGet && r.ContentLength > 0 })},
	{"H-26", helpdesk, sans("Www-Authenticate")},
	{"H-26-token", helpdesk, says("Www-Authenticate", "Bearer")},
	{"H-31", helpdesk, asks(func(r *http.Request) { r.URL.RawQuery = "" })},
	{"H-32", helpdesk, asks(func(r *http.Request) { r.URL.RawQuery = r.URL.Query().Encode()[:min(7, len(r.URL.Query().Encode()))] })},
	{"H-33", helpdesk, refuses(400, has("X-No-Such-Header"))},
	{"H-35", helpdesk, edit(func(r *http.Request, w *httptest.ResponseRecorder) {
		if r.Header.Get("Range") != "" {
			w.Code = 206
		}
	}).wrap},
	{"R-01", helpdesk, as},
	{"R-02", helpdesk, edit(func(r *http.Request, w *httptest.ResponseRecorder) {
		if r.Method == http.MethodPost && len(r.TransferEncoding) > 0 {
			w.Code = 200
		}
	}).wrap},
	{"H-20", helpdesk, asks(func(r *http.Request) { r.Header.Set("Content-Type", "application/json") })},
	{"H-21", helpdesk, without("Content-Encoding")},
	{"H-22", helpdesk, turns(413, 400)},
	{"H-22-chunked", helpdesk, turns(413, 400)},
	{"H-28", helpdesk, turns(422, 400)},
	{"J-01", helpdesk, refuses(200, func(r *http.Request) bool { return r.ContentLength == int64(len("{} {}")) })},
	{"J-02", helpdesk, rewrites("no_such_member", "member")},
	{"H-09", helpdesk, sans("Location")},
	{"H-10", helpdesk, edit(func(_ *http.Request, w *httptest.ResponseRecorder) {
		if w.Code == 204 {
			w.Header().Set("Content-Type", "text/plain")
		}
	}).wrap},
	{"H-10-delete", helpdesk, edit(func(_ *http.Request, w *httptest.ResponseRecorder) {
		if w.Code == 204 {
			w.Header().Set("Content-Type", "text/plain")
		}
	}).wrap},
	{"H-11", helpdesk, edit(func(_ *http.Request, w *httptest.ResponseRecorder) {
		if w.Code == 304 {
			w.Header().Del("Vary")
		}
	}).wrap},
	{"H-12", helpdesk, edit(func(_ *http.Request, w *httptest.ResponseRecorder) {
		if tag := w.Header().Get("Etag"); tag != "" {
			w.Header().Set("Etag", "W/"+tag)
		}
	}).wrap},
	{"H-13", helpdesk, without("If-Match")},
	{"H-13-write", helpdesk, without("If-Match")},
	{"H-14", helpdesk, without("If-None-Match")},
	{"H-14-write", helpdesk, without("If-None-Match")},
	{"H-15", helpdesk, refuses(304, has("If-Modified-Since"))},
	{"H-16", helpdesk, refuses(412, has("If-Match"))},
	{"H-17", helpdesk, without("If-Match")},
	{"H-17-required", helpdesk, asks(func(r *http.Request) {
		if r.Header.Get("If-Match") == "" {
			r.Header.Set("If-Match", "*")
		}
	})},
	{"H-29", helpdesk, edit(func(r *http.Request, w *httptest.ResponseRecorder) {
		if r.Method == http.MethodPut && w.Code == 404 {
			w.Code = 201
		}
	}).wrap},
	{"I-01", helpdesk, without("Idempotency-Key")},
	{"I-02", helpdesk, asks(func(r *http.Request) { r.URL.RawQuery = "" })},
	{"I-03", helpdesk, without("Idempotency-Key")},
	{"I-04", helpdesk, asks(func(r *http.Request) {
		if r.Header.Get("Idempotency-Key") == "" {
			r.Header.Set("Idempotency-Key", "some")
		}
	})},
	{"I-05", helpdesk, asks(func(r *http.Request) {
		if key := r.Header.Get("Idempotency-Key"); strings.Contains(key, `"`) {
			r.Header.Set("Idempotency-Key", "some")
		}
	})},
	{"P-01", helpdesk, rewritesHeader("Accept-Patch", "application/json")},
	{"P-02", helpdesk, turns(409, 422)},
	{"P-03", helpdesk, rewrites(`"pointer":"/1/`, `"pointer":"/0/`)},
	{"H-07", helpdesk, edit(func(r *http.Request, w *httptest.ResponseRecorder) {
		if w.Code == 404 && strings.HasPrefix(r.URL.Path, "/v1/") {
			w.Body.WriteString(" ")
		}
	}).wrap},
	{"H-27", helpdesk, edit(func(r *http.Request, w *httptest.ResponseRecorder) {
		if w.Code == 404 && !strings.HasSuffix(r.URL.Path, "/x") {
			w.Body.WriteString(" ")
		}
	}).wrap},
	{"A2", helpdesk, rewrites(`"title"`, `"name"`)},
	{"A2-type", helpdesk, rewrites(`"/problems/`, `"/nothing/`)},
	{"A2-all", helpdesk, edit(func(_ *http.Request, w *httptest.ResponseRecorder) {
		text := regexp.MustCompile(`"errors":\[(\{[^}]*\}).*\]`).ReplaceAllString(w.Body.String(), `"errors":[$1]`)
		w.Body.Reset()
		w.Body.WriteString(text)
	}).wrap},
	{"H-30", helpdesk, edit(func(_ *http.Request, w *httptest.ResponseRecorder) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}).wrap},
	{"A10", helpdesk, sans("Vary")},
	{"A10-error", helpdesk, says("Cache-Control", "max-age=60")},
	{"A12", helpdesk, without("Traceparent")},
	{"A17", helpdesk, sans("X-Content-Type-Options")},
	{"A17-id", helpdesk, without("X-Request-Id")},
	{"O-01", helpdesk, refuses(503, func(r *http.Request) bool { return r.URL.Path == "/readyz" })},
	{"A11", helpdesk, refuses(404, func(r *http.Request) bool { return r.URL.Path == "/readyz" })},
	{"A3", helpdesk, sans("Link")},
	{"A3-cursor", helpdesk, asks(func(r *http.Request) {
		if strings.HasPrefix(r.URL.RawQuery, "cursor") {
			r.URL.RawQuery = ""
		}
	})},
	{"A3-limit", helpdesk, asks(func(r *http.Request) {
		if r.URL.RawQuery == "limit=0" {
			r.URL.RawQuery = ""
		}
	})},
	{"A4", kiosk, sans("Ratelimit")},
	{"A4-none", helpdesk, says("RateLimit", "x")},
	{"A6", kiosk, sans("Deprecation")},
	{"H-08", kiosk, turns(410, 404)},
	{"A9", kiosk, says("Access-Control-Allow-Origin", "*")},
	{"A10-public", kiosk, turnsCache},
	{"A10-gzip", kiosk, edit(func(_ *http.Request, w *httptest.ResponseRecorder) {
		if tag := w.Header().Get("Etag"); tag != "" {
			w.Header().Set("Etag", `"1"`)
		}
	}).wrap},
}

// rewritesHeader makes a header another where it is there.
func rewritesHeader(name, value string) func(http.Handler) http.Handler {
	return edit(func(_ *http.Request, w *httptest.ResponseRecorder) {
		if w.Header().Get(name) != "" {
			w.Header().Set(name, value)
		}
	}).wrap
}

func turnsCache(next http.Handler) http.Handler {
	return says("Cache-Control", "public, max-age=1")(next)
}

// listen serves h without Newel's own listener.
func listen(h http.Handler) *httptest.Server {
	server := httptest.NewUnstartedServer(h)
	server.Config.DisableGeneralOptionsHandler = true
	server.Start()
	return server
}

// TestUnbroken: the servers of TestBroken are right before they are broken, but for what
// Newel's own listener does.
func TestUnbroken(t *testing.T) {
	for name, wrap := range map[string]func(http.Handler) http.Handler{
		"as it is": as, "through a recorder": edit(func(*http.Request, *httptest.ResponseRecorder) {}).wrap,
	} {
		for _, folder := range []string{helpdesk, kiosk} {
			d, rows := read(t, folder)
			e, err := engine.Open(context.Background(), engine.Options{Design: d, Seed: rows, Dev: true, Limits: serve.Limits{NoRates: true}})
			if err != nil {
				t.Fatal(err)
			}
			server := listen(wrap(e.Handler()))
			s, err := conform.SubjectOf(context.Background(), e, d, rows)
			if err != nil {
				t.Fatal(err)
			}
			s.URL, s.Writes = server.URL, true
			results, err := conform.Run(context.Background(), s, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range results {
				if r.Outcome == conform.Fails && !slices.Contains([]string{"H-23-header", "H-24", "R-01"}, r.ID) {
					t.Errorf("%s, %s: %s: expected %s\n%s\n%s", name, folder, r.ID, r.Failure.Expected, r.Failure.Request, r.Failure.Answer)
				}
			}
			server.Close()
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestBroken: no probe holds for a server that is wrong in what it asks for.
func TestBroken(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range broken {
		seen[b.probe] = true
		t.Run(b.probe, func(t *testing.T) {
			d, rows := read(t, b.design)
			e, err := engine.Open(context.Background(), engine.Options{Design: d, Seed: rows, Dev: true, Limits: serve.Limits{NoRates: b.probe != "A4"}})
			if err != nil {
				t.Fatal(err)
			}
			defer e.Close()
			server := listen(b.wrap(e.Handler()))
			defer server.Close()
			s, err := conform.SubjectOf(context.Background(), e, d, rows)
			if err != nil {
				t.Fatal(err)
			}
			s.URL, s.Writes, s.Strict = server.URL, true, b.probe == "A4"
			results, err := conform.Run(context.Background(), s, regexp.MustCompile("^"+b.probe+"$"))
			if err != nil || len(results) != 1 {
				t.Fatalf("%v, %v", results, err)
			}
			f := results[0].Failure
			if results[0].Outcome != conform.Fails || f == nil || f.Expected == "" || f.Request == "" || f.Curl == "" {
				t.Errorf("%s %s: %+v", results[0].Outcome, results[0].Why, f)
			}
		})
	}
	for _, p := range conform.Probes {
		if !seen[p.ID] {
			t.Errorf("nothing shows that %s can fail", p.ID)
		}
	}
}
