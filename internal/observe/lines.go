package observe

import (
	"io"
	"log/slog"
	"strconv"
	"sync"
	"time"
)

// NewLogger returns a logger that writes level info and above to w: a JSON object
// on each line, or, for people at a terminal, words. Each line is one Write, done when
// the call returns: nothing waits in a buffer that a crash would take along.
func NewLogger(w io.Writer, people bool) *slog.Logger {
	if people {
		return slog.New(slog.NewTextHandler(w, nil))
	}
	l := &lines{w: w}
	l.Handler = slog.NewJSONHandler(writer{l}, nil)
	return slog.New(l)
}

// lines is slog's JSON handler, which writes the lines of requests itself: they have one
// form, and there is one for each request.
type lines struct {
	slog.Handler

	lock sync.Mutex // guards what follows
	w    io.Writer
	line []byte // for the next one
}

// writer is where slog's handler writes.
type writer struct{ *lines }

// Write implements io.Writer.
func (w writer) Write(b []byte) (int, error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	return w.w.Write(b)
}

// request writes the line of r as slog's handler would; false when a text in it needs
// more than quotes.
func (l *lines) request(r *Request) bool {
	for _, s := range [...]string{r.ID, r.Operation, r.Method, r.Route, r.Path} {
		if !plain(s) {
			return false
		}
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	l.line = r.append(l.line[:0])
	_, _ = l.w.Write(l.line) // nobody is there to tell
	return true
}

// append appends the line of a request whose texts are plain.
func (r *Request) append(dst []byte) []byte {
	dst = r.At.AppendFormat(append(dst, `{"time":"`...), time.RFC3339Nano)
	dst = append(append(dst, `","level":"INFO","msg":"request","request_id":"`...), r.ID...)
	dst = append(append(dst, `","operation":"`...), r.Operation...)
	dst = append(append(dst, `","method":"`...), r.Method...)
	dst = append(append(dst, `","route":"`...), r.Route...)
	dst = append(append(dst, `","path":"`...), r.Path...)
	dst = strconv.AppendInt(append(dst, `","status":`...), int64(r.Status), 10)
	dst = strconv.AppendFloat(append(dst, `,"duration_ms":`...), r.milliseconds(), 'f', -1, 64)
	dst = strconv.AppendInt(append(dst, `,"bytes":`...), r.Bytes, 10)
	return append(dst, "}\n"...)
}

// plain tells whether s stands in JSON as it is.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}
