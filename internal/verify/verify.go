package verify

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/door"
	"github.com/newel-api/newel/internal/engine"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/seed"
)

// Rules are all rules of this room.
var Rules = []*diag.Rule{&criterionFails}

// Pages are the pages of the rules.
//
//go:embed rules/*.txtar
var Pages embed.FS

var criterionFails = diag.Rule{ID: "verify/criterion-fails", Severity: diag.High, Title: "a criterion that the API does not meet"}

// patience bounds one criterion.
const patience = 30 * time.Second

// Options say what is run.
type Options struct {
	Design *design.Design // complete, and bound without errors
	World  *seed.Rows     // of its requirements
	Only   *regexp.Regexp // criteria whose "requirement/criterion" it matches; nil for all

	// Through sends requests through a proxy; nil for none.
	Through *Through

	// Seen is told of every answer, from several goroutines at once; nil for nobody.
	Seen func(*http.Request, *http.Response, []byte)

	Functions *door.Functions // of the program, which fit the design; nil for none: criteria that call them are skipped
	Time      time.Duration   // for one of them; 0 for the usual
}

// Result is what became of one criterion.
type Result struct {
	Requirement string   `json:"requirement"`
	Criterion   string   `json:"criterion"`
	Holds       bool     `json:"holds"`
	Skipped     bool     `json:"skipped,omitempty"` // it calls Go code that the program does not have
	Failure     *Failure `json:"failure,omitempty"`
}

// Failure is the step that did not give what it must.
type Failure struct {
	Step        int      `json:"step"` // from 1
	At          string   `json:"at"`   // "file:line:col"
	Request     string   `json:"request"`
	Answer      string   `json:"answer"`
	Differences []string `json:"differences"`
	Curl        string   `json:"curl"` // the request for a shell; a token is a variable in it
}

// Run runs the criteria, some at a time, and returns their results in the order of the
// design; each that fails is a finding too. The error is the machine's.
func Run(ctx context.Context, o Options, diags *diag.List) ([]Result, error) {
	type job struct {
		result    Result
		criterion *design.Criterion
		err       error
	}
	var jobs []*job
	for _, r := range o.Design.Requirements.List {
		for _, c := range r.Accept {
			if o.Only == nil || o.Only.MatchString(r.Name.Text+"/"+c.Name.Text) {
				jobs = append(jobs, &job{result: Result{Requirement: r.Name.Text, Criterion: c.Name.Text}, criterion: c})
			}
		}
	}
	p := plan.Compile(o.Design, dialect.SQLite)
	stop := o.Through.serve()
	defer stop()
	var all sync.WaitGroup
	places := make(chan struct{}, 2*runtime.NumCPU())
	for _, j := range jobs {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			if j.result.Skipped = o.Functions == nil && callsGo(j.criterion); j.result.Skipped {
				return
			}
			j.result.Failure, j.err = runOne(ctx, &o, p, j.criterion)
			j.result.Holds = j.result.Failure == nil
		})
	}
	all.Wait()
	var results []Result
	for _, j := range jobs {
		if j.err != nil {
			return nil, fmt.Errorf("run %q of %s: %w", j.result.Criterion, j.result.Requirement, j.err)
		}
		results = append(results, j.result)
		if f := j.result.Failure; f != nil {
			d := diags.Add(&criterionFails, j.criterion.Steps[f.Step-1].Span, "%q fails at its step %d: %s", j.result.Criterion, f.Step, f.Differences[0]).
				Mend("mend the design, or what the criterion expects")
			for _, promise := range j.criterion.Proves {
				d.See(promise.Span, "it proves %q", promise.Name)
			}
		}
	}
	return results, nil
}

// callsGo tells whether the criterion calls an operation that Go code does.
func callsGo(c *design.Criterion) bool {
	return slices.ContainsFunc(c.Steps, func(s *design.Step) bool { return s.Call.To != nil && s.Call.To.Go })
}

// runOne runs one criterion on a server of its own.
func runOne(ctx context.Context, o *Options, p *plan.Plan, c *design.Criterion) (failure *Failure, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	e, err := engine.Open(ctx, engine.Options{Design: o.Design, Seed: o.World, Dev: true, Functions: o.Functions, Time: o.Time})
	if err != nil {
		return nil, err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	serving, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- e.Serve(serving, ln) }()
	transport := &http.Transport{}
	r := &run{
		ctx: ctx, engine: e, plan: p, world: o.World, identity: o.Design.Access.Identity.To, seen: o.Seen, url: "http://" + ln.Addr().String(),
		client: &http.Client{Transport: transport, Timeout: patience}, tokens: map[string]string{}, saved: map[string]any{},
		through: o.Through, mark: o.Through.add(e.Handler()),
	}
	failure, err = r.criterion(c)
	transport.CloseIdleConnections()
	stop()
	return failure, errors.Join(err, <-ended, e.Close())
}
