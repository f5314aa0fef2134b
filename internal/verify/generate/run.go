package generate

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net"
	"net/http"
	"regexp"
	"slices"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/door"
	"github.com/newel-api/newel/internal/engine"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/serve"
)

// Options say what is asked of a server that goes away.
type Options struct {
	Design *design.Design // complete, and bound without errors
	Rows   *seed.Rows     // in its database; nil for none
	Only   *regexp.Regexp // operations whose name it matches; nil for all
	Cases  int            // how many requests are made and judged
	Chance uint64         // what chance begins with: the same number gives the same requests

	Functions *door.Functions // of the program, which fit the design; nil for none

	// Wrap stands between requests and the server, for tests of this room; nil for nothing.
	Wrap func(http.Handler) http.Handler
}

// Report is what became of all requests.
type Report struct {
	Cases      int             `json:"cases"` // requests that were judged
	Edges      int             `json:"edges"` // of them: one edge each
	ByChance   int             `json:"by_chance"`
	Broken     int             `json:"negative"` // of them: the contract does not take them
	Requests   int             `json:"requests"` // all, with those that look beside
	Statuses   map[int]int     `json:"statuses"`
	Operations int             `json:"operations"`
	Answered   int             `json:"succeeded"` // operations that have answered with 2xx
	Never      []string        `json:"never"`     // the others
	Callers    int             `json:"callers"`
	Chance     uint64          `json:"chance"` // Options.Chance
	Failures   []Failure       `json:"failures"`
	found      map[string]bool // failures that are told already
}

// mostFailures is how many failures are told; a server that is wrong often is wrong always.
const mostFailures = 25

// Serve asks a server of its own. The error is the machine's.
func Serve(ctx context.Context, o Options) (report *Report, err error) {
	e, err := engine.Open(ctx, engine.Options{
		Design: o.Design, Seed: o.Rows, Dev: true, Functions: o.Functions, Limits: serve.Limits{NoRates: true},
	})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	handler := http.Handler(e.Handler())
	if o.Wrap != nil {
		handler = o.Wrap(handler)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: patience}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ln) }()
	defer func() {
		closed := server.Close()
		if serving := <-ended; !errors.Is(serving, http.ErrServerClosed) {
			err = errors.Join(err, serving)
		}
		err = errors.Join(err, closed)
	}()
	r := newRun(plan.Compile(o.Design, dialect.SQLite), o.Chance, "http://"+ln.Addr().String())
	if err := r.people(ctx, e, &o); err != nil {
		return nil, err
	}
	return r.all(ctx, &o)
}

// run is one run under way.
type run struct {
	chance
	url        string
	client     *http.Client
	operations []*operation
	rules      plan.Rules
	version    *plan.Versioning // where an older version answers those that name none; nil elsewhere
	tokens     []string
	known      map[knower][]string
	keys       map[*design.Field]bool
	seen       map[string]*seen // reads since the last write
	seed       uint64
	keysMade   int
	requests   int
	report     *Report
}

func newRun(p *plan.Plan, seed uint64, url string) *run {
	doc := contract.Of(p, contract.Everyone())
	r := &run{
		rules:  plan.RulesOf(p.Design),
		chance: chance{Rand: rand.New(rand.NewPCG(seed, 0)), doc: doc},
		url:    url, known: map[knower][]string{}, keys: map[*design.Field]bool{}, seen: map[string]*seen{}, seed: seed,
		client: &http.Client{
			Timeout: patience, Transport: &http.Transport{DisableCompression: true},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		report: &Report{Statuses: map[int]int{}, Chance: seed, Failures: []Failure{}, Never: []string{}, found: map[string]bool{}},
	}
	if v := p.Versioning; v != nil && v.Default != v.Current {
		r.version = v
	}
	r.readOperations(p)
	r.readKeys()
	return r
}

// mostCallers is how many people of the world ask.
const mostCallers = 8

// people opens sessions of the people among the rows, and learns the ids of all rows.
func (r *run) people(ctx context.Context, e *engine.Engine, o *Options) error {
	if o.Rows == nil {
		return nil
	}
	for _, row := range o.Rows.List {
		if id := idOf(row.Entity); id != nil {
			r.learn(id, string(row.Entity.AppendID(nil, row.ID())), anyone)
		}
		if row.Entity != o.Design.Access.Identity.To || !r.doc.SignIn || len(r.tokens) == mostCallers {
			continue
		}
		token, err := e.Session(ctx, row.ID())
		if err != nil {
			return fmt.Errorf("sign in %s: %w", row, err)
		}
		r.tokens = append(r.tokens, token)
	}
	return nil
}

// all makes the requests: who can do what, then the edges, then chance.
func (r *run) all(ctx context.Context, o *Options) (*Report, error) {
	defer r.client.CloseIdleConnections()
	var some []*operation
	for _, op := range r.operations {
		if o.Only == nil || o.Only.MatchString(op.ID) {
			some = append(some, op)
		}
	}
	r.report.Operations, r.report.Callers = len(some), len(r.tokens)
	if len(some) == 0 {
		return r.report, nil
	}
	if err := r.find(ctx); err != nil {
		return nil, err
	}
	var edges []maker
	for _, op := range some {
		r.reseed(op)
		edges = append(edges, r.edgesOf(op)...)
	}
	// Where there are more than asked for, they are taken evenly; chance has a fifth.
	n := min(len(edges), o.Cases-o.Cases/5)
	for i := range n {
		if err := r.one(ctx, edges[i*len(edges)/n]()); err != nil {
			return nil, err
		}
	}
	r.report.Edges = r.report.Cases
	for i := 0; r.report.Cases < o.Cases; i++ {
		op := some[i%len(some)]
		if i >= len(some) && !slices.ContainsFunc(some, func(op *operation) bool { return !op.spent }) {
			break
		}
		if op.spent {
			continue
		}
		if err := r.one(ctx, r.byChance(op)); err != nil {
			return nil, err
		}
	}
	r.report.ByChance = r.report.Cases - r.report.Edges
	r.report.Requests = r.requests
	for _, op := range some {
		if op.hit != nil {
			r.report.Answered++
		} else {
			r.report.Never = append(r.report.Never, op.ID)
		}
	}
	return r.report, nil
}

// reseed begins chance anew for an operation, so that what is made for it does not hang on
// those before it.
func (r *run) reseed(op *operation) {
	h := fnv.New64a()
	h.Write([]byte(op.ID))
	r.Rand = rand.New(rand.NewPCG(r.seed, h.Sum64()))
}

// tries is how often somebody is looked for who is let do an operation.
const tries = 150

// find looks for somebody who is let do each operation. Reads come first: they show rows.
// Those that destroy come last.
func (r *run) find(ctx context.Context) error {
	order := slices.Clone(r.operations)
	rank := func(op *operation) int {
		switch {
		case op.Verb == "list" || op.Verb == "get":
			return 0
		case op.Verb == "create":
			return 1
		case op.Verb == "delete" || op.Verb == "":
			return 3
		}
		return 2
	}
	slices.SortStableFunc(order, func(a, b *operation) int { return rank(a) - rank(b) })
	for range 2 {
		for _, op := range order {
			if op.hit != nil || op.plan == nil {
				continue
			}
			r.reseed(op)
			for i := range tries {
				t := r.baseAs(op, i%(len(r.tokens)+1)-1, i/(len(r.tokens)+1)%2 == 1)
				a, err := r.send(ctx, t)
				if err != nil {
					return err
				}
				if r.took(t, a); op.hit != nil {
					break
				}
			}
		}
	}
	clear(r.seen)
	return nil
}

// took notes what an answer says of rows and of who can do what.
func (r *run) took(t *try, a *answer) {
	if a.status == http.StatusGone {
		t.op.spent = true
	}
	if a.status < 200 || a.status >= 300 || t.method != "" {
		return
	}
	if t.op.hit == nil {
		t.op.hit = t.clone()
	}
	if !t.dry {
		r.learnRows(t.op, a.body, t.caller)
		if t.op.Method != http.MethodGet {
			clear(r.seen)
		}
	}
}

// one asks one request and judges it. What fails is made small and told.
func (r *run) one(ctx context.Context, t *try) error {
	w, a, err := r.ask(ctx, t)
	if err != nil {
		return err
	}
	r.report.Cases++
	if t.broken() || len(t.statuses) > 0 && t.statuses[0] >= 400 {
		r.report.Broken++
	}
	if a != nil {
		r.report.Statuses[a.status]++
	}
	if w == nil || len(r.report.Failures) == mostFailures {
		return nil
	}
	return r.fail(ctx, t, w, a)
}

// ask sends a request, judges its answer, and looks beside. The answer is nil when none came.
func (r *run) ask(ctx context.Context, t *try) (*wrongness, *answer, error) {
	read := r.beside(t)
	var before *seen
	if read != nil {
		var err error
		if before, err = r.look(ctx, read); err != nil {
			return nil, nil, err
		}
	}
	a, err := r.send(ctx, t)
	if err != nil {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		return is(NoAnswer, "an answer, and not %v", err), nil, nil
	}
	w := r.judge(t, a)
	r.took(t, a)
	if w != nil {
		return w, a, nil
	}
	switch {
	case a.status >= 400, t.dry:
		w, err = r.unchanged(ctx, t, read, before)
	case a.status < 300 && t.op.plan != nil && t.op.plan.Write != nil:
		w, err = r.truth(ctx, t, a)
	}
	return w, a, err
}
