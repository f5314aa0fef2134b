package serve_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/catalogue"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/serve"
)

// ask returns the answer of a server without operations.
func ask(t *testing.T, path, accept string) (status int, header http.Header, body string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if accept != "" {
		r.Header.Set("Accept", accept)
	}
	w := httptest.NewRecorder()
	serve.New(serve.Options{Plan: &plan.Plan{}}).ServeHTTP(w, r)
	text, err := io.ReadAll(w.Result().Body)
	must(t, err)
	return w.Code, w.Result().Header, string(text)
}

// TestCatalogue: every code can be looked up where the type of its problems points,
// as JSON and as a page.
func TestCatalogue(t *testing.T) {
	for _, e := range append(catalogue.Problems(), catalogue.Violations()...) {
		status, header, body := ask(t, catalogue.Type(e.Code), "")
		var got struct {
			Code, Type, Title, Meaning, Mend string
			Status                           int
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatalf("%s: %v in %s", e.Code, err, body)
		}
		if status != 200 || header.Get("Content-Type") != "application/json" || got.Code != e.Code || got.Status != e.Status || got.Title != e.Title || got.Meaning != e.Meaning || got.Mend != e.Mend {
			t.Errorf("%s: %d %s", e.Code, status, body)
		}
		if e.IsProblem() != (got.Type == "/problems/"+e.Code) {
			t.Errorf("%s: the type is %q", e.Code, got.Type)
		}
		status, header, body = ask(t, catalogue.Type(e.Code), "text/html,application/xhtml+xml,*/*;q=0.8")
		if status != 200 || header.Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(body, e.Code) || strings.Contains(body, `"bearer"`) {
			t.Errorf("%s: %d %s", e.Code, status, body)
		}
		if header.Get("Vary") != "Accept" || header.Get("Content-Security-Policy") != "default-src 'none'" {
			t.Errorf("%s: header %v", e.Code, header)
		}
	}
}

// TestCatalogueForms: which form is sent to whom.
func TestCatalogueForms(t *testing.T) {
	for accept, html := range map[string]bool{
		"": false, "*/*": false, "application/json": false, "text/html": true, "TEXT/HTML;q=0.9": true,
		"application/json, text/html": false, "text/html;q=0, */*": false, "image/png": false, "image/png, text/html": true,
	} {
		_, header, _ := ask(t, "/problems/not_found", accept)
		if got := strings.HasPrefix(header.Get("Content-Type"), "text/html"); got != html {
			t.Errorf("Accept: %s gets %s", accept, header.Get("Content-Type"))
		}
	}
}

// TestCatalogueMistakes: what is not there is a problem like any other.
func TestCatalogueMistakes(t *testing.T) {
	for _, path := range []string{"/problems/no_such", "/problems", "/problems/", "/problems/not_found/x", "/problems/<script>"} {
		status, header, body := ask(t, path, "text/html")
		if status != 404 || header.Get("Content-Type") != "application/problem+json" || strings.Contains(body, "script") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}
