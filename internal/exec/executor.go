package exec

import (
	"context"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/store"
)

// Executor runs calls. It is safe for concurrent use.
type Executor struct {
	plan    *plan.Plan
	db      store.DB
	cursors *sealer
	onces   onces

	code  map[string]*Code // by the names of operations; nil for none
	doors *plan.Doors      // with code only
	audit func(ctx context.Context, request, operation, reason string)
}

// New returns an Executor of p over db, which must have p's schema. key seals
// cursors: 32 secret bytes, the same on every node and after every start.
func New(p *plan.Plan, db store.DB, key []byte) (*Executor, error) {
	cursors, err := newSealer(key)
	if err != nil {
		return nil, err
	}
	return &Executor{plan: p, db: db, cursors: cursors, onces: newOnces(p.Dialect)}, nil
}

// Run runs c and appends the JSON of its answer to dst. The error is a *Refusal
// when the caller may know the reason; any other is the machine's.
func (x *Executor) Run(ctx context.Context, c *Call, dst []byte) (Answer, error) {
	answer, err := x.run(ctx, c, dst)
	if c.Operation.Absolute && len(answer.Body) > len(dst) {
		answer.Body = payload.WithOrigin(answer.Body, len(dst), c.Origin)
	}
	return answer, err
}

func (x *Executor) run(ctx context.Context, c *Call, dst []byte) (Answer, error) {
	if err := c.only(); err != nil {
		return Answer{}, err
	}
	switch c.Operation.Verb {
	case design.List:
		return x.list(ctx, c, dst)
	case design.Get:
		return x.get(ctx, c, dst)
	case design.Create:
		return x.create(ctx, c, dst)
	case design.Update, design.Post:
		return x.change(ctx, c, dst)
	case design.Delete:
		return x.delete(ctx, c)
	case design.VerbNone:
	}
	return Answer{}, &Refusal{Kind: NotFound, Code: "not_found", Detail: "There is no such operation."}
}
