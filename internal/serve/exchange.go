package serve

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/observe"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

// exchange is one request and its answer, with buffers that the next one reuses.
type exchange struct {
	h       *Handler
	w       http.ResponseWriter
	r       *http.Request
	ctx     context.Context // of the work, with a deadline; nil for what does none
	started time.Time
	id      string // of the request
	trace   string // that the request is a part of; "" for none

	edition  *edition                // the version that answers; nil where there is one only
	dated    bool                    // its name stands in the path
	route    *route                  // nil when none matched
	endpoint *endpoint               // nil when none answers
	rows     [plan.MostParams]string // segments of the path that stand for rows
	call     exec.Call
	token    string // that the caller brought; checked

	dry   bool          // what is asked for is only to be tried
	query []parameter   // of a list, as they came
	in    []byte        // the request's body
	old   []value.Value // its values, as an older version has them
	had   []bool        // which of them it has
	out   []byte        // the answer's

	links   string          // of the Link header, that every answer of the operation has
	packed  squeezed        // the body as it is sent, when it is compressed
	tags    []int64         // versions that If-None-Match names as compressed
	values  *[values]string // of headers, made at once for the whole answer
	status  int             // sent; 0 before
	written int64
	spoiled bool // something may still hold the buffers
}

// longestKept bounds the buffers that wait for another request.
const longestKept = 64 << 10

func (h *Handler) begin(w http.ResponseWriter, r *http.Request) *exchange {
	x := h.exchanges.Get().(*exchange)
	x.w, x.r, x.started = w, r, time.Now()
	x.call.Now = value.OfTime(x.started)
	if h.now != nil {
		x.call.Now = value.OfTime(h.now())
	}
	x.id = observe.RequestID(r.Header.Get("X-Request-Id"))
	if traceparent := r.Header["Traceparent"]; traceparent != nil {
		x.trace = traceOf(traceparent)
	}
	h.metrics.Begin()
	return x
}

// end tells metrics and log about the exchange and makes it ready for another.
func (h *Handler) end(x *exchange) {
	h.metrics.End()
	now := time.Now()
	took := now.Sub(x.started)
	h.seriesOf(x.endpoint, x.r.Method).Observe(x.status, took)
	if h.lines {
		x.log(now, took)
	}
	if x.spoiled {
		return
	}
	clear(x.call.Input)
	clear(x.old)
	clear(x.call.Page.Filters)
	clear(x.query)
	*x = exchange{
		h: h, query: x.query[:0], in: short(x.in), out: short(x.out), packed: squeezed{short(x.packed.b)}, old: x.old, had: x.had,
		call: exec.Call{Input: x.call.Input, Present: x.call.Present, Page: exec.Page{Filters: x.call.Page.Filters}},
	}
	h.exchanges.Put(x)
}

// log writes the line of the request.
func (x *exchange) log(now time.Time, took time.Duration) {
	line := observe.Request{
		At: now, ID: x.id, Operation: noOperation, Method: x.r.Method, Path: x.r.URL.EscapedPath(),
		Status: x.status, Took: took, Bytes: x.written, Trace: x.trace,
	}
	if x.route != nil {
		line.Route = x.route.template
	}
	if x.endpoint != nil {
		line.Operation = x.endpoint.name
	}
	line.Log(x.r.Context(), x.h.log)
}

// short returns the empty buffer, or nil when it grew too large to be kept.
func short(b []byte) []byte {
	if cap(b) > longestKept {
		return nil
	}
	return b[:0]
}

// contain turns a panic into an answer, and a line in the log with its place.
func (x *exchange) contain() {
	cause := recover()
	if cause == nil {
		return
	}
	x.spoiled = true
	x.h.log.LogAttrs(
		x.r.Context(), slog.LevelError, "panic",
		slog.String("request_id", x.id), slog.String("cause", fmt.Sprint(cause)), slog.String("stack", string(debug.Stack())),
	)
	if x.status == 0 {
		x.refuse(&problem{code: codeInternal})
	}
}

// Values of headers that are always the same. net/http does not change the slices
// that it is given.
var (
	isJSON          = []string{"application/json"}
	isProblem       = []string{"application/problem+json"}
	nosniff         = []string{"nosniff"}
	noReferrer      = []string{"no-referrer"}
	nothingEmbedded = []string{"default-src 'none'"}
	inEnglish       = []string{"en"}
	neverStored     = []string{"no-store"}
	revalidated     = []string{"private, no-cache"}
	closing         = []string{"close"}
	replayed        = []string{"true"}
)

// Places of the values of headers that are made for each answer.
const (
	valueID = iota
	valueLength
	valueTag
	valueLink
	values
)

// value returns the value of a header, in its place.
func (x *exchange) value(place int, text string) []string {
	x.values[place] = text
	return x.values[place : place+1 : place+1]
}

// header sets what every answer has. Vary is for what caches may keep (RFC 9110 section
// 12.5.5). The eight headers that answers of operations have at most are what a map holds
// without growing; net/http copies it.
func (x *exchange) header() {
	header := x.w.Header()
	x.values = new([values]string)
	header["X-Request-Id"] = x.value(valueID, x.id)
	header["X-Content-Type-Options"] = nosniff
	header["Referrer-Policy"] = noReferrer
	header["Content-Security-Policy"] = nothingEmbedded
	header["Cache-Control"] = neverStored
	if x.h.stopping.Load() {
		header["Connection"] = closing
	}
	if x.h.varyAlways != nil {
		header["Vary"] = x.h.varyAlways
	}
	if x.h.cors != nil {
		x.h.cors.answer(x.r.Header, header)
	}
}

// counted is the length of bodies up to which net/http writes Content-Length itself, which
// costs less: it is the size of its buffer.
const counted = 2 << 10

// send writes the answer: header first, then the body, which HEAD leaves out. 204
// and 304 have none (RFC 9110 section 8.6).
func (x *exchange) send(status int, body []byte) {
	head := x.r.Method == http.MethodHead
	left := len(body) > 0 && len(body) <= counted && !head
	if status != http.StatusNoContent && status != http.StatusNotModified && !left {
		x.w.Header()["Content-Length"] = x.value(valueLength, strconv.Itoa(len(body)))
	}
	x.status = status
	x.w.WriteHeader(status)
	if len(body) == 0 || head {
		return
	}
	write := x.w.Write
	if len(body) > counted {
		write = x.writeLong
	}
	n, _ := write(body) // an error means that the client is gone; net/http closes the connection
	x.written = int64(n)
}

// sendJSON sends a JSON body; none at all when it is empty.
func (x *exchange) sendJSON(status int, body []byte) {
	if len(body) > 0 {
		x.w.Header()["Content-Type"] = isJSON
	}
	x.send(status, body)
}
