package serve

import (
	"context"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
)

// TestAccept: who is served JSON, by what they take (RFC 9110 section 12.5.1).
func TestAccept(t *testing.T) {
	h := New(Options{Plan: sending(), Runner: runner(hello)})
	for _, c := range []struct {
		accept string
		status int
	}{
		{"application/json", 200},
		{"*/*", 200},
		{"application/*", 200},
		{"APPLICATION/JSON", 200},
		{"application/json;q=0.001", 200},
		{"application/json; q=1.000", 200},
		{"application/json;charset=utf-8", 200},
		{"application/problem+json", 200},
		{"text/html, application/json", 200},
		{"text/html, */*;q=0.1", 200},
		{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 200},
		{"*/*;q=0, application/json", 200}, // the range that fits best decides
		{"application/*;q=0, application/json", 200},
		{"", 200},    // nothing is said
		{";;;", 200}, // nothing can be read
		{"application/json;q=2, ", 200},
		{"text/html", 406},
		{"image/*", 406},
		{"*/*;q=0", 406},
		{"application/json;q=0", 406},
		{"application/json;q=0, */*;q=0", 406},
		{"application/json;q=0.000, text/html", 406},
		{"application/*;q=0, */*", 406},
		{"application/jsonx", 406},
		{"applications/json", 406},
		{"text/html, application/json;q=0.0001", 406}, // a weight that cannot be read
	} {
		w := serveOne(h, "GET", thing, "", "Accept", c.accept)
		if w.Code != c.status {
			t.Errorf("Accept: %s gets %d, want %d", c.accept, w.Code, c.status)
		}
		if c.status == 406 && (codeOf(t, w) != "not_acceptable" || !strings.Contains(w.Body.String(), "application/json")) {
			t.Errorf("Accept: %s gets %s", c.accept, w.Body)
		}
	}
	if w := serveOne(h, "GET", thing, "", "Accept", "text/html", "Accept", "application/json"); w.Code != 200 {
		t.Errorf("two lines get %d", w.Code)
	}
}

// TestAcceptOfNothing: an answer without a body suits whoever takes anything.
func TestAcceptOfNothing(t *testing.T) {
	p := things()
	p.Operations = append(p.Operations, &plan.Operation{
		Name: "deleteThing", Verb: design.Delete, Method: "DELETE", Path: "/v1/things/{id}", Resource: p.Resources[0], Entity: p.Resources[0].Entity,
	})
	h := New(Options{Plan: p, Runner: runner(func(context.Context, *exec.Call, []byte) (exec.Answer, error) { return exec.Answer{}, nil })})
	for _, accept := range []string{"text/html", "application/problem+json", "*/*;q=0"} {
		if w := serveOne(h, "DELETE", thing, "", "Accept", accept); w.Code != 204 {
			t.Errorf("Accept: %s gets %d %s", accept, w.Code, w.Body)
		}
	}
}

// sending is things whose operations answer with rows.
func sending() *plan.Plan {
	p := things()
	for _, op := range p.Operations {
		op.Sent = &query.Projection{}
	}
	return p
}

func FuzzAccept(f *testing.F) {
	for _, s := range []string{"*/*", "application/json;q=0.5", "a/b;q=;;,", "q=1", ";q=1", "a;q=1.0000"} {
		f.Add(s)
	}
	h := New(Options{Plan: sending(), Runner: runner(hello)})
	f.Fuzz(func(t *testing.T, accept string) {
		if q, _ := quality([]string{accept}, fitsJSON); q < 0 || q > 1000 {
			t.Errorf("%q has the quality %d", accept, q)
		}
		if strings.ContainsAny(accept, "\r\n") {
			return
		}
		if w := serveOne(h, "GET", thing, "", "Accept", accept); w.Code != 200 && w.Code != 406 {
			t.Errorf("%q gets %d", accept, w.Code)
		}
	})
}
