package sqlite

import (
	"context"
	"errors"
	"fmt"

	sqlite3 "github.com/ncruces/go-sqlite3"

	"github.com/newel-api/newel/internal/store"
)

// errLost is the error of a member under which the transaction went away.
var errLost = errors.New("the transaction ended before its function did")

// fill runs the members, and those who join, in one transaction. SQLite takes back a
// whole transaction when a statement that writes is interrupted, and when the disk
// is full: then the member that did it has failed, and the others run again.
func (w *writer) fill() error {
	for {
		if err := w.ready(); err != nil {
			return err
		}
		if w.next == len(w.members) && !w.more() {
			return nil
		}
		j := w.members[w.next]
		w.next++
		if !j.settled {
			w.member(j)
		}
	}
}

// ready makes sure that a transaction is open. One that it begins has nothing of
// any member yet.
func (w *writer) ready() error {
	if w.c.in() {
		return nil
	}
	w.next = 0
	if w.c.broken {
		if err := w.reopen(); err != nil {
			return fmt.Errorf("open a connection for writing: %w", err)
		}
	}
	if w.log.moved {
		w.log.moved = false
		w.d.readers.release()
	}
	if err := w.c.control(beginNow); err != nil {
		return err
	}
	if w.c.foreign() {
		w.c.touched = allBits
	}
	return nil
}

func (w *writer) reopen() error {
	c, err := w.d.first(context.Background())
	if err != nil {
		return err
	}
	_ = w.c.close() // why it is broken was told to the one who used it
	w.use(c)
	return nil
}

// member runs one member in a savepoint of its own.
func (w *writer) member(j *job) {
	if err := j.ctx.Err(); err != nil {
		j.settle(err)
		return
	}
	if err := w.c.control(savepoint); err != nil {
		w.c.broken = true
		j.settle(err)
		return
	}
	t := &tx{c: w.c, ctx: j.ctx}
	returned, err := false, errEnded
	defer func() {
		if !returned {
			p := recover()
			if j.exited = p == nil; !j.exited {
				j.panicked = newPanic(p)
			}
		}
		t.over = true
		w.c.db.SetInterrupt(context.Background())
		if err := w.leave(j, err); err != nil {
			j.settle(err)
		}
	}()
	w.c.db.SetInterrupt(j.ctx)
	err = t.run(j.fn)
	returned = true
}

// leave ends the savepoint of a member. It keeps what the member wrote when err is
// nil and that is sound, and takes it back otherwise. It returns why it did.
func (w *writer) leave(j *job, err error) error {
	if !w.c.in() {
		if err == nil {
			err = errLost
		}
		return err
	}
	if err == nil {
		err = w.sound(j)
	}
	if err != nil && w.c.control(undo) != nil {
		w.c.broken = true
		return err
	}
	if failed := w.c.control(release); failed != nil {
		w.c.broken = true
		return errors.Join(err, failed)
	}
	return err
}

// sound makes sure that no foreign key is left broken: one that waits for the commit
// would take all members with it. A schema that was changed has all its rows looked
// at.
func (w *writer) sound(j *job) (err error) {
	defer w.c.contain(&err)
	open, _, err := w.c.db.Status(sqlite3.DBSTATUS_DEFERRED_FKS, false)
	switch {
	case err != nil:
		return w.c.fault(j.ctx, err)
	case open != 0:
		return &store.ConstraintError{Kind: store.ForeignKey}
	case !j.alone:
		return nil
	}
	table, err := w.c.text("PRAGMA foreign_key_check")
	if err == nil && table != "" {
		err = &store.ConstraintError{Kind: store.ForeignKey, Table: table}
	}
	return w.c.fault(j.ctx, err)
}
