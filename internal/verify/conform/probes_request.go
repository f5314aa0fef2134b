package conform

import (
	"net/url"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan"
)

var requestProbes = []Probe{
	{ID: "H-18", Section: "RFC 9110 section 12.5.1", Says: "Accept is read with its weights; who excludes JSON gets 406, and who takes problems does not", ask: accepts},
	{ID: "H-18-empty", Section: "RFC 9110 section 12.5.1", Says: "an answer without a body is never 406", Writes: true, ask: acceptsNothing},
	{ID: "H-19", Section: "RFC 9110 sections 12.5.2 and 12.5.4", Says: "Accept-Charset and Accept-Language are never a reason to refuse", ask: acceptsLanguages},
	{ID: "H-23-target", Section: "RFC 9110 section 15.5.15", Says: "a target that is too long is 414", ask: longTarget},
	{ID: "H-23-header", Section: "RFC 6585 section 5", Says: "a header that is too long is 431, as a problem", ask: longHeader},
	{ID: "H-24", Section: "RFC 9110 section 10.1.1", Says: "an expectation other than 100-continue is 417, as a problem", ask: otherExpectation},
	{ID: "H-24-final", Section: "RFC 9110 section 10.1.1", Says: "who waits for 100 gets the final status when the body is not wanted, and 100 when it is", ask: continued},
	{ID: "H-25", Section: "RFC 9110 section 9.3.1", Says: "the body of a GET is not read as anything, and the connection stays in step", ask: getWithBody},
	{ID: "H-26", Section: "RFC 9110 section 15.5.2, RFC 6750 section 3", Says: "401 says how to sign in; without a token it names no error", ask: challenged},
	{ID: "H-26-token", Section: "RFC 6750 section 3.1", Says: "a token that is no good is 401 invalid_token, one that is not written as one 400 invalid_request", ask: badTokens},
	{ID: "H-31", Section: "RFC 3986 section 3.4, policy", Says: "a parameter that is not known is 400, and named", ask: unknownParameter},
	{ID: "H-32", Section: "policy", Says: "a parameter that stands there twice is 400, and named", ask: doubledParameter},
	{ID: "H-33", Section: "RFC 9110 section 5.1", Says: "a header that is not known is no reason to refuse", ask: unknownHeader},
	{ID: "H-35", Section: "RFC 9110 section 14.2", Says: "Range is ignored", ask: ranged},
	{ID: "R-01", Section: "RFC 9112 section 3.2", Says: "a request without Host, or with two, is 400", ask: hostless},
	{ID: "R-02", Section: "RFC 9112 section 6", Says: "a body whose length is said in two ways is refused", ask: smuggled},
}

func accepts(p *asking) error {
	h, err := p.read()
	if err != nil {
		return err
	}
	for _, c := range []struct {
		accept string
		status int
	}{
		{"application/json", 200},
		{"*/*", 200},
		{"application/*;q=0.2", 200},
		{"text/html, application/json;q=0.1", 200},
		{"text/html, */*;q=0.1", 200},
		{"application/problem+json", 200},
		{"application/json;q=0.5;", 200},
		{"*/*;q=0, application/json", 200},
		{"text/html", 406},
		{"application/json;q=0", 406},
		{"application/json;q=0, */*", 406},
		{"image/*, text/plain", 406},
	} {
		if err := p.expect(h.request.with("Accept", c.accept), c.status); err != nil {
			return err
		}
		if c.status == 406 && !strings.Contains(p.got.body, "application/json") {
			return p.wrong("the forms that there are, in the problem")
		}
	}
	return nil
}

func acceptsNothing(p *asking) error {
	some := p.operations(isVerb(design.Delete))
	if len(some) == 0 {
		return apart("no operation answers without a body")
	}
	q := request{method: some[0].Method, target: filled(some[0].Path)}
	if len(p.Tokens) > 0 {
		q.token = p.Tokens[0]
	}
	for _, accept := range []string{"application/problem+json", "text/html"} {
		if _, err := p.send(q.with("Accept", accept)); err != nil {
			return err
		}
		if p.got.status == 406 {
			return p.wrong("another status than 406: the answer has no body")
		}
	}
	return nil
}

func acceptsLanguages(p *asking) error {
	h, err := p.read()
	if err != nil {
		return err
	}
	return first(
		p.expect(h.request.with("Accept-Charset", "utf-7, utf-8;q=0"), 200),
		p.expect(h.request.with("Accept-Language", "tlh, *;q=0"), 200),
	)
}

func longTarget(p *asking) error {
	return first(
		p.expect(get(nowhere+"?"+strings.Repeat("x", 9<<10)), 414),
		p.problem("target_too_long"),
	)
}

func longHeader(p *asking) error {
	return first(
		p.expect(get(nowhere).with("X-Long", strings.Repeat("x", 60<<10)), 431),
		p.problem("header_too_large"),
	)
}

func otherExpectation(p *asking) error {
	return first(
		p.expect(get(nowhere).with("Expect", "tea"), 417),
		p.problem("expectation_failed"),
	)
}

func continued(p *asking) error {
	q, op, err := p.taking()
	if err != nil {
		return err
	}
	waiting := q.sending("text/plain", "hello").with("Expect", "100-continue")
	waiting.holds = true
	if err := p.expect(waiting, 415); err != nil {
		return err
	}
	if len(p.got.interim) > 0 {
		return p.wrong("415 without %d before it", p.got.interim[0])
	}
	large := q.with("Content-Type", "application/json").with("Content-Length", "100000000").with("Expect", "100-continue")
	large.holds = true
	if err := p.expect(large, 413); err != nil {
		return err
	}
	if len(p.got.interim) > 0 {
		return p.wrong("413 without %d before it", p.got.interim[0])
	}
	if op.SignedIn {
		nobody := waiting
		nobody.token = ""
		if err := p.expect(nobody, 401); err != nil {
			return err
		}
		if len(p.got.interim) > 0 {
			return p.wrong("401 without %d before it", p.got.interim[0])
		}
	}
	wanted := q.sending("application/json", "{{").with("Expect", "100-continue")
	wanted.holds = true
	if err := p.expect(wanted, 400); err != nil {
		return err
	}
	if len(p.got.interim) != 1 || p.got.interim[0] != 100 {
		return p.wrong("100 before the answer, since the body was wanted")
	}
	return nil
}

func getWithBody(p *asking) error {
	h, err := p.read()
	if err != nil {
		return err
	}
	c, err := dial(p.ctx, p.at)
	if err != nil {
		return err
	}
	defer c.Close()
	for _, q := range []request{h.request.sending("application/json", "{{ no JSON"), h.request.sending("", "GET /x HTTP/1.1"), h.request} {
		if _, err := p.on(c, q); err != nil {
			return err
		}
		if err := p.status(200); err != nil {
			return err
		}
		if p.got.closes { // which is in step too
			return nil
		}
	}
	return nil
}

// guarded returns an operation that nobody may ask for without a session.
func (p *asking) guarded() (request, error) {
	for _, op := range p.operations(func(op *plan.Operation) bool { return op.SignedIn }) {
		return request{method: op.Method, target: filled(op.Path)}, nil
	}
	return request{}, apart("anybody may ask for everything")
}

func challenged(p *asking) error {
	q, err := p.guarded()
	if err != nil {
		return err
	}
	if err := p.expect(q, 401); err != nil {
		return err
	}
	if got := p.got.get("WWW-Authenticate"); !strings.HasPrefix(got, "Bearer") || strings.Contains(got, "error=") {
		return p.wrong("WWW-Authenticate: Bearer without an error, not %q", got)
	}
	return p.problem("sign_in_required")
}

func badTokens(p *asking) error {
	q, err := p.guarded()
	if err != nil {
		return err
	}
	for _, c := range []struct {
		header string
		status int
		error  string
	}{
		{"Bearer nwl_session_none", 401, `error="invalid_token"`},
		{"Bearer a b", 400, `error="invalid_request"`},
		{"Basic YTpi", 401, "Bearer"},
	} {
		if err := p.expect(q.with("Authorization", c.header), c.status); err != nil {
			return err
		}
		if got := p.got.get("WWW-Authenticate"); !strings.Contains(got, c.error) {
			return p.wrong("WWW-Authenticate with %s, not %q", c.error, got)
		}
	}
	return nil
}

func unknownParameter(p *asking) error {
	h, err := p.read()
	if err != nil {
		return err
	}
	q := h.request
	q.target += "?no_such_parameter=1"
	return first(p.expect(q, 400), p.problem("unknown_parameter"), p.names("no_such_parameter"))
}

func doubledParameter(p *asking) error {
	h, err := p.list()
	if err != nil {
		return err
	}
	q := h.request
	q.target += "?limit=1&limit=1"
	return first(p.expect(q, 400), p.problem("duplicate_parameter"), p.names("limit"))
}

// names is wrong unless the problem that came last names a parameter.
func (p *asking) names(parameter string) error {
	if !strings.Contains(p.got.body, `"parameter":"`+parameter+`"`) {
		return p.wrong("the parameter %s among errors", parameter)
	}
	return nil
}

func unknownHeader(p *asking) error {
	h, err := p.read()
	if err != nil {
		return err
	}
	return p.expect(h.request.with("X-No-Such-Header", "1").with("Prefer", "return=minimal").with("Cookie", "a=b"), 200)
}

func ranged(p *asking) error {
	h, err := p.read()
	if err != nil {
		return err
	}
	if err := p.expect(h.request.with("Range", "bytes=0-1").with("If-Range", `"1"`), 200); err != nil {
		return err
	}
	if got := p.got.get("Accept-Ranges"); got != "" && got != "none" || p.got.get("Content-Range") != "" {
		return p.wrong("no ranges")
	}
	return nil
}

func hostless(p *asking) error {
	return first(
		p.expect(request{method: "GET", raw: "GET " + nowhere + " HTTP/1.1\r\n\r\n"}, 400), p.problem("invalid_request"),
		p.expect(request{method: "GET", raw: "GET " + nowhere + " HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"}, 400), p.problem("invalid_request"),
	)
}

func smuggled(p *asking) error {
	target := filled(p.routes[0].template)
	for _, lines := range []string{
		"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
		"Transfer-Encoding: gzip\r\n\r\n",
		"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n1\r\nZ\r\n0\r\n\r\n",
	} {
		q := request{method: "POST", raw: "POST " + target + " HTTP/1.1\r\nHost: $HOST\r\n" + lines}
		if _, err := p.send(q); err != nil {
			return err
		}
		if p.got.status < 400 || p.got.status == 500 {
			return p.wrong("a refusal")
		}
	}
	return nil
}

// escaped returns a text for a query.
func escaped(s string) string { return url.QueryEscape(s) }
