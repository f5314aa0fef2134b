package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/store"
)

// runner stands where the executor does, to fail, panic and wait as no executor would.
type runner func(ctx context.Context, c *exec.Call, dst []byte) (exec.Answer, error)

func (r runner) Run(ctx context.Context, c *exec.Call, dst []byte) (exec.Answer, error) {
	return r(ctx, c, dst)
}

func (r runner) RunTogether(context.Context, *exec.Together) error { return nil }

// things is a plan with one resource, whose operations do what the runner does.
func things() *plan.Plan {
	e := &design.Entity{Prefix: design.Name{Text: "thg"}}
	text := payload.NewInput([]payload.Slot{{Name: "text", Format: payload.Text}})
	r := &plan.Resource{Name: "things", Path: "/v1/things", Entity: e}
	return &plan.Plan{Base: "/v1", Resources: []*plan.Resource{r}, Operations: []*plan.Operation{
		{Name: "getThing", Verb: design.Get, Method: http.MethodGet, Path: "/v1/things/{id}", Resource: r, Entity: e},
		{
			Name: "createThing", Verb: design.Create, Method: http.MethodPost, Path: "/v1/things", Resource: r, Entity: e,
			Body: &plan.Body{Input: text}, Location: &plan.Location{Key: plan.Param{Field: &design.Field{Type: design.TypeID}}},
		},
	}}
}

const thing = "/v1/things/thg_00000000000000000000000000"

func thingsHandler(run runner, log io.Writer, limits Limits) *Handler {
	return New(Options{Plan: things(), Runner: run, Limits: limits, Log: slog.New(slog.NewJSONHandler(log, nil))})
}

func serveOne(h http.Handler, method, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func codeOf(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var p struct{ Code string }
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("%v in %q", err, w.Body)
	}
	return p.Code
}

func hello(_ context.Context, _ *exec.Call, dst []byte) (exec.Answer, error) {
	return exec.Answer{Body: append(dst, `{"text":"hello"}`...), Version: 3}, nil
}

// TestFailures: what is no refusal is answered without its text, which the log has.
func TestFailures(t *testing.T) {
	const secret = "/var/lib/secret.db"
	cases := []struct {
		err    error
		status int
		code   string
	}{
		{errors.New("disk I/O error"), 500, "internal"},
		{store.ErrBusy, 503, "busy"},
		{store.ErrFull, 503, "unavailable"},
		{store.ErrClosed, 503, "unavailable"},
		{context.DeadlineExceeded, 503, "timeout"},
		{&store.ConstraintError{Kind: store.Check}, 500, "internal"},
		{&exec.Refusal{Code: "no kind"}, 500, "internal"},
	}
	for _, c := range cases {
		var log bytes.Buffer
		h := thingsHandler(func(context.Context, *exec.Call, []byte) (exec.Answer, error) {
			return exec.Answer{}, fmt.Errorf("%s: %w", secret, c.err)
		}, &log, Limits{})
		w := serveOne(h, "GET", thing, "")
		if w.Code != c.status || codeOf(t, w) != c.code {
			t.Errorf("%v: %d %s, want %d %s", c.err, w.Code, w.Body, c.status, c.code)
		}
		if (c.status == 503) != (w.Header().Get("Retry-After") != "") {
			t.Errorf("%v: status %d with Retry-After %q", c.err, c.status, w.Header().Get("Retry-After"))
		}
		if strings.Contains(w.Body.String(), secret) || strings.Contains(w.Body.String(), c.err.Error()) {
			t.Errorf("%v: the answer tells: %s", c.err, w.Body)
		}
		if _, refused := c.err.(*exec.Refusal); !refused && !strings.Contains(log.String(), secret) {
			t.Errorf("%v: the log does not tell: %s", c.err, log.String())
		}
	}
}

func TestPanic(t *testing.T) {
	var log bytes.Buffer
	boom := true
	h := thingsHandler(func(ctx context.Context, c *exec.Call, dst []byte) (exec.Answer, error) {
		if boom {
			panic("boom")
		}
		return hello(ctx, c, dst)
	}, &log, Limits{Concurrent: 1})
	w := serveOne(h, "GET", thing, "", "X-Request-Id", "mine")
	if w.Code != 500 || codeOf(t, w) != "internal" || strings.Contains(w.Body.String(), "boom") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	for _, want := range []string{`"cause":"boom"`, `"request_id":"mine"`, "handler_test.go"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s: %s", want, log.String())
		}
	}
	boom = false
	if w := serveOne(h, "GET", thing, ""); w.Code != 200 { // the place was given back
		t.Errorf("the next request gets %d %s", w.Code, w.Body)
	}
}

func TestOverload(t *testing.T) {
	inside, leave := make(chan bool), make(chan bool)
	h := thingsHandler(func(ctx context.Context, c *exec.Call, dst []byte) (exec.Answer, error) {
		inside <- true
		<-leave
		return hello(ctx, c, dst)
	}, io.Discard, Limits{Concurrent: 1})
	first := make(chan int)
	go func() { first <- serveOne(h, "GET", thing, "").Code }()
	<-inside
	if w := serveOne(h, "GET", thing, ""); w.Code != 503 || codeOf(t, w) != "overloaded" || w.Header().Get("Retry-After") != "1" {
		t.Errorf("the one too many gets %d %s, Retry-After %q", w.Code, w.Body, w.Header().Get("Retry-After"))
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		if w := serveOne(h, "GET", path, ""); w.Code != 200 {
			t.Errorf("%s: %d while busy", path, w.Code)
		}
	}
	if w := serveOne(h, "GET", "/nowhere", ""); w.Code != 404 {
		t.Errorf("/nowhere: %d while busy", w.Code)
	}
	leave <- true
	if code := <-first; code != 200 {
		t.Errorf("the first gets %d", code)
	}
}

func TestRequestID(t *testing.T) {
	h := thingsHandler(hello, io.Discard, Limits{})
	for given, same := range map[string]bool{
		"abc-DEF_1.2": true, strings.Repeat("a", 64): true,
		"": false, strings.Repeat("a", 65): false, "a b": false, "a\tb": false, "<b>": false, "ä": false, `a"`: false,
	} {
		w := serveOne(h, "GET", thing, "", "X-Request-Id", given)
		if got := w.Header().Get("X-Request-Id"); (got == given) != same || got == "" {
			t.Errorf("the id %q comes back as %q", given, got)
		}
	}
	w := serveOne(h, "GET", "/nowhere", "", "X-Request-Id", "mine")
	if !strings.Contains(w.Body.String(), `"request_id":"mine"`) {
		t.Errorf("a problem lacks the id: %s", w.Body)
	}
}

// TestHeaders: what every answer has, and what it must not have; of any length and to
// HEAD, the length of its body.
func TestHeaders(t *testing.T) {
	for _, length := range []int{2, counted - 1, counted, counted + 1, 100_000} {
		h := thingsHandler(func(_ context.Context, _ *exec.Call, dst []byte) (exec.Answer, error) {
			return exec.Answer{Body: append(append(append(dst, '"'), strings.Repeat("x", length-2)...), '"'), Version: 3}, nil
		}, io.Discard, Limits{})
		server := httptest.NewServer(h)
		for _, path := range []string{thing, "/nowhere", "/healthz", "/v1/things"} {
			get, head := headersOf(t, server, http.MethodGet, path), headersOf(t, server, http.MethodHead, path)
			if path != thing {
				continue
			}
			if get != int64(length) || head != get {
				t.Errorf("%s: Content-Length %d, to HEAD %d, of %d bytes", path, get, head, length)
			}
		}
		server.Close()
	}
}

// headersOf holds the headers of an answer to what every one has, and returns its length.
func headersOf(t *testing.T, server *httptest.Server, method, path string) int64 {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Content-Security-Policy": "default-src 'none'", "Server": "",
	} {
		if got := response.Header.Get(name); got != want {
			t.Errorf("%s %s: %s is %q, want %q", method, path, name, got, want)
		}
	}
	if varies := response.Header.Get("Vary") == "Accept, Authorization"; varies == (response.Header.Get("Cache-Control") == "no-store") {
		t.Errorf("%s %s: Vary %q, Cache-Control %q", method, path, response.Header.Get("Vary"), response.Header.Get("Cache-Control"))
	}
	if method == http.MethodGet && response.ContentLength != int64(len(body)) {
		t.Errorf("%s: Content-Length %d of %d bytes", path, response.ContentLength, len(body))
	}
	return response.ContentLength
}

func TestConditionalGet(t *testing.T) {
	h := thingsHandler(hello, io.Discard, Limits{})
	cases := []struct {
		name, header, value string
		status              int
	}{
		{"has it", "If-None-Match", `"3"`, 304},
		{"has it, weakly", "If-None-Match", `W/"3"`, 304},
		{"has one of them", "If-None-Match", `"1", "3"`, 304},
		{"has any", "If-None-Match", `*`, 304},
		{"has an old one", "If-None-Match", `"2"`, 200},
		{"has another server's", "If-None-Match", `"abc"`, 200},
		{"malformed", "If-None-Match", `3`, 400},
		{"wants this one", "If-Match", `"3"`, 200},
		{"wants any", "If-Match", `*`, 200},
		{"wants another", "If-Match", `"2"`, 412},
		{"a weak one is never it", "If-Match", `W/"3"`, 412},
		{"malformed", "If-Match", `"3`, 400},
		{"dates mean nothing", "If-Modified-Since", "Mon, 01 Jan 2024 00:00:00 GMT", 200},
		{"dates mean nothing", "If-Unmodified-Since", "Mon, 01 Jan 2024 00:00:00 GMT", 200},
		{"no ranges", "Range", "bytes=0-1", 200},
	}
	for _, c := range cases {
		for _, method := range []string{"GET", "HEAD"} {
			w := serveOne(h, method, thing, "", c.header, c.value)
			if w.Code != c.status {
				t.Errorf("%s %s %s: %d %s, want %d", method, c.name, c.value, w.Code, w.Body, c.status)
			}
			if (c.status == 200 || c.status == 304) && (w.Header().Get("ETag") != `"3"` || w.Header().Get("Cache-Control") != "private, no-cache") {
				t.Errorf("%s %s: header %v", method, c.name, w.Header())
			}
			if c.status >= 400 && (w.Header().Get("ETag") != "" || w.Header().Get("Cache-Control") != "no-store") {
				t.Errorf("%s %s: header %v", method, c.name, w.Header())
			}
			if c.status == 304 && (w.Body.Len() > 0 || w.Header().Get("Content-Type") != "" || w.Header().Get("Content-Length") != "") {
				t.Errorf("%s %s: 304 with %v %q", method, c.name, w.Header(), w.Body)
			}
			if method == "HEAD" && w.Body.Len() > 0 {
				t.Errorf("HEAD %s: body %q", c.name, w.Body)
			}
		}
	}
	both := serveOne(h, "GET", thing, "", "If-Match", `"2"`, "If-None-Match", `"3"`)
	if both.Code != 412 { // If-Match comes first
		t.Errorf("both headers: %d", both.Code)
	}
}

func TestReady(t *testing.T) {
	var broken error
	h := New(Options{Plan: things(), Runner: runner(hello), Ready: func(context.Context) error { return broken }})
	if w := serveOne(h, "GET", "/readyz?verbose=1", ""); w.Code != 200 || w.Body.String() != `{"status":"ready"}` {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	broken = errors.New("no database at /secret")
	if w := serveOne(h, "GET", "/readyz", ""); w.Code != 503 || codeOf(t, w) != "not_ready" || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if w := serveOne(h, "GET", "/healthz", ""); w.Code != 200 {
		t.Errorf("the process is alive all the same, got %d", w.Code)
	}
	if w := serveOne(h, "POST", "/readyz", ""); w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD, OPTIONS" {
		t.Errorf("POST: %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

func TestMetrics(t *testing.T) {
	h := thingsHandler(hello, io.Discard, Limits{})
	serveOne(h, "GET", thing, "")
	serveOne(h, "HEAD", thing, "")
	serveOne(h, "GET", "/nowhere", "")
	serveOne(h, "BREW", "/nowhere", "")
	w := serveOne(h, "GET", "/metrics", "")
	for _, want := range []string{
		`newel_requests_total{operation="getThing",method="GET",class="2xx"} 1`,
		`newel_requests_total{operation="getThing",method="HEAD",class="2xx"} 1`,
		`newel_requests_total{operation="newel.none",method="GET",class="4xx"} 1`,
		`newel_requests_total{operation="newel.none",method="other",class="4xx"} 1`,
	} {
		if !strings.Contains(w.Body.String(), want+"\n") {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if got := w.Header().Get("Content-Type"); !strings.HasPrefix(got, "text/plain; version=0.0.4") {
		t.Errorf("Content-Type %q", got)
	}
}

// TestWithoutResult: a row that its writer may not read is named, not shown.
func TestWithoutResult(t *testing.T) {
	h := thingsHandler(func(_ context.Context, c *exec.Call, _ []byte) (exec.Answer, error) {
		return exec.Answer{ID: c.Now}, nil
	}, io.Discard, Limits{})
	w := serveOne(h, "POST", "/v1/things", `{"text":"a"}`)
	if w.Code != 201 || w.Body.Len() > 0 || w.Header().Get("Content-Length") != "0" || w.Header().Get("ETag") != "" || w.Header().Get("Content-Type") != "" {
		t.Errorf("got %d %q, header %v", w.Code, w.Body, w.Header())
	}
	if !strings.HasPrefix(w.Header().Get("Location"), "/v1/things/") {
		t.Errorf("Location %q", w.Header().Get("Location"))
	}
}
