package serve

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

// The parameters of every list, beside its filters.
const (
	parameterLimit  = "limit"
	parameterSort   = "sort"
	parameterCursor = "cursor"
	parameterTotal  = "total"  // where the list counts
	parameterSearch = "search" // where the list is searched
	parameterExpand = "expand" // of whatever answers with rows of a resource that has expands
	parameterFields = "fields" // of whatever answers with rows
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
		return x.oneItem(op)
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

// countSlot reads the parameter total.
var countSlot = payload.Slot{Name: parameterTotal, Format: payload.Boolean}

// parameter reads one parameter of a list; again tells that it was there before.
func (x *exchange) parameter(l *plan.List, p parameter, again bool, bad *badParameters) {
	filter, counts := -1, p.name == parameterTotal && l.Total > 0
	searches := p.name == parameterSearch && x.call.Searches()
	page := &x.call.Page
	var to *string
	switch p.name {
	case parameterExpand:
		if expandable(x.endpoint.operation) {
			x.expand(x.endpoint.operation, p, again, bad)
		} else if !again {
			bad.unknown(p.name)
		}
		return
	case parameterFields:
		x.fields(x.endpoint.operation, p, again, bad)
		return
	case parameterLimit:
	case parameterSort:
		to = &page.Sort
	case parameterCursor:
		to = &page.Cursor
	default:
		if counts || searches {
			break
		}
		filter = slices.IndexFunc(l.Filters, func(f plan.Filter) bool { return f.Name == p.name })
		if filter < 0 || x.call.Hidden(filter) {
			if !again {
				bad.unknown(p.name)
				x.known(l, p.name, bad)
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
	case counts:
		v, wrong := countSlot.ParseString(p.value)
		if wrong != nil {
			bad.add(0, p.name, wrong.Code, wrong.Detail)
		}
		page.Total = v.True()
	case searches:
		words, wrong := payload.Words(p.value)
		if wrong != nil {
			bad.add(0, p.name, wrong.Code, wrong.Detail)
		}
		page.Search = words
	case filter >= 0:
		x.filter(l, filter, p, bad)
	default:
		v, wrong := x.endpoint.limit.ParseString(p.value)
		if wrong != nil {
			bad.add(0, p.name, wrong.Code, wrong.Detail)
		}
		page.Limit = int(v.Int)
	}
}

// known adds to the last violation how the field of a filter can be asked for, if it was
// the operator that was wrong. Nothing is said of a field that the caller cannot see.
func (x *exchange) known(l *plan.List, name string, bad *badParameters) {
	field, _, _ := strings.Cut(name, "[")
	var names []string
	for i := range l.Filters {
		if of, _, _ := strings.Cut(l.Filters[i].Name, "["); of == field && !x.call.Hidden(i) {
			names = append(names, l.Filters[i].Name)
		}
	}
	if len(names) > 0 {
		bad.violations[len(bad.violations)-1].Detail += "; it has " + strings.Join(names, ", ")
	}
}

// filter reads the value of a filter; of "in", the values, between commas.
func (x *exchange) filter(l *plan.List, i int, p parameter, bad *badParameters) {
	page, f := &x.call.Page, &l.Filters[i]
	if f.Words != nil {
		x.otherWords(l, i, p, bad)
		return
	}
	if f.Operator != design.AmongThem {
		v, wrong := f.Slot.ParseString(p.value)
		if wrong != nil {
			bad.add(0, p.name, wrong.Code, wrong.Detail)
		}
		page.Filters[i] = v
		return
	}
	written := splitList(p.value)
	if len(written) > plan.MostAmong {
		bad.add(0, p.name, codeInvalidParameter, "must have at most "+strconv.Itoa(plan.MostAmong)+" values between commas")
		return
	}
	for n, text := range written {
		v, wrong := f.Slot.ParseString(text)
		if wrong != nil {
			bad.add(0, p.name, wrong.Code, "the value in place "+strconv.Itoa(n+1)+" "+wrong.Detail)
			return
		}
		if n == 0 {
			page.Filters[i] = v
			continue
		}
		if page.Among == nil {
			page.Among = make([][]value.Value, len(l.Filters))
		}
		page.Among[i] = append(page.Among[i], v)
	}
}

// splitList cuts a text at its commas. A comma that belongs to a value has a backslash
// before it, and so has a backslash.
func splitList(s string) []string {
	if !strings.Contains(s, `\`) {
		return strings.Split(s, ",")
	}
	var all []string
	var one strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == ',':
			all = append(all, one.String())
			one.Reset()
			continue
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == ',' || s[i+1] == '\\'):
			i++
		}
		one.WriteByte(s[i])
	}
	return append(all, one.String())
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

// nextLink returns the Link header (RFC 8288) of the page after this one, the same
// request with another cursor, and of the first one.
func (x *exchange) nextLink(cursor string) string {
	const before, after = parameterCursor + "=", `>; rel="next"`
	var link strings.Builder
	link.Grow(len("<?") + len(x.r.URL.Path) + len(x.r.URL.RawQuery) + len("&") + len(before) + len(cursor) + len(after))
	link.WriteString("<")
	link.WriteString(x.r.URL.Path)
	link.WriteString("?")
	x.sameQuery(&link, "", "&")
	link.WriteString(before)
	link.WriteString(url.QueryEscape(cursor))
	link.WriteString(after)
	if x.call.Page.Cursor != "" {
		link.WriteString(", ")
		link.WriteString(x.firstLink())
	}
	return link.String()
}

// firstLink returns the Link header of the first page: the same request without a cursor.
func (x *exchange) firstLink() string {
	var link strings.Builder
	link.WriteString("<")
	link.WriteString(x.r.URL.Path)
	x.sameQuery(&link, "?", "")
	link.WriteString(`>; rel="first"`)
	return link.String()
}

// sameQuery writes the parameters of the request without the cursor; first stands before
// the first of them, last after the last.
func (x *exchange) sameQuery(link *strings.Builder, first, last string) {
	between := first
	for _, p := range x.query {
		if p.name == parameterCursor {
			continue
		}
		for _, text := range [...]string{between, url.QueryEscape(p.name), "=", url.QueryEscape(p.value)} {
			link.WriteString(text)
		}
		between = "&"
	}
	if between != first {
		link.WriteString(last)
	}
}
