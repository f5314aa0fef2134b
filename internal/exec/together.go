package exec

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// Together is several calls that are carried out in one transaction: all of them or none.
type Together struct {
	Now  value.Value
	Once *Once // nil without a key; its Tell is not asked
	Dry  bool  // undo everything in the end

	// All is a call that is about all rows, which are found and deleted instead of Do.
	All *Call

	// Do makes the calls, one after the other, by run. An error undoes all of them; it may
	// be one that run returned. It may be called again from the start. When again is set,
	// the calls were carried out before: run gives their answers as far as the caller may
	// read them, and needs of a write neither its row nor its body.
	Do func(run func(c *Call, dst []byte) (Answer, error), again bool) error
}

// errDry undoes a transaction that went well.
var errDry = errors.New("only tried")

// keptAnswer is the answer to one write of several.
type keptAnswer struct {
	Told    Told
	Row     string
	Version int64
	Body    string
}

// together is the calls of one transaction under way.
type together struct {
	x     *Executor
	ctx   context.Context
	tx    store.Tx
	kept  []keptAnswer
	next  int // when they were carried out before: which of kept is the next one
	again bool
	done  []ended
}

// ended is a write that is done when the transaction is.
type ended struct {
	call *Call
	id   value.Value
}

// RunTogether carries out t. What follows a commit follows that of the whole.
func (x *Executor) RunTogether(ctx context.Context, t *Together) error {
	var run together
	err := x.db.Write(ctx, func(tx store.Tx) error {
		run = together{x: x, ctx: ctx, tx: tx}
		if err := run.remember(t); err != nil {
			return err
		}
		var err error
		if t.All != nil {
			err = run.all(t.All)
		} else {
			err = t.Do(run.call, run.again)
		}
		switch {
		case err != nil || run.again:
			return err
		case t.Dry:
			return errDry
		case t.Once != nil:
			return run.keep(t)
		}
		return nil
	})
	if t.Dry && errors.Is(err, errDry) {
		return nil
	}
	if err == nil {
		for _, e := range run.done {
			e.call.tx = nil
			x.done(ctx, e.call, e.id)
		}
	}
	return err
}

// remember looks for what was answered to the same calls before.
func (r *together) remember(t *Together) error {
	if t.Once == nil {
		return nil
	}
	t.Once.Replayed = false
	k, found, err := r.x.known(r.tx, t.Once, t.Now)
	switch {
	case err != nil || !found:
		return err
	case k.print != t.Once.Print.Str:
		return keyReused()
	}
	if err := json.Unmarshal([]byte(k.body), &r.kept); err != nil {
		return fmt.Errorf("read what was kept of a batch: %w", err)
	}
	t.Once.Replayed, r.again = true, true
	return nil
}

// keep notes what was answered, in the transaction.
func (r *together) keep(t *Together) error {
	text, err := json.Marshal(r.kept)
	if err != nil {
		return err
	}
	c := &Call{Once: t.Once, Now: t.Now}
	return r.x.note(r.tx, c, &Told{}, value.Value{}, &Answer{Body: text}, value.Value{})
}

// call carries out one of the calls.
func (r *together) call(c *Call, dst []byte) (answer Answer, err error) {
	c.tx = r.tx
	if c.Operation.Write == nil {
		return r.x.Run(r.ctx, c, dst)
	}
	if r.again {
		return r.replay(c, dst)
	}
	if answer, err = r.x.Run(r.ctx, c, dst); err != nil {
		return answer, err
	}
	r.done = append(r.done, ended{c, answer.ID})
	if c.Once != nil {
		k := keptAnswer{Told: c.Once.Tell(&answer), Version: answer.Version, Body: string(answer.Body)}
		if c.Operation.Sent != nil && len(answer.Body) > 0 && !answer.ID.IsNull() {
			k.Row = wireID(c.Operation.Sent.Entity, answer.ID)
		}
		r.kept = append(r.kept, k)
	}
	return answer, nil
}

// replay gives the answer of the next write again.
func (r *together) replay(c *Call, dst []byte) (Answer, error) {
	if r.next == len(r.kept) {
		return Answer{}, errors.New("a batch has more writes than were kept of it")
	}
	k := &r.kept[r.next]
	r.next++
	c.Once.Replayed, c.Once.Kept = true, k.Told
	if k.Body == "" || c.Operation.Go != nil && c.Operation.Go.Answer != nil {
		return Answer{}, nil
	}
	answer, err := r.x.again(r.ctx, r.tx, c, &kept{row: k.Row, version: k.Version, body: k.Body}, dst)
	if c.Operation.Absolute && len(answer.Body) > len(dst) {
		answer.Body = payload.WithOrigin(answer.Body, len(dst), c.Origin)
	}
	return answer, err
}

// member carries out a write that is one of several.
func (x *Executor) member(ctx context.Context, c *Call, dst []byte, fn func(*writing) (Answer, error)) (Answer, error) {
	f := frame(c)
	err := through(c.tx, c, &f)
	var answer Answer
	if err == nil {
		answer, err = fn(x.writing(ctx, c.tx, c))
	}
	if err != nil {
		return Answer{}, c.blamed(constraint(c, err))
	}
	answer.Body = slices.Clip(answer.Body)
	return answer, nil
}

// read runs fn in a transaction that reads, or in that of which c is a part.
func (x *Executor) read(ctx context.Context, c *Call, fn func(store.Tx) error) error {
	if c.tx != nil {
		return fn(c.tx)
	}
	return x.db.Read(ctx, fn)
}
