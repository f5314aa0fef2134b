package serve_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/serve"
)

// documented is a server with a document in two versions; made counts how often one is made.
func documented(made *int) http.Handler {
	return serve.New(serve.Options{Plan: &plan.Plan{}, Docs: &serve.Documents{
		Path: "/openapi.json", Versions: []string{"3.1", "3.2"},
		Of:   func(v string) []byte { *made++; return []byte(strings.Repeat("document "+v+" ", 50)) },
		Type: func(v string) string { return "application/openapi;version=" + v },
	}})
}

// TestDocument: a document is made once, has a tag for each coding, and 304 for whoever has
// it.
func TestDocument(t *testing.T) {
	made := 0
	h := documented(&made)
	get := func(target string, header ...string) *http.Response {
		r := httptest.NewRequest(http.MethodGet, target, nil)
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Result()
	}
	read := func(r io.Reader) string {
		text, err := io.ReadAll(r)
		must(t, err)
		return string(text)
	}
	plain := get("/openapi.json")
	if text := read(plain.Body); plain.StatusCode != 200 || !strings.HasPrefix(text, "document 3.1") || plain.Header.Get("Content-Type") != "application/openapi;version=3.1" {
		t.Errorf("%d %v %s", plain.StatusCode, plain.Header, text)
	}
	small := get("/openapi.json", "Accept-Encoding", "br, gzip")
	unpacked, err := gzip.NewReader(small.Body)
	must(t, err)
	if text := read(unpacked); !strings.HasPrefix(text, "document 3.1") || small.Header.Get("Content-Encoding") != "gzip" || small.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("%v %s", small.Header, text)
	}
	if plain.Header.Get("ETag") == small.Header.Get("ETag") {
		t.Error("two codings have one tag")
	}
	for _, tag := range []string{plain.Header.Get("ETag"), small.Header.Get("ETag"), "W/" + plain.Header.Get("ETag"), "*", `"x", ` + plain.Header.Get("ETag")} {
		if w := get("/openapi.json", "If-None-Match", tag); w.StatusCode != 304 || read(w.Body) != "" || w.Header.Get("ETag") == "" || w.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: %d %v", tag, w.StatusCode, w.Header)
		}
	}
	if w := get("/openapi.json", "If-None-Match", `"0"`); w.StatusCode != 200 {
		t.Errorf("another tag: %d", w.StatusCode)
	}
	if w := get("/openapi.json?openapi=3.2"); !strings.HasPrefix(read(w.Body), "document 3.2") {
		t.Error("3.2 is not to be had")
	}
	if w := get("/openapi.json?openapi=2.0"); w.StatusCode != 400 || !bytes.Contains([]byte(read(w.Body)), []byte("3.1, 3.2")) {
		t.Errorf("2.0: %d", w.StatusCode)
	}
	if w := get("/openapi.json?openapi=%"); w.StatusCode != 400 {
		t.Errorf("a bad query: %d", w.StatusCode)
	}
	if made != 2 {
		t.Errorf("made %d times", made)
	}
}

// TestDocumentCodings: who gets gzip.
func TestDocumentCodings(t *testing.T) {
	made := 0
	for accept, want := range map[string]bool{
		"": false, "gzip": true, "GZIP;q=0.5": true, "gzip;q=0": false, "gzip; q=0.0": false, "*": true, "identity, br": false, "br;q=1, x-gzip": true, "gzip;q=x": false,
	} {
		r := httptest.NewRequest(http.MethodGet, "/openapi.json", nil)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		documented(&made).ServeHTTP(w, r)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != want {
			t.Errorf("%q: gzip %v", accept, got)
		}
	}
}
