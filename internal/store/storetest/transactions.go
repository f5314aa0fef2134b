package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/newel-api/newel/internal/store"
)

var transactionExercises = []exercise{
	{"a failed write leaves nothing, and its error comes back", failedWrite},
	{"a read sees one state, from first statement to last", snapshot},
	{"what is acknowledged is read at once", ownWrites},
	{"a write sees its own statements", seesItself},
	{"a failed statement spoils its transaction", spoiled},
	{"a panic comes back to the caller, and undoes the write", panicking},
	{"a write that ends its goroutine is undone", exiting},
	{"a kept Tx is refused", keptTx},
	{"counters count", counters},
	{"a commit is another generation", generations},
}

// panics fails unless fn panics with errUnwanted, or with what mentions it.
func (b *bench) panics(fn func()) {
	b.Helper()
	defer func() {
		b.Helper()
		if p := fmt.Sprint(recover()); !strings.Contains(p, errUnwanted.Error()) {
			b.Errorf("the panic is %s", p)
		}
	}()
	fn()
}

func failedWrite(b *bench) {
	b.tables(tableWords)
	err := b.db.Write(b.Context(), func(tx store.Tx) error { return errors.Join(b.insert(tx, 1, "one"), errUnwanted) })
	b.wants(err, errUnwanted)
	b.equal("words", b.count(countWords), 0)
	b.must(b.write(b.Context(), "INSERT INTO word (id, word) VALUES (1, 'one')"))
	b.equal("words", b.count(countWords), 1)
}

func snapshot(b *bench) {
	b.tables(tableWords)
	b.must(b.db.Read(b.Context(), func(tx store.Tx) error {
		before, err := b.number(tx, countWords)
		b.must(err)
		b.must(b.write(b.Context(), "INSERT INTO word (id, word) VALUES (1, 'one')"))
		after, err := b.number(tx, countWords)
		b.equal("words in the old state", after, before)
		return err
	}))
	b.equal("words in the new state", b.count(countWords), 1)
}

func ownWrites(b *bench) {
	b.tables(tableWords)
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 20 {
				id := g*100 + i
				if err := b.write(b.Context(), fmt.Sprintf("INSERT INTO word (id, word) VALUES (%d, 'w')", id)); err != nil {
					b.Error(err)
					return
				}
				err := b.db.Read(b.Context(), func(tx store.Tx) error {
					n, err := b.number(tx, fmt.Sprintf("SELECT count(*) FROM word WHERE id = %d", id))
					if n != 1 {
						b.Errorf("word %d is not there when its write has returned", id)
					}
					return err
				})
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
}

func seesItself(b *bench) {
	b.tables(tableWords)
	b.must(b.db.Write(b.Context(), func(tx store.Tx) error {
		b.must(b.insert(tx, 1, "one"))
		n, err := b.number(tx, countWords)
		b.equal("words", n, 1)
		return err
	}))
}

func spoiled(b *bench) {
	b.tables(tableWords)
	err := b.db.Write(b.Context(), func(tx store.Tx) error {
		b.must(b.insert(tx, 1, "one"))
		first := b.insert(tx, 1, "again")
		if first == nil {
			b.Error("the same id was taken twice")
		}
		if b.insert(tx, 2, "two") == nil {
			b.Error("a statement ran after one that failed")
		}
		return nil // the caller does not care; the store does
	})
	if err == nil {
		b.Error("a transaction with a failed statement was kept")
	}
	b.equal("words", b.count(countWords), 0)
}

func panicking(b *bench) {
	b.tables(tableWords)
	fn := func(tx store.Tx) error {
		b.must(b.insert(tx, 1, "one"))
		panic(errUnwanted)
	}
	b.panics(func() { _ = b.db.Write(b.Context(), fn) })
	b.panics(func() { _ = b.db.DDL(b.Context(), fn) })
	b.equal("words", b.count(countWords), 0)
	b.must(b.write(b.Context(), "INSERT INTO word (id, word) VALUES (1, 'one')"))
}

// exiting ends the goroutine of a write, as a failing test does that calls Fatal
// in it.
func exiting(b *bench) {
	b.tables(tableWords)
	ended := make(chan bool)
	go func() {
		returned := false
		defer func() { ended <- returned }()
		_ = b.db.Write(b.Context(), func(tx store.Tx) error {
			b.must(b.insert(tx, 1, "one"))
			(&testing.T{}).SkipNow()
			return nil
		})
		returned = true
	}()
	b.equal("Write returned", <-ended, false)
	b.equal("words", b.count(countWords), 0)
	b.must(b.write(b.Context(), "INSERT INTO word (id, word) VALUES (1, 'one')"))
}

func keptTx(b *bench) {
	b.tables(tableWords)
	var old []store.Tx
	keep := func(tx store.Tx) error {
		old = append(old, tx)
		return nil
	}
	b.must(b.db.Read(b.Context(), keep))
	b.must(b.db.Write(b.Context(), keep))
	b.must(b.db.DDL(b.Context(), keep))
	b.wants(b.db.Write(b.Context(), func(tx store.Tx) error { _ = keep(tx); return errUnwanted }), errUnwanted)
	for i, tx := range old {
		if _, err := tx.Query(countWords, nil, nil); err == nil {
			b.Errorf("a Tx that is over was used: number %d", i)
		}
	}
}

func counters(b *bench) {
	b.tables(tableWords)
	before := b.db.Stats()
	for i := range 3 {
		b.must(b.db.Write(context.Background(), func(tx store.Tx) error { return b.insert(tx, i, "w") }))
	}
	b.wants(b.db.Write(context.Background(), func(store.Tx) error { return errUnwanted }), errUnwanted)
	after := b.db.Stats()
	b.equal("writes", after.Writes-before.Writes, uint64(3))
	b.equal("commits", after.Commits-before.Commits, uint64(3))
	b.equal("refused", after.Refused-before.Refused, uint64(1))
	b.equal("waiting", after.Waiting, 0)
	if after.Readers < 1 {
		b.Errorf("there are %d connections for reading", after.Readers)
	}
}

// generations: what is committed is another generation by the time that its writer
// knows, and what is not is none.
func generations(b *bench) {
	b.tables(tableWords)
	at, known := b.db.Watch("word")
	if !known {
		b.Skip("others may write too")
	}
	before := at()
	b.must(b.db.Read(context.Background(), func(tx store.Tx) error {
		_, err := tx.Query(countWords, nil, nil)
		return err
	}))
	b.wants(b.db.Write(context.Background(), func(store.Tx) error { return errUnwanted }), errUnwanted)
	b.equal("the generation after a read and a write that was undone", at(), before)
	for i := range 3 {
		before = at()
		b.must(b.db.Write(context.Background(), func(tx store.Tx) error { return b.insert(tx, i, "w") }))
		b.equal("a write is another generation", at() > before, true)
	}
	before = at()
	b.must(b.db.DDL(context.Background(), func(tx store.Tx) error { return b.exec(tx, "CREATE TABLE another (n INTEGER)") }))
	b.equal("a change of the schema is another generation", at() > before, true)
}
