package storetest

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

var togetherExercises = []exercise{
	{"failing writes disturb no others", failingOthers},
	{"no update is lost", lostUpdates},
	{"reads beside writes see whole writes only", wholeWrites},
	{"schema changes run alone", ddlAlone},
}

// hold runs fn while the writer is busy, so that what fn begins has to wait.
func (b *bench) hold(fn func()) error {
	held, leave, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		once := sync.OnceFunc(func() { close(held) })
		done <- b.db.Write(b.Context(), func(store.Tx) error {
			once() // it may be run again
			<-leave
			return nil
		})
	}()
	<-held
	fn()
	close(leave)
	return <-done
}

// waiting returns when n writes wait.
func (b *bench) waiting(n int) {
	for b.db.Stats().Waiting < n {
		runtime.Gosched()
	}
}

// atOnce runs n writes that wait for each other, and returns their errors.
func (b *bench) atOnce(n int, fn func(tx store.Tx, i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	err := b.hold(func() {
		for i := range n {
			all.Go(func() { errs[i] = b.db.Write(b.Context(), func(tx store.Tx) error { return fn(tx, i) }) })
		}
		b.waiting(n)
	})
	all.Wait()
	b.must(err)
	return errs
}

// failingOthers has every way to fail in one crowd.
func failingOthers(b *bench) {
	b.tables(tableWords, "INSERT INTO word (id, word) VALUES (1000, 'there')")
	const n = 40
	panicked := atomic.Int32{}
	errs := b.atOnce(n, func(tx store.Tx, i int) error {
		if err := b.insert(tx, i, "w"); err != nil {
			return err
		}
		switch i % 5 {
		case 1:
			return errUnwanted
		case 2:
			return b.insert(tx, 1000, "twice")
		case 3:
			_ = b.exec(tx, "DELETE FROM missing") // the failure is not told, but remembered
		}
		return nil
	})
	for i, err := range errs {
		_, breach := errors.AsType[*store.ConstraintError](err)
		ok := map[int]bool{0: err == nil, 1: errors.Is(err, errUnwanted), 2: breach, 3: err != nil, 4: err == nil}[i%5]
		if !ok {
			b.Errorf("write %d: %v", i, err)
		}
	}
	b.equal("panics", panicked.Load(), int32(0))
	b.equal("words", b.count(countWords), 1+n/5*2)
	b.equal("words that failed", b.count("SELECT count(*) FROM word WHERE id < 1000 AND id % 5 IN (1, 2, 3)"), 0)
}

func lostUpdates(b *bench) {
	b.tables(tableWords, "INSERT INTO word (id, word) VALUES (1, '0')")
	const writers, each = 16, 25
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for range each {
				err := b.db.Write(b.Context(), func(tx store.Tx) error {
					var n int
					if _, err := tx.Query("SELECT word FROM word WHERE id = 1", nil, func(r store.Row) error {
						_, err := fmt.Sscan(string(r.Bytes(0)), &n)
						return err
					}); err != nil {
						return err
					}
					return b.exec(tx, "UPDATE word SET word = ? WHERE id = 1", value.OfText(fmt.Sprint(n+1)))
				})
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
	b.equal("updates kept", b.count("SELECT CAST(word AS "+b.db.Dialect().ColumnType(value.Int)+") FROM word WHERE id = 1"), writers*each)
}

// wholeWrites: each write makes two rows, so an odd number was never committed.
func wholeWrites(b *bench) {
	b.tables(tableWords)
	var writing, reading sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		reading.Go(func() {
			last := 0
			for {
				err := b.db.Read(b.Context(), func(tx store.Tx) error {
					n, err := b.number(tx, countWords)
					if n%2 != 0 || n < last {
						b.Errorf("%d words after %d", n, last)
					}
					last = n
					return err
				})
				if err != nil {
					b.Error(err)
				}
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	for g := range 4 {
		writing.Go(func() {
			for i := range 50 {
				err := b.db.Write(b.Context(), func(tx store.Tx) error {
					id := g*1000 + 2*i
					if err := b.insert(tx, id, "left"); err != nil {
						return err
					}
					if i%7 == 3 {
						return errUnwanted
					}
					return b.insert(tx, id+1, "right")
				})
				if err != nil && !errors.Is(err, errUnwanted) {
					b.Error(err)
				}
			}
		})
	}
	writing.Wait()
	close(stop)
	reading.Wait()
}

func ddlAlone(b *bench) {
	b.tables(tableWords)
	var all sync.WaitGroup
	b.must(b.hold(func() {
		for i := range 10 {
			all.Go(func() {
				if err := b.db.Write(b.Context(), func(tx store.Tx) error { return b.insert(tx, i, "w") }); err != nil {
					b.Error(err)
				}
			})
			all.Go(func() {
				err := b.db.DDL(b.Context(), func(tx store.Tx) error {
					return b.exec(tx, fmt.Sprintf("ALTER TABLE word ADD COLUMN c%d {int}", i))
				})
				if err != nil {
					b.Error(err)
				}
			})
		}
		b.waiting(20)
	}))
	all.Wait()
	b.equal("words", b.count(countWords+" WHERE c0 IS NULL AND c9 IS NULL"), 10)
}
