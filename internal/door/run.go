package door

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
)

// How long a function may take where nobody says. Inside a transaction it keeps other
// writes waiting; after it, only the client.
const (
	usualTime     = 5 * time.Second
	committedTime = 30 * time.Second
)

// Running is what functions run with.
type Running struct {
	Plan *plan.Plan
	Log  *slog.Logger  // told of panics, of what fails after a commit
	Time time.Duration // for one function in a transaction; 0 for 5 s
}

// Code returns what the executor runs, by operation. The functions must have been
// checked.
func (fs *Functions) Code(r Running) map[string]*exec.Code {
	if r.Time == 0 {
		r.Time = usualTime
	}
	all := map[string]*exec.Code{}
	for _, f := range fs.list {
		op := r.Plan.Operation(f.Operation)
		if op == nil {
			continue // Check tells of it
		}
		code := all[f.Operation]
		if code == nil {
			code = &exec.Code{}
			all[f.Operation] = code
		}
		run := &running{Running: r, function: f, op: op}
		switch f.When {
		case Before:
			code.Before = append(code.Before, run.step)
		case Handle:
			code.Handle = run.handle
		case After:
			code.After = append(code.After, run.step)
		case Committed:
			code.Done = append(code.Done, run.committed)
		}
	}
	return all
}

// running is one function of an operation.
type running struct {
	Running
	function *Function
	op       *plan.Operation
}

func (r *running) step(ctx context.Context, w *exec.Work) error {
	_, err := r.handle(ctx, w)
	return err
}

func (r *running) committed(ctx context.Context, w *exec.Work) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), committedTime)
	defer cancel()
	_, err := r.call(ctx, w)
	if err != nil {
		r.Log.LogAttrs(ctx, slog.LevelError, "what follows a commit failed", slog.String("operation", r.op.Name),
			slog.String("function", r.function.At), slog.String("cause", err.Error()))
	}
	return err
}

// handle runs the function for as long as it may take. One that takes longer is given
// up: it goes on in a goroutine of its own, where its Work does nothing any more.
func (r *running) handle(ctx context.Context, w *exec.Work) (exec.Result, error) {
	ctx, cancel := context.WithTimeout(ctx, r.Time)
	defer cancel()
	result, err := r.call(ctx, w)
	if err != nil {
		return result, r.refusal(err)
	}
	return result, nil
}

// outcome is what a function gave.
type outcome struct {
	result exec.Result
	err    error
}

func (r *running) call(ctx context.Context, w *exec.Work) (exec.Result, error) {
	in, ended := w.Input(nil), make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			if p := recover(); p != nil {
				o.err = &PanicError{At: r.function.At, Value: p, Stack: debug.Stack()}
			}
			ended <- o
		}()
		o.result, o.err = r.function.Run(ctx, w, in)
	}()
	select {
	case o := <-ended:
		return o.result, o.err
	case <-ctx.Done():
		return exec.Result{}, fmt.Errorf("the Go function at %s took too long: %w", r.function.At, ctx.Err())
	}
}

// PanicError is a panic of a function of the owner, for the log.
type PanicError struct {
	At    string
	Value any
	Stack []byte
}

// Error tells where it was registered, what it panicked with, and the stack.
func (e *PanicError) Error() string {
	return fmt.Sprintf("the Go function at %s panicked: %v\n%s", e.At, e.Value, e.Stack)
}

// The reasons for which functions refuse a call, beside those that a design declares.
var (
	ErrInvalid  = errors.New("invalid")
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("conflict")
	ErrDenied   = errors.New("denied")
)

// RefusedError is a refusal that the design declares under refuses.
type RefusedError struct{ Code string }

// Error returns the code.
func (e *RefusedError) Error() string { return "refused: " + e.Code }

// Told turns the refusal of what a function did in its transaction into an error that
// errors.Is knows.
func Told(err error) error {
	var refusal *exec.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	kind := ErrDenied
	switch refusal.Kind {
	case exec.NotFound:
		kind = ErrNotFound
	case exec.BadRequest, exec.Invalid:
		kind = ErrInvalid
	case exec.Conflict, exec.Stale:
		kind = ErrConflict
	case exec.Forbidden, exec.SignIn, exec.Busy, exec.TooMany, exec.NotImplemented, exec.Blind:
	}
	return &toldError{refusal, kind}
}

type toldError struct {
	refusal *exec.Refusal
	kind    error
}

func (e *toldError) Error() string {
	text := e.refusal.Error()
	for _, v := range e.refusal.Violations {
		text += "; " + v.Pointer + " " + v.Detail
	}
	return text
}

func (e *toldError) Unwrap() error { return e.kind }

// refusal turns the error of a function into what the client is told. What is none of
// the known ones is the machine's, and its text is for the log only.
func (r *running) refusal(err error) error {
	var declared *RefusedError
	var told *toldError
	switch {
	case errors.As(err, &declared):
		says, ok := r.op.Go.Refuses[declared.Code]
		if !ok {
			return fmt.Errorf("the Go function at %s refuses with %q, which %s does not declare under refuses", r.function.At, declared.Code, r.op.Name)
		}
		return &exec.Refusal{
			Kind: exec.Invalid, Code: "invalid", Detail: "The request breaks rules of this operation.",
			Violations: []payload.Violation{{Code: declared.Code, Detail: says}},
		}
	case errors.As(err, &told):
		return inner(told.refusal)
	case errors.Is(err, ErrNotFound):
		return &exec.Refusal{Kind: exec.NotFound, Code: "not_found"}
	case errors.Is(err, ErrDenied):
		return &exec.Refusal{Kind: exec.Forbidden, Code: "forbidden", Detail: "You may not do this."}
	case errors.Is(err, ErrConflict):
		return &exec.Refusal{Kind: exec.Conflict, Code: "conflict", Detail: "The state of a row stands in the way."}
	case errors.Is(err, ErrInvalid):
		return &exec.Refusal{Kind: exec.Invalid, Code: "invalid", Detail: "The request breaks rules of this operation."}
	}
	return fmt.Errorf("the Go function at %s: %w", r.function.At, err)
}

// inner tells of a refusal inside a call. Its pointers lead into a body that the client
// has not sent.
func inner(r *exec.Refusal) *exec.Refusal {
	out := *r
	if r.Kind == exec.BadRequest {
		out.Kind, out.Code = exec.Invalid, "invalid"
	}
	out.Violations = nil
	for _, v := range r.Violations {
		name := v.Pointer
		if len(name) > 0 && name[0] == '/' {
			name = name[1:]
		}
		out.Violations = append(out.Violations, payload.Violation{Code: v.Code, Detail: name + " " + v.Detail})
	}
	return &out
}
