package engine_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/engine"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/seed"
)

// canary stands in texts of a seed that nobody may read but those whose rows are
// called eve: the other tenant's.
const canary = "canary"

// server is a design that is being asked.
type server struct {
	t       testing.TB
	h       http.Handler
	plan    *plan.Plan
	rng     *rand.Rand
	ids     map[*design.Entity][]string  // of rows that there are, readable or not
	facts   map[string]map[string]string // of rows, by id: what their fields hold, as far as is known
	worked  map[string]bool              // operations that somebody has carried out
	refused map[string]string            // what an operation answered last that was no success
	tries   int                          // how many bodies are made for one operation and one person
	count   int                          // for values that differ from all before
	written bool                         // rows have been changed since the seed
	flown   bool                         // a canary was seen by whom it belongs to
}

// person is one who asks.
type person struct {
	*server
	name, token string
	seen        map[*plan.Resource][]item
	shut        map[*plan.Resource]bool // no row can be read, whatever it holds
}

// item is one JSON object of an answer.
type item map[string]json.RawMessage

func (i item) id() string { return text(i["id"]) }

// text returns what a JSON string holds, and other values as they are written.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return string(raw)
	}
	return s
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// smoke asks everything of everybody.
func smoke(t *testing.T, name string, d *design.Design, rows *seed.Rows, e *engine.Engine) {
	s := &server{
		t: t, h: held(t, d, e.Handler()), plan: plan.Compile(d, dialect.SQLite), ids: map[*design.Entity][]string{}, facts: map[string]map[string]string{}, worked: map[string]bool{}, refused: map[string]string{},
		rng: rand.New(rand.NewPCG(uint64(len(name)), uint64(name[0]))),
	}
	people := s.people(rows)
	if len(people) < 4 {
		t.Fatalf("%d people sign in, want at least 3 beside nobody", len(people)-1)
	}
	for _, p := range people {
		p.readAll()
	}
	for _, p := range people {
		p.elsewhere(people)
	}
	if manyTenants(s.plan.Design) && !s.flown {
		t.Error("no tenant has a canary that its own people see")
	}
	s.tries = 25
	for _, p := range people {
		p.createAll()
	}
	s.tries, s.written = 8, true
	for round := 0; round < 2 || round < rounds && s.unused() != nil; round++ {
		for _, p := range people {
			p.readAll()
			p.changeAll()
			p.readAll()
			p.deleteAll()
		}
		for _, p := range people {
			p.createAll()
		}
	}
	for _, op := range s.unused() {
		t.Errorf("nobody could use %s: %s", op.Name, s.refused[op.Name])
	}
}

// rounds is how often everybody tries everything, when something has not worked yet: a
// state is moved to where the next move begins, and values are drawn.
const rounds = 40

// unused are the operations that nobody has carried out.
func (s *server) unused() (all []*plan.Operation) {
	for _, op := range s.plan.Operations {
		if !s.worked[op.Name] {
			all = append(all, op)
		}
	}
	return all
}

// people signs in everybody of the seed who has a password, and somebody new where
// people sign up. Nobody comes last.
func (s *server) people(rows *seed.Rows) (all []*person) {
	for _, row := range rows.List {
		s.seeded(row)
		if row.Password == "" {
			continue
		}
		all = append(all, s.signIn(row.Name, row.Values[s.plan.Auth.Login.Index].Str, row.Password))
	}
	if up := s.plan.Auth.SignUp; up != nil {
		nobody := &person{server: s, name: "somebody new"}
		body := nobody.bodyOf(up.Body, up.Fields)
		password := "a sentence to remember"
		body[plan.PasswordMember] = quoted(password)
		if a := nobody.ask(http.MethodPost, s.plan.Base+"/auth/sign-up", encode(body)); a.status != http.StatusNoContent {
			s.t.Fatalf("nobody signs up: %d %s", a.status, a.body)
		}
		all = append(all, s.signIn("somebody new", text(body[s.plan.Auth.Login.Name.Text]), password))
	}
	return append(all, &person{server: s, name: "nobody"})
}

func (s *server) signIn(name, login, password string) *person {
	p := &person{server: s, name: name}
	body := encode(item{s.plan.Auth.Login.Name.Text: quoted(login), plan.PasswordMember: quoted(password)})
	a := p.ask(http.MethodPost, s.plan.Base+"/auth/sign-in", body)
	var session struct{ Token string }
	if err := json.Unmarshal(a.body, &session); err != nil || session.Token == "" {
		s.t.Fatalf("%s cannot sign in: %d %s", name, a.status, a.body)
	}
	p.token = session.Token
	return p
}

func quoted(s string) json.RawMessage {
	raw, _ := json.Marshal(s) // of a string it never fails
	return raw
}

func encode(body item) string {
	raw, _ := json.Marshal(body) // of JSON it never fails
	return string(raw)
}

// complain reports what is wrong with an answer to p.
func (p *person) complain(asked, format string, args ...any) {
	p.t.Helper()
	p.t.Errorf("%s, as %s: %s", asked, p.name, fmt.Sprintf(format, args...))
}

// ask sends one request and holds the answer to what holds for every answer.
func (p *person) ask(method, path, body string) answer {
	p.t.Helper()
	return p.askWith(method, path, body, nil)
}

func (p *person) askWith(method, path, body string, header map[string]string) answer {
	p.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	if v := p.plan.Versioning; v != nil && v.Header != "" { // what is asked is made of today's plan
		r.Header.Set(v.Header, v.Current)
	}
	for name, is := range header {
		r.Header.Set(name, is)
	}
	w := httptest.NewRecorder()
	p.h.ServeHTTP(w, r)
	a := answer{w.Code, w.Result().Header, w.Body.Bytes()}
	p.holds(method+" "+path+" "+body, method, &a)
	return a
}

// holds holds an answer to what holds for every answer.
func (p *person) holds(asked, method string, a *answer) {
	p.t.Helper()
	if a.header.Get("X-Request-Id") == "" {
		p.complain(asked, "the answer has no X-Request-Id")
	}
	switch kind := a.header.Get("Content-Type"); {
	case method == http.MethodHead || a.status == http.StatusNoContent || a.status == http.StatusNotModified:
		if len(a.body) > 0 {
			p.complain(asked, "%d with a body: %s", a.status, a.body)
		}
	case a.status >= 400:
		p.problem(asked, kind, a)
	case len(a.body) > 0 && (kind != "application/json" || !json.Valid(a.body)):
		p.complain(asked, "%d %s is no JSON: %s", a.status, kind, a.body)
	}
	switch has := bytes.Contains(a.body, []byte(canary)); {
	case has && strings.HasPrefix(p.name, "eve"):
		p.flown = true
	case has && !p.written:
		p.complain(asked, "the other tenant's canary is seen: %s", a.body)
	}
}

// problem holds an answer to RFC 9457.
func (p *person) problem(asked, kind string, a *answer) {
	p.t.Helper()
	var is struct {
		Type, Title, Code, Detail string
		Status                    int
		RequestID                 string `json:"request_id"`
	}
	err := json.Unmarshal(a.body, &is)
	switch {
	case a.status >= 500 && a.status != http.StatusNotImplemented:
		p.complain(asked, "%d %s", a.status, a.body)
	case err != nil || kind != "application/problem+json" || is.Type != "/problems/"+is.Code || is.Title == "" ||
		is.Status != a.status || is.RequestID != a.header.Get("X-Request-Id"):
		p.complain(asked, "%d %s is no problem: %s", a.status, kind, a.body)
	}
}

// object holds a JSON object to what is sent: nothing else, and all of what everybody
// may read.
func (p *person) object(asked string, sent []design.Ref[design.Field], o item, expanded bool) {
	p.t.Helper()
	for name := range o {
		if name == "expand" && expanded {
			continue
		}
		if !slices.ContainsFunc(sent, func(f design.Ref[design.Field]) bool { return f.To.Name.Text == name }) {
			p.complain(asked, "%q is not in the contract", name)
		}
	}
	for _, f := range sent {
		raw, there := o[f.To.Name.Text]
		switch {
		case !there:
			if f.To.Calc == nil && !p.narrowed(f.To) {
				p.complain(asked, "there is no %q, which everybody may read", f.To.Name.Text)
			}
		case !fitting(f.To, raw):
			p.complain(asked, "there is a %s that is %s", f.To.Name.Text, raw)
		}
	}
}

// sent returns what op sends of a row, as it was declared.
func (s *server) sent(op *plan.Operation) []design.Ref[design.Field] {
	r := s.resource(op.Resource)
	i := slices.IndexFunc(r.Operations, func(o *design.Operation) bool { return o.Name.Text == op.Name })
	if own := r.Operations[i].Fields; own != nil {
		return own
	}
	return r.Fields
}

// asked returns what op sends of a row to a request for those fields; "" is all.
func (s *server) asked(op *plan.Operation, fields string) (sent []design.Ref[design.Field]) {
	names := strings.Split(fields, ",")
	for _, f := range s.sent(op) {
		if fields == "" || slices.Contains(names, f.To.Name.Text) {
			sent = append(sent, f)
		}
	}
	return sent
}

// resource returns r as it was declared.
func (s *server) resource(r *plan.Resource) *design.Resource {
	for _, declared := range s.plan.Design.Contract.Resources {
		if declared.Name.Text == r.Name {
			return declared
		}
	}
	return nil
}

// narrowed tells whether fewer may read f than may read its row.
func (s *server) narrowed(f *design.Field) bool {
	for _, allow := range s.plan.Design.Access.Allow {
		for _, own := range allow.Fields {
			if own.Field.To == f && own.Read.Written() {
				return true
			}
		}
	}
	return false
}

// ruled tells whether an operation has a rule of its own beside its entity's.
func (s *server) ruled(op *plan.Operation) bool {
	for _, allow := range s.plan.Design.Access.Allow {
		for _, own := range allow.Operations {
			if own.Operation.To.Name.Text == op.Name {
				return true
			}
		}
	}
	return false
}

// fitting tells whether raw is of the JSON type that values of f have.
func fitting(f *design.Field, raw json.RawMessage) bool {
	if string(raw) == "null" {
		return f.Optional || f.Calc != nil
	}
	switch f.Type {
	case design.TypeInteger, design.TypeNumber:
		return strings.IndexByte("-0123456789", raw[0]) >= 0
	case design.TypeBoolean:
		return string(raw) == "true" || string(raw) == "false"
	case design.TypeJSON:
		return true
	case design.TypeList:
		return raw[0] == '['
	case design.TypeID:
		return identifies(f.Entity, raw)
	case design.TypeRef:
		return identifies(f.Target.To, raw)
	default:
		return raw[0] == '"'
	}
}

// identifies tells whether raw is an id of e, in the JSON type that these have.
func identifies(e *design.Entity, raw json.RawMessage) bool {
	_, ok := e.ParseID(text(raw))
	return ok && (raw[0] == '"') == (e.Prefix.Text != "")
}

// options holds OPTIONS to what the path of op answers to.
func (p *person) options(op *plan.Operation, path string) {
	p.t.Helper()
	a := p.ask(http.MethodOptions, path, "")
	if allow := strings.Split(a.header.Get("Allow"), ", "); a.status != http.StatusNoContent || !slices.Contains(allow, op.Method) {
		p.complain("OPTIONS "+path, "%d, Allow: %q, without %s", a.status, allow, op.Method)
	}
}

// head holds HEAD to what GET answered.
func (p *person) head(path string, got answer) {
	p.t.Helper()
	a := p.ask(http.MethodHead, path, "")
	for _, name := range []string{"Content-Type", "Etag", "Cache-Control"} {
		if a.header.Get(name) != got.header.Get(name) {
			p.complain("HEAD "+path, "%s is %q, and %q with GET", name, a.header.Get(name), got.header.Get(name))
		}
	}
	if length := strconv.Itoa(len(got.body)); a.header.Get("Content-Length") != length { // net/http counts that of GET
		p.complain("HEAD "+path, "Content-Length is %q, and GET sent %s bytes", a.header.Get("Content-Length"), length)
	}
	if a.status != got.status {
		p.complain("HEAD "+path, "%d, and %d with GET", a.status, got.status)
	}
}

// at is a path with a query.
func at(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}
