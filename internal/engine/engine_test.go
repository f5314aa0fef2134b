package engine_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/engine"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/store/migrate"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(dyingVariable); path != "" {
		dying(path)
	}
	goleak.VerifyTestMain(m)
}

var helpdesk = filepath.Join("..", "..", "examples", "helpdesk")

// load compiles the design in a folder.
func load(t *testing.T, dir string) *design.Design {
	t.Helper()
	var diags diag.List
	d, _, err := compile.Folder(dir, &diags)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range diags.All() {
		t.Fatalf("%s: %s", f.Span, f.Message)
	}
	return d
}

// notes is a design whose data.yaml has those fields.
func notes(t *testing.T, fields string) *design.Design {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"data.yaml":     "newel: 1\nentities:\n  Note:\n    global: true\n    fields:\n" + fields,
		"contract.yaml": "title: Notes\nbase: /v1\nresources:\n  notes: {of: Note, fields: [id], operations: {getNote: get}}\n",
		"access.yaml":   "allow:\n  Note: {read: {rule: anyone, because: a test}}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return load(t, dir)
}

func open(t *testing.T, o engine.Options) *engine.Engine {
	t.Helper()
	e, err := engine.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// ask asks the engine without a network.
func ask(t *testing.T, e *engine.Engine, method, path, body string) (status int, answer string) {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	e.Handler().ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func TestOpen(t *testing.T) {
	d := load(t, filepath.Join(helpdesk, "design"))
	text, err := os.ReadFile(filepath.Join(helpdesk, "seed.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var diags diag.List
	rows := seed.Read("seed.yaml", text, d, &diags)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	e := open(t, engine.Options{Design: d, Seed: rows})
	if !e.Seeded() {
		t.Error("the rows were not written")
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 200, "/v1/tickets": 401, "/v2/tickets": 404} {
		if got, answer := ask(t, e, http.MethodGet, path, ""); got != want {
			t.Errorf("%s: %d, want %d\n%s", path, got, want, answer)
		}
	}
	if _, figures := ask(t, e, http.MethodGet, "/metrics", ""); !strings.Contains(figures, "\nnewel_store_commits_total ") {
		t.Errorf("the store is not among the metrics:\n%s", figures)
	}
	status, answer := ask(t, e, http.MethodPost, "/v1/auth/sign-in", `{"email":"ann@acme.test","password":"correct horse battery staple"}`)
	if status != http.StatusOK {
		t.Errorf("ann cannot sign in: %d %s", status, answer)
	}
}

func TestAddUser(t *testing.T) {
	e := open(t, engine.Options{Design: load(t, filepath.Join(helpdesk, "design"))})
	const password = "a sentence to remember"
	id, err := e.AddUser(t.Context(), map[string]string{"email": "New@acme.test"}, password)
	if err != nil || !strings.HasPrefix(id, "usr_") {
		t.Errorf("got %q, %v", id, err)
	}
	status, answer := ask(t, e, http.MethodPost, "/v1/auth/sign-in", `{"email":"new@acme.test","password":"`+password+`"}`)
	if status != http.StatusOK {
		t.Errorf("the new user cannot sign in: %d %s", status, answer)
	}
	_, err = e.AddUser(t.Context(), map[string]string{"email": "new@acme.test"}, password)
	if r, ok := errors.AsType[*exec.Refusal](err); !ok || r.Kind != exec.Conflict {
		t.Errorf("again: %v", err)
	}
	nobody := open(t, engine.Options{Design: notes(t, "      body: {type: text, max: 9}\n")})
	if _, err := nobody.AddUser(t.Context(), nil, password); err == nil {
		t.Error("somebody was added where nobody signs in")
	}
}

// TestMigrating: what is done to the tables is told first, and what cannot be done is
// an error that leaves them alone.
func TestMigrating(t *testing.T) {
	at := filepath.Join(t.TempDir(), "notes.db")
	const body, label = "      body: {type: text, max: 9}\n", "      label: {type: text, max: 9, optional: true}\n"
	for _, step := range []struct {
		fields  string
		want    []string
		refused bool
	}{
		{body, []string{"table note: new", "table _newel_meta: new", "table _newel_ledger: new", "table _newel_key: new"}, false},
		{body, nil, false},
		{body + label, []string{"table note: column label: new"}, false},
		{body, nil, true},
		{body + label, nil, false},
	} {
		var told []string
		e, err := engine.Open(t.Context(), engine.Options{
			Design: notes(t, step.fields), Database: at,
			Migrating: func(d migrate.Decision) {
				for _, c := range d.Changes {
					told = append(told, c.What)
				}
			},
		})
		if errors.Is(err, migrate.ErrRefused) != step.refused || err != nil != step.refused {
			t.Fatalf("%q: %v", step.fields, err)
		}
		if e != nil {
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(step.want, told); diff != "" {
			t.Errorf("%q: -want +told\n%s", step.fields, diff)
		}
	}
}

func TestOpenFails(t *testing.T) {
	d := notes(t, "      body: {type: text, max: 9}\n")
	for _, database := range []string{"postgres://localhost/x", "postgresql://localhost/x", "mysql://localhost/x"} {
		if _, err := engine.Open(t.Context(), engine.Options{Design: d, Database: database}); !errors.Is(err, engine.ErrNotBuilt) {
			t.Errorf("%s: %v", database, err)
		}
	}
	if _, err := engine.Open(t.Context(), engine.Options{Design: d, Database: t.TempDir()}); err == nil {
		t.Error("a folder was opened")
	}
}

// TestServe: it serves until it is told to stop, and leaves nothing behind.
func TestServe(t *testing.T) {
	here := t.TempDir()
	t.Setenv("TMPDIR", here)
	e, err := engine.Open(t.Context(), engine.Options{Design: notes(t, "      body: {type: text, max: 9}\n"), Dev: true})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- e.Serve(ctx, ln) }()
	client := http.Client{Transport: new(http.Transport)}
	answer, err := client.Get("http://" + ln.Addr().String() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.Body.Close() != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("%s, %v", answer.Status, err)
	}
	client.CloseIdleConnections()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	if err := e.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(here, "newel-*")); err != nil || left != nil {
		t.Errorf("it left %q, %v", left, err)
	}
	if status, _ := ask(t, e, http.MethodGet, "/readyz", ""); status != http.StatusServiceUnavailable {
		t.Errorf("closed, it says that it is ready: %d", status)
	}
}
