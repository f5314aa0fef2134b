package conform

import (
	"strings"

	"github.com/newel-api/newel/internal/plan"
)

var bodyProbes = []Probe{
	{ID: "H-20", Section: "RFC 9110 section 15.5.16", Says: "a body of another type is 415, and Accept says which is taken", ask: otherTypes},
	{ID: "H-21", Section: "RFC 9110 section 12.5.3", Says: "a body in a coding that is not taken is 415, and Accept-Encoding says which is", ask: otherCodings},
	{ID: "H-22", Section: "RFC 9110 section 15.5.14", Says: "a body that is too long is 413, before it is read", ask: longBody},
	{ID: "H-22-chunked", Section: "RFC 9110 section 15.5.14", Says: "a body that is too long and does not say so is 413", ask: longChunks},
	{ID: "H-28", Section: "RFC 9110 sections 15.5.1 and 15.5.21", Says: "what is no JSON is 400, what breaks rules 422 with a pointer", ask: wrongBodies},
	{ID: "J-01", Section: "RFC 8259, RFC 7493", Says: "JSON is read strictly: in UTF-8, each member once, nothing behind it, not too deep", ask: strictJSON},
	{ID: "J-02", Section: "policy", Says: "a member that is not known is 400, and named", ask: unknownMember},
}

// takingAll calls for each operation with a body that can be asked for.
func (p *asking) takingAll(each func(request, *plan.Operation) error) error {
	if _, _, err := p.taking(); err != nil {
		return err
	}
	for _, op := range p.operations(func(op *plan.Operation) bool { return op.Body != nil }) {
		q := request{method: op.Method, target: filled(op.Path)}
		if op.SignedIn {
			if len(p.Tokens) == 0 {
				continue
			}
			q.token = p.Tokens[0]
		}
		if err := each(needing(q, op), op); err != nil {
			return err
		}
	}
	return nil
}

// asOne returns the body for one row as the operation takes it, and the pointer to it.
func asOne(op *plan.Operation, body string) (as, at string) {
	if op.Bulk > 0 {
		return `{"items":[` + body + `]}`, "/items/0"
	}
	return body, ""
}

func otherTypes(p *asking) error {
	return p.takingAll(func(q request, _ *plan.Operation) error {
		for _, mediaType := range []string{"text/plain", "application/xml", "", "application/json; charset=latin1", "application/json, text/plain", "json"} {
			if err := p.expect(q.sending(mediaType, `{"a":1}`), 415); err != nil {
				return err
			}
			if !strings.Contains(p.got.get("Accept"), "application/json") {
				return p.wrong("Accept with application/json")
			}
			if (q.method == "PATCH") != (p.got.get("Accept-Patch") != "") {
				return p.wrong("Accept-Patch with PATCH, and only there")
			}
		}
		for _, mediaType := range []string{"application/json", "Application/JSON; Charset=UTF-8", `application/json; charset="utf-8"`} {
			if err := p.expect(q.sending(mediaType, "{{"), 400); err != nil {
				return err
			}
		}
		return nil
	})
}

func otherCodings(p *asking) error {
	return p.takingAll(func(q request, _ *plan.Operation) error {
		for _, coding := range []string{"zstd", "no-such-coding"} {
			if err := p.expect(q.sending("application/json", "{}").with("Content-Encoding", coding), 415); err != nil {
				return err
			}
			if p.got.get("Accept-Encoding") == "" {
				return p.wrong("Accept-Encoding")
			}
		}
		return p.expect(q.sending("application/json", "{{").with("Content-Encoding", "identity"), 400)
	})
}

func longBody(p *asking) error {
	q, _, err := p.taking()
	if err != nil {
		return err
	}
	q = q.with("Content-Type", "application/json").with("Content-Length", "1000000000") // and nothing is sent
	return first(p.expect(q, 413), p.problem("body_too_large"))
}

func longChunks(p *asking) error {
	q, _, err := p.taking()
	if err != nil {
		return err
	}
	q = q.with("Content-Type", "application/json").with("Transfer-Encoding", "chunked")
	chunk := "10000\r\n" + strings.Repeat(" ", 0x10000) + "\r\n"
	q.body = strings.Repeat(chunk, 20) + "0\r\n\r\n"
	return first(p.expect(q, 413), p.problem("body_too_large"))
}

func wrongBodies(p *asking) error {
	return p.takingAll(func(q request, op *plan.Operation) error {
		if err := first(p.expect(q.sending("application/json", "{"), 400), p.problem("invalid_json")); err != nil {
			return err
		}
		for _, slot := range op.Body.Slots {
			if slot.InPath || slot.Field.Type.Opaque() {
				continue
			}
			name := slot.Field.Name.Text
			body, at := asOne(op, `{"`+name+`":{"a":[]}}`)
			at += "/" + name
			if err := first(p.expect(q.sending("application/json", body), 422), p.problem("invalid")); err != nil {
				return err
			}
			if !strings.Contains(p.got.body, `"pointer":"`+at) {
				return p.wrong("the pointer %s among errors", at)
			}
			break
		}
		return nil
	})
}

func strictJSON(p *asking) error {
	q, op, err := p.taking()
	if err != nil {
		return err
	}
	for _, body := range []string{
		"\ufeff{}", "{} {}", "{},", "{\"a\":1,}", "{'a':1}", "{\"a\":01}", "{\"a\":NaN}", "\"\xff\"", "{\"\xc3\x28\":1}", "// comment\n{}", "{\"a\":\"\x01\"}",
		strings.Repeat("[", 100_000),
	} {
		if err := p.expect(q.sending("application/json", body), 400); err != nil {
			return err
		}
	}
	for _, slot := range op.Body.Slots {
		if !slot.InPath {
			name := slot.Field.Name.Text
			return p.expect(q.sending("application/json", `{"`+name+`":null,"`+name+`":null}`), 400)
		}
	}
	return nil
}

func unknownMember(p *asking) error {
	return p.takingAll(func(q request, _ *plan.Operation) error {
		if err := first(p.expect(q.sending("application/json", `{"no_such_member":1}`), 400), p.problem("unknown_key")); err != nil {
			return err
		}
		if !strings.Contains(p.got.body, `"pointer":"/no_such_member"`) {
			return p.wrong("the pointer /no_such_member among errors")
		}
		return nil
	})
}
