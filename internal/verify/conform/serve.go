package conform

import (
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/door"
	"github.com/newel-api/newel/internal/engine"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/serve"
)

// Options say of what a server is made that goes away.
type Options struct {
	Design *design.Design // complete, and bound without errors
	Rows   *seed.Rows     // in its database; nil for none
	Only   *regexp.Regexp // probes whose id it matches; nil for all

	Functions *door.Functions // of the program, which fit the design; nil for none
}

// needsRates is the probe that asks until it is refused; the others would be too, if rates
// held for them.
var needsRates = regexp.MustCompile(`^A4$`)

// Serve asks all probes of a server of its own. Rates hold only for the probe that is about
// them, on another one. The error is the machine's.
func Serve(ctx context.Context, o Options) ([]Result, error) {
	results, err := serveOnce(ctx, &o, o.Only, false)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(results, func(r Result) bool { return needsRates.MatchString(r.ID) })
	if at < 0 {
		return results, nil
	}
	again, err := serveOnce(ctx, &o, needsRates, true)
	if err != nil {
		return nil, err
	}
	results[at] = again[0]
	return results, nil
}

// serveOnce asks probes of one server.
func serveOnce(ctx context.Context, o *Options, only *regexp.Regexp, strict bool) (results []Result, err error) {
	e, err := engine.Open(ctx, engine.Options{
		Design: o.Design, Seed: o.Rows, Dev: true, Functions: o.Functions, Limits: serve.Limits{NoRates: !strict},
	})
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
	s, err := SubjectOf(ctx, e, o.Design, o.Rows)
	if err == nil {
		s.URL, s.Writes, s.Strict = "http://"+ln.Addr().String(), true, strict
		results, err = Run(ctx, s, only)
	}
	stop()
	return results, errors.Join(err, <-ended, e.Close())
}

// SubjectOf returns what is known of an API that runs here: sessions of its people, and
// its rows.
func SubjectOf(ctx context.Context, e *engine.Engine, d *design.Design, rows *seed.Rows) (Subject, error) {
	s := Subject{Plan: plan.Compile(d, dialect.SQLite)}
	if rows == nil {
		return s, nil
	}
	people := d.Access.Identity.To
	for _, row := range rows.List {
		if row.Entity != people || s.Plan.Auth == nil || len(s.Tokens) == mostCallers {
			continue
		}
		token, err := e.Session(ctx, row.ID())
		if err != nil {
			return s, fmt.Errorf("sign in %s: %w", row, err)
		}
		s.Tokens = append(s.Tokens, token)
	}
	s.Rows = func(of *design.Entity) (ids []string) {
		for _, row := range rows.List {
			if row.Entity == of {
				ids = append(ids, string(of.AppendID(nil, row.ID())))
			}
		}
		return ids
	}
	return s, nil
}
