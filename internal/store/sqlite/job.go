package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"

	"github.com/newel-api/newel/internal/store"
)

// job is one call of Write or DDL.
type job struct {
	ctx   context.Context
	fn    func(store.Tx) error
	alone bool // DDL

	state atomic.Int32
	done  chan struct{} // closed when the rest is decided

	settled  bool  // it has failed and is not run again
	err      error // what the call returns
	panicked any   // what fn panicked with
	exited   bool  // fn ended its goroutine, as a test's FailNow does
}

// The states of a job. Whoever moves it from waiting has it: the writer runs it, or
// its caller leaves because its context is done.
const (
	jobWaiting int32 = iota
	jobTaken
	jobLeft
)

func (j *job) claim(state int32) bool { return j.state.CompareAndSwap(jobWaiting, state) }

func (j *job) settle(err error) { j.settled, j.err = true, err }

// errEnded is the error of a member whose function did not return.
var errEnded = errors.New("the function of the transaction did not return")

// Panic is what Write and DDL panic with when their function panicked: it ran on
// another goroutine, and its stack would be lost.
type Panic struct {
	Value any
	Stack []byte
}

func newPanic(value any) *Panic { return &Panic{Value: value, Stack: debug.Stack()} }

// Error makes a Panic readable where it ends a program.
func (p *Panic) Error() string { return fmt.Sprintf("%v\n\n%s", p.Value, p.Stack) }
