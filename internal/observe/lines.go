package observe

import (
	"io"
	"log/slog"
	"strconv"
	"time"
)

// NewLogger returns a logger that writes level info and above to w: a JSON object
// on each line, or, for people at a terminal, words. Each line is written when the call
// returns: nothing waits in memory that a crash would take along.
func NewLogger(w io.Writer, people bool) *slog.Logger {
	if people {
		return slog.New(slog.NewTextHandler(w, nil))
	}
	return newLines(w, 0)
}

// NewGatheringLogger returns a logger that writes what [NewLogger] writes, in the same
// order, but lets the lines of requests wait for others, a tenth of a second at most: a
// process that is killed takes these along. A line that tells of a failure or of a caller
// who was turned away does not wait, and neither does any that is not a request's.
// [Flush] must be called at the end.
func NewGatheringLogger(w io.Writer) *slog.Logger { return newLines(w, gatherTime) }

func newLines(w io.Writer, delay time.Duration) *slog.Logger {
	l := &lines{gatherer: gatherer{w: w, delay: delay}}
	l.Handler = slog.NewJSONHandler(writer{l}, nil)
	return slog.New(l)
}

// Flush writes the lines that wait in a logger of this package; those that come after it do
// not wait. It waits for a writer that takes nothing for a second at most.
func Flush(log *slog.Logger) {
	if l, ok := log.Handler().(*lines); ok {
		l.flush()
	}
}

// ReadLog adds what a logger of this package could not write to the figures.
func (m *Metrics) ReadLog(log *slog.Logger) {
	l, ok := log.Handler().(*lines)
	if !ok {
		return
	}
	m.Read("newel_log_failed_writes_total", "Writes of the log that failed.", Counter, func() float64 { return float64(l.failed.Load()) })
	m.Read("newel_log_lost_lines_total", "Lines of the log that could not be written.", Counter, func() float64 { return float64(l.lost.Load()) })
}

// lines is slog's JSON handler, which writes the lines of requests itself: they have one
// form, and there is one for each request.
type lines struct {
	slog.Handler
	gatherer
}

// writer is where slog's handler writes.
type writer struct{ *lines }

// Write implements io.Writer.
func (w writer) Write(b []byte) (int, error) {
	w.add(false, func(dst []byte) []byte { return append(dst, b...) })
	return len(b), nil // nobody is there to tell
}

// request writes the line of r as slog's handler would; false when a text in it needs
// more than quotes.
func (l *lines) request(r *Request) bool {
	for _, s := range [...]string{r.ID, r.Operation, r.Method, r.Route, r.Path, r.Trace} {
		if !plain(s) {
			return false
		}
	}
	l.add(r.later(), r.append)
	return true
}

// later tells whether the line of r may wait: what went wrong is looked for when the
// process has died, and who was turned away when somebody has come in.
func (r *Request) later() bool {
	const signIn, forbidden, failures = 401, 403, 500 // RFC 9110 section 15
	return r.Status < failures && r.Status != signIn && r.Status != forbidden
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
	dst = appendMilliseconds(append(dst, `,"duration_ms":`...), r.Took.Microseconds())
	dst = strconv.AppendInt(append(dst, `,"bytes":`...), r.Bytes, 10)
	if r.Trace != "" {
		dst = append(append(append(dst, `,"trace_id":"`...), r.Trace...), '"')
	}
	return append(dst, "}\n"...)
}

// appendMilliseconds appends microseconds as milliseconds, with no digit more than it takes.
func appendMilliseconds(dst []byte, n int64) []byte {
	whole, rest := n/1000, n%1000
	dst = strconv.AppendInt(dst, whole, 10)
	if rest <= 0 { // a clock that went back gives whole ones
		return dst
	}
	digits := [...]byte{'.', byte('0' + rest/100), byte('0' + rest/10%10), byte('0' + rest%10)}
	end := len(digits)
	for digits[end-1] == '0' {
		end--
	}
	return append(dst, digits[:end]...)
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
