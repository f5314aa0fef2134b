package storetest

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/newel-api/newel/internal/store"
)

// endless is a statement that only its context ends.
const endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000000000) "

var contextExercises = []exercise{
	{"a context that is done runs nothing", doneBefore},
	{"a read ends with its context", readEnds},
	{"a write ends with its context, and those beside it stay", writeEnds},
	{"a write that was run is not undone by its context", doneAfter},
	{"who waits for the writer leaves with the context", leaveQueue},
	{"who waits for a reader leaves with the context", leaveReaders},
}

func doneBefore(b *bench) {
	b.tables(tableWords)
	ctx, cancel := context.WithCancel(b.Context())
	cancel()
	ran := func(store.Tx) error { b.Error("it ran"); return nil }
	b.wants(b.db.Read(ctx, ran), context.Canceled)
	b.wants(b.db.Write(ctx, ran), context.Canceled)
	b.wants(b.db.DDL(ctx, ran), context.Canceled)
}

func readEnds(b *bench) {
	ctx, cancel := context.WithTimeout(b.Context(), 20*time.Millisecond)
	defer cancel()
	b.wants(b.db.Read(ctx, func(tx store.Tx) error {
		_, err := tx.Query(endless+"SELECT count(*) FROM n", nil, nil)
		return err
	}), context.DeadlineExceeded)
	b.equal("one", b.count("SELECT 1"), 1)
}

// writeEnds: the engine may take back the whole transaction with the statement that
// is interrupted. Those who share it must come out of it as if alone.
func writeEnds(b *bench) {
	b.tables(tableWords)
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	var all sync.WaitGroup
	errs := b.hold(func() {
		for i := range 6 {
			all.Go(func() {
				if err := b.db.Write(b.Context(), func(tx store.Tx) error { return b.insert(tx, i, "w") }); err != nil {
					b.Error(err)
				}
			})
		}
		all.Go(func() {
			err := b.db.Write(ctx, func(tx store.Tx) error {
				time.AfterFunc(20*time.Millisecond, cancel)
				return b.exec(tx, endless+"INSERT INTO word (id, word) SELECT 100 + i, 'endless' FROM n")
			})
			b.wantsToo(err, context.Canceled)
		})
		b.waiting(7)
	})
	all.Wait()
	b.must(errs)
	b.equal("words", b.count(countWords), 6)
}

func (b *bench) wantsToo(err, want error) {
	if !errors.Is(err, want) {
		b.Errorf("the error is %v, want %v", err, want)
	}
}

func doneAfter(b *bench) {
	b.tables(tableWords)
	ctx, cancel := context.WithCancel(b.Context())
	err := b.db.Write(ctx, func(tx store.Tx) error {
		err := b.insert(tx, 1, "one")
		cancel()
		return err
	})
	b.must(err)
	b.equal("words", b.count(countWords), 1)
}

func leaveQueue(b *bench) {
	b.tables(tableWords)
	ctx, cancel := context.WithCancel(b.Context())
	left := make(chan error)
	b.must(b.hold(func() {
		go func() {
			left <- b.db.Write(ctx, func(tx store.Tx) error { return b.insert(tx, 1, "one") })
		}()
		b.waiting(1)
		cancel()
		err := <-left // while the writer is still held
		b.wantsToo(err, store.ErrBusy)
		b.wantsToo(err, context.Canceled)
	}))
	b.equal("words", b.count(countWords), 0)
	b.equal("waiting", b.db.Stats().Waiting, 0)
}

func leaveReaders(b *bench) {
	ctx, cancel := context.WithTimeout(b.Context(), 20*time.Millisecond)
	defer cancel()
	var all, in sync.WaitGroup
	leave := make(chan struct{})
	for range b.db.Stats().Readers {
		in.Add(1)
		all.Go(func() {
			err := b.db.Read(b.Context(), func(store.Tx) error {
				in.Done()
				<-leave
				return nil
			})
			if err != nil {
				b.Error(err)
			}
		})
	}
	in.Wait()
	err := b.db.Read(ctx, func(store.Tx) error { b.Error("it ran beyond the number of readers"); return nil })
	close(leave)
	all.Wait()
	b.wants(err, store.ErrBusy)
	b.wants(err, context.DeadlineExceeded)
}
