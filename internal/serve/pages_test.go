package serve_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/serve"
)

func paged(pages *serve.Pages) http.Handler {
	return serve.New(serve.Options{Plan: &plan.Plan{}, Pages: pages})
}

// TestReferencePages: a page has its type, a tag, its own style and nothing else; they are made once.
func TestReferencePages(t *testing.T) {
	made := 0
	h := paged(&serve.Pages{
		Paths: []string{"/docs", "/docs/{page}", "/docs.md", "/llms.txt"},
		Of: func() (map[string]string, error) {
			made++
			return map[string]string{"/docs": strings.Repeat("page ", 99), "/docs/style.css": "b{}", "/docs.md": "# A", "/llms.txt": "# B"}, nil
		},
	})
	get := func(method, target string, header ...string) *http.Response {
		r := httptest.NewRequest(method, target, nil)
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Result()
	}
	for path, want := range map[string]string{
		"/docs": "text/html; charset=utf-8", "/docs/style.css": "text/css; charset=utf-8", "/docs.md": "text/markdown; charset=utf-8",
		"/llms.txt": "text/plain; charset=utf-8",
	} {
		w := get("GET", path)
		if got := w.Header.Get("Content-Type"); w.StatusCode != 200 || got != want {
			t.Errorf("%s: %d %s", path, w.StatusCode, got)
		}
		if policy := w.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'; style-src 'self'; ") || strings.Contains(policy, "script") {
			t.Errorf("%s: %s", path, policy)
		}
		tag := w.Header.Get("ETag")
		if again := get("GET", path, "If-None-Match", tag); tag == "" || again.StatusCode != 304 {
			t.Errorf("%s: %q, then %d", path, tag, again.StatusCode)
		}
		if head := get("HEAD", path); head.StatusCode != 200 || head.Header.Get("ETag") != tag || head.ContentLength < 0 {
			t.Errorf("HEAD %s: %d %v", path, head.StatusCode, head.Header)
		}
	}
	if w := get("GET", "/docs", "Accept-Encoding", "gzip"); w.Header.Get("Content-Encoding") != "gzip" || w.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("gzip: %v", w.Header)
	}
	if w := get("GET", "/docs/long"); w.StatusCode != 404 {
		t.Errorf("a page that there is not: %d", w.StatusCode)
	}
	if w := get("POST", "/docs"); w.StatusCode != 405 || w.Header.Get("Allow") != "GET, HEAD, OPTIONS" {
		t.Errorf("POST: %d %v", w.StatusCode, w.Header)
	}
	if made != 1 {
		t.Errorf("made %d times", made)
	}
}

// TestPagesSignedIn: without a session nobody is shown them, and no cache keeps them for all.
func TestPagesSignedIn(t *testing.T) {
	h := paged(&serve.Pages{Paths: []string{"/docs"}, SignedIn: true, Of: func() (map[string]string, error) { return map[string]string{"/docs": "secret"}, nil }})
	for _, header := range []string{"", "Bearer x"} {
		r := httptest.NewRequest("GET", "/docs", nil)
		if header != "" {
			r.Header.Set("Authorization", header)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 401 || strings.Contains(w.Body.String(), "secret") || w.Header().Get("ETag") != "" || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%q: %d %v %s", header, w.Code, w.Header(), w.Body)
		}
	}
}

// TestPagesFail: pages that cannot be made are the machine's failure, and nobody is told why.
func TestPagesFail(t *testing.T) {
	h := paged(&serve.Pages{Paths: []string{"/docs"}, Of: func() (map[string]string, error) { return nil, errors.New("inner") }})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/docs", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "inner") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
