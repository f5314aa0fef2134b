package storetest

import (
	"sync"
	"sync/atomic"

	"github.com/newel-api/newel/internal/store"
)

var closeExercises = []exercise{
	{"what is closed says so", closedSays},
	{"close waits for what is under way", closeWaits},
	{"close amid a crowd: each write is kept or refused", closeAmid},
}

func closedSays(b *bench) {
	b.tables(tableWords)
	b.must(b.db.Close())
	nothing := func(store.Tx) error { b.Error("it ran"); return nil }
	b.wants(b.db.Read(b.Context(), nothing), store.ErrClosed)
	b.wants(b.db.Write(b.Context(), nothing), store.ErrClosed)
	b.wants(b.db.DDL(b.Context(), nothing), store.ErrClosed)
	b.must(b.db.Close()) // again
	_ = b.db.Stats()
}

func closeWaits(b *bench) {
	b.tables(tableWords)
	in, leave := make(chan struct{}), make(chan struct{})
	var finished atomic.Int32
	var all sync.WaitGroup
	all.Go(func() {
		err := b.db.Read(b.Context(), func(tx store.Tx) error {
			in <- struct{}{}
			<-leave
			_, err := b.number(tx, countWords)
			finished.Add(1)
			return err
		})
		if err != nil {
			b.Error(err)
		}
	})
	all.Go(func() {
		err := b.db.Write(b.Context(), func(tx store.Tx) error {
			in <- struct{}{}
			<-leave
			finished.Add(1)
			return b.insert(tx, 1, "one")
		})
		if err != nil {
			b.Error(err)
		}
	})
	<-in
	<-in
	closed := make(chan error)
	go func() { closed <- b.db.Close() }()
	select {
	case <-closed:
		b.Error("Close returned while a read and a write were running")
	default:
	}
	close(leave)
	b.must(<-closed)
	b.equal("finished when Close returned", finished.Load(), int32(2))
	all.Wait()
}

func closeAmid(b *bench) {
	b.tables(tableWords)
	var all sync.WaitGroup
	started := make(chan struct{}, 1)
	for g := range 8 {
		all.Go(func() {
			for i := 0; ; i++ {
				err := b.db.Write(b.Context(), func(tx store.Tx) error { return b.insert(tx, g*1_000_000+i, "w") })
				if err != nil {
					b.wantsToo(err, store.ErrClosed)
					return
				}
				select {
				case started <- struct{}{}:
				default:
				}
			}
		})
	}
	<-started
	b.must(b.db.Close())
	all.Wait()
}
