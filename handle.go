package newel

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"time"

	"github.com/newel-api/newel/internal/door"
	"github.com/newel-api/newel/internal/exec"
)

// Call is one call of an operation that is allowed: who asks, about which row, and the
// transaction that it runs in. It is of no use after its function has returned.
type Call struct {
	Operation string    // the name in the contract
	Caller    string    // the id of the caller's row; "" when nobody is signed in
	ID        string    // the id of the row that the operation is about; "" before a create
	Now       time.Time // when the request came: what now means in conditions
	Tx        Tx
}

// None is the input of an operation without one, and the answer of a function that
// leaves it to the design: the row, as its resource sends it.
type None = struct{}

// Handle has fn do the work of an operation that says go: true. It runs in the
// operation's transaction, when the caller is known to be allowed, the body is checked,
// and set:, move: and also: are written. What it returns must be what the contract says
// under returns: an [ID] for a row of a resource, a struct for members, [None] for the
// row of the path.
//
// In and Out are structs whose fields have the names of the members in their json tags;
// newel generate go writes them. serve, check and [App.Open] tell every difference from
// the contract before anything is served.
//
// fn may run more than once for one call, when the database asks for another try: what
// it does outside its transaction belongs into [Committed]. An error undoes all that was
// written.
func Handle[In, Out any](a *App, operation string, fn func(ctx context.Context, c *Call, in In) (Out, error)) {
	a.functions.Add(&door.Function{
		Operation: operation, When: door.Handle, In: reflect.TypeFor[In](), Out: reflect.TypeFor[Out](), At: caller(),
		Run: func(ctx context.Context, w *exec.Work, input []byte) (exec.Result, error) {
			var in In
			if err := json.Unmarshal(input, &in); err != nil {
				return exec.Result{}, fmt.Errorf("the input: %w", err)
			}
			out, err := fn(ctx, callOf(w), in)
			if err != nil {
				return exec.Result{}, err
			}
			if id := reflect.ValueOf(out); id.Kind() == reflect.String {
				return exec.Result{ID: id.String()}, nil
			}
			answer, err := json.Marshal(out)
			return exec.Result{Answer: answer}, err
		},
	})
}

// Before has fn run in the transaction of an operation that writes, when the caller is
// known to be allowed and before anything is written. An error refuses the call.
func Before[In any](a *App, operation string, fn func(ctx context.Context, c *Call, in In) error) {
	step(a, operation, door.Before, fn)
}

// After has fn run in the transaction of an operation that writes, last. An error undoes
// all that was written.
func After[In any](a *App, operation string, fn func(ctx context.Context, c *Call, in In) error) {
	step(a, operation, door.After, fn)
}

// Committed has fn run when an operation that writes is kept, before its answer is sent:
// for what cannot be undone, as a letter. Its Tx does nothing. The log is told of its
// error; it runs once at the most, and not at all when the process ends before.
func Committed[In any](a *App, operation string, fn func(ctx context.Context, c *Call, in In) error) {
	step(a, operation, door.Committed, fn)
}

func step[In any](a *App, operation string, when door.When, fn func(context.Context, *Call, In) error) {
	a.functions.Add(&door.Function{
		Operation: operation, When: when, In: reflect.TypeFor[In](), At: caller(),
		Run: func(ctx context.Context, w *exec.Work, input []byte) (exec.Result, error) {
			var in In
			if err := json.Unmarshal(input, &in); err != nil {
				return exec.Result{}, fmt.Errorf("the input: %w", err)
			}
			return exec.Result{}, fn(ctx, callOf(w), in)
		},
	})
}

func callOf(w *exec.Work) *Call {
	return &Call{Operation: w.Operation(), Caller: w.Caller(), ID: w.ID(), Now: time.UnixMicro(w.Now()).UTC(), Tx: Tx{work: w}}
}

// caller returns where the program calls the function of this package that calls it.
func caller() string {
	for skip := 2; ; skip++ {
		at, file, line, ok := runtime.Caller(skip)
		if !ok {
			return "?"
		}
		if fn := runtime.FuncForPC(at); fn == nil || !isOurs(fn.Name()) {
			return fmt.Sprintf("%s:%d", filepath.Base(file), line)
		}
	}
}
