package serve_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
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
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/store/migrate"
	"github.com/newel-api/newel/internal/store/sqlite"
	"github.com/newel-api/newel/internal/value"
)

const password = "correct horse battery"

// world is a design that is served, from a database of its own, over the network.
type world struct {
	t       *testing.T
	url     string
	handler *serve.Handler
	auth    *authn.Authn
	runner  *exec.Executor
	db      store.DB
	people  *design.Entity    // the identity entity
	names   map[string]string // what $name stands for
	tokens  map[string]string // of who has signed in, by name
}

// newWorld serves the design in a folder.
func newWorld(t *testing.T, folder string) *world {
	t.Helper()
	return worldAt(t, folder, func(*serve.Options) {})
}

// worldAt is newWorld with other options.
func worldAt(t *testing.T, folder string, other func(*serve.Options)) *world {
	t.Helper()
	var diags diag.List
	d, files, err := compile.Folder(folder, &diags)
	must(t, err)
	files.Complete(&diags)
	for _, f := range diags.All() {
		t.Log(f.Span, f.Message)
	}
	must(t, diags.Err())
	ctx := context.Background()
	db, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "test.db"))
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	p := compile.Plan(d, dialect.SQLite)
	state, err := migrate.Inspect(ctx, db)
	must(t, err)
	must(t, migrate.Apply(ctx, db, migrate.Plan(state, schema.Build(d), p.Title)))
	x, err := exec.New(p, db, make([]byte, 32))
	must(t, err)
	a, err := authn.New(authn.Options{Plan: p, Executor: x, DB: db})
	must(t, err)
	options := serve.Options{Plan: p, Runner: x, Auth: a}
	other(&options)
	h := serve.New(options)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return &world{
		t: t, url: server.URL, handler: h, auth: a, runner: x, db: db,
		people: p.Auth.Identity, names: map[string]string{}, tokens: map[string]string{},
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// join makes a user of that name, $name, who is signed in.
func (w *world) join(names ...string) {
	w.t.Helper()
	for _, name := range names {
		email := name + "@example.org"
		id, err := w.auth.AddUser(context.Background(), map[string]string{"email": email}, password, value.OfTime(time.Now()))
		must(w.t, err)
		w.names[name] = string(w.people.AppendID(nil, id))
		r := w.do(&step{method: "POST", url: "/v1/auth/sign-in", body: `{"email":"` + email + `","password":"` + password + `"}`})
		var session struct{ Token string }
		must(w.t, json.Unmarshal([]byte(r.body), &session))
		w.tokens[name] = session.Token
	}
}

// step is one request, with what must come back.
type step struct {
	name   string
	method string
	url    string // $name stands for an id
	as     string // who asks; "" for nobody
	body   string
	header []string // names and values
	status int
	has    []string // in the body, or, as "Name: value", in the header
	hasNot []string
	save   string // the name that the id of the answer gets
}

type answer struct {
	status int
	header http.Header
	body   string
}

var variable = regexp.MustCompile(`\$[a-z0-9_]+`)

func (w *world) fill(text string) string {
	return variable.ReplaceAllStringFunc(text, func(name string) string {
		id, ok := w.names[name[1:]]
		if !ok {
			w.t.Fatalf("nothing is called %s", name)
		}
		return id
	})
}

// do sends the request of a step.
func (w *world) do(s *step) answer {
	w.t.Helper()
	r, err := http.NewRequest(s.method, w.url+w.fill(s.url), strings.NewReader(w.fill(s.body)))
	must(w.t, err)
	if s.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if s.as != "" {
		r.Header.Set("Authorization", "Bearer "+w.tokens[s.as])
	}
	for i := 0; i < len(s.header); i += 2 {
		r.Header.Set(s.header[i], s.header[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(r) // no redirects, no retries
	must(w.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	must(w.t, err)
	return answer{response.StatusCode, response.Header, string(body)}
}

// run does steps one after the other, and compares.
func (w *world) run(steps []step) {
	w.t.Helper()
	for i := range steps {
		s := &steps[i]
		a := w.do(s)
		name := s.name
		if name == "" {
			name = s.method + " " + s.url
		}
		if a.status != s.status {
			w.t.Errorf("%s: %d %s, want %d", name, a.status, a.body, s.status)
			continue
		}
		whole := a.body + "\n"
		for key, values := range a.header {
			whole += key + ": " + strings.Join(values, ", ") + "\n"
		}
		for _, want := range s.has {
			if !strings.Contains(whole, w.fill(want)) {
				w.t.Errorf("%s: the answer lacks %s:\n%s", name, w.fill(want), whole)
			}
		}
		for _, unwanted := range s.hasNot {
			if strings.Contains(whole, w.fill(unwanted)) {
				w.t.Errorf("%s: the answer has %s:\n%s", name, w.fill(unwanted), whole)
			}
		}
		w.checkForm(name, s, a)
		if s.save != "" {
			var row struct{ ID json.RawMessage }
			must(w.t, json.Unmarshal([]byte(a.body), &row))
			w.names[s.save] = strings.Trim(string(row.ID), `"`)
		}
	}
}

// checkForm checks what is true of every answer.
func (w *world) checkForm(name string, s *step, a answer) {
	w.t.Helper()
	kind := a.header.Get("Content-Type")
	switch {
	case s.method == "HEAD":
	case a.status >= 400:
		var p map[string]any
		if err := json.Unmarshal([]byte(a.body), &p); err != nil || kind != "application/problem+json" {
			w.t.Errorf("%s: no problem, but %s %s", name, kind, a.body)
			return
		}
		code, _ := p["code"].(string)
		if p["type"] != "/problems/"+code || code == "" || p["title"] == "" || p["detail"] == "" ||
			p["status"] != float64(a.status) || p["request_id"] != a.header.Get("X-Request-Id") {
			w.t.Errorf("%s: the problem is not whole: %s", name, a.body)
		}
		if a.status == 401 && a.header.Get("WWW-Authenticate") == "" || (a.status == 405) != (a.header.Get("Allow") != "") {
			w.t.Errorf("%s: %d with header %v", name, a.status, a.header)
		}
	case a.status == 204 || a.status == 304:
		if a.body != "" || kind != "" || a.header.Get("Content-Length") != "" {
			w.t.Errorf("%s: %d with %q, header %v", name, a.status, a.body, a.header)
		}
	case a.body != "":
		if !json.Valid([]byte(a.body)) || kind != "application/json" {
			w.t.Errorf("%s: no JSON, but %s %q", name, kind, a.body)
		}
	}
}

// sansID returns a problem without its request id.
func sansID(body string) string {
	return regexp.MustCompile(`"request_id":"[^"]*"`).ReplaceAllString(body, "")
}
