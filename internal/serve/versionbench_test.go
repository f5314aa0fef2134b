package serve_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/newel-api/newel/internal/authn"
	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/serve"
	"github.com/newel-api/newel/internal/store/migrate"
	"github.com/newel-api/newel/internal/store/sqlite"
	"github.com/newel-api/newel/internal/value"
)

// BenchmarkVersion is what a version costs on a get and on a list of 20: of an API that has
// none, of today's where there are others, and of an older one, whose answers have another
// name, other words and a member less.
func BenchmarkVersion(b *testing.B) {
	for _, c := range []struct {
		name    string
		plain   bool
		version string
	}{{"none", true, ""}, {"today", false, ""}, {"older", false, "2026-03-01"}} {
		h, token, one := helpdeskOf(b, c.plain)
		for _, path := range []string{"/v1/tickets/" + one, "/v1/tickets?limit=20"} {
			kind, _, _ := strings.Cut(strings.TrimPrefix(path, "/v1/tickets"), "_")
			b.Run(map[bool]string{true: "list", false: "get"}[strings.HasPrefix(kind, "?")]+"/"+c.name, func(b *testing.B) {
				r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
				r.Header["Authorization"] = []string{"Bearer " + token}
				if c.version != "" {
					r.Header["Helpdesk-Version"] = []string{c.version}
				}
				w := &sink{header: http.Header{}}
				b.ReportAllocs()
				for b.Loop() {
					clear(w.header)
					h.ServeHTTP(w, r)
				}
				if w.status != http.StatusOK {
					b.Fatal(w.status)
				}
			})
		}
	}
}

// sink takes an answer and keeps its status.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }

// helpdeskOf serves the helpdesk with 40 tickets, without its versions if plain, and returns
// the token of somebody and the id of a ticket.
func helpdeskOf(b *testing.B, plain bool) (h *serve.Handler, token, ticket string) {
	b.Helper()
	check := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	var diags diag.List
	d, _, err := compile.Folder(helpdesk, &diags)
	check(err)
	if plain {
		d.Contract.Versioning, d.Contract.Versions = design.Versioning{}, nil
	}
	db, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "test.db"))
	check(err)
	b.Cleanup(func() { check(db.Close()) })
	p := compile.Plan(d, dialect.SQLite)
	state, err := migrate.Inspect(b.Context(), db)
	check(err)
	check(migrate.Apply(b.Context(), db, migrate.Plan(state, schema.Build(d), p.Title)))
	x, err := exec.New(p, db, make([]byte, 32))
	check(err)
	a, err := authn.New(authn.Options{Plan: p, Executor: x, DB: db})
	check(err)
	h = serve.New(serve.Options{Plan: p, Runner: x, Auth: a})
	now := value.OfTime(time.Now())
	id, err := a.AddUser(b.Context(), map[string]string{"email": "ann@example.org"}, password, now)
	check(err)
	token, err = a.Session(b.Context(), id, now)
	check(err)
	ask := func(path, body string) string {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		_, after, _ := strings.Cut(w.Body.String(), `"id":"`)
		made, _, _ := strings.Cut(after, `"`)
		if w.Code != http.StatusCreated || made == "" {
			b.Fatal(path, w.Code, w.Body)
		}
		return made
	}
	org := ask("/v1/organizations", `{"name":"Acme"}`)
	for i := range 40 {
		ticket = ask("/v1/tickets", fmt.Sprintf(`{"org":"%s","subject":"The printer is on fire %d","priority":"urgent"}`, org, i))
	}
	return h, token, ticket
}
