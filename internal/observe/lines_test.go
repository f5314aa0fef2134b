package observe

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestLines: a line of a request is the one that slog's handler would write, byte by byte.
func TestLines(t *testing.T) {
	at := time.Date(2026, 11, 25, 9, 30, 0, 123456000, time.FixedZone("", 3600))
	texts := []string{
		"", "getThing", "/v1/things/{id}", "/v1/things/a%20b", "<&>'", `"`, `\`, "\n", "\x1b[31m", "\x7f", "é", "\xff", "\u2028",
		strings.Repeat("x", 300), strings.Repeat("é", 200),
	}
	for _, text := range texts {
		for _, took := range []time.Duration{0, 999, time.Microsecond, 1234567, 100 * time.Millisecond, 12 * time.Second, 240 * time.Hour} {
			r := Request{
				At: at, ID: "MIYMKN.-_", Operation: text, Method: text, Route: text, Path: text, Status: 200, Took: took, Bytes: 1 << 40, Trace: text,
			}
			var got, want bytes.Buffer
			r.Log(t.Context(), NewLogger(&got, false))
			r.Log(t.Context(), slog.New(slog.NewJSONHandler(&want, nil)))
			if got.String() != want.String() {
				t.Errorf("%.20q, %v:\n got %s\nwant %s", text, took, &got, &want)
			}
		}
	}
}

// TestLinesAtOnce: lines of requests and others do not run into each other.
func TestLinesAtOnce(t *testing.T) {
	var out bytes.Buffer
	log := NewLogger(&out, false)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				(&Request{ID: "x", Path: "/"}).Log(t.Context(), log)
				log.Warn("request failed")
			}
		})
	}
	all.Wait()
	for line := range strings.Lines(out.String()) {
		if !strings.HasPrefix(line, `{"time":"`) || !strings.HasSuffix(line, "}\n") || strings.Count(line, "time") != 1 {
			t.Fatalf("%q", line)
		}
	}
	if n := strings.Count(out.String(), "\n"); n != 1600 {
		t.Errorf("%d lines, want 1600", n)
	}
}
