package observe

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"
)

// RequestID returns the id that a request brought when it is fit to be written
// everywhere (1 to 64 of A-Z, a-z, 0-9, ".", "_" and "-"), and a new one of 26
// random letters and digits otherwise.
func RequestID(given string) string {
	if !fitID(given) {
		return rand.Text()
	}
	return given
}

func fitID(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}

// Request is what the access log tells of a request.
type Request struct {
	At        time.Time // when it was answered
	ID        string
	Operation string
	Method    string
	Route     string // the template, "" when no route matched
	Path      string // as the client wrote it, without its query
	Status    int
	Took      time.Duration
	Bytes     int64  // of the answer's body
	Trace     string // that it is a part of, 32 digits; "" for none
}

// Longest texts from clients in the log.
const (
	longestMethod = 16
	longestPath   = 256
)

// Log writes r to log at level info, on one line.
func (r *Request) Log(ctx context.Context, log *slog.Logger) {
	r.Method, r.Path = r.Method[:min(len(r.Method), longestMethod)], r.Path[:min(len(r.Path), longestPath)]
	if l, ok := log.Handler().(*lines); ok && l.request(r) {
		return
	}
	record := slog.NewRecord(r.At, slog.LevelInfo, "request", 0)
	record.AddAttrs(
		slog.String("request_id", r.ID),
		slog.String("operation", r.Operation),
		slog.String("method", r.Method),
		slog.String("route", r.Route),
		slog.String("path", r.Path),
		slog.Int("status", r.Status),
		slog.Float64("duration_ms", r.milliseconds()),
		slog.Int64("bytes", r.Bytes),
	)
	if r.Trace != "" {
		record.AddAttrs(slog.String("trace_id", r.Trace))
	}
	if h := log.Handler(); h.Enabled(ctx, slog.LevelInfo) {
		_ = h.Handle(ctx, record) // nobody is there to tell
	}
}

func (r *Request) milliseconds() float64 { return float64(r.Took.Microseconds()) / 1e3 }
