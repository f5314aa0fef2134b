package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/newel-api/newel/internal/authn"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/door"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/observe"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/serve"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/store/migrate"
	"github.com/newel-api/newel/internal/value"
)

// Options are what an Engine is made of.
type Options struct {
	Design   *design.Design // complete, and bound without errors
	Database string         // the SQLite file, made when it is not there; "" for a temporary one
	Seed     *seed.Rows     // for a database without rows; nil for none
	Log      *slog.Logger   // nil for none
	Quiet    bool           // the log has no line for each request
	Limits   serve.Limits
	Dev      bool   // stop at once
	Public   string // the origin that addresses in answers begin with; "" for that of each request

	// Functions are the Go functions of the program, which fit the design; nil for none.
	Functions *door.Functions
	Time      time.Duration // for one of them in a transaction; 0 for the usual

	// Migrating is told what is going to be done to the tables, before it is done;
	// not when nothing is. It may be nil.
	Migrating func(migrate.Decision)
}

// Engine is a running API.
type Engine struct {
	plan    *plan.Plan
	db      store.DB
	auth    *authn.Authn
	handler *serve.Handler
	log     *slog.Logger
	seeded  bool
}

// ErrNotBuilt is what [Open] wraps for a kind of database that this Newel cannot use.
var ErrNotBuilt = errors.New("not built yet")

// Open makes the API of a design over a database: it brings the tables to the design,
// writes the seed, and puts the parts together. The error wraps migrate.ErrRefused
// when that takes more than additions to the tables; then nothing was changed. The
// Engine must be closed.
func Open(ctx context.Context, o Options) (*Engine, error) {
	e := &Engine{plan: plan.Compile(o.Design, dialect.SQLite), log: o.Log}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	if err := e.open(ctx, &o); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

// open does what can fail. What it opened before it failed is closed by Close.
func (e *Engine) open(ctx context.Context, o *Options) error {
	if err := e.connect(ctx, o.Database); err != nil {
		return err
	}
	key, err := e.migrate(ctx, o.Migrating)
	if err != nil {
		return err
	}
	executor, err := exec.New(e.plan, e.db, key)
	if err != nil {
		return fmt.Errorf("start the executor: %w", err)
	}
	if o.Functions != nil && !o.Functions.None() {
		code := o.Functions.Code(door.Running{Plan: e.plan, Log: e.log, Time: o.Time})
		executor.Coded(code, plan.NewDoors(o.Design, dialect.SQLite), e.audit)
	}
	metrics := observe.NewMetrics()
	options := serve.Options{
		Plan: e.plan, Runner: executor, Ready: e.ready, Metrics: metrics, Log: e.log, Quiet: o.Quiet, Limits: o.Limits, Dev: o.Dev, Public: o.Public,
	}
	options.Docs, options.Pages = documents(e.plan), pages(e.plan, o)
	if e.plan.Auth != nil {
		e.auth, err = authn.New(authn.Options{Plan: e.plan, Executor: executor, DB: e.db, Metrics: metrics, Log: e.log})
		if err != nil {
			return fmt.Errorf("start sign-in: %w", err)
		}
		options.Auth = e.auth // here, since a nil *Authn would be an Authenticator that is not nil
	}
	e.figures(metrics)
	e.handler = serve.New(options)
	if o.Seed == nil {
		return nil
	}
	if e.seeded, err = o.Seed.Write(ctx, e.db, e.auth); err != nil {
		return fmt.Errorf("write the seed: %w", err)
	}
	return nil
}

// Seeded tells whether Open wrote the seed; it does not when there are rows already.
func (e *Engine) Seeded() bool { return e.seeded }

// Session makes a session of an identity row and returns its token, without asking for
// a password: for tests that act as somebody.
func (e *Engine) Session(ctx context.Context, identity value.Value) (token string, err error) {
	if e.auth == nil {
		return "", errors.New("nobody signs in to this design")
	}
	return e.auth.Session(ctx, identity, value.OfTime(time.Now()))
}

// Handler returns what answers requests.
func (e *Engine) Handler() http.Handler { return e.handler }

// Serve answers requests on ln until ctx ends, and then finishes those under way. It
// closes ln.
func (e *Engine) Serve(ctx context.Context, ln net.Listener) error {
	return serve.Serve(ctx, ln, e.handler, e.log)
}

// Close ends the connections to the database, and removes a temporary one. Lines of the
// log that wait are written.
func (e *Engine) Close() error {
	defer observe.Flush(e.log)
	if e.db == nil {
		return nil
	}
	if err := e.db.Close(); err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}

// audit tells the log of Go code that goes on without the rules of access.
func (e *Engine) audit(ctx context.Context, request, operation, reason string) {
	e.log.LogAttrs(ctx, slog.LevelInfo, "system access", slog.String("request_id", request), slog.String("operation", operation),
		slog.String("reason", reason))
}

// ready tells whether the database answers.
func (e *Engine) ready(ctx context.Context) error {
	return e.db.Read(ctx, func(tx store.Tx) error {
		_, err := tx.Query("SELECT 1", nil, nil)
		return err
	})
}
