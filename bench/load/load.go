package load

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/newel-api/newel/bench/dataset"
	"github.com/newel-api/newel/bench/target"
)

// Plan is what to ask, whom, and for how long.
type Plan struct {
	Address     string // host and port
	API         target.API
	Set         dataset.Set
	Operation   string
	Tokens      string // a file with a token on each line, of the first users in their order
	Run         string // no other run at this database has the name: it is in what is created
	Connections int
	Warm        time.Duration // before the window
	Window      time.Duration
	Process     int // the server's, whose processor time is taken; 0 for none
}

// Result is what a window had.
type Result struct {
	Requests int
	Seconds  float64
	CPU      float64 // µs of the server for each request
	Busy     float64 // how much of one processor the server used, 1 for all
	P50, P99 time.Duration
	Failed   int    // requests with another status
	Failure  string // the first of them
}

// PerSecond is how many requests were answered in a second.
func (r *Result) PerSecond() float64 { return float64(r.Requests) / r.Seconds }

// phases of a run, which the connections look at.
const (
	warming = iota
	measuring
	ended
)

// measure is what the connections share.
type measure struct {
	phase  atomic.Int32
	count  atomic.Int64
	failed atomic.Int64
	mu     sync.Mutex
	first  string
	took   []time.Duration
}

// Run asks until the window is over.
func Run(ctx context.Context, p Plan) (Result, error) {
	w, err := newWorld(&p)
	if err != nil {
		return Result{}, err
	}
	m := &measure{}
	deadline := time.Now().Add(p.Warm + p.Window + 30*time.Second)
	errs := make(chan error, p.Connections)
	var askers sync.WaitGroup
	for n := range p.Connections {
		askers.Go(func() {
			if err := m.ask(p.Address, w.asker(n), deadline); err != nil {
				errs <- err
			}
		})
	}
	result, err := m.window(ctx, &p, errs)
	m.phase.Store(ended)
	askers.Wait()
	close(errs)
	for failed := range errs {
		err = errors.Join(err, failed)
	}
	if len(m.took) > 0 {
		slices.Sort(m.took)
		result.P50, result.P99 = m.took[len(m.took)/2], m.took[len(m.took)*99/100]
	}
	result.Failed, result.Failure = int(m.failed.Load()), m.first
	return result, err
}

// window waits for the window to begin and to end, and counts what was between.
func (m *measure) window(ctx context.Context, p *Plan, errs chan error) (r Result, err error) {
	wait := func(d time.Duration) error {
		select {
		case <-time.After(d):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case err := <-errs:
			return err
		}
	}
	if err := wait(p.Warm); err != nil {
		return r, err
	}
	usedBefore, err := CPU(p.Process)
	if err != nil {
		return r, err
	}
	before, began := m.count.Load(), time.Now()
	m.phase.Store(measuring)
	if err := wait(p.Window); err != nil {
		return r, err
	}
	used, err := CPU(p.Process)
	r.Seconds = time.Since(began).Seconds()
	r.Requests = int(m.count.Load() - before)
	m.phase.Store(ended)
	if r.Requests == 0 {
		return r, errors.Join(err, fmt.Errorf("no request was answered in %s", p.Window))
	}
	r.Busy = (used - usedBefore).Seconds() / r.Seconds
	r.CPU = float64((used - usedBefore).Microseconds()) / float64(r.Requests)
	return r, err
}

// ask asks over one connection until the run has ended.
func (m *measure) ask(address string, a *asker, deadline time.Time) error {
	c, err := dial(address, deadline)
	if err != nil {
		return err
	}
	defer c.Close()
	var took []time.Duration
	var buf []byte
	for {
		request := a.next()
		buf = request.Append(buf[:0])
		began := time.Now()
		status, err := c.ask(buf)
		if err != nil {
			return fmt.Errorf("%s %s: %w", request.Method, request.Path, err)
		}
		m.count.Add(1)
		if status != request.Status {
			m.fail(&request, status)
		}
		switch m.phase.Load() {
		case measuring:
			took = append(took, time.Since(began))
		case ended:
			m.mu.Lock()
			m.took = append(m.took, took...)
			m.mu.Unlock()
			return nil
		}
	}
}

func (m *measure) fail(r *target.Request, status int) {
	if m.failed.Add(1) == 1 {
		m.mu.Lock()
		m.first = fmt.Sprintf("%s %s: %d, want %d", r.Method, r.Path, status, r.Status)
		m.mu.Unlock()
	}
}
