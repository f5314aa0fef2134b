package serve

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/observe"
	"github.com/newel-api/newel/internal/plan"
)

// BenchmarkRequest is what a request costs around the executor, which does nothing
// here: on a connection of this machine, with the client in the same process, so that
// only differences tell something.
func BenchmarkRequest(b *testing.B) {
	for _, c := range []struct {
		name    string
		request string
		answer  int // bytes
		log     *slog.Logger
	}{
		{"get", "GET " + thing + " HTTP/1.1\r\nHost: x\r\n\r\n", 700, nil},
		{"get, logged", "GET " + thing + " HTTP/1.1\r\nHost: x\r\n\r\n", 700, observe.NewLogger(io.Discard, false)},
		{"list", "GET /v1/things?limit=20&sort=-created_at HTTP/1.1\r\nHost: x\r\n\r\n", 15_000, nil},
		{"create", "POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"text\":\"hello\"}", 700, nil},
	} {
		b.Run(c.name, func(b *testing.B) {
			answer := exec.Answer{Body: []byte(`"` + strings.Repeat("x", c.answer-2) + `"`), Version: 7, Next: "next"}
			p := things()
			r := p.Resources[0]
			p.Operations = append(p.Operations, &plan.Operation{
				Name: "listThings", Verb: design.List, Method: http.MethodGet, Path: "/v1/things", Resource: r, Entity: r.Entity,
				List: &plan.List{Max: 100},
			})
			h := New(Options{Plan: p, Log: c.log, Runner: runner(func(context.Context, *exec.Call, []byte) (exec.Answer, error) {
				return answer, nil
			})})
			askMany(b, h, []byte(c.request))
		})
	}
}

// askMany sends a request again and again on one connection.
func askMany(b *testing.B, h *Handler, request []byte) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	stopped := make(chan error, 1)
	h.limits.LameDuck = 0
	go func() { stopped <- Serve(ctx, ln, h, slog.New(slog.DiscardHandler)) }()
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	in := bufio.NewReaderSize(c, 64<<10)
	b.ReportAllocs()
	before := processorTime()
	for b.Loop() {
		if _, err := c.Write(request); err != nil {
			b.Fatal(err)
		}
		if err := skipAnswer(in); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(processorTime()-before)/float64(b.N), "cpu-ns/op")
	c.Close()
	stop()
	if err := <-stopped; err != nil {
		b.Fatal(err)
	}
}

// skipAnswer reads one answer, which must be a good one.
func skipAnswer(in *bufio.Reader) error {
	length, first := 0, true
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if first && !bytes.HasPrefix(line, []byte("HTTP/1.1 2")) {
			return &problem{code: string(line)}
		}
		first = false
		if v, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			length, _ = strconv.Atoi(string(bytes.TrimSpace(v)))
		}
		if len(line) == 2 {
			_, err := in.Discard(length)
			return err
		}
	}
}

// processorTime returns the nanoseconds that this process has had, user and system.
func processorTime() int64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Utime.Nano() + u.Stime.Nano()
}
