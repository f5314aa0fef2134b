package conform

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan"
)

// Subject is the API that is asked.
type Subject struct {
	URL    string // "http://127.0.0.1:8080": without the base of the design
	Plan   *plan.Plan
	Tokens []string                               // of callers of different rights; none when nobody is signed in
	Rows   func(of *design.Entity) (ids []string) // ids of rows that may be there, as paths have them; nil for none
	Writes bool                                   // the server is there for this alone
	Strict bool                                   // its rates hold: too many requests are refused
}

// Bounds of looking for what a probe needs.
const (
	mostCallers = 8
	mostTries   = 400 // requests for one operation
	mostRows    = 12
)

// subject is a Subject with what was found out about it.
type subject struct {
	Subject
	at      *url.URL
	callers []string // tokens; the last is "", nobody's
	limited bool     // this probe expects 429
	found   map[string]*hit
	routes  []*place
}

// place is one path of the plan with its operations.
type place struct {
	template string
	methods  []string // sorted, with HEAD and OPTIONS
	patch    bool
}

// hit is a request that an operation answers well.
type hit struct {
	request
	op  *plan.Operation
	got *answer
}

func newSubject(_ context.Context, s Subject) (*subject, error) {
	at, err := url.Parse(s.URL)
	if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		return nil, fmt.Errorf("%q is not the URL of a server", s.URL)
	}
	at.Path = ""
	of := &subject{Subject: s, at: at, found: map[string]*hit{}}
	of.callers = append(slices.Clone(s.Tokens[:min(len(s.Tokens), mostCallers)]), "")
	for _, op := range s.Plan.Operations {
		of.place(op)
	}
	return of, nil
}

// place adds an operation to the paths.
func (s *subject) place(op *plan.Operation) {
	at := slices.IndexFunc(s.routes, func(p *place) bool { return p.template == op.Path })
	if at < 0 {
		s.routes = append(s.routes, &place{template: op.Path, methods: []string{"OPTIONS"}})
		at = len(s.routes) - 1
	}
	p := s.routes[at]
	p.methods = append(p.methods, op.Method)
	if op.Method == "GET" {
		p.methods = append(p.methods, "HEAD")
	}
	p.patch = p.patch || op.Method == "PATCH"
	slices.Sort(p.methods)
	p.methods = slices.Compact(p.methods)
}

// filled returns a template whose rows are those; "x" where there are too few.
func filled(template string, rows ...string) string {
	var b strings.Builder
	for i, segment := range strings.Split(template, "/") {
		if i > 0 {
			b.WriteByte('/')
		}
		if strings.HasPrefix(segment, "{") {
			segment = "x"
			if len(rows) > 0 {
				segment, rows = url.PathEscape(rows[0]), rows[1:]
			}
		}
		b.WriteString(segment)
	}
	return b.String()
}

// allow is what the Allow header of a place has.
func (p *place) allow() string { return strings.Join(p.methods, ", ") }

// operations returns those that match, in the order of the plan. One that deletes all rows is
// never asked: others look for them.
func (s *subject) operations(match func(*plan.Operation) bool) (some []*plan.Operation) {
	for _, op := range s.Plan.Operations {
		if match(op) && !gone(op) && op.All == nil {
			some = append(some, op)
		}
	}
	return some
}

// isVerb matches operations with one of those verbs that need nothing beside.
func isVerb(verbs ...design.Verb) func(*plan.Operation) bool {
	return func(op *plan.Operation) bool { return slices.Contains(verbs, op.Verb) && plain(op) }
}

// plain tells whether an operation is about one row, and asks for no header of its own.
func plain(op *plan.Operation) bool { return op.Bulk == 0 && !op.NeedsKey && !op.NeedsVersion }

// needing returns the request with the headers that the operation asks for.
func needing(q request, op *plan.Operation) request {
	if op.NeedsKey {
		q = q.with("Idempotency-Key", "probe-"+unlike())
	}
	if op.NeedsVersion && op.Bulk == 0 {
		q = q.with("If-Match", "*")
	}
	return q
}

// rows returns ids of rows of an entity, as far as they are known.
func (p *asking) rows(of *design.Entity) (ids []string) {
	if p.Rows != nil {
		ids = p.Rows(of)
	}
	if len(ids) > mostRows {
		ids = ids[:mostRows]
	}
	return ids
}

// paths returns paths of an operation, with rows that may be there.
func (p *asking) paths(op *plan.Operation) ([]string, error) {
	all := [][]string{nil}
	for i := range op.Params {
		values, err := p.values(&op.Params[i], op)
		if err != nil {
			return nil, err
		}
		var longer [][]string
		for _, row := range all {
			for _, v := range values {
				longer = append(longer, append(slices.Clone(row), v))
			}
		}
		all = longer
	}
	var paths []string
	for _, row := range all {
		paths = append(paths, filled(op.Path, row...))
	}
	return paths, nil
}

// values returns what a parameter of a path may be: ids that are known, and what a list of
// the resource shows.
func (p *asking) values(of *plan.Param, op *plan.Operation) (values []string, err error) {
	field := of.Field
	if field.Type == design.TypeID {
		values = p.rows(field.Entity)
	}
	for _, list := range p.operations(isVerb(design.List)) {
		if list == op || len(list.Params) > 0 || list.Entity != field.Entity {
			continue
		}
		for _, token := range p.callers {
			shown, err := p.shown(list, token, field.Name.Text)
			if err != nil {
				return nil, err
			}
			for _, v := range shown {
				if !slices.Contains(values, v) && len(values) < 2*mostRows {
					values = append(values, v)
				}
			}
		}
	}
	return values, nil
}

// shown returns the values of a field that a list shows to somebody.
func (p *asking) shown(list *plan.Operation, token, field string) (values []string, err error) {
	a, err := p.send(request{method: "GET", target: list.Path, token: token})
	if err != nil || a.status != 200 {
		return nil, err
	}
	var page page
	if !page.read(a) {
		return nil, nil
	}
	for _, row := range page.Items {
		var item map[string]json.RawMessage
		if json.Unmarshal(row, &item) != nil {
			continue
		}
		if raw := string(item[field]); raw != "" && raw != "null" {
			values = append(values, strings.Trim(raw, `"`))
		}
	}
	return values, nil
}

// find returns a request that an operation answers with one of those statuses, or why
// there is none. It asks as everybody, about all rows that are known.
func (p *asking) find(op *plan.Operation, bodies []string, want ...int) (*hit, error) {
	return p.seek(op, bodies, func(q request) request { return q }, want...)
}

// seek is find with requests that are changed before they are sent.
func (p *asking) seek(op *plan.Operation, bodies []string, change func(request) request, want ...int) (*hit, error) {
	key := fmt.Sprint(op.Name, want, bodies, change(request{}).header)
	if h, asked := p.found[key]; asked {
		if h == nil {
			return nil, apart("nobody gets " + op.Name + " answered with " + strings.Trim(fmt.Sprint(want), "[]"))
		}
		h.request.header = slices.Clip(h.request.header)
		return h, nil
	}
	paths, err := p.paths(op)
	if err != nil {
		return nil, err
	}
	if bodies == nil {
		bodies = []string{""}
	}
	tries := 0
	for _, body := range bodies {
		for _, path := range paths {
			for _, token := range p.callers {
				if tries++; tries > mostTries {
					break
				}
				q := request{method: op.Method, target: path, token: token}
				if op.Body != nil {
					q = q.sending("application/json", body)
				}
				q = change(q)
				a, err := p.send(q)
				if err != nil {
					return nil, err
				}
				if slices.Contains(want, a.status) {
					h := &hit{q, op, a}
					p.found[key] = h
					return h, nil
				}
			}
		}
	}
	p.found[key] = nil
	return nil, apart("nobody gets " + op.Name + " answered with " + strings.Trim(fmt.Sprint(want), "[]"))
}

// any returns a request that one of the operations answers so.
func (p *asking) any(some []*plan.Operation, bodies func(*plan.Operation) ([]string, error), want ...int) (*hit, error) {
	if len(some) == 0 {
		return nil, apart("the design has no such operation")
	}
	var last error
	for _, op := range some {
		var of []string
		if bodies != nil {
			var err error
			if of, err = bodies(op); err != nil {
				return nil, err
			}
		}
		h, err := p.find(op, of, want...)
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

// got returns a get that is answered with a row; listed, a list with a page; each a 200.
func (p *asking) row() (*hit, error)  { return p.any(p.operations(isVerb(design.Get)), nil, 200) }
func (p *asking) list() (*hit, error) { return p.any(p.operations(isVerb(design.List)), nil, 200) }

// read returns either.
func (p *asking) read() (*hit, error) {
	if h, err := p.row(); err == nil {
		return h, nil
	}
	return p.list()
}

// changed returns an update that changes nothing.
func (p *asking) changed() (*hit, error) {
	some := p.operations(func(op *plan.Operation) bool { return op.Verb == design.Update && !op.Whole && plain(op) })
	return p.any(some, func(*plan.Operation) ([]string, error) { return []string{"{}"}, nil }, 200)
}

// taking returns an operation with a body, at a path, asked by somebody who is let as far as
// the body: the token is good, or nobody need have one.
func (p *asking) taking() (request, *plan.Operation, error) {
	for _, op := range p.operations(func(op *plan.Operation) bool { return op.Body != nil && plain(op) }) {
		token := ""
		if op.SignedIn {
			if len(p.Tokens) == 0 {
				continue
			}
			token = p.Tokens[0]
		}
		return request{method: op.Method, target: filled(op.Path), token: token}, op, nil
	}
	return request{}, nil, apart("no operation takes a body from somebody who can be here")
}
