package storetest

import (
	"errors"
	"fmt"

	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

var numberExercises = []exercise{
	{"each row has the next number, and no number is given twice", nextNumbers},
	{"rows with numbers of their own are counted too", givenNumbers},
	{"numbers go with a table that is renamed", renamedNumbers},
	{"writers at the same time have numbers of their own", numbersTogether},
}

// numbered is a table whose keys are counted.
func (b *bench) numbered() {
	b.Helper()
	b.tables("CREATE TABLE bill (id {int}" + b.db.Dialect().NumberedKey() + " NOT NULL, word {text}) {strict}")
	if start := b.db.Dialect().StartNumbers("bill"); start != "" {
		b.tables(start)
	}
}

// numberedRow writes a row with the next number of that table.
func (b *bench) numberedRow(tx store.Tx, table string) (n int, err error) {
	if n, err = b.number(tx, b.db.Dialect().NextNumber(table)); err != nil {
		return 0, err
	}
	return n, b.exec(tx, fmt.Sprintf("INSERT INTO %s (id) VALUES (%d)", table, n))
}

// adds writes rows in a write each and holds them to those numbers.
func (b *bench) adds(table string, want ...int) {
	b.Helper()
	for _, number := range want {
		var got int
		b.must(b.db.Write(b.Context(), func(tx store.Tx) (err error) {
			got, err = b.numberedRow(tx, table)
			return err
		}))
		b.equal("the number", got, number)
	}
}

func (b *bench) last(table string) int {
	b.Helper()
	return b.count(b.db.Dialect().LastNumber(table))
}

func nextNumbers(b *bench) {
	b.numbered()
	b.equal("the last number of none", b.last("bill"), 0)
	b.adds("bill", 1, 2, 3)
	b.must(b.write(b.Context(), "DELETE FROM bill WHERE id = 3"))
	b.adds("bill", 4)
	b.must(b.write(b.Context(), "DELETE FROM bill"))
	b.equal("the last number of those that are gone", b.last("bill"), 4)
	b.adds("bill", 5)
	b.must(b.db.Write(b.Context(), func(tx store.Tx) error {
		taken, err := b.number(tx, b.db.Dialect().NextNumber("bill")) // and used behind the others
		if err != nil {
			return err
		}
		for want := 7; want < 9; want++ {
			n, err := b.numberedRow(tx, "bill")
			if err != nil {
				return err
			}
			b.equal("one of several numbers", n, want)
		}
		b.equal("the number that was taken", taken, 6)
		return b.exec(tx, fmt.Sprintf("INSERT INTO bill (id) VALUES (%d)", taken))
	}))
	b.wants(b.db.Write(b.Context(), func(tx store.Tx) error {
		_, err := b.numberedRow(tx, "bill")
		return errors.Join(err, errUnwanted)
	}), errUnwanted)
	b.must(b.db.Write(b.Context(), func(tx store.Tx) error {
		n, err := b.numberedRow(tx, "bill")
		if n < 9 {
			b.Errorf("the number after one that was undone is %d", n)
		}
		return err
	}))
}

func givenNumbers(b *bench) {
	b.numbered()
	b.must(b.db.Write(b.Context(), func(tx store.Tx) error {
		if err := b.exec(tx, "INSERT INTO bill (id) VALUES (1), (2), (40)"); err != nil {
			return err
		}
		if skip := b.db.Dialect().SkipNumbers("bill"); skip != "" {
			_, err := tx.Query(skip, []value.Value{value.OfInt(40)}, nil)
			return err
		}
		return nil
	}))
	b.equal("the last number", b.last("bill"), 40)
	b.adds("bill", 41)
}

func renamedNumbers(b *bench) {
	b.numbered()
	b.adds("bill", 1, 2)
	b.must(b.write(b.Context(), "DELETE FROM bill"))
	b.tables(`ALTER TABLE bill RENAME TO invoice`)
	b.adds("invoice", 3)
}

func numbersTogether(b *bench) {
	b.numbered()
	const writers = 50
	var numbers [writers]int
	for i, err := range b.atOnce(writers, func(tx store.Tx, i int) (err error) {
		numbers[i], err = b.numberedRow(tx, "bill")
		return err
	}) {
		if err != nil {
			b.Errorf("write %d: %v", i, err)
		}
	}
	seen := map[int]bool{}
	for _, n := range numbers {
		seen[n] = true
	}
	b.equal("different numbers", len(seen), writers)
}
