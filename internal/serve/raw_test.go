package serve

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/newel-api/newel/internal/observe"
)

// TestRaw: what net/http refuses by itself is a problem like any other, and stands in the
// log and the metrics.
func TestRaw(t *testing.T) {
	var log syncBuffer
	metrics := observe.NewMetrics()
	h := New(Options{
		Plan: things(), Runner: runner(hello), Metrics: metrics, Limits: Limits{LameDuck: -1},
		Log: slog.New(slog.NewJSONHandler(&log, nil)),
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- Serve(ctx, ln, h, slog.New(slog.DiscardHandler)) }()
	for _, c := range []struct {
		name, request string
		status        int
		code, has     string
	}{
		{"no host", "GET /healthz HTTP/1.1\r\n\r\n", 400, "invalid_request", "missing required Host header"},
		{"no request", "hello\r\n\r\n", 400, "invalid_request", "RFC 9112"},
		{"a header without a colon", "GET / HTTP/1.1\r\nHost: x\r\nabc\r\n\r\n", 400, "invalid_request", ""},
		{"a length twice", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "invalid_request", ""},
		{"another version", "GET / HTTP/3.0\r\nHost: x\r\n\r\n", 505, "unsupported_version", ""},
		{"a long header", "GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 40<<10) + "\r\n\r\n", 431, "header_too_large", ""},
		{"another expectation", "GET / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n", 417, "expectation_failed", ""},
		{"another transfer", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "unsupported_transfer", ""},
		{"a long target", "GET /" + strings.Repeat("x", 9<<10) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414, "target_too_long", ""},
		{"a tunnel", "CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n", 405, "method_not_allowed", ""},
	} {
		conn, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		go io.WriteString(conn, c.request)
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		conn.Close()
		var p struct {
			Status    int
			Code      string
			RequestID string `json:"request_id"`
		}
		if err := json.Unmarshal(body, &p); err != nil {
			t.Fatalf("%s: %v in %s", c.name, err, body)
		}
		if response.StatusCode != c.status || p.Status != c.status || p.Code != c.code || !strings.Contains(string(body), c.has) {
			t.Errorf("%s: %d %s", c.name, response.StatusCode, body)
		}
		for name, want := range map[string]string{
			"Content-Type": "application/problem+json", "Cache-Control": "no-store", "Content-Language": "en", "X-Content-Type-Options": "nosniff",
			"X-Request-Id": p.RequestID,
		} {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", c.name, name, got, want)
			}
		}
		if response.Header.Get("Date") == "" || !strings.Contains(log.String(), p.RequestID) {
			t.Errorf("%s: date %q, log %s", c.name, response.Header.Get("Date"), log.String())
		}
	}
	stop()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if text := string(metrics.Append(nil)); !strings.Contains(text, `newel_requests_total{operation="newel.none",method="other",class="4xx"} 7`) {
		t.Errorf("the metrics are\n%s", text)
	}
}

// TestRawLeavesOthers: what handlers answer is not touched, whatever it looks like.
func TestRawLeavesOthers(t *testing.T) {
	h := New(Options{Plan: things(), Runner: runner(hello)})
	for _, text := range []string{
		"", "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n\r\n", "HTTP/1.1 417 Expectation Failed\r\nX-Request-Id: a\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
		"HTTP/1.1 499 Own" + string(rawHeader), "HTTP/1.1 400 Bad Request" + string(rawHeader) + strings.Repeat("x", longestRaw),
	} {
		if got := h.asProblem([]byte(text)); got != nil {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// syncBuffer is a buffer that a server writes while a test reads.
type syncBuffer struct {
	lock sync.Mutex
	b    bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.b.String()
}
