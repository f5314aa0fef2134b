package verify_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/verify"
)

// TestServe: each name is a world of its own, and the name of a row is a token.
func TestServe(t *testing.T) {
	var diags diag.List
	d, _, err := compile.Folder("../../examples/helpdesk/design", &diags)
	if err != nil {
		t.Fatal(err)
	}
	world := seed.World(d, &diags)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- verify.Serve(ctx, verify.Options{Design: d, World: world}, ln) }()
	org, _ := verify.IDOf(world, "acme")
	transport := &http.Transport{}
	client := &http.Client{Transport: transport}
	for _, c := range []struct {
		world, as, method, path, body string
		status                        int
		has                           string
	}{
		{"", "carl", "GET", "/v1/tickets", "", 502, "names no world"},
		{"one", "carl", "POST", "/v1/tickets", `{"org":"` + org.(string) + `","subject":"Mine alone"}`, 201, "Mine alone"},
		{"one", "carl", "GET", "/v1/tickets", "", 200, "Mine alone"},
		{"two", "carl", "GET", "/v1/tickets", "", 200, "The printer is on fire"},
		{"one", "", "GET", "/v1/tickets", "", 401, "sign_in_required"},
		{"one", "nobody", "GET", "/v1/tickets", "", 401, ""},
		{"one", "acme", "GET", "/v1/tickets", "", 401, ""}, // a row of something else
	} {
		r, err := http.NewRequestWithContext(ctx, c.method, "http://"+ln.Addr().String()+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Newel-World", c.world)
		if c.as != "" {
			r.Header.Set("Authorization", "Bearer "+c.as)
		}
		if c.body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		w, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(w.Body)
		if err != nil || w.Body.Close() != nil {
			t.Fatal(err)
		}
		if w.StatusCode != c.status || !strings.Contains(string(text), c.has) ||
			c.world == "two" && strings.Contains(string(text), "Mine alone") {
			t.Errorf("%+v: %d %s", c, w.StatusCode, text)
		}
	}
	transport.CloseIdleConnections()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
