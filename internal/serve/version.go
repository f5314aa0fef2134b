package serve

import (
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
)

// versioned is how requests choose among the versions of an API.
type versioned struct {
	header   string // in the spelling of net/http; "" where it is a segment of the path
	base     string // that segment stands behind it
	editions map[string]*edition
	usual    *edition // of requests that name none
	names    []string // the newest first
}

// edition is the API as the clients of one version see it.
type edition struct {
	name       string
	routes     *node
	tag        string   // ends the entity tags of its answers: "-2026-03-01"; "" of the current one
	says       []string // the name, as the value of the header
	deprecated []string // the value of Deprecation (RFC 9745); nil of the current one
	sunset     []string // the value of Sunset (RFC 8594); nil for no end
	until      time.Time
	codes      map[string]string // that it calls otherwise, by today's
	use        *use
}

// versions adds the older versions of the plan, each with its own routes.
func (h *Handler) versions() {
	p := h.plan.Versioning
	if p == nil {
		return
	}
	v := &versioned{
		base: h.plan.Base, header: textproto.CanonicalMIMEHeaderKey(p.Header), editions: map[string]*edition{},
		names: []string{p.Current},
	}
	v.editions[p.Current] = &edition{name: p.Current, routes: &h.routes, says: []string{p.Current}, use: newUse(h.metrics, p.Current)}
	for _, older := range h.plan.Versions {
		e := &edition{
			name: older.Name, routes: new(node), tag: "-" + older.Name, says: []string{older.Name},
			deprecated: []string{"@" + strconv.FormatInt(older.Since.Unix(), 10)}, until: older.Until, use: newUse(h.metrics, older.Name), codes: older.Errors,
		}
		if !e.until.IsZero() {
			e.sunset = []string{e.until.Add(-time.Second).UTC().Format(http.TimeFormat)}
		}
		h.everything(older.Plan, e.routes)
		e.use.members(h.metrics, older)
		v.editions[older.Name] = e
		v.names = append(v.names, older.Name)
	}
	v.usual = v.editions[p.Default]
	h.versioned = v
}

// choose finds the version that the request means. Where it means none that is served, the
// routes are those of requests that name none.
func (x *exchange) choose() error {
	v := x.h.versioned
	x.edition = v.usual
	if v.header == "" {
		return nil
	}
	lines := x.r.Header[v.header]
	if len(lines) == 0 {
		return nil
	}
	e := v.editions[lines[0]]
	if e == nil || len(lines) > 1 {
		return &problem{
			code: "unknown_version", detail: "The header " + v.header + " must name one version that is served: " + strings.Join(v.served(x.now()), ", ") + ".",
		}
	}
	x.edition = e
	return nil
}

// byPath finds the version that a path names behind the base, and returns the path without
// it. A day that is no version is one that is not served.
func (x *exchange) byPath(path string) (rest string, err error) {
	v := x.h.versioned
	below, ok := strings.CutPrefix(path, v.base+"/")
	name, rest, more := strings.Cut(below, "/")
	if v.header != "" || !ok || !isDay(name) {
		return path, nil
	}
	e := v.editions[name]
	if e == nil {
		return path, &problem{code: "unknown_version", detail: "The path must name a version that is served: " + strings.Join(v.served(x.now()), ", ") + "."}
	}
	x.edition, x.dated = e, true
	if !more {
		return v.base, nil
	}
	return v.base + "/" + rest, nil
}

// isDay tells whether a segment looks like the name of a version, which no resource's does.
func isDay(segment string) bool {
	return len(segment) == len(time.DateOnly) && segment[4] == '-' && segment[7] == '-' && segment[0] >= '0' && segment[0] <= '9'
}

// location puts the version that the request names into a path of its own.
func (x *exchange) location(path string) string {
	v := x.h.versioned
	if !x.dated || strings.HasPrefix(path, v.base+"/"+x.edition.name+"/") {
		return path
	}
	return v.base + "/" + x.edition.name + strings.TrimPrefix(path, v.base)
}

// served returns the names of the versions that are served at that time.
func (v *versioned) served(now time.Time) (names []string) {
	for _, name := range v.names {
		if !v.editions[name].over(now) {
			names = append(names, name)
		}
	}
	return names
}

func (e *edition) over(now time.Time) bool { return !e.until.IsZero() && !now.Before(e.until) }

// now is the time of the request.
func (x *exchange) now() time.Time { return time.UnixMicro(x.call.Now.Int) }

// announce tells which version answers, and whether it will end.
func (x *exchange) announce() error {
	v, e, header := x.h.versioned, x.edition, x.w.Header()
	e.use.request(x.r.Header["User-Agent"], x.call.Now.Int)
	if v.header != "" {
		header[v.header] = e.says
		header["Vary"] = x.h.varyVersion
	}
	if e.deprecated != nil {
		header["Deprecation"] = e.deprecated
	}
	if e.sunset != nil {
		header["Sunset"] = e.sunset
	}
	if now := x.now(); e.over(now) {
		return &problem{
			code: "version_gone", detail: "Version " + e.name + " is served no more. These are: " + strings.Join(v.served(now), ", ") + ".",
		}
	}
	return nil
}

// tagEnd returns what ends the entity tags of the version that answers.
func (x *exchange) tagEnd() string {
	if x.edition == nil {
		return ""
	}
	return x.edition.tag
}

// reworded returns what the executor refuses with, in the names of the version that op is
// of: it knows today's only.
func reworded(op *plan.Operation, r *exec.Refusal) *exec.Refusal {
	if op.Old == nil || r.Kind == exec.BadRequest || len(r.Violations) == 0 {
		return r
	}
	mine := *r
	mine.Violations = make([]payload.Violation, len(r.Violations))
	for i, v := range r.Violations {
		v.Pointer = op.OldPointer(v.Pointer)
		mine.Violations[i] = v
	}
	return &mine
}

// older reads the body of an operation as an older version has it.
func (x *exchange) older(op *plan.Operation) ([]payload.Violation, error) {
	in := op.Lens.Input
	x.old = slices.Grow(x.old[:0], in.Len())[:in.Len()]
	x.had = slices.Grow(x.had[:0], in.Len())[:in.Len()]
	violations, err := in.Parse(x.in, x.old, x.had)
	x.edition.use.body(op, x.had)
	if err == nil && len(violations) == 0 {
		violations = op.Lens.Up(x.old, x.had, x.call.Input, x.call.Present)
	}
	return violations, err
}

// otherCodes returns the codes that the version which answers calls otherwise.
func (x *exchange) otherCodes() map[string]string {
	if x.edition == nil {
		return nil
	}
	return x.edition.codes
}

func codeOr(codes map[string]string, code string) string {
	if other := codes[code]; other != "" {
		return other
	}
	return code
}

// today returns the code of today that an older version calls so; it is the same where none
// does.
func (v *versioned) today(code string) string {
	if v == nil {
		return code
	}
	for _, e := range v.editions {
		for newer, older := range e.codes {
			if older == code {
				return newer
			}
		}
	}
	return code
}
