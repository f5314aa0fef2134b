package sqlite

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/newel-api/newel/internal/store"
)

const (
	queueLength = 256                   // writes that wait; more wait at the door
	mostMembers = 256                   // of one commit
	longestFill = 10 * time.Millisecond // from which on no member joins a commit
)

// writer runs all writes on one goroutine and one connection, in rounds: a round is
// one transaction of all writes that were waiting, its members.
type writer struct {
	d     *db
	queue chan *job
	ended chan struct{} // closed when the goroutine is done

	timers sync.Pool    // of those who wait
	gate   sync.RWMutex // held to put something in the queue, and to close it
	closed bool

	generation               atomic.Uint64 // grows with each commit, before its members know of it
	waiting                  atomic.Int64
	commits, writes, refused atomic.Uint64

	// The goroutine's own, from here.
	c       *conn
	held    *job   // was taken from the queue and runs alone, next
	members []*job // of the round
	next    int    // members[:next] were run in the transaction that is open
	began   time.Time
	log     walLog
}

func newWriter(d *db, c *conn) *writer {
	w := &writer{d: d, queue: make(chan *job, queueLength), ended: make(chan struct{})}
	w.use(c)
	go w.run()
	return w
}

// use makes c the connection that writes.
func (w *writer) use(c *conn) {
	w.c, w.log = c, walLog{due: logPages}
	w.log.watch(c)
}

// do gives j to the writer and waits for its end.
func (w *writer) do(j *job) error {
	j.done = make(chan struct{})
	w.waiting.Add(1)
	if err := w.enqueue(j); err != nil {
		w.waiting.Add(-1)
		return err
	}
	if !w.soon(j) {
		select {
		case <-j.done:
		case <-j.ctx.Done():
			if j.claim(jobLeft) {
				w.waiting.Add(-1)
				return busy(j.ctx)
			}
			<-j.done // its function is running, or has run
		}
	}
	switch {
	case j.exited:
		runtime.Goexit()
	case j.panicked != nil:
		panic(j.panicked)
	}
	return j.err
}

// promptly is how long a caller waits for a write before it looks whether its context has
// ended. Most are done by then: to be told of the end of a context makes a timer and more
// for each write, where this takes one that was used before.
const promptly = 20 * time.Millisecond

// soon waits for j, promptly. It returns whether j is done.
func (w *writer) soon(j *job) bool {
	timer, used := w.timers.Get().(*time.Timer)
	if used {
		timer.Reset(promptly)
	} else {
		timer = time.NewTimer(promptly)
	}
	defer w.timers.Put(timer)
	select {
	case <-j.done:
		timer.Stop()
		return true
	case <-timer.C:
		return false
	}
}

func (w *writer) enqueue(j *job) error {
	if err := j.ctx.Err(); err != nil {
		return err
	}
	w.gate.RLock()
	defer w.gate.RUnlock()
	if w.closed {
		return store.ErrClosed
	}
	select {
	case w.queue <- j:
		return nil
	default: // ctx.Done may cost something, so it is asked for by those who wait
	}
	select {
	case w.queue <- j:
		return nil
	case <-j.ctx.Done():
		return busy(j.ctx)
	}
}

func busy(ctx context.Context) error {
	return fmt.Errorf("%w: other writes were not done in time: %w", store.ErrBusy, ctx.Err())
}

// run is the goroutine. When a member's function ends it, another takes over in the
// midst of the round.
func (w *writer) run() {
	finished := false
	defer func() {
		if finished {
			close(w.ended)
			return
		}
		go w.run()
	}()
	for len(w.members) > 0 || w.first() {
		w.round()
	}
	finished = true
}

// first waits for a job that begins the next round. It returns false when there will
// be none.
func (w *writer) first() bool {
	j := w.held
	w.held = nil
	for ok := true; ; j, ok = <-w.queue {
		if !ok {
			return false
		}
		if j != nil && w.take(j) {
			w.began = time.Now()
			return true
		}
	}
}

// take makes j a member, unless its caller has left.
func (w *writer) take(j *job) bool {
	if !j.claim(jobTaken) {
		return false
	}
	w.waiting.Add(-1)
	w.members = append(w.members, j)
	return true
}

// more takes one more job that is waiting already. It returns false when there is
// none, or none may join.
func (w *writer) more() bool {
	if w.members[0].alone || len(w.members) >= mostMembers || time.Since(w.began) > longestFill {
		return false
	}
	for yielded := false; ; {
		select {
		case j, ok := <-w.queue:
			switch {
			case !ok:
				return false
			case j.alone:
				w.held = j
				return false
			case w.take(j):
				return true
			}
		default:
			// Whoever is just about to write may do so before the disk is asked.
			if yielded {
				return false
			}
			yielded = true
			runtime.Gosched()
		}
	}
}

// round runs the members, commits and tells each what became of it.
func (w *writer) round() {
	err := w.fill()
	kept := w.kept()
	if err == nil && kept > 0 {
		if err = w.c.control(commit); err != nil {
			w.c.broken = true // what it holds in memory may not be what the disk has
		}
		w.generation.Add(1) // also when it failed: nobody knows what is there
		w.d.tables.changed(w.touched(err))
	}
	w.c.abandon() // when nothing is kept
	w.c.seen()
	w.conclude(err, kept)
	w.members, w.next = w.members[:0], 0
	w.checkpoint()
}

// touched returns the tables that a round may have changed, which ends with err. Watches
// are told of them behind the generation: who knows of the one reads in a view of the other.
func (w *writer) touched(err error) uint64 {
	bits := w.c.touched
	if err != nil {
		bits = allBits
	}
	w.c.touched = 0
	return bits
}

// kept counts the members that have not failed.
func (w *writer) kept() (n int) {
	for _, j := range w.members {
		if !j.settled {
			n++
		}
	}
	return n
}

// conclude ends the round for its members: err is why nothing of it was kept.
func (w *writer) conclude(err error, kept int) {
	switch {
	case w.members[0].alone: // no call of Write
	case err == nil && kept > 0:
		w.commits.Add(1)
		w.writes.Add(uint64(kept))
		w.refused.Add(uint64(len(w.members) - kept))
	default:
		w.refused.Add(uint64(len(w.members)))
	}
	for i, j := range w.members {
		if !j.settled {
			j.err = err
		}
		close(j.done)
		w.members[i] = nil
	}
}

// stop waits for the writes under way; none is accepted any more.
func (w *writer) stop() {
	w.gate.Lock()
	w.closed = true
	close(w.queue)
	w.gate.Unlock()
	<-w.ended
}
