package serve

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
)

// member is one call of a batch. It goes through the same hands as a request that comes
// alone: x is an exchange whose answer nobody is sent.
type member struct {
	index    int
	id, call string
	whole    bool // what is wrong with it is not inside its body
	path     *payload.Tree
	query    *payload.Tree
	header   *payload.Tree
	body     *payload.Tree // nil for none
	endpoint *endpoint
	keyed    bool // the batch has a key
	charged  bool // it was counted
	outer    *exchange

	x      *exchange
	answer answered
}

// answered is the answer to a member, as an http.ResponseWriter takes it.
type answered struct {
	header http.Header
	status int
	body   []byte
	tree   *payload.Tree // of body; nil before it was asked for
}

// Header implements http.ResponseWriter.
func (a *answered) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answered) WriteHeader(status int) { a.status = status }

// Write implements http.ResponseWriter.
func (a *answered) Write(b []byte) (int, error) {
	a.body = append(a.body, b...)
	return len(b), nil
}

// members reads the body of a batch. All that is wrong with its form is told at once.
func (x *exchange) members(keyed bool) ([]*member, error) {
	tree, wrong, err := payload.ParseTree(x.in)
	if err != nil {
		return nil, err
	}
	var bad []payload.Violation
	if wrong != nil {
		bad = append(bad, *wrong)
	}
	list, malformed := listOf(tree, "operations", x.h.plan.Batch)
	if bad = append(bad, malformed...); len(bad) > 0 {
		return nil, misread(bad)
	}
	var all []*member
	for i, kid := range list.Kids {
		m := &member{index: i, keyed: keyed, outer: x}
		wrong := m.read(x, kid, all)
		for j := range wrong {
			wrong[j].Pointer = "/operations/" + strconv.Itoa(i) + wrong[j].Pointer
		}
		bad, all = append(bad, wrong...), append(all, m)
	}
	if len(bad) > 0 {
		return nil, misread(bad)
	}
	return all, nil
}

func misread(violations []payload.Violation) error {
	return &exec.Refusal{Kind: exec.Invalid, Code: codeInvalid, Violations: violations[:min(len(violations), 100)]}
}

// unknown tells what an object at a pointer has that it must not have; or that it is none.
func unknown(t *payload.Tree, at string, names ...string) (bad []payload.Violation) {
	if t.Kind != '{' {
		return []payload.Violation{{Pointer: at, Code: payload.CodeWrongType, Detail: "must be an object"}}
	}
	for _, name := range t.Names {
		if !slices.Contains(names, name) {
			bad = append(bad, payload.Violation{
				Pointer: at + payload.PointerTo(name), Code: payload.CodeUnknownKey, Detail: "is not a member that may be written here; it has " + strings.Join(names, ", "),
			})
		}
	}
	return bad
}

// read reads one call of a batch, and finds who answers it.
func (m *member) read(x *exchange, t *payload.Tree, before []*member) (bad []payload.Violation) {
	if bad = unknown(t, "", "call", "id", "path", "query", "headers", "body"); t.Kind != '{' {
		return bad
	}
	wrong := func(at, code, detail string) {
		bad = append(bad, payload.Violation{Pointer: at, Code: code, Detail: detail})
	}
	call := t.Member("call")
	switch {
	case call == nil:
		wrong("/call", payload.CodeRequired, "is missing")
		return bad
	case call.Kind == '"':
		m.call = call.Text
		m.endpoint = x.h.operations[m.call]
	}
	if m.endpoint == nil {
		wrong("/call", payload.CodeNotAChoice, "must be the name of an operation")
		return bad
	}
	if id := t.Member("id"); id != nil {
		m.id = id.Text
		switch {
		case id.Kind != '"' || !isMemberID(m.id):
			wrong("/id", payload.CodeNoMatch, "must be 1 to 40 letters, digits, hyphens and underscores")
		case slices.ContainsFunc(before, func(other *member) bool { return other.id == m.id }):
			wrong("/id", payload.CodeDuplicateKey, "is that of a call before it")
		}
	}
	for name, to := range map[string]**payload.Tree{"path": &m.path, "query": &m.query, "headers": &m.header} {
		if *to = t.Member(name); *to == nil {
			*to = &payload.Tree{Kind: '{'}
		} else if (*to).Kind != '{' {
			wrong("/"+name, payload.CodeWrongType, "must be an object")
			*to = &payload.Tree{Kind: '{'}
		}
	}
	bad = append(bad, unknown(m.header, "/headers", "If-Match", "If-None-Match", "Content-Type")...)
	op := m.endpoint.operation
	var params []string
	for i := range op.Params {
		params = append(params, op.Params[i].Name)
		if m.path.Member(op.Params[i].Name) == nil {
			wrong("/path/"+op.Params[i].Name, payload.CodeRequired, "is missing")
		}
	}
	bad = append(bad, unknown(m.path, "/path", params...)...)
	if m.body = t.Member("body"); m.body != nil && op.Body == nil {
		wrong("/body", payload.CodeUnknownKey, "is not taken by this operation")
	}
	return bad
}

// isMemberID tells whether a call may be called so.
func isMemberID(s string) bool {
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
			return false
		}
	}
	return s != "" && len(s) <= 40
}

// do makes the call, with what the calls before it were answered.
func (m *member) do(before []*member, run runs, again bool) error {
	m.whole, m.answer = true, answered{header: http.Header{}}
	if err := m.prepare(before, again); err != nil {
		return err
	}
	x, op := m.x, m.endpoint.operation
	if m.keyed {
		path := x.r.URL.Path
		x.call.Once = &exec.Once{Tell: func(a *exec.Answer) exec.Told { return told(op, a, path) }}
	}
	answer, err := run(&x.call, nil)
	if err != nil {
		return err
	}
	if once := x.call.Once; again && once != nil && once.Replayed {
		x.outcome(op, &once.Kept, &answer)
		return nil
	}
	return x.answer(op, &answer)
}

// admit counts the call, as a request that comes alone, and tells what is deprecated.
func (m *member) admit() error {
	if l := m.endpoint.rate; l != nil && !m.charged {
		m.charged = true // the transaction may run again
		if err := m.x.charge(l, m.outer.who()); err != nil {
			return err
		}
	}
	if m.endpoint.ending == nil {
		return nil
	}
	return m.x.ending(m.endpoint.ending)
}

// prepare makes the exchange of the call, up to where a request that comes alone would be
// carried out. The answers to calls that were carried out before need not all be there
// again: then nothing but what an answer may have is asked for.
func (m *member) prepare(before []*member, again bool) error {
	r, rows, err := m.request(before, again)
	if err != nil {
		return err
	}
	outer, op := m.outer, m.endpoint.operation
	m.x = &exchange{h: outer.h, w: &m.answer, r: r, ctx: outer.ctx, started: outer.started, id: outer.id, endpoint: m.endpoint}
	x := m.x
	copy(x.rows[:], rows)
	x.header()
	x.call = exec.Call{Operation: op, Request: outer.id, Caller: outer.call.Caller, Now: outer.call.Now, Origin: outer.call.Origin}
	if err := m.admit(); err != nil {
		return err
	}
	switch {
	case op.SignedIn && x.call.Caller == nil:
		return &problem{code: codeSignIn}
	case op.NeedsKey && !m.keyed:
		return &problem{code: "idempotency_key_required"}
	}
	m.whole = false
	if err := x.parameters(op); err != nil {
		return err
	}
	if err := x.preconditions(); err != nil || again && op.Write != nil {
		return err
	}
	return m.rest(before)
}
