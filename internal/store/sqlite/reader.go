package sqlite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/newel-api/newel/internal/store"
)

// readers is a pool of connections that only read. They are opened when they are
// needed, and the one used last is used first: its cache is the warmest.
type readers struct {
	d       *db
	running chan struct{} // one for each read under way
	closing chan struct{}

	mu   sync.Mutex
	idle []*conn
}

func newReaders(d *db) *readers {
	return &readers{d: d, running: make(chan struct{}, d.options.Readers), closing: make(chan struct{})}
}

// take returns a connection, as soon as there is one.
func (r *readers) take(ctx context.Context) (*conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case <-r.closing:
		return nil, store.ErrClosed
	default:
	}
	select {
	case r.running <- struct{}{}:
	default: // ctx.Done may cost something, so it is asked for by those who wait
		select {
		case <-r.closing:
			return nil, store.ErrClosed
		case <-ctx.Done():
			return nil, fmt.Errorf("%w: all %d connections for reading are taken: %w", store.ErrBusy, cap(r.running), ctx.Err())
		case r.running <- struct{}{}:
		}
	}
	c, err := r.open()
	if err != nil {
		<-r.running
		return nil, err
	}
	return c, nil
}

func (r *readers) open() (*conn, error) {
	if c := r.pop(); c != nil {
		return c, nil
	}
	c, err := connect(context.Background(), r.d.file, r.d.options)
	if err != nil {
		return nil, fmt.Errorf("open a connection for reading: %w", err)
	}
	if err := c.db.Exec("PRAGMA query_only = ON"); err != nil {
		return nil, errors.Join(c.fault(context.Background(), err), c.close())
	}
	return c, nil
}

func (r *readers) pop() *conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := len(r.idle) - 1
	if n < 0 {
		return nil
	}
	c := r.idle[n]
	r.idle = r.idle[:n]
	return c
}

// give takes a connection back.
func (r *readers) give(c *conn) {
	if c.broken {
		_ = c.close() // why it is broken was told to the one who used it
	} else {
		r.mu.Lock()
		r.idle = append(r.idle, c)
		r.mu.Unlock()
	}
	<-r.running
}

// stop waits for the reads under way and closes all connections.
func (r *readers) stop() error {
	close(r.closing)
	for range cap(r.running) {
		r.running <- struct{}{}
	}
	var err error
	for c := r.pop(); c != nil; c = r.pop() {
		err = errors.Join(err, c.close())
	}
	return err
}

// view is the state that the transaction of a reader sees. It stays open between reads
// for as long as nothing is committed: to begin and end one costs a read more than most
// statements, in locks of the file and in looking at its size.
type view struct {
	generation uint64    // of the writer, from before the transaction began
	began      time.Time // when it did
}

// longestView bounds how long a transaction is kept, so that what another program
// writes into the file is seen soon.
const longestView = 50 * time.Millisecond

// look makes sure that a transaction is open which sees all that was committed when
// the writer was at that generation.
func (c *conn) look(generation uint64) error {
	now := time.Now()
	if c.in() {
		if c.view.generation == generation && now.Sub(c.view.began) < longestView {
			return nil
		}
		if err := c.control(commit); err != nil {
			return err
		}
	}
	c.view = view{generation, now}
	return c.control(begin)
}

// leave ends the transaction, if one is open.
func (c *conn) leave() {
	if c.in() && c.control(commit) != nil {
		c.broken = true
	}
}

// read runs fn in a transaction that sees one state. The transaction stays open when
// nothing went wrong.
func (c *conn) read(ctx context.Context, generation uint64, fn func(store.Tx) error) error {
	if err := c.look(generation); err != nil {
		c.broken = true
		return err
	}
	t := &tx{c: c, ctx: ctx}
	c.db.SetInterrupt(ctx)
	sound := false
	defer func() { // also when fn panics
		t.over = true
		c.db.SetInterrupt(context.Background())
		if !sound {
			c.leave()
		}
	}()
	err := t.run(fn)
	sound = t.spoil == nil
	return err
}

// release ends the transactions of connections that nobody uses: they hold on to what
// they see, and the log cannot begin anew.
func (r *readers) release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.idle = slices.DeleteFunc(r.idle, func(c *conn) bool {
		if c.leave(); c.broken {
			_ = c.close() // another one is opened when it is needed
		}
		return c.broken
	})
}
