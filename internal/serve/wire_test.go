package serve

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/exec"
)

// lettered returns n bytes whose parts differ.
func lettered(n int) string {
	return strings.Repeat("abcdefghijklmnopqrstuvwxyz0123456789.", n/37+1)[:n]
}

// TestLengths: an answer of any length arrives whole and in order, one after the other on
// one connection: also of those where the header and the body just fill a buffer.
func TestLengths(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := New(Options{Plan: things(), Dev: true, Runner: runner(func(_ context.Context, c *exec.Call, dst []byte) (exec.Answer, error) {
		n, err := strconv.Atoi(c.Request)
		return exec.Answer{Body: append(dst, lettered(n)...), Version: 1}, err
	})})
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- Serve(ctx, ln, h, slog.New(slog.DiscardHandler)) }()
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	ask := func(n int) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+ln.Addr().String()+thing, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-Request-Id", fmt.Sprintf("%06d", n))
		response, err := client.Do(request)
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil || response.ContentLength != int64(n) || !bytes.Equal(body, []byte(lettered(n))) {
			t.Fatalf("%d bytes: %d of %d came, or others: %v", n, len(body), response.ContentLength, err)
		}
	}
	for n := 4096 - 600; n < 4096+10; n++ { // with a header of less than 600 bytes
		ask(n)
	}
	for _, n := range []int{1, 2047, 2048, 2049, 8191, 8192, 8193, 15_000, 65_537, 900_000, 1, 3000, 70_000} {
		ask(n)
	}
	stop()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}
