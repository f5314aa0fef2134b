package load

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/newel-api/newel/bench/target"
)

// TestAsk: answers of every form leave the connection at the begin of the next one.
func TestAsk(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	bodies := map[string]int{"/empty": 0, "/short": 10, "/long": 100_000}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/none" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		_, _ = w.Write([]byte(strings.Repeat("x", bodies[r.URL.Path])))
		if r.Method == http.MethodPost {
			w.(http.Flusher).Flush()
			_, _ = w.Write([]byte("another chunk"))
		}
	})}
	go func() { _ = server.Serve(ln) }()
	defer server.Close()
	c, err := dial(ln.Addr().String(), time.Now().Add(10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for range 3 {
		for _, path := range []string{"/none", "/empty", "/short", "/long"} {
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				want := http.StatusOK
				if path == "/none" {
					want = http.StatusNoContent
				}
				r := target.Request{Method: method, Path: path, Body: "{}", Token: "t"}
				if status, err := c.ask(r.Append(nil)); err != nil || status != want {
					t.Fatalf("%s %s: %d, %v", method, path, status, err)
				}
			}
		}
	}
}
