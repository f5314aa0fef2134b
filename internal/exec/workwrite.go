package exec

import (
	"fmt"
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

// Create makes a row of a body and returns its id. The create rule is asked of the row,
// the write rule of each field that the body holds.
func (k *Work) Create(entity string, body []byte, system bool) (id string, err error) {
	err = k.in(entity, system, func(d *plan.Door) error {
		w, err := k.writing(d.Create, body)
		if err != nil {
			return err
		}
		row, err := w.create()
		if err != nil {
			return constraint(w.call, err)
		}
		id = wireID(d.Entity, row)
		return nil
	})
	return id, err
}

// Update changes what the body holds. A state must be one that may follow the row's.
func (k *Work) Update(entity, id string, body []byte, system bool) error {
	return k.in(entity, system, func(d *plan.Door) error {
		w, err := k.writing(d.Update, body)
		if err != nil {
			return err
		}
		if w.call.ID, err = k.parseID(d, id); err != nil {
			return err
		}
		if _, err := w.change(); err != nil {
			return constraint(w.call, err)
		}
		return nil
	})
}

// Delete deletes a row.
func (k *Work) Delete(entity, id string, system bool) error {
	return k.in(entity, system, func(d *plan.Door) error {
		w, err := k.writing(d.Delete, nil)
		if err != nil {
			return err
		}
		if w.call.ID, err = k.parseID(d, id); err != nil {
			return err
		}
		return constraint(w.call, w.delete())
	})
}

// writing begins a write of the same caller in the same transaction.
func (k *Work) writing(op *plan.Operation, body []byte) (*writing, error) {
	c := &Call{Operation: op, Request: k.w.call.Request, Caller: k.w.call.Caller, Now: k.w.call.Now}
	if op.Body != nil {
		n := op.Body.Input.Len()
		c.Input, c.Present = make([]value.Value, n), make([]bool, n)
		violations, err := op.Body.Input.Parse(body, c.Input, c.Present)
		if err != nil {
			return nil, err
		}
		for _, v := range violations {
			if v.Code == payload.CodeUnknownKey { // the code is wrong, not what a client said
				return nil, fmt.Errorf("%s of %s cannot be written by Go code", v.Pointer, op.Entity.Name.Text)
			}
		}
		if len(violations) > 0 {
			return nil, &Refusal{Kind: Invalid, Code: "invalid", Detail: "The row breaks rules of its entity.", Violations: violations}
		}
	}
	return k.w.x.writing(k.w.ctx, k.w.tx, c), nil
}

// moves refuses states that may not follow those of the row as it is.
func (w *writing) moves(row []value.Value) error {
	for _, s := range w.body.Slots {
		f := s.Field
		if f.Type != design.TypeState || row[f.Index] == w.frame.Resource[f.Index] {
			continue
		}
		from, to := w.frame.Resource[f.Index].Str, row[f.Index].Str
		allowed := slices.ContainsFunc(f.Moves, func(t design.Transition) bool {
			return t.From.Text == from && slices.ContainsFunc(t.To, func(n design.Name) bool { return n.Text == to })
		})
		if !allowed {
			return &Refusal{
				Kind: Conflict, Code: "illegal_move", Detail: "The row is not in a state that this operation can leave.",
				Violations: []payload.Violation{{Pointer: "/" + f.Name.Text, Code: "illegal_move", Detail: "cannot follow " + from}},
			}
		}
	}
	return nil
}

// object reads what a Go function answers with, and writes it as the contract says.
func (w *writing) object(g *plan.Go, answer, dst []byte) (Answer, error) {
	n := g.Answer.Len()
	values, present := make([]value.Value, n), make([]bool, n)
	violations, err := g.Answer.Parse(answer, values, present)
	if err != nil {
		return Answer{}, err
	}
	if len(violations) > 0 {
		return Answer{}, &WrongAnswerError{Operation: w.call.Operation.Name, Violations: violations}
	}
	return Answer{Body: g.Sent.Append(dst, cells(values))}, nil
}

// WrongAnswerError is the error of a Go function that answers with something that its
// contract does not promise.
type WrongAnswerError struct {
	Operation  string
	Violations []payload.Violation
}

// Error names the operation and the first violation, for the log.
func (e *WrongAnswerError) Error() string {
	v := e.Violations[0]
	return "the Go function of " + e.Operation + " answers with " + v.Pointer + " that " + v.Detail
}
