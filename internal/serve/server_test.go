package serve

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/newel-api/newel/internal/exec"
)

// pipes is a listener inside the process: its connections obey the clock of a
// synctest bubble.
type pipes struct {
	dialed chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{dialed: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.dialed:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// dial returns the client's end of a new connection.
func (p *pipes) dial() (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.dialed <- there:
		return here, nil
	case <-p.closed:
		return nil, errors.New("nobody listens")
	}
}

// running is a server in a bubble.
type running struct {
	*pipes
	log     *bytes.Buffer
	stop    context.CancelFunc
	stopped chan error
}

func start(h func(log io.Writer) *Handler) *running {
	r := &running{pipes: newPipes(), log: new(bytes.Buffer), stopped: make(chan error, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = cancel
	handler := h(r.log)
	go func() { r.stopped <- Serve(ctx, r.pipes, handler, slog.New(slog.NewTextHandler(r.log, nil))) }()
	return r
}

// ask sends a whole request on a connection of its own, and reads the answer.
func (r *running) ask(request string) (*http.Response, string, error) {
	c, err := r.dial()
	if err != nil {
		return nil, "", err
	}
	defer c.Close()
	return exchangeOn(c, request)
}

func exchangeOn(c net.Conn, request string) (*http.Response, string, error) {
	go io.WriteString(c, request)
	response, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return nil, "", err
	}
	body, err := io.ReadAll(response.Body)
	return response, string(body), err
}

// TestSlowBody: who sends slowly gets 408 when the time for the request is over, and
// the connection ends.
func TestSlowBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(func(log io.Writer) *Handler { return thingsHandler(hello, log, Limits{LameDuck: -1}) })
		began := time.Now()
		response, body, err := s.ask("POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != 408 || !strings.Contains(body, `"code":"request_timeout"`) || !response.Close {
			t.Errorf("got %d %s, close %v", response.StatusCode, body, response.Close)
		}
		if took := time.Since(began); took != 10*time.Second {
			t.Errorf("it took %v, the limit is 10 s", took)
		}
		s.stop()
		if err := <-s.stopped; err != nil {
			t.Error(err)
		}
	})
}

// TestSlowHeader: who never ends the header gets nothing, and is gone after five
// seconds.
func TestSlowHeader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(func(log io.Writer) *Handler { return thingsHandler(hello, log, Limits{LameDuck: -1}) })
		began := time.Now()
		c, err := s.dial()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost:"); err != nil {
			t.Fatal(err)
		}
		_, _ = io.ReadAll(c)
		if took := time.Since(began); took != headerPatience {
			t.Errorf("it took %v, the limit is %v", took, headerPatience)
		}
		s.stop()
		if err := <-s.stopped; err != nil {
			t.Error(err)
		}
	})
}

// TestSlowWork: an operation has as long as the request, and is told when that is
// over; a body that was read to its end does not turn that into the client's leaving.
func TestSlowWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(func(log io.Writer) *Handler {
			return thingsHandler(func(ctx context.Context, _ *exec.Call, _ []byte) (exec.Answer, error) {
				<-ctx.Done()
				return exec.Answer{}, fmt.Errorf("waited for the database: %w", ctx.Err())
			}, log, Limits{LameDuck: -1})
		})
		response, body, err := s.ask("POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != 503 || !strings.Contains(body, `"code":"timeout"`) {
			t.Errorf("got %d %s", response.StatusCode, body)
		}
		s.stop()
		if err := <-s.stopped; err != nil {
			t.Error(err)
		}
	})
}

// TestStop: the server says that it goes away, still answers, takes no more, and lets
// what is under way end.
func TestStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(func(log io.Writer) *Handler {
			return thingsHandler(func(ctx context.Context, c *exec.Call, dst []byte) (exec.Answer, error) {
				time.Sleep(5 * time.Second)
				return hello(ctx, c, dst)
			}, log, Limits{})
		})
		get := "GET " + thing + " HTTP/1.1\r\nHost: x\r\n\r\n"
		if response, _, err := s.ask("GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil || response.StatusCode != 200 {
			t.Fatalf("before: %v, %v", response, err)
		}
		long := make(chan string)
		go func() {
			response, body, err := s.ask(get)
			if err != nil {
				long <- err.Error()
				return
			}
			long <- fmt.Sprint(response.StatusCode, " ", body, " ", response.Close)
		}()
		synctest.Wait() // the long request is under way
		s.stop()
		synctest.Wait()
		response, body, err := s.ask("GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
		if err != nil || response.StatusCode != 503 || !strings.Contains(body, "stopping") || !response.Close {
			t.Errorf("readiness while stopping: %v %s, %v", response, body, err)
		}
		if response, _, err := s.ask("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil || response.StatusCode != 200 {
			t.Errorf("health while stopping: %v, %v", response, err)
		}
		time.Sleep(3 * time.Second) // the lame duck is gone
		if _, err := s.dial(); err == nil {
			t.Error("a connection is taken after the lame duck")
		}
		if got, want := <-long, `200 {"text":"hello"} true`; got != want {
			t.Errorf("the long request gets %s, want %s", got, want)
		}
		if err := <-s.stopped; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
}

// TestCutOff: what does not end is ended.
func TestCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		ended := make(chan time.Duration, 1)
		s := start(func(log io.Writer) *Handler {
			return thingsHandler(func(ctx context.Context, _ *exec.Call, _ []byte) (exec.Answer, error) {
				<-ctx.Done()
				ended <- time.Since(began)
				return exec.Answer{}, ctx.Err()
			}, log, Limits{Request: time.Hour, LameDuck: -1, Drain: 20 * time.Second})
		})
		go s.ask("GET " + thing + " HTTP/1.1\r\nHost: x\r\n\r\n")
		synctest.Wait()
		s.stop()
		if err := <-s.stopped; err != nil {
			t.Errorf("Serve: %v", err)
		}
		if took := <-ended; took != 20*time.Second {
			t.Errorf("the request was cut off after %v, want 20 s", took)
		}
		synctest.Wait()
		if !strings.Contains(s.log.String(), "requests were cut off") {
			t.Errorf("the log does not tell: %s", s.log)
		}
	})
}

// TestKeptConnection: one connection answers many requests, also after a refusal.
func TestKeptConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(func(log io.Writer) *Handler { return thingsHandler(hello, log, Limits{LameDuck: -1}) })
		c, err := s.dial()
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []int{200, 404, 405, 200} {
			request := []string{
				"GET " + thing, "GET /nowhere", "PUT " + thing, "HEAD " + thing,
			}[i] + " HTTP/1.1\r\nHost: x\r\n\r\n"
			go io.WriteString(c, request)
			method, _, _ := strings.Cut(request, " ")
			response, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: method})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != want || response.Close {
				t.Errorf("%q: %d, close %v, %v; want %d", request, response.StatusCode, response.Close, err, want)
			}
		}
		c.Close()
		s.stop()
		if err := <-s.stopped; err != nil {
			t.Error(err)
		}
	})
}

// TestHugeBody: 100 MB are refused after a little over a limit of them, whether they
// are announced or not.
func TestHugeBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, framing := range []string{"Content-Length: 104857600", "Transfer-Encoding: chunked"} {
			s := start(func(log io.Writer) *Handler { return thingsHandler(hello, log, Limits{LameDuck: -1}) })
			c, err := s.dial()
			if err != nil {
				t.Fatal(err)
			}
			sent := make(chan int)
			go func() {
				io.WriteString(c, "POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"+framing+"\r\n\r\n")
				n, part := 0, strings.Repeat("1", 1<<16)
				if strings.HasPrefix(framing, "Transfer") {
					part = "10000\r\n" + part + "\r\n"
				}
				for n < 100<<20 {
					if _, err := io.WriteString(c, part); err != nil {
						break
					}
					n += 1 << 16
				}
				sent <- n
			}()
			response, err := http.ReadResponse(bufio.NewReader(c), nil)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(response.Body)
			if response.StatusCode != 413 || !strings.Contains(string(body), `"code":"body_too_large"`) || !response.Close {
				t.Errorf("%s: %d %s, close %v", framing, response.StatusCode, body, response.Close)
			}
			_, _ = io.ReadAll(c)
			if n := <-sent; n > 4<<20 {
				t.Errorf("%s: %d bytes were taken before the refusal", framing, n)
			}
			s.stop()
			if err := <-s.stopped; err != nil {
				t.Error(err)
			}
		}
	})
}

// TestExpectContinue: a body that will be refused need not be sent.
func TestExpectContinue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(func(log io.Writer) *Handler { return thingsHandler(hello, log, Limits{LameDuck: -1}) })
		response, _, err := s.ask("POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
		if err != nil || response.StatusCode != 415 {
			t.Errorf("got %v, %v; want 415 at once", response, err)
		}
		s.stop()
		if err := <-s.stopped; err != nil {
			t.Error(err)
		}
	})
}

// TestLostListener: a network that fails is an error, not a stop.
func TestLostListener(t *testing.T) {
	ln := newPipes()
	ln.Close()
	if err := Serve(context.Background(), ln, thingsHandler(hello, io.Discard, Limits{}), slog.New(slog.DiscardHandler)); err == nil {
		t.Error("Serve returns no error although its listener is closed")
	}
}
