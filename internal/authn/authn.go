package authn

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/observe"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// Options are what an Authn is made of.
type Options struct {
	Plan     *plan.Plan // somebody must sign in to it: Auth is not nil
	Executor *exec.Executor
	DB       store.DB         // the executor's
	Metrics  *observe.Metrics // nil for none
	Log      *slog.Logger     // nil for none
}

// Authn signs people in. It is safe for concurrent use.
type Authn struct {
	plan     *plan.Auth
	executor *exec.Executor
	db       store.DB
	log      *slog.Logger
	sql      *statements
	hasher   *hasher
	nobody   string // a hash that no password has

	accounts   *limiter
	addresses  *limiter
	memory     memory
	alone      bool          // all that writes into the database is known
	generation func() uint64 // of what a session is read from
	touching   sync.Map      // digests of tokens whose last use is being written
}

// Attempt is somebody's wish to sign in or up.
type Attempt struct {
	Body []byte     // JSON
	From netip.Addr // the client's; it may be the zero Addr
	Now  value.Value
}

// New returns an Authn.
func New(o Options) (*Authn, error) {
	if o.Plan.Auth == nil {
		return nil, errors.New("nobody signs in to this design")
	}
	a := &Authn{
		plan: o.Plan.Auth, executor: o.Executor, db: o.DB, log: o.Log,
		sql: newStatements(o.Plan.Dialect, o.Plan.Auth), hasher: newHasher(), nobody: unmatched(),
		accounts:  newLimiter(perAccount),
		addresses: newLimiter(perAddress),
	}
	a.generation, a.alone = o.DB.Watch(schema.SessionTable, o.Plan.Auth.Identity.Table())
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	if o.Metrics != nil {
		o.Metrics.Read("newel_password_hashes_total", "Passwords hashed: each costs 19 MiB and some 25 ms.", observe.Counter,
			func() float64 { return float64(a.hasher.runs.Load()) })
	}
	return a, nil
}

// identity reads the columns of an identity row, from column on.
func identity(e *design.Entity, r store.Row, column int) []value.Value {
	row := make([]value.Value, len(e.Fields)+len(e.System))
	row[0] = r.Value(column, e.System[0].Kind())
	for _, f := range e.Fields {
		row[f.Index] = r.Value(column+f.Index, f.Kind())
	}
	for _, f := range e.System[1:] {
		row[f.Index] = r.Value(column+f.Index, f.Kind())
	}
	return row
}

// warn tells the log about something that went wrong beside a request, which it
// did not stop.
func (a *Authn) warn(ctx context.Context, what string, err error) {
	a.log.LogAttrs(ctx, slog.LevelWarn, what, slog.String("cause", err.Error()))
}

func later(now value.Value, d time.Duration) value.Value {
	return value.OfMicros(now.Int + d.Microseconds())
}
