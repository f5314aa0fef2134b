package verify_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/verify"
)

// TestThrough: criteria go through a proxy, each to its own server; what the proxy finds
// wrong with an answer, or with a request that is carried out, fails.
func TestThrough(t *testing.T) {
	var diags diag.List
	d, _, err := compile.Folder("../../examples/helpdesk/design", &diags)
	if err != nil {
		t.Fatal(err)
	}
	world := seed.World(d, &diags)
	for _, c := range []struct {
		name, says string
		at         int // the status of answers that it is said of
		fails      bool
	}{
		{name: "nothing is found"},
		{"an answer", `[{"location":["response","body"],"message":"wrong"}]`, 200, true},
		{"a refusal", `[{"location":["response","body"],"message":"wrong"}]`, 401, true},
		{"a request that is refused", `[{"location":["request","body"],"message":"wrong"}]`, 422, false},
		{"a request that is carried out", `[{"location":["request","body"],"message":"wrong"}]`, 200, true},
		{"too much", "Too many violations!", 200, true},
	} {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		var seen atomic.Int64
		back := &url.URL{Scheme: "http", Host: ln.Addr().String()}
		transport := &http.Transport{}
		proxy := httptest.NewServer(&httputil.ReverseProxy{
			Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(back) },
			Transport: transport,
			ModifyResponse: func(w *http.Response) error {
				if seen.Add(1); c.says != "" && w.StatusCode == c.at {
					w.Header.Set("Sl-Violations", c.says)
				}
				return nil
			},
		})
		front, err := url.Parse(proxy.URL)
		if err != nil {
			t.Fatal(err)
		}
		var found diag.List
		through := &verify.Through{Proxy: front, Listener: ln}
		_, err = verify.Run(t.Context(), verify.Options{
			Design: d, World: world, Only: regexp.MustCompile("^(open-tickets/|see-own-tickets/)"), Through: through,
		}, &found)
		if err != nil {
			t.Fatal(err)
		}
		if failed := found.Len() > 0; failed != c.fails || seen.Load() == 0 {
			t.Errorf("%s: %d findings, %d answers", c.name, found.Len(), seen.Load())
		}
		for _, f := range found.All() {
			if !strings.Contains(f.Message, "the document says otherwise") && !strings.Contains(f.Message, "the proxy says") {
				t.Errorf("%s: %s", c.name, f.Message)
			}
		}
		proxy.Close()
		transport.CloseIdleConnections()
	}
}
