package conform

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan"
)

var pageProbes = []Probe{
	{ID: "A3", Section: "RFC 8288 section 3", Says: "Link names the next page and the first, as the body does, and pages together are the list", ask: pages},
	{ID: "A3-cursor", Section: "policy", Says: "a cursor that was changed is 400", ask: cursors},
	{ID: "A3-limit", Section: "policy", Says: "a page that is too large, or none, is 400", ask: limits},
}

var declaredProbes = []Probe{
	{ID: "A4", Section: "draft-ietf-httpapi-ratelimit-headers-10", Says: "a rate says what is left, falls, and is 429 when nothing is, for this caller alone", Writes: true, ask: rates},
	{ID: "A4-none", Section: "draft-ietf-httpapi-ratelimit-headers-10", Says: "without a rate nothing is said of one", ask: noRates},
	{ID: "A6", Section: "RFC 9745, RFC 8594, RFC 5829", Says: "what is deprecated says so with the days of the design, and nothing else does", ask: deprecation},
	{ID: "H-08", Section: "RFC 9110 section 15.5.11", Says: "what is gone is 410", ask: goneNow},
	{ID: "A9", Section: "WHATWG Fetch, CORS protocol", Says: "pages of the origins that are named may call, and no others", ask: origins},
	{ID: "A10-public", Section: "RFC 9111 section 5.2.2.9, RFC 5861 section 3", Says: "what many may share says for how long", ask: public},
	{ID: "A10-gzip", Section: "RFC 9110 section 8.4", Says: "an answer in gzip is the same answer, with a tag of its own", ask: compressed},
}

// page is the answer of a list.
type page struct {
	Items []json.RawMessage `json:"items"`
	Next  *string           `json:"next"`
	bare  bool              // the body is the array alone, and only Link has the next page
}

// read reads the answer; it is false when that is no page.
func (g *page) read(a *answer) bool {
	if !strings.HasPrefix(a.body, "[") {
		return json.Unmarshal([]byte(a.body), g) == nil && g.Items != nil
	}
	g.bare = true
	if next := nextLink.FindStringSubmatch(a.get("Link")); next != nil {
		g.Next = &next[1]
	}
	return json.Unmarshal([]byte(a.body), &g.Items) == nil
}

var nextLink = regexp.MustCompile(`<([^>]*)>; rel="next"`)

func pages(p *asking) error {
	for _, list := range p.operations(isVerb(design.List)) {
		h, err := p.find(list, nil, 200)
		if _, isApart := err.(apart); isApart {
			continue
		}
		if err != nil {
			return err
		}
		for _, token := range p.callers {
			whole, err := p.pageOf(h.request, token, "?limit="+strconv.Itoa(list.List.Max))
			if err != nil {
				return err
			}
			if whole == nil || len(whole.Items) < 2 || whole.Next != nil {
				continue
			}
			return p.walk(h.request, token, whole)
		}
	}
	return apart("no list has two rows for anybody")
}

// pageOf returns a page for somebody; nil when they get none.
func (p *asking) pageOf(q request, token, query string) (*page, error) {
	q.token, q.target = token, q.target+query
	if _, err := p.send(q); err != nil || p.got.status != 200 {
		return nil, err
	}
	var got page
	if !got.read(p.got) {
		return nil, p.wrong("a page with items and next")
	}
	return &got, nil
}

// walk follows the links of pages of one row.
func (p *asking) walk(q request, token string, whole *page) error {
	q.token = token
	first := q.target + "?limit=1"
	target := first
	var walked []json.RawMessage
	for n := 0; target != ""; n++ {
		if n > len(whole.Items) {
			return p.wrong("an end after %d pages", len(whole.Items))
		}
		q.target = target
		if err := p.expect(q, 200); err != nil {
			return err
		}
		var got page
		if !got.read(p.got) || len(got.Items) > 1 {
			return p.wrong("a page of one row")
		}
		walked = append(walked, got.Items...)
		link := p.got.get("Link")
		next := nextLink.FindStringSubmatch(link)
		switch {
		case (got.Next == nil) != (next == nil):
			return p.wrong(`a link with rel="next" where the body has next`)
		case n > 0 && !strings.Contains(link, "<"+first+`>; rel="first"`):
			return p.wrong(`a link with rel="first" to %s`, first)
		case next == nil:
			target = ""
		case !got.bare && !strings.Contains(next[1], "cursor="+escaped(*got.Next)):
			return p.wrong("a link with the cursor of the body")
		default:
			target = next[1]
		}
	}
	if len(walked) != len(whole.Items) {
		return p.wrong("%d rows on all pages, not %d", len(whole.Items), len(walked))
	}
	for i := range walked {
		if !bytes.Equal(walked[i], whole.Items[i]) {
			return p.wrong("the rows of the whole list in its order; row %d is another", i+1)
		}
	}
	return nil
}

func cursors(p *asking) error {
	h, err := p.list()
	if err != nil {
		return err
	}
	for _, cursor := range []string{"x", "AAAA", strings.Repeat("A", 80)} {
		q := h.request
		q.target += "?cursor=" + cursor
		if err := first(p.expect(q, 400), p.problem("invalid_cursor")); err != nil {
			return err
		}
	}
	return nil
}

func limits(p *asking) error {
	h, err := p.list()
	if err != nil {
		return err
	}
	for _, limit := range []string{"0", "-1", strconv.Itoa(h.op.List.Max + 1), "x", "1.5", "99999999999999999999"} {
		q := h.request
		q.target += "?limit=" + limit
		if err := first(p.expect(q, 400), p.names("limit")); err != nil {
			return err
		}
	}
	q := h.request
	q.target += "?limit=" + strconv.Itoa(h.op.List.Max)
	return p.expect(q, 200)
}

var (
	ratePolicy = regexp.MustCompile(`^"([a-z0-9_]+)";q=([0-9]+);w=([0-9]+)$`)
	rateLeft   = regexp.MustCompile(`^"([a-z0-9_]+)";r=([0-9]+);t=([0-9]+)$`)
)

// mostSpent bounds how many requests a rate may allow to be spent by a probe.
const mostSpent = 2000

func rates(p *asking) error {
	if !p.Strict {
		return apart("the rates of this server do not hold")
	}
	p.limited = true
	defer func() { p.limited = false }()
	var op *plan.Operation
	for _, o := range p.operations(func(o *plan.Operation) bool { return o.Rate != nil }) {
		if op == nil || o.Rate.Requests.N < op.Rate.Requests.N {
			op = o
		}
	}
	switch {
	case op == nil:
		return apart("the design has no rates")
	case op.Rate.Requests.N > mostSpent:
		return apart("every rate of the design allows more than 2000 requests")
	}
	q := request{method: op.Method, target: filled(op.Path)}
	before := op.Rate.Requests.N
	for n := int64(0); n <= op.Rate.Requests.N; n++ {
		if _, err := p.send(q); err != nil {
			return err
		}
		policy, left := ratePolicy.FindStringSubmatch(p.got.get("RateLimit-Policy")), rateLeft.FindStringSubmatch(p.got.get("RateLimit"))
		if policy == nil || left == nil || policy[1] != op.Rate.Name.Text || left[1] != op.Rate.Name.Text ||
			policy[2] != strconv.FormatInt(op.Rate.Requests.N, 10) || policy[3] != strconv.FormatInt(op.Rate.Per.N, 10) {
			return p.wrong("RateLimit-Policy and RateLimit of %q", op.Rate.Name.Text)
		}
		r, _ := strconv.ParseInt(left[2], 10, 64)
		if r > before && n > 0 && r < op.Rate.Requests.N-1 {
			return p.wrong("less than %d left", before)
		}
		if r == op.Rate.Requests.N-1 { // a window has begun
			n = 0
		}
		before = r
		if p.got.status != 429 {
			continue
		}
		if err := p.problem("quota_exceeded"); err != nil {
			return err
		}
		ends, _ := strconv.Atoi(left[3])
		if retry, err := strconv.Atoi(p.got.get("Retry-After")); err != nil || retry < ends || retry < 1 {
			return p.wrong("Retry-After not before the window ends")
		}
		if !strings.Contains(p.got.body, `"violated-policies":["`+op.Rate.Name.Text+`"]`) {
			return p.wrong("violated-policies with %q", op.Rate.Name.Text)
		}
		if len(p.Tokens) == 0 {
			return nil
		}
		q.token = p.Tokens[0]
		if _, err := p.send(q); err != nil {
			return err
		}
		if p.got.status == 429 {
			return p.wrong("another caller to be counted for themselves")
		}
		return nil
	}
	return p.wrong("429 after %d requests", op.Rate.Requests.N)
}

func noRates(p *asking) error {
	some := p.operations(func(op *plan.Operation) bool { return op.Rate == nil })
	if len(some) == 0 {
		return apart("every operation has a rate")
	}
	if _, err := p.send(request{method: some[0].Method, target: filled(some[0].Path)}); err != nil {
		return err
	}
	return p.absent("RateLimit", "RateLimit-Policy", "X-RateLimit-Limit")
}

func deprecation(p *asking) error {
	for _, op := range p.Plan.Operations {
		d := op.Deprecated
		if _, err := p.send(request{method: op.Method, target: filled(op.Path)}); err != nil {
			return err
		}
		if d == nil {
			if err := p.absent("Deprecation", "Sunset"); err != nil {
				return err
			}
			continue
		}
		if err := p.is("Deprecation", "@"+strconv.FormatInt(d.Since.N*24*60*60, 10)); err != nil {
			return err
		}
		sunset := ""
		if d.Sunset.Span.Known() {
			sunset = time.Unix(d.Sunset.N*24*60*60, 0).UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT")
		}
		if err := p.is("Sunset", sunset); err != nil {
			return err
		}
		if !strings.Contains(p.got.get("Link"), `rel="deprecation"`) || sunset != "" && !strings.Contains(p.got.get("Link"), `rel="sunset"`) {
			return p.wrong("links to what is said of it")
		}
	}
	return nil
}

func goneNow(p *asking) error {
	for _, op := range p.Plan.Operations {
		if gone(op) {
			return first(p.expect(request{method: op.Method, target: filled(op.Path)}, 410), p.problem("gone"))
		}
	}
	return apart("no sunset of the design is over")
}

func origins(p *asking) error {
	const elsewhere = "https://no-such-origin.example"
	at := filled(p.routes[0].template)
	preflight := request{method: "OPTIONS", target: at}.with("Access-Control-Request-Method", "GET")
	c := p.Plan.CORS
	if c == nil {
		return first(
			p.expect(preflight.with("Origin", elsewhere), 200, 204), p.absent("Access-Control-Allow-Origin", "Access-Control-Allow-Methods"),
			p.expect(get(nowhere).with("Origin", elsewhere), 404), p.absent("Access-Control-Allow-Origin"),
		)
	}
	origin, want := c.Origins[0].Text, c.Origins[0].Text
	if origin == "*" {
		origin = elsewhere
	}
	if err := first(
		p.expect(preflight.with("Origin", origin), 200, 204), p.is("Access-Control-Allow-Origin", want),
		p.is("Access-Control-Allow-Methods", p.routes[0].allow()),
	); err != nil {
		return err
	}
	if !strings.Contains(p.got.get("Access-Control-Allow-Headers"), "Authorization") {
		return p.wrong("Access-Control-Allow-Headers with Authorization")
	}
	if err := first(p.expect(get(nowhere).with("Origin", origin), 404), p.is("Access-Control-Allow-Origin", want)); err != nil {
		return err
	}
	if !strings.Contains(p.got.get("Access-Control-Expose-Headers"), "ETag") {
		return p.wrong("Access-Control-Expose-Headers with ETag")
	}
	if want == "*" {
		return p.absent("Access-Control-Allow-Credentials")
	}
	if err := first(
		p.expect(get(nowhere).with("Origin", elsewhere), 404), p.absent("Access-Control-Allow-Origin"),
		p.expect(get(nowhere).with("Origin", "null"), 404), p.absent("Access-Control-Allow-Origin"),
		p.expect(get(nowhere), 404),
	); err != nil {
		return err
	}
	if !p.vary("Origin") {
		return p.wrong("Vary with Origin, also where nobody asks")
	}
	return nil
}

func public(p *asking) error {
	h, err := p.any(p.operations(func(op *plan.Operation) bool { return op.Cache != nil }), nil, 200)
	if err != nil {
		return err
	}
	want := "public, max-age=" + strconv.FormatInt(h.op.Cache.Public.N, 10)
	if h.op.Cache.Stale.Span.Known() {
		want += ", stale-while-revalidate=" + strconv.FormatInt(h.op.Cache.Stale.N, 10)
	}
	if err := first(p.expect(h.request, 200), p.is("Cache-Control", want)); err != nil {
		return err
	}
	body := p.got.body
	for _, token := range p.callers {
		q := h.request
		q.token = token
		if err := p.expect(q, 200); err != nil {
			return err
		}
		if p.got.body != body {
			return p.wrong("the same answer to everybody, %s", short(body))
		}
	}
	return nil
}

func compressed(p *asking) error {
	if !p.Plan.Compress {
		h, err := p.read()
		if err != nil {
			return err
		}
		return first(p.expect(h.request.with("Accept-Encoding", "gzip"), 200), p.absent("Content-Encoding"))
	}
	for _, op := range slices.Concat(p.operations(isVerb(design.Get)), p.operations(isVerb(design.List))) {
		h, err := p.find(op, nil, 200)
		if _, isApart := err.(apart); isApart {
			continue
		}
		if err != nil {
			return err
		}
		if err := p.expect(h.request.with("Accept-Encoding", "identity"), 200); err != nil {
			return err
		}
		plain := p.got
		if len(plain.body) < 2000 || strings.Contains(plain.body, `"next":"`) {
			continue
		}
		if err := first(p.absent("Content-Encoding"), p.expect(h.request.with("Accept-Encoding", "gzip"), 200), p.is("Content-Encoding", "gzip")); err != nil {
			return err
		}
		r, err := gzip.NewReader(strings.NewReader(p.got.body))
		if err != nil {
			return p.wrong("gzip: %v", err)
		}
		body, err := io.ReadAll(io.LimitReader(r, longestAnswer))
		if err != nil || string(body) != plain.body {
			return p.wrong("the answer that is sent without gzip")
		}
		if tag := plain.get("ETag"); tag != "" && p.got.get("ETag") == tag {
			return p.wrong("an ETag that is not the one without gzip")
		}
		return first(p.expect(h.request.with("Accept-Encoding", "gzip;q=0"), 200), p.absent("Content-Encoding"))
	}
	return apart("no answer is long enough to be compressed")
}
