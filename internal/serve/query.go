package serve

import (
	"net/url"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
)

// The parameters of every list, beside its filters.
const (
	parameterLimit  = "limit"
	parameterSort   = "sort"
	parameterCursor = "cursor"
)

// parameter is one parameter of a query string, decoded.
type parameter struct{ name, value string }

const (
	mostParameters = 100
	longestName    = 256 // bytes of a parameter's name that an answer repeats
)

// readQuery appends the parameters of a query string to dst. Nothing between two
// "&" is no parameter.
func readQuery(raw string, dst []parameter) ([]parameter, error) {
	for piece := range strings.SplitSeq(raw, "&") {
		if piece == "" {
			continue
		}
		if len(dst) == mostParameters {
			return dst, &problem{code: "invalid_query", detail: "The query string has more than 100 parameters."}
		}
		name, text, _ := strings.Cut(piece, "=")
		var p parameter
		var err error
		if p.name, err = url.QueryUnescape(name); err == nil {
			p.value, err = url.QueryUnescape(text)
		}
		if err != nil {
			return dst, &problem{code: "invalid_query"}
		}
		dst = append(dst, p)
	}
	return dst, nil
}

// badParameters collects what is wrong with parameters. The worst of it gives the
// problem its code: that the client is mistaken about the contract comes first.
type badParameters struct {
	rank       int
	violations []violation
}

// ranks are the codes of problems with parameters.
var ranks = [...]string{codeInvalidParameter, "duplicate_parameter", codeUnknownParameter}

// add notes a violation; rank is that of its code among ranks.
func (b *badParameters) add(rank int, name, code, detail string) {
	b.rank = max(b.rank, rank)
	if len(name) > longestName {
		name, detail = "", "a parameter with a long name "+detail
	}
	b.violations = append(b.violations, violation{true, payload.Violation{Pointer: name, Code: code, Detail: detail}})
}

// unknown says what the executor says of a field that the caller can never see.
func (b *badParameters) unknown(name string) {
	v := exec.UnknownParameter(name).Violations[0]
	b.add(2, name, v.Code, v.Detail)
}

func (b *badParameters) err() error {
	if len(b.violations) == 0 {
		return nil
	}
	return &problem{code: ranks[b.rank], violations: b.violations}
}

// parameters reads the query string of a request for op.
func (x *exchange) parameters(op *plan.Operation) error {
	if op.List == nil {
		return x.noParameters()
	}
	page := &x.call.Page
	n := len(op.List.Filters)
	page.Filters = slices.Grow(page.Filters[:0], n)[:n] // all of them: a cursor is bound to them
	clear(page.Filters)
	if x.r.URL.RawQuery == "" {
		return nil
	}
	var err error
	if x.query, err = readQuery(x.r.URL.RawQuery, x.query[:0]); err != nil {
		return err
	}
	var bad badParameters
	for i, p := range x.query {
		again := slices.ContainsFunc(x.query[:i], func(q parameter) bool { return q.name == p.name })
		x.parameter(op.List, p, again, &bad)
	}
	return bad.err()
}

// parameter reads one parameter of a list; again tells that it was there before.
func (x *exchange) parameter(l *plan.List, p parameter, again bool, bad *badParameters) {
	filter := -1
	page := &x.call.Page
	var to *string
	switch p.name {
	case parameterLimit:
	case parameterSort:
		to = &page.Sort
	case parameterCursor:
		to = &page.Cursor
	default:
		filter = slices.IndexFunc(l.Filters, func(f plan.Filter) bool { return f.Slot.Name == p.name })
		if filter < 0 || x.call.Hidden(filter) {
			if !again {
				bad.unknown(p.name)
			}
			return
		}
	}
	switch {
	case again:
		bad.add(1, p.name, "duplicate_parameter", "must be given only once")
	case to != nil && p.value == "":
		bad.add(0, p.name, codeInvalidParameter, "must not be empty; leave it out instead")
	case to != nil:
		*to = p.value
	default:
		slot := x.endpoint.limit
		if filter >= 0 {
			slot = l.Filters[filter].Slot
		}
		v, wrong := slot.ParseString(p.value)
		switch {
		case wrong != nil:
			bad.add(0, p.name, wrong.Code, wrong.Detail)
		case filter >= 0:
			page.Filters[filter] = v
		default:
			page.Limit = int(v.Int)
		}
	}
}

// noParameters refuses every parameter.
func (x *exchange) noParameters() error {
	if x.r.URL.RawQuery == "" {
		return nil
	}
	query, err := readQuery(x.r.URL.RawQuery, nil)
	if err != nil {
		return err
	}
	var bad badParameters
	for i, p := range query {
		if !slices.ContainsFunc(query[:i], func(q parameter) bool { return q.name == p.name }) {
			bad.unknown(p.name)
		}
	}
	return bad.err()
}

// nextLink returns the Link header (RFC 8288) of the page after this one: the same
// request with another cursor.
func (x *exchange) nextLink(cursor string) string {
	var link strings.Builder
	link.WriteString("<" + x.r.URL.Path + "?")
	for _, p := range x.query {
		if p.name != parameterCursor {
			link.WriteString(url.QueryEscape(p.name) + "=" + url.QueryEscape(p.value) + "&")
		}
	}
	link.WriteString(parameterCursor + "=" + url.QueryEscape(cursor) + `>; rel="next"`)
	return link.String()
}
