package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/engine"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/seed"
)

// longestAnswer bounds what is read of an answer.
const longestAnswer = 8 << 20

// run is one criterion under way.
type run struct {
	ctx      context.Context
	engine   *engine.Engine
	plan     *plan.Plan
	world    *seed.Rows
	identity *design.Entity // nil when nobody signs in
	url      string
	seen     func(*http.Request, *http.Response, []byte) // nil for nobody
	client   *http.Client
	tokens   map[string]string // by row
	saved    map[string]any

	through *Through
	mark    string // of the server of the criterion, to the one behind the proxy
}

// request is one step's, ready to be sent more than once.
type request struct {
	method, url string
	header      [][2]string
	body        []byte // nil for none
	as          string
	past        bool // the proxy, where there is one
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
	value  any // of the body, if it is JSON
}

// criterion runs the steps until one fails.
func (r *run) criterion(c *design.Criterion) (*Failure, error) {
	for i, s := range c.Steps {
		q, err := r.request(s)
		if err != nil {
			return nil, err
		}
		answers, err := r.answers(s, q)
		if err != nil {
			return nil, err
		}
		last := answers[len(answers)-1]
		differences := append(r.differences(&s.Expect, answers), broken(answers)...)
		if len(differences) == 0 {
			differences = r.save(s, last)
		}
		if len(differences) > 0 {
			return &Failure{
				Step: i + 1, At: s.Span.String(), Request: q.text(), Answer: last.text(), Differences: differences, Curl: q.curl(),
			}, nil
		}
	}
	return nil, nil
}

// request makes the request of a step.
func (r *run) request(s *design.Step) (*request, error) {
	o := r.plan.Operation(s.Call.Name)
	if o == nil {
		return nil, fmt.Errorf("%s: the plan has no operation %q", s.Span, s.Call.Name)
	}
	path := o.Path
	for _, m := range s.Path {
		path = strings.ReplaceAll(path, "{"+m.Name.Text+"}", url.PathEscape(r.text(m.Value)))
	}
	query := url.Values{}
	for _, m := range s.Query {
		query.Add(m.Name.Text, r.text(m.Value))
	}
	q := &request{method: o.Method, url: r.url + path, as: s.As.Text}
	if len(query) > 0 {
		q.url += "?" + query.Encode()
	}
	q.past = query.Has(contractFields)
	if s.Body != nil {
		body, err := json.Marshal(r.value(s.Body))
		if err != nil {
			return nil, err
		}
		q.body, q.header = body, [][2]string{{"Content-Type", "application/json"}}
	}
	for _, m := range s.Headers {
		text := r.text(m.Value)
		q.header = append(q.header, [2]string{m.Name.Text, text})
		if v := r.plan.Versioning; v != nil && strings.EqualFold(m.Name.Text, v.Header) && text != v.Current {
			q.past = true
		}
	}
	return q, r.session(s.As.Text)
}

// session makes sure that the row called so has a token.
func (r *run) session(as string) error {
	if as == "" || r.tokens[as] != "" {
		return nil
	}
	for _, row := range r.world.List {
		if row.Name == as && row.Entity == r.identity {
			token, err := r.engine.Session(r.ctx, row.ID())
			r.tokens[as] = token
			return err
		}
	}
	return fmt.Errorf("the world has no %q to act as", as)
}

// answers sends the request as often as the step says.
func (r *run) answers(s *design.Step, q *request) ([]*answer, error) {
	var all []*answer
	for range max(s.Repeat.N, 1) {
		some := make([]*answer, max(s.Parallel.N, 1))
		errs := make([]error, len(some))
		var together sync.WaitGroup
		for i := range some {
			together.Go(func() { some[i], errs[i] = r.send(q) })
		}
		together.Wait()
		for i, err := range errs {
			if err != nil {
				return nil, err
			}
			all = append(all, some[i])
		}
	}
	return all, nil
}

func (r *run) send(q *request) (*answer, error) {
	h, err := http.NewRequestWithContext(r.ctx, q.method, q.url, bytes.NewReader(q.body))
	if err != nil {
		return nil, err
	}
	for _, line := range q.header {
		h.Header.Set(line[0], line[1])
	}
	if q.as != "" {
		h.Header.Set("Authorization", "Bearer "+r.tokens[q.as])
	}
	r.through.direct(h, q, r.mark)
	w, err := r.client.Do(h)
	if err != nil {
		return nil, err
	}
	defer w.Body.Close()
	a := &answer{status: w.StatusCode, header: w.Header}
	if a.body, err = io.ReadAll(io.LimitReader(w.Body, longestAnswer)); err != nil {
		return nil, err
	}
	if r.seen != nil {
		r.seen(h, w, a.body)
	}
	decoder := json.NewDecoder(bytes.NewReader(a.body))
	decoder.UseNumber()
	if len(a.body) > 0 && decoder.Decode(&a.value) != nil {
		a.value = string(a.body)
	}
	return a, nil
}

// save keeps parts of the answer for later steps; it returns what is not there.
func (r *run) save(s *design.Step, a *answer) (differences []string) {
	for _, save := range s.Save {
		got, ok := any(nil), false
		if name, header := strings.CutPrefix(save.From.Text, "headers."); header {
			got, ok = a.header.Get(name), a.header.Get(name) != ""
		} else {
			got, ok = part(a.value, strings.Split(save.From.Text, ".")[1:])
		}
		if !ok {
			differences = append(differences, fmt.Sprintf("the answer has no %s to be saved as %q", save.From.Text, save.Name.Text))
		}
		r.saved[save.Name.Text] = got
	}
	return differences
}

// part follows names of members and numbers of items.
func part(v any, path []string) (any, bool) {
	for _, step := range path {
		switch whole := v.(type) {
		case map[string]any:
			inner, ok := whole[step]
			if !ok {
				return nil, false
			}
			v = inner
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n < 0 || n >= len(whole) {
				return nil, false
			}
			v = whole[n]
		default:
			return nil, false
		}
	}
	return v, true
}

// known tells whether a row of the identity is called so.
func (r *run) known(as string) bool {
	return slices.ContainsFunc(r.world.List, func(row *seed.Row) bool { return row.Name == as && row.Entity == r.identity })
}

// id returns the id of the row called so, on the wire.
func (r *run) id(name string) (any, bool) { return IDOf(r.world, name) }

// IDOf returns the id of the row of a world that is called so, on the wire.
func IDOf(world *seed.Rows, name string) (any, bool) {
	for _, row := range world.List {
		if row.Name == name {
			text := string(row.Entity.AppendID(nil, row.ID()))
			if row.Entity.Counted() && row.Entity.Prefix.Text == "" {
				return json.Number(text), true
			}
			return text, true
		}
	}
	return nil, false
}
