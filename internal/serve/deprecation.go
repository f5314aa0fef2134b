package serve

import (
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
)

// deprecationsPath is where the server says what is deprecated, and what takes its place.
const deprecationsPath = "/deprecations"

// ending is what an operation that is deprecated tells with every answer. The values are
// made once.
type ending struct {
	deprecation []string
	sunset      []string // nil for none
	link        string
	successor   string // the template of its address, where a path can be made from this one's; "" for none
	gone        int64  // from when it is gone, in microseconds; 0 for never
	detail      string // to who comes too late
}

const (
	daySeconds = 24 * 60 * 60
	dayMicros  = daySeconds * 1_000_000
)

func (h *Handler) newEnding(op *plan.Operation) *ending {
	d := op.Deprecated
	if d == nil {
		return nil
	}
	e := &ending{
		deprecation: []string{"@" + strconv.FormatInt(d.Since.N*daySeconds, 10)},
		link:        "<" + deprecationsPath + "#" + op.Name + `>; rel="deprecation"; type="text/html"`,
		detail:      "This operation is gone since " + dayOf(d.Sunset) + ": " + d.Because.Text + ".",
	}
	if d.Sunset.Span.Known() {
		e.gone = d.Sunset.N * dayMicros
		e.sunset = []string{time.Unix(d.Sunset.N*daySeconds, 0).UTC().Format(http.TimeFormat)}
		e.link += ", <" + deprecationsPath + "#" + op.Name + `>; rel="sunset"; type="text/html"`
	}
	if to := h.plan.Operation(d.Use.Name); d.Use.To != nil && to != nil {
		e.detail += " Use " + to.Name + " instead, " + to.Method + " " + to.Path + "."
		if sameRows(to, op) {
			e.successor = to.Path
		}
	}
	return e
}

// dayOf writes a day.
func dayOf(b design.Bound) string { return time.Unix(b.N*daySeconds, 0).UTC().Format(time.DateOnly) }

// sameRows tells whether the path of to goes through rows that the path of from names too,
// in that order.
func sameRows(to, from *plan.Operation) bool {
	if len(to.Params) > len(from.Params) {
		return false
	}
	for i := range to.Params {
		a, b := to.Params[i].Field, from.Params[i].Field
		if a != b && (a.Entity == nil || a.Entity != b.Entity || a.Name.Text != b.Name.Text) {
			return false
		}
	}
	return true
}

// ending tells that the operation is deprecated (RFC 9745, RFC 8594, RFC 5829), and refuses
// the request when it is gone.
func (x *exchange) ending(e *ending) error {
	header := x.w.Header()
	header["Deprecation"] = e.deprecation
	if e.sunset != nil {
		header["Sunset"] = e.sunset
	}
	x.links = e.link
	if e.successor != "" {
		x.links += ", <" + x.filled(e.successor) + `>; rel="successor-version"`
	}
	header["Link"] = []string{x.links}
	if e.gone != 0 && x.call.Now.Int >= e.gone {
		return &problem{code: "gone", detail: e.detail}
	}
	return nil
}

// filled returns a template with the segments of the request's own path.
func (x *exchange) filled(template string) string {
	var b strings.Builder
	at := 0
	for i, segment := range strings.Split(template, "/") {
		if i > 0 {
			b.WriteByte('/')
		}
		if strings.HasPrefix(segment, "{") {
			segment = url.PathEscape(x.rows[at])
			at++
		}
		b.WriteString(segment)
	}
	return b.String()
}

// deprecations adds the page of what is deprecated, where anything is.
func (h *Handler) deprecations(routes *node) {
	var some []*plan.Operation
	for _, op := range h.plan.Operations {
		if op.Deprecated != nil {
			some = append(some, op)
			h.metrics.Deprecate(op.Name)
		}
	}
	if len(some) == 0 {
		return
	}
	h.ends = notice{
		data: appendDeprecations([]byte(`{"deprecations":[`), some),
		page: appendDeprecationsPage(nil, some),
	}
	h.add(routes, deprecationsPath, &endpoint{name: "newel.deprecations", method: http.MethodGet, watch: true, run: (*exchange).deprecated})
}

// notice is something that never changes, to programs and to browsers.
type notice struct{ data, page []byte }

// deprecated sends the list of what is deprecated.
func (x *exchange) deprecated() error {
	header := x.w.Header()
	header["Cache-Control"] = keptAnHour
	header["Vary"] = x.h.varyForm
	if prefersHTML(x.r.Header["Accept"]) {
		header["Content-Type"] = isHTML
		x.send(http.StatusOK, x.h.ends.page)
		return nil
	}
	x.sendJSON(http.StatusOK, x.h.ends.data)
	return nil
}

func appendDeprecations(dst []byte, some []*plan.Operation) []byte {
	for i, op := range some {
		if i > 0 {
			dst = append(dst, ',')
		}
		d := op.Deprecated
		dst = payload.AppendString(append(dst, `{"operation":`...), op.Name)
		dst = payload.AppendString(append(dst, `,"method":`...), op.Method)
		dst = payload.AppendString(append(dst, `,"path":`...), op.Path)
		dst = payload.AppendString(append(dst, `,"since":`...), dayOf(d.Since))
		if d.Sunset.Span.Known() {
			dst = payload.AppendString(append(dst, `,"sunset":`...), dayOf(d.Sunset))
		}
		if d.Use.To != nil {
			dst = payload.AppendString(append(dst, `,"use":`...), d.Use.Name)
		}
		dst = append(payload.AppendString(append(dst, `,"because":`...), d.Because.Text), '}')
	}
	return append(dst, "]}"...)
}

func appendDeprecationsPage(dst []byte, some []*plan.Operation) []byte {
	dst = append(dst, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Deprecated</title></head>\n<body>\n<h1>Deprecated</h1>\n"...)
	for _, op := range some {
		d := op.Deprecated
		dst = append(dst, `<h2 id="`+html.EscapeString(op.Name)+`">`+html.EscapeString(op.Name)+"</h2>\n<p>"...)
		dst = append(dst, op.Method+" "+html.EscapeString(op.Path)+" is deprecated since "+dayOf(d.Since)...)
		if d.Sunset.Span.Known() {
			dst = append(dst, " and gone from "+dayOf(d.Sunset)...)
		}
		dst = append(dst, ": "+html.EscapeString(d.Because.Text)+"."...)
		if d.Use.To != nil {
			dst = append(dst, " Use "+html.EscapeString(d.Use.Name)+" instead."...)
		}
		dst = append(dst, "</p>\n"...)
	}
	return append(dst, "</body>\n</html>\n"...)
}
