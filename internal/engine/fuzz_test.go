package engine_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/engine"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/seed"
)

// tracker serves that design for a fuzzer, and signs in somebody of its seed.
func tracker(f *testing.F) (p *person) {
	f.Helper()
	dir := filepath.Join(corpus, "tracker")
	var diags diag.List
	d, _, err := compile.Folder(filepath.Join(dir, "design"), &diags)
	if err != nil {
		f.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "seed.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	rows := seed.Read("seed.yaml", text, d, &diags)
	if err := diags.Err(); err != nil {
		f.Fatal(err)
	}
	e, err := engine.Open(f.Context(), engine.Options{Design: d, Seed: rows, Dev: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = e.Close() })
	s := &server{t: f, h: e.Handler(), plan: plan.Compile(d, dialect.SQLite)}
	for _, row := range rows.List {
		if row.Name == "ann" {
			return s.signIn("ann", row.Values[s.plan.Auth.Login.Index].Str, row.Password)
		}
	}
	f.Fatal("ann does not sign in")
	return nil
}

// fuzzed sends what a fuzzer has made.
func (p *person) fuzzed(t *testing.T, method, path, query, body string) {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.URL.RawQuery = query
	r.Header.Set("Authorization", "Bearer "+p.token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	p.h.ServeHTTP(w, r)
	server := *p.server
	server.t = t
	(&person{server: &server, name: p.name}).holds(method+" "+path+"?"+query+" "+body, method, &answer{w.Code, w.Result().Header, w.Body.Bytes()})
}

// FuzzList: whatever stands behind the question mark of a list, the answer is a page or
// a problem of the client's.
func FuzzList(f *testing.F) {
	p := tracker(f)
	op := p.plan.Operation("listTasks")
	for i := range op.List.Filters {
		for _, value := range []string{"", "true", "a,b", `a\,b`, "2026-01-01", "critical", "tsk_01ke6p4ym0e008fdrh3ejc77vq"} {
			f.Add(op.List.Filters[i].Name + "=" + value)
		}
	}
	for name := range op.List.Sort {
		f.Add("sort=" + name + "&limit=1")
		f.Add("sort=-" + name + "&total=true&expand=project,parent.parent")
	}
	f.Add("cursor=tR3ZLyVKnx4s5KyVVIYlNAKRLAvRM3bKwn-Ziy5md9iBWekA")
	f.Fuzz(func(t *testing.T, query string) { p.fuzzed(t, http.MethodGet, op.Path, query, "") })
}

// FuzzCreate: whatever a body holds, the answer is a row or a problem of the client's.
func FuzzCreate(f *testing.F) {
	p := tracker(f)
	op := p.plan.Operation("createTask")
	for _, body := range []string{
		`{}`, `{"title": "x"}`, `{"project": "prj_01ke6p4ym0e008fdrh3ejc77vq", "title": "x", "severity": "critical"}`,
		`{"project": null, "parent": null, "due": "2026-02-30", "confidential": 1}`, `[`, "\xff", `{"title": "\ud800"}`,
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) { p.fuzzed(t, http.MethodPost, op.Path, "", body) })
}
