package exec

import (
	"context"
	"fmt"

	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

// Code is the owner's Go code of one operation that writes. It runs where the operation
// is allowed already, in the order of the fields.
type Code struct {
	Before []Step  // in the transaction, before anything is written
	Handle Handler // in the transaction, after the operation's own writing; nil for none
	After  []Step  // in the transaction, last
	Done   []Step  // when the transaction is kept, beside the answer; errors are for the log
}

// Step is one function of a Code. It must not keep the Work.
type Step func(ctx context.Context, w *Work) error

// Handler is a Step that gives the answer.
type Handler func(ctx context.Context, w *Work) (Result, error)

// Result is what a Handler gives, by the operation's plan.Go.
type Result struct {
	ID     string // of the row that is the answer, as clients write it; "" for that of the path
	Answer []byte // the object that is the answer, in JSON
}

// Coded gives the executor the code of operations, by their names, and the doors to rows
// that it has. audit is told when code reads or writes without the rules of access. It is
// called once, before the first Run.
func (x *Executor) Coded(code map[string]*Code, doors *plan.Doors, audit func(ctx context.Context, request, operation, reason string)) {
	x.code, x.doors, x.audit = code, doors, audit
}

// codeOf returns the code of c's operation, or nil.
func (x *Executor) codeOf(c *Call) *Code {
	if len(x.code) == 0 {
		return nil
	}
	return x.code[c.Operation.Name]
}

// before runs what is to run before anything is written.
func (w *writing) before() error {
	if code := w.x.codeOf(w.call); code != nil {
		return w.steps(code.Before, w.about())
	}
	return nil
}

// after runs the Go code that belongs behind the writing of row id, and answers.
func (w *writing) after(id value.Value, dst []byte) (Answer, error) {
	code, op := w.x.codeOf(w.call), w.call.Operation
	if op.Go != nil && op.Go.Handled && (code == nil || code.Handle == nil) {
		return Answer{}, &Refusal{Kind: NotImplemented, Code: "not_implemented", Detail: "The program that serves this API has no Go function for this operation."}
	}
	if code == nil {
		if answer, ok := w.inHand(dst); ok {
			return answer, nil
		}
		return w.finish(id, dst)
	}
	var result Result
	if code.Handle != nil {
		k := w.work(id)
		defer k.end()
		var err error
		if result, err = code.Handle(w.ctx, k); err != nil {
			return Answer{}, err
		}
	}
	if err := w.steps(code.After, id); err != nil {
		return Answer{}, err
	}
	return w.answer(&result, id, dst)
}

// deleted runs what is to run behind a delete.
func (w *writing) deleted() error {
	if code := w.x.codeOf(w.call); code != nil {
		return w.steps(code.After, w.about())
	}
	return nil
}

// about returns the id of the row that the call is about, null for a create.
func (w *writing) about() (id value.Value) {
	if w.frame.Resource != nil {
		id = w.frame.Resource[0]
	}
	return id
}

func (w *writing) steps(steps []Step, id value.Value) error {
	if len(steps) == 0 {
		return nil
	}
	k := w.work(id)
	defer k.end()
	for _, step := range steps {
		if err := step(w.ctx, k); err != nil {
			return err
		}
	}
	return nil
}

// answer turns what a handler gave into the answer.
func (w *writing) answer(r *Result, id value.Value, dst []byte) (Answer, error) {
	g := w.call.Operation.Go
	switch {
	case g.Answer != nil:
		return w.object(g, r.Answer, dst)
	case r.ID == "" && g.Returns.Entity == w.call.Operation.Entity:
		return w.finish(id, dst)
	}
	id, ok := g.Returns.Entity.ParseID(r.ID)
	if !ok {
		return Answer{}, fmt.Errorf("the Go function of %s answers with %q, which is no id of %s", w.call.Operation.Name, r.ID, g.Returns.Entity.Name.Text)
	}
	return w.finish(id, dst)
}

// done runs what is to run when the transaction is kept. It does not delay the answer
// of others: whoever needs long should hand the work over.
func (x *Executor) done(ctx context.Context, c *Call, id value.Value) {
	code := x.codeOf(c)
	if code == nil {
		return
	}
	w := x.writing(ctx, nil, c)
	for _, step := range code.Done {
		k := w.work(id)
		_ = step(ctx, k) // told to the log by whoever made the step
		k.end()
	}
}
