package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"

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
	r.mu.Lock()
	if c.kept && c.version != r.d.writer.version.Load() {
		c.leave() // here, so that release finds it either idle or out of date
	}
	if !c.broken {
		r.idle = append(r.idle, c)
	}
	r.mu.Unlock()
	if c.broken {
		_ = c.close() // why it is broken was told to the one who used it
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

// release ends the transactions that idle connections have kept: one that sees an old
// state keeps the log from beginning anew.
func (r *readers) release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.idle {
		c.leave()
	}
}

// read runs fn in a transaction that sees one state: that of the writer's version at
// least. The transaction is kept for the next read, and serves it when the version is
// the same.
func (c *conn) read(ctx context.Context, w *writer, fn func(store.Tx) error) error {
	version := w.version.Load() // before the first statement
	if c.kept && c.version != version {
		c.leave()
	}
	if !c.kept {
		if err := c.control(begin); err != nil {
			c.broken = true
			return err
		}
		c.kept, c.version = true, version
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
	sound = t.spoil == nil && !c.broken
	return err
}

// leave ends the transaction that is kept for reading, if one is.
func (c *conn) leave() {
	c.kept = false
	if c.in() && c.control(commit) != nil {
		c.broken = true
	}
}
