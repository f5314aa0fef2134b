package engine_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/engine"
	"github.com/newel-api/newel/internal/seed"
)

// discard is a ResponseWriter that keeps the status only.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }

// desk is the helpdesk with its seed, and requests of ann's.
type desk struct {
	b      *testing.B
	h      http.Handler
	token  string
	writer discard
}

func newDesk(b *testing.B) *desk {
	var diags diag.List
	d, _, err := compile.Folder(filepath.Join(helpdesk, "design"), &diags)
	if err != nil || diags.Err() != nil {
		b.Fatal(err, diags.Err())
	}
	text, err := os.ReadFile(filepath.Join(helpdesk, "seed.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	e, err := engine.Open(b.Context(), engine.Options{Design: d, Seed: seed.Read("seed.yaml", text, d, &diags), Dev: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = e.Close() })
	k := &desk{b: b, h: e.Handler(), writer: discard{header: http.Header{}}}
	var session struct{ Token string }
	k.ask(http.MethodPost, "/v1/auth/sign-in", `{"email":"ann@acme.test","password":"correct horse battery staple"}`, &session)
	k.token = session.Token
	return k
}

func (k *desk) request(method, path, body string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if k.token != "" {
		r.Header.Set("Authorization", "Bearer "+k.token)
	}
	return r
}

func (k *desk) ask(method, path, body string, answer any) {
	w := httptest.NewRecorder()
	k.h.ServeHTTP(w, k.request(method, path, body))
	if err := json.Unmarshal(w.Body.Bytes(), answer); err != nil || w.Code >= 300 {
		k.b.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
}

// run asks the same again and again.
func (k *desk) run(method, path, body string, status int) {
	k.turns(method, path, status, body)
}

// turns is run with those bodies in turns.
func (k *desk) turns(method, path string, status int, bodies ...string) {
	r := k.request(method, path, bodies[0])
	reader := strings.NewReader("")
	k.b.ReportAllocs()
	for turn := 0; k.b.Loop(); turn++ {
		reader.Reset(bodies[turn%len(bodies)])
		r.Body = io.NopCloser(reader)
		clear(k.writer.header)
		k.h.ServeHTTP(&k.writer, r)
		if k.writer.status != status {
			k.b.Fatalf("%s %s: %d", method, path, k.writer.status)
		}
	}
}

type items struct{ Items []struct{ ID, Org string } }

// BenchmarkGet: one item, under its rule, without the network.
func BenchmarkGet(b *testing.B) {
	k := newDesk(b)
	var tickets items
	k.ask(http.MethodGet, "/v1/tickets", "", &tickets)
	k.run(http.MethodGet, "/v1/tickets/"+tickets.Items[0].ID, "", http.StatusOK)
}

// BenchmarkList: a page of 20, filtered, under its rule.
func BenchmarkList(b *testing.B) {
	k := newDesk(b)
	var tickets items
	k.ask(http.MethodGet, "/v1/tickets", "", &tickets)
	org := tickets.Items[0].Org
	for range 40 {
		k.ask(http.MethodPost, "/v1/tickets", `{"org":"`+org+`","subject":"Help"}`, new(struct{}))
	}
	k.run(http.MethodGet, "/v1/tickets?limit=20&state=open&org="+org, "", http.StatusOK)
}

// BenchmarkExpand: a page of 20, with five comments each and who wrote them.
func BenchmarkExpand(b *testing.B) {
	k := newDesk(b)
	var tickets items
	k.ask(http.MethodGet, "/v1/tickets", "", &tickets)
	org := tickets.Items[0].Org
	for range 20 {
		var t struct{ ID string }
		k.ask(http.MethodPost, "/v1/tickets", `{"org":"`+org+`","subject":"Help"}`, &t)
		for range 5 {
			k.ask(http.MethodPost, "/v1/tickets/"+t.ID+"/comments", `{"body":"On my way"}`, new(struct{}))
		}
	}
	k.run(http.MethodGet, "/v1/tickets?limit=20&org="+org+"&expand=comments.author", "", http.StatusOK)
}

// BenchmarkCreate: a row with its rule, its references and a durable commit, one after
// the other.
func BenchmarkCreate(b *testing.B) {
	k := newDesk(b)
	var tickets items
	k.ask(http.MethodGet, "/v1/tickets", "", &tickets)
	k.run(http.MethodPost, "/v1/tickets", `{"org":"`+tickets.Items[0].Org+`","subject":"Help","priority":"low"}`, http.StatusCreated)
}

// BenchmarkPatch: another subject, under the rule on the row as it was and as it will be.
func BenchmarkPatch(b *testing.B) {
	k := newDesk(b)
	var tickets items
	k.ask(http.MethodGet, "/v1/tickets", "", &tickets)
	k.turns(http.MethodPatch, "/v1/tickets/"+tickets.Items[0].ID, http.StatusOK, `{"subject":"Help"}`, `{"subject":"Thanks"}`)
}

// BenchmarkRefused: what nobody may do costs no write.
func BenchmarkRefused(b *testing.B) {
	k := newDesk(b)
	k.run(http.MethodPost, "/v1/tickets", `{"org":"org_00000000000000000000000000","subject":"Help"}`, http.StatusUnprocessableEntity)
}
