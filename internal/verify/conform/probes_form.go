package conform

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/newel-api/newel/internal/plan"
)

var problemProbes = []Probe{
	{ID: "A2", Section: "RFC 9457 section 3", Says: "every refusal is a problem with its type, title, status, detail and code", ask: problems},
	{ID: "A2-type", Section: "RFC 9457 section 3.1.1", Says: "the type of a problem is an address that tells what it means", ask: problemTypes},
	{ID: "A2-all", Section: "policy", Says: "all that is wrong with a body is told at once", ask: allAtOnce},
}

var headerProbes = []Probe{
	{ID: "H-30", Section: "RFC 9110 sections 6.6.1 and 8.6, RFC 8259 section 11", Says: "answers have Date, Content-Length and application/json without a charset", ask: described},
	{ID: "A10", Section: "RFC 9111 section 5.2.2, RFC 9110 section 12.5.5", Says: "what one caller gets is kept by nobody else, and Vary says what it depends on", ask: cached},
	{ID: "A10-error", Section: "RFC 9111 section 5.2.2.5", Says: "problems are not kept", ask: errorsNotKept},
	{ID: "A12", Section: "W3C Trace Context section 3.2", Says: "a trace is told in problems, one that is not written as one is not", ask: traced},
	{ID: "A17", Section: "WHATWG Fetch, CSP 3", Says: "answers cannot be mistaken for pages, and tell nothing of the server", ask: guardedAnswers},
	{ID: "A17-id", Section: "policy", Says: "a request id that is fit is kept, another one is not", ask: requestIDs},
	{ID: "O-01", Section: "policy", Says: "whether the server is well is told to anybody", ask: healthy},
	{ID: "A11", Section: "RFC 9727, RFC 9264", Says: "the catalog at the well-known address names what is there", ask: cataloged},
}

// problem is wrong unless the last answer is a whole problem of that code.
func (p *asking) problem(code string) error {
	if err := first(p.is("Content-Type", "application/problem+json"), p.is("Cache-Control", "no-store")); err != nil {
		return err
	}
	if p.got.get("Content-Language") == "" {
		return p.wrong("Content-Language")
	}
	var got struct {
		Type, Title, Detail, Code string
		Status                    int
		RequestID                 string `json:"request_id"`
	}
	if err := json.Unmarshal([]byte(p.got.body), &got); err != nil {
		return p.wrong("JSON: %v", err)
	}
	switch {
	case got.Code != code:
		return p.wrong("the code %q, not %q", code, got.Code)
	case got.Type == "" || got.Title == "" || got.Detail == "":
		return p.wrong("a type, a title and a detail")
	case got.Status != p.got.status:
		return p.wrong("the member status to be %d, not %d", p.got.status, got.Status)
	case got.RequestID == "" || got.RequestID != p.got.get("X-Request-Id"):
		return p.wrong("a request_id as in the header X-Request-Id")
	}
	return nil
}

func problems(p *asking) error {
	place := p.routes[0]
	at := filled(place.template)
	asked := []struct {
		q    request
		code string
	}{
		{get(nowhere), "not_found"},
		{request{method: "FOO", target: at}, "method_not_allowed"},
	}
	if q, err := p.guarded(); err == nil {
		asked = append(asked, struct {
			q    request
			code string
		}{q, "sign_in_required"})
	}
	if q, _, err := p.taking(); err == nil {
		asked = append(asked, []struct {
			q    request
			code string
		}{
			{q.sending("text/plain", "x"), "unsupported_media_type"},
			{q.sending("application/json", "{"), "invalid_json"},
			{q.sending("application/json", "{}").with("Content-Encoding", "br"), "unsupported_encoding"},
		}...)
	}
	for _, c := range asked {
		if _, err := p.send(c.q); err != nil {
			return err
		}
		if err := p.problem(c.code); err != nil {
			return err
		}
	}
	return nil
}

func problemTypes(p *asking) error {
	if _, err := p.send(get(nowhere)); err != nil {
		return err
	}
	var got struct{ Type string }
	_ = json.Unmarshal([]byte(p.got.body), &got)
	if !strings.HasPrefix(got.Type, "/") {
		return p.wrong("a type on this server")
	}
	return first(
		p.expect(get(got.Type), 200), p.is("Content-Type", "application/json"),
		p.expect(get(got.Type).with("Accept", "text/html"), 200), p.is("Content-Type", "text/html; charset=utf-8"),
	)
}

func allAtOnce(p *asking) error {
	return p.takingAll(func(q request, op *plan.Operation) error {
		var wrong, names []string
		for _, slot := range op.Body.Slots {
			if !slot.InPath && !slot.Field.Type.Opaque() {
				names = append(names, slot.Field.Name.Text)
				wrong = append(wrong, `"`+slot.Field.Name.Text+`":{}`)
			}
		}
		if len(names) < 2 {
			return nil
		}
		body, at := asOne(op, "{"+strings.Join(wrong, ",")+"}")
		if err := p.expect(q.sending("application/json", body), 422); err != nil {
			return err
		}
		for _, name := range names {
			if !strings.Contains(p.got.body, `"pointer":"`+at+"/"+name+`"`) {
				return p.wrong("the pointer %s/%s among errors", at, name)
			}
		}
		return nil
	})
}

func described(p *asking) error {
	h, err := p.read()
	if err != nil {
		return err
	}
	if err := first(p.expect(h.request, 200), p.is("Content-Type", "application/json")); err != nil {
		return err
	}
	if at, err := time.Parse(time.RFC1123, p.got.get("Date")); err != nil || time.Since(at).Abs() > time.Hour {
		return p.wrong("the Date of now, not %q", p.got.get("Date"))
	}
	if p.got.length != int64(len(p.got.body)) {
		return p.wrong("a Content-Length of %d", len(p.got.body))
	}
	if !json.Valid([]byte(p.got.body)) {
		return p.wrong("JSON")
	}
	return nil
}

// vary tells whether the Vary header of the last answer has a name.
func (p *asking) vary(name string) bool {
	for one := range strings.SplitSeq(p.got.get("Vary"), ",") {
		if strings.EqualFold(strings.TrimSpace(one), name) {
			return true
		}
	}
	return false
}

func cached(p *asking) error {
	h, err := p.any(p.operations(func(op *plan.Operation) bool { return op.Verb.String() == "get" && op.Cache == nil }), nil, 200)
	if err != nil {
		return err
	}
	if err := first(p.expect(h.request, 200), p.is("Cache-Control", "private, no-cache")); err != nil {
		return err
	}
	for _, name := range []string{"Accept", "Authorization"} {
		if !p.vary(name) {
			return p.wrong("Vary with %s", name)
		}
	}
	if p.Plan.Compress != p.vary("Accept-Encoding") {
		return p.wrong("Accept-Encoding in Vary where answers are compressed, and only there")
	}
	return nil
}

func errorsNotKept(p *asking) error {
	if err := first(p.expect(get(nowhere), 404), p.is("Cache-Control", "no-store")); err != nil {
		return err
	}
	h, err := p.read()
	if err != nil {
		return err
	}
	q := h.request
	q.target += "?no_such_parameter=1"
	return first(p.expect(q, 400), p.is("Cache-Control", "no-store"), p.absent("ETag"))
}

func traced(p *asking) error {
	const trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	for _, c := range []struct {
		header string
		told   bool
	}{
		{"00-" + trace + "-" + parent + "-01", true},
		{"cc-" + trace + "-" + parent + "-01-later", true},
		{"00-" + strings.ToUpper(trace) + "-" + parent + "-01", false},
		{"00-" + strings.Repeat("0", 32) + "-" + parent + "-01", false},
		{"00-" + trace + "-" + strings.Repeat("0", 16) + "-01", false},
		{"ff-" + trace + "-" + parent + "-01", false},
		{"00-" + trace + "-" + parent + "-01-more", false},
		{"00-" + trace, false},
	} {
		if err := p.expect(get(nowhere).with("Traceparent", c.header), 404); err != nil {
			return err
		}
		if strings.Contains(p.got.body, `"trace_id":"`+trace+`"`) != c.told || strings.Contains(p.got.body, "trace_id") != c.told {
			return p.wrong("a trace_id where the header is one, and none where it is not")
		}
	}
	return nil
}

func guardedAnswers(p *asking) error {
	asked := []request{get(nowhere), get("/healthz"), {method: "OPTIONS", target: filled(p.routes[0].template)}}
	if h, err := p.read(); err == nil {
		asked = append(asked, h.request)
	}
	for _, q := range asked {
		if _, err := p.send(q); err != nil {
			return err
		}
		if err := first(
			p.is("X-Content-Type-Options", "nosniff"), p.is("Referrer-Policy", "no-referrer"), p.is("Content-Security-Policy", "default-src 'none'"),
			p.absent("Server", "X-Powered-By", "Set-Cookie"),
		); err != nil {
			return err
		}
	}
	return nil
}

func requestIDs(p *asking) error {
	if err := first(p.expect(get(nowhere).with("X-Request-Id", "probe.17_x-Y"), 404), p.is("X-Request-Id", "probe.17_x-Y")); err != nil {
		return err
	}
	for _, bad := range []string{"has space", "<script>", strings.Repeat("x", 65), `"`} {
		if err := p.expect(get(nowhere).with("X-Request-Id", bad), 404); err != nil {
			return err
		}
		if got := p.got.get("X-Request-Id"); got == "" || got == bad {
			return p.wrong("an id of the server's own")
		}
	}
	return nil
}

func healthy(p *asking) error {
	return first(p.expect(get("/healthz"), 200), p.is("Content-Type", "application/json"), p.expect(get("/readyz?probe=1"), 200))
}

func cataloged(p *asking) error {
	const at = "/.well-known/api-catalog"
	if err := first(
		p.expect(get(at), 200), p.is("Content-Type", `application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"`),
	); err != nil {
		return err
	}
	var catalog struct{ Linkset []map[string]json.RawMessage }
	if json.Unmarshal([]byte(p.got.body), &catalog) != nil || len(catalog.Linkset) == 0 || catalog.Linkset[0]["anchor"] == nil {
		return p.wrong("a linkset with an anchor")
	}
	for relation, raw := range catalog.Linkset[0] {
		var links []struct{ Href string }
		if relation == "anchor" || json.Unmarshal(raw, &links) != nil {
			continue
		}
		for _, link := range links {
			if err := p.expect(get(link.Href), 200); err != nil {
				return err
			}
		}
	}
	return first(p.expect(request{method: "HEAD", target: at}, 200), p.is("Link", `<`+at+`>; rel="api-catalog"`))
}
