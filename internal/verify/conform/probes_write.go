package conform

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan"
)

var writeProbes = []Probe{
	{ID: "H-17-required", Section: "RFC 6585 section 3", Says: "a write that must say which version it means is 428 without; of many with one tag, one wins", Writes: true, ask: mustMatch},
	{ID: "H-29", Section: "RFC 9110 section 9.3.4", Says: "PUT replaces: the same again gives the same, and where no row is it makes none", Writes: true, ask: replaced},
	{ID: "I-01", Section: "draft-ietf-httpapi-idempotency-key-header-07", Says: "a request with a key is done once, and its answer told again", Writes: true, ask: toldAgain},
	{ID: "I-02", Section: "draft-ietf-httpapi-idempotency-key-header-07", Says: "the same key with another request is 422", Writes: true, ask: keyReused},
	{ID: "I-03", Section: "draft-ietf-httpapi-idempotency-key-header-07", Says: "of many at once with one key, one is done; the others are 409 or told the same", Writes: true, ask: keyInFlight},
	{ID: "I-04", Section: "draft-ietf-httpapi-idempotency-key-header-07", Says: "where a key must be there, a request without is 400", ask: keyRequired},
	{ID: "I-05", Section: "RFC 9651 section 3.3.3", Says: "a key that is none is 400", ask: keyMalformed},
	{ID: "P-01", Section: "RFC 5789 section 3.1", Says: "Accept-Patch names JSON Patch, and a patch of nothing changes nothing", Writes: true, ask: patchNothing},
	{ID: "P-02", Section: "RFC 6902 section 4.6", Says: "a patch whose test does not hold is 409, and none of it is done", Writes: true, ask: patchTest},
	{ID: "P-03", Section: "RFC 5789 section 2.2", Says: "a patch that is none is 422, with a pointer into it", ask: patchMalformed},
}

const jsonPatch = "application/json-patch+json"

// withText returns a body in which a field has another text.
func withText(body, field, text string) string {
	members := map[string]json.RawMessage{}
	if json.Unmarshal([]byte(body), &members) != nil {
		return body
	}
	members[field] = json.RawMessage(strconv.Quote(text))
	out, err := json.Marshal(members)
	if err != nil {
		return body
	}
	return string(out)
}

func mustMatch(p *asking) error {
	some := p.operations(func(op *plan.Operation) bool { return op.NeedsVersion && op.Bulk == 0 && op.Verb == design.Update })
	var h *hit
	var err error = apart("no update asks for the version")
	for _, op := range some {
		bodies, failed := p.bodies(op)
		if failed != nil {
			return failed
		}
		if h, err = p.seek(op, bodies, func(q request) request { return needing(q, op) }, 200); err == nil {
			break
		}
	}
	if err != nil {
		return err
	}
	any := h.request
	q := any
	q.header = slices.DeleteFunc(slices.Clone(q.header), func(line [2]string) bool { return line[0] == "If-Match" })
	if err := first(
		p.expect(q, 428), p.problem("precondition_required"),
		p.expect(q.with("If-Match", `"no-such-tag"`), 412),
		p.expect(any, 200),
	); err != nil {
		return err
	}
	tag, field := p.got.get("ETag"), changeable(h.op)
	if tag == "" || field == "" {
		return nil
	}
	got := p.together(func(i int) request {
		own := q.with("If-Match", tag)
		own.body = withText(h.body, field, "probe "+strconv.Itoa(i))
		return own
	})
	if got.count(200) != 1 || got.count(412) != writers-1 {
		p.last = q.with("If-Match", tag)
		return p.wrong("of %d at once, each with another value, one 200 and else 412, not %v", writers, got.all())
	}
	return nil
}

func replaced(p *asking) error {
	var last error = apart("no operation replaces a row")
	for _, op := range p.operations(func(op *plan.Operation) bool { return op.Whole && op.Bulk == 0 }) {
		bodies, err := p.bodies(op)
		if err != nil {
			return err
		}
		h, err := p.seek(op, bodies, func(q request) request { return needing(q, op) }, 200)
		if err != nil {
			last = err
			continue
		}
		if err := p.expect(h.request, 200); err != nil {
			return err
		}
		body := p.got.body
		if err := p.expect(h.request, 200); err != nil {
			return err
		}
		if p.got.body != body && op.Living.None() && !strings.Contains(body, "updated_at") {
			return p.wrong("the same body, %s", body)
		}
		none := h.request
		none.target = filled(op.Path)
		if len(op.Params) == 0 {
			return nil
		}
		return first(p.expect(none, 404), p.expect(none.with("If-None-Match", "*"), 404))
	}
	return last
}

// keyed returns a create that was answered with 201, with a key that is sent for the first
// time.
func (p *asking) keyed() (*hit, error) {
	key := "probe-" + unlike()
	var last error = apart("no operation makes rows")
	for _, op := range p.operations(isVerb(design.Create)) {
		bodies, err := p.bodies(op)
		if err != nil {
			return nil, err
		}
		h, err := p.seek(op, bodies, func(q request) request { return q.with("Idempotency-Key", key) }, 201)
		if err == nil {
			return h, nil
		}
		if _, isApart := err.(apart); !isApart {
			return nil, err
		}
		last = err
	}
	return nil, last
}

func toldAgain(p *asking) error {
	h, err := p.keyed()
	if err != nil {
		return err
	}
	if err := first(p.expect(h.request, 201), p.is("Idempotency-Replayed", "true"), p.is("Location", h.got.get("Location")), p.is("ETag", h.got.get("ETag"))); err != nil {
		return err
	}
	if p.got.body != h.got.body && h.op.Living.None() {
		return p.wrong("the same body, %s", h.got.body)
	}
	return nil
}

func keyReused(p *asking) error {
	h, err := p.keyed()
	if err != nil {
		return err
	}
	if h.op.Sent == nil || len(h.op.Sent.Fields) == 0 {
		return apart("what makes rows answers with nothing to choose from")
	}
	other := h.request
	other.target += "?fields=" + h.op.Sent.Fields[0].Name.Text
	return first(p.expect(other, 422), p.problem("idempotency_key_reused"))
}

func keyInFlight(p *asking) error {
	var h *hit
	var q request
	var err error = apart("no operation makes rows")
	for _, op := range p.operations(isVerb(design.Create)) {
		bodies, failed := p.bodies(op)
		if failed != nil {
			return failed
		}
		if h, err = p.find(op, bodies, 201); err != nil {
			continue
		}
		again, failed := p.bodies(op) // texts that must be unlike others are so again
		if failed != nil {
			return failed
		}
		q = h.request.with("Idempotency-Key", "probe-"+unlike())
		q.body = again[max(0, slices.Index(bodies, h.body))]
		break
	}
	if err != nil {
		return err
	}
	got := p.together(func(int) request { return q })
	p.last, p.got = q, nil
	if n := got.count(201); n == 0 || n+got.count(409) != len(got) {
		return p.wrong("201 and 409, not %v", got.all())
	}
	made := ""
	for _, a := range got {
		switch {
		case a.status == 201 && made == "":
			made = a.get("Location") + a.body
		case a.status == 201 && a.get("Location")+a.body != made && h.op.Living.None():
			p.got = a
			return p.wrong("one row, and not another than %s", made)
		case a.status == 409 && !strings.Contains(a.body, "idempotency_key_in_use"):
			p.got = a
			return p.wrong("the code idempotency_key_in_use")
		}
	}
	return nil
}

func keyRequired(p *asking) error {
	for _, op := range p.operations(func(op *plan.Operation) bool { return op.NeedsKey }) {
		q := request{method: op.Method, target: filled(op.Path)}
		if op.SignedIn {
			if len(p.Tokens) == 0 {
				continue
			}
			q.token = p.Tokens[0]
		}
		if op.Body != nil {
			q = q.sending("application/json", "{}")
		}
		return first(p.expect(q, 400), p.problem("idempotency_key_required"))
	}
	return apart("no operation asks for a key of somebody who can be here")
}

func keyMalformed(p *asking) error {
	q, _, err := p.taking()
	if err != nil {
		return err
	}
	q = q.sending("application/json", "{}")
	for _, key := range []string{`"`, `""`, `"a`, `a"b`, `"a";b=1`, "a b", strings.Repeat("k", 256)} {
		if err := first(p.expect(q.with("Idempotency-Key", key), 400), p.problem("invalid_idempotency_key")); err != nil {
			return err
		}
	}
	return first(p.expect(q.with("Idempotency-Key", "a").with("Idempotency-Key", "b"), 400), p.problem("invalid_idempotency_key"))
}

func patchNothing(p *asking) error {
	h, err := p.changed()
	if err != nil {
		return err
	}
	if err := p.expect(request{method: "OPTIONS", target: h.target}, 200, 204); err != nil {
		return err
	}
	if !strings.Contains(p.got.get("Accept-Patch"), jsonPatch) {
		return p.wrong("Accept-Patch with %s", jsonPatch)
	}
	if err := p.expect(h.request, 200); err != nil {
		return err
	}
	tag := p.got.get("ETag")
	return first(p.expect(patching(h.request, "[]"), 200), p.is("ETag", tag))
}

// patching returns the request with a JSON Patch as its body.
func patching(q request, patch string) request {
	q.header = nil
	return q.sending(jsonPatch, patch)
}

func patchTest(p *asking) error {
	some := p.operations(func(op *plan.Operation) bool {
		return op.Verb == design.Update && !op.Whole && plain(op) && changeable(op) != ""
	})
	h, err := p.any(some, func(*plan.Operation) ([]string, error) { return []string{"{}"}, nil }, 200)
	if err != nil {
		return err
	}
	if err := p.expect(h.request, 200); err != nil {
		return err
	}
	tag, field := p.got.get("ETag"), changeable(h.op)
	patch := `[{"op":"add","path":"/` + field + `","value":"probe ` + unlike() + `"},{"op":"test","path":"/` + field + `","value":{"probe":1}}]`
	if err := first(p.expect(patching(h.request, patch), 409), p.problem("patch_test_failed")); err != nil {
		return err
	}
	if !strings.Contains(p.got.body, `"pointer":"/1"`) {
		return p.wrong("the pointer /1 among errors")
	}
	return first(p.expect(h.request, 200), p.is("ETag", tag))
}

func patchMalformed(p *asking) error {
	for _, op := range p.operations(func(op *plan.Operation) bool { return op.Verb == design.Update && !op.Whole && plain(op) }) {
		q := request{method: op.Method, target: filled(op.Path)}
		if op.SignedIn {
			if len(p.Tokens) == 0 {
				continue
			}
			q.token = p.Tokens[0]
		}
		for patch, pointer := range map[string]string{
			`{}`: "", `[1]`: "/0", `[{"path":""}]`: "/0/op", `[{"op":"test","path":"","value":1},{"op":"probe","path":""}]`: "/1/op",
			`[{"op":"add","path":"x","value":1}]`: "/0/path", `[{"op":"add","path":"/x"}]`: "/0/value",
		} {
			if err := first(p.expect(q.sending(jsonPatch, patch), 422), p.problem("invalid")); err != nil {
				return err
			}
			if !strings.Contains(p.got.body, `"pointer":"`+pointer+`"`) {
				return p.wrong("the pointer %q among errors", pointer)
			}
		}
		return nil
	}
	return apart("no operation takes a patch from somebody who can be here")
}
