package serve

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// deadline is a context that ends at a time, or with its parent. It is what
// context.WithDeadline gives, without a timer until somebody waits for its end: most
// requests are answered before anybody does.
type deadline struct {
	context.Context // the parent
	at              time.Time

	lock   sync.Mutex
	timed  context.Context // made by the first Done
	cancel context.CancelFunc
	over   atomic.Bool
}

// Deadline implements context.Context.
func (d *deadline) Deadline() (time.Time, bool) {
	if at, ok := d.Context.Deadline(); ok && at.Before(d.at) {
		return at, true
	}
	return d.at, true
}

// Err implements context.Context.
func (d *deadline) Err() error {
	if err := d.Context.Err(); err != nil {
		return err
	}
	if time.Until(d.at) <= 0 {
		return context.DeadlineExceeded
	}
	if d.over.Load() {
		return context.Canceled
	}
	return nil
}

// Done implements context.Context.
func (d *deadline) Done() <-chan struct{} {
	d.lock.Lock()
	defer d.lock.Unlock()
	if d.timed == nil {
		d.timed, d.cancel = context.WithDeadline(d.Context, d.at)
		if d.over.Load() {
			d.cancel()
		}
	}
	return d.timed.Done()
}

// end lets go of the timer, and of whoever still waits.
func (d *deadline) end() {
	d.lock.Lock()
	defer d.lock.Unlock()
	d.over.Store(true)
	if d.cancel != nil {
		d.cancel()
	}
}
