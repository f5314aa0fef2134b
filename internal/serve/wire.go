package serve

import (
	"context"
	"net"
)

// wire is a connection that can hold back the beginning of an answer until the rest of
// it is there: net/http sends what fits its buffer first and then the rest, which are two
// system calls, and two packets, for one answer.
type wire struct {
	net.Conn
	tcp     *net.TCPConn // the same
	h       *Handler     // that answers
	holding bool         // the next write is a beginning
	held    []byte       // that beginning
}

// Write sends b, after what is held. net/http calls it in the goroutine that answers.
func (w *wire) Write(b []byte) (int, error) {
	if w.holding {
		w.holding = false
		w.held = append(w.held[:0], b...)
		return len(b), nil
	}
	if len(w.held) == 0 {
		if p := w.h.asProblem(b); p != nil {
			if _, err := w.tcp.Write(p); err != nil {
				return 0, err
			}
			return len(b), nil
		}
		return w.tcp.Write(b)
	}
	first := int64(len(w.held))
	both := net.Buffers{w.held, b}
	n, err := both.WriteTo(w.tcp)
	w.held = w.held[:0]
	return int(max(0, n-first)), err
}

// CloseWrite tells the client that nothing follows; net/http does so before it closes.
func (w *wire) CloseWrite() error { return w.tcp.CloseWrite() }

// wires makes wires of the TCP connections of a listener.
type wires struct {
	net.Listener
	h *Handler
}

// Accept implements net.Listener.
func (l wires) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok && err == nil {
		return &wire{Conn: c, tcp: tcp, h: l.h}, nil
	}
	return c, err
}

// wireKey finds the wire of a request in its context.
type wireKey struct{}

// withWire is the ConnContext of a server.
func withWire(ctx context.Context, c net.Conn) context.Context {
	if w, ok := c.(*wire); ok {
		return context.WithValue(ctx, wireKey{}, w)
	}
	return ctx
}

// writeLong writes a body that does not fit net/http's buffers. If a first part of it is
// sent while it is written, another follows at the latest when the handler returns, since
// net/http's buffer is written when there is more than it takes.
func (x *exchange) writeLong(body []byte) (int, error) {
	if c, ok := x.r.Context().Value(wireKey{}).(*wire); ok {
		c.holding = true
		defer func() { c.holding = false }()
	}
	return x.w.Write(body)
}
