package exec

import (
	"context"
	"slices"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// create makes a row. The order of the questions: references, then the rule on
// the row as it will be, then what the design requires of it.
func (x *Executor) create(ctx context.Context, c *Call, dst []byte) (Answer, error) {
	return x.write(ctx, c, dst, func(w *writing) (Answer, error) {
		id, err := w.create()
		if err != nil {
			return Answer{}, err
		}
		answer, err := w.after(id, dst)
		if at := c.Operation.Location; at != nil {
			answer.Key = w.frame.Result[at.Key.Field.Index]
		}
		return answer, err
	})
}

// create makes the row and returns its id.
func (w *writing) create() (id value.Value, err error) {
	row := slices.Clone(w.plan.Defaults)
	if err := w.fill(row); err != nil {
		return id, err
	}
	if err := w.allowCreate(); err != nil {
		return id, err
	}
	if err := w.named(); err != nil {
		return id, err
	}
	if err := w.invalid(); err != nil {
		return id, err
	}
	if err := w.before(); err != nil {
		return id, err
	}
	if err := w.insert(w.plan.Insert, row); err != nil {
		return id, err
	}
	return row[0], w.also()
}

// fill makes the new row from the body and the design's values, and checks its
// references. It becomes the frame's result.
func (w *writing) fill(row []value.Value) error {
	for i, s := range w.body.Slots {
		if w.call.Present[i] {
			row[s.Field.Index] = w.call.Input[i]
		}
	}
	if err := w.stamp(w.plan.Entity, w.plan.Number, row); err != nil {
		return err
	}
	if err := w.set(&w.plan.Sets, row); err != nil {
		return err
	}
	if err := w.slugs(w.plan.Slugs, row); err != nil {
		return err
	}
	w.frame.Result = row
	if err := w.references(row); err != nil {
		return err
	}
	if len(w.violations) == 0 {
		if err := w.complete(row); err != nil { // a bad reference may have left others without a value
			return err
		}
	}
	return w.invalid()
}

// allowCreate asks the rule of the operation, and the write rule of each field
// that the body holds; there, resource is the new row.
func (w *writing) allowCreate() error {
	if w.plan.Rule != nil {
		allowed, err := w.asked(w.plan.Rule, &w.frame)
		if err != nil {
			return err
		}
		if !allowed {
			return refuse(w.call)
		}
	}
	after := w.frame
	after.Resource = w.frame.Result
	var denied []payload.Violation
	for i, s := range w.body.Slots {
		if s.GuardNew == nil || !w.call.Present[i] {
			continue
		}
		allowed, err := w.asked(s.GuardNew, &after)
		if err != nil {
			return err
		}
		if !allowed && s.InPath {
			return refuse(w.call)
		}
		if !allowed {
			denied = append(denied, mayNotWrite(s.Field))
		}
	}
	return w.denied(denied)
}
