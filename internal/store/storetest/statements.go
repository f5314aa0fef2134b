package storetest

import (
	"errors"
	"fmt"

	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

var statementExercises = []exercise{
	{"one text serves many arguments", reuse},
	{"more texts than any cache holds", manyTexts},
	{"rows are counted, with and without a function for them", rowsCounted},
	{"changes are counted, cascades are not", changesCounted},
	{"a row's error ends the query and comes back", rowError},
	{"a row that panics leaves the store whole", rowPanic},
	{"a row must not use its transaction", nested},
	{"the number of arguments must be right", wrongArguments},
	{"what is no statement is an error", noStatement},
	{"statements that move transactions are refused", movingStatements},
	{"a read does not write", readOnly},
}

func reuse(b *bench) {
	b.tables(tableWords)
	b.must(b.db.Write(b.Context(), func(tx store.Tx) error {
		for i := range 50 {
			if err := b.insert(tx, i, fmt.Sprint("word ", i)); err != nil {
				return err
			}
		}
		return nil
	}))
	b.must(b.db.Read(b.Context(), func(tx store.Tx) error {
		for i := range 50 {
			got := ""
			_, err := tx.Query(b.sql(selectWord), []value.Value{value.OfInt(int64(i))}, func(r store.Row) error {
				got = string(r.Bytes(0))
				return nil
			})
			b.must(err)
			b.equal("a word", got, fmt.Sprint("word ", i))
		}
		return nil
	}))
}

func manyTexts(b *bench) {
	b.tables(tableWords, "INSERT INTO word (id, word) VALUES (1, 'one')")
	b.must(b.db.Read(b.Context(), func(tx store.Tx) error {
		for i := range 2000 {
			n, err := b.number(tx, fmt.Sprintf("SELECT count(*) + %d FROM word", i%1000))
			if err != nil {
				return err
			}
			b.equal("a sum", n, 1+i%1000)
		}
		return nil
	}))
}

func rowsCounted(b *bench) {
	b.tables(tableWords, "INSERT INTO word (id, word) VALUES (1, 'one'), (2, 'two'), (3, 'three')")
	b.must(b.db.Write(b.Context(), func(tx store.Tx) error {
		given := 0
		n, err := tx.Query("SELECT id FROM word", nil, func(store.Row) error { given++; return nil })
		b.equal("rows given", given, 3)
		b.equal("rows counted", n, 3)
		b.must(err)
		n, err = tx.Query("SELECT id FROM word WHERE id > 1", nil, nil)
		b.equal("rows counted without a function", n, 2)
		b.must(err)
		n, err = tx.Query("UPDATE word SET word = 'new' WHERE id < 3 RETURNING id", nil, nil)
		b.equal("rows returned by an update", n, 2)
		return err
	}))
	b.equal("updated", b.count("SELECT count(*) FROM word WHERE word = 'new'"), 2)
}

func changesCounted(b *bench) {
	b.tables(tableWords,
		"CREATE TABLE letter (word {int} NOT NULL REFERENCES word (id) ON DELETE CASCADE) {strict}",
		"INSERT INTO word (id, word) VALUES (1, 'one'), (2, 'two'), (3, 'three')",
		"INSERT INTO letter (word) VALUES (1), (1), (2)")
	b.must(b.db.Write(b.Context(), func(tx store.Tx) error {
		for _, c := range []struct {
			sql  string
			want int
		}{
			{"INSERT INTO word (id, word) VALUES (4, 'four'), (5, 'five')", 2},
			{"UPDATE word SET word = 'x' WHERE id > 3", 2},
			{"UPDATE word SET word = 'x' WHERE id > 30", 0},
			{"DELETE FROM word WHERE id = 1", 1},
			{"DELETE FROM word WHERE id = 1", 0},
		} {
			n, err := tx.Exec(c.sql, nil)
			if err != nil {
				return err
			}
			b.equal(c.sql, n, c.want)
		}
		return nil
	}))
	b.equal("letters", b.count("SELECT count(*) FROM letter"), 1)
}

func rowError(b *bench) {
	b.tables(tableWords, "INSERT INTO word (id, word) VALUES (1, 'one'), (2, 'two'), (3, 'three')")
	b.must(b.db.Read(b.Context(), func(tx store.Tx) error {
		n, err := tx.Query("SELECT id FROM word ORDER BY id", nil, func(r store.Row) error {
			if r.Int(0) == 2 {
				return errUnwanted
			}
			return nil
		})
		b.wants(err, errUnwanted)
		b.equal("rows given", n, 2)
		n, err = b.number(tx, countWords) // stopping early is no failure of the transaction
		b.equal("words", n, 3)
		return err
	}))
}

func rowPanic(b *bench) {
	b.tables(tableWords, "INSERT INTO word (id, word) VALUES (1, 'one'), (2, 'two')")
	panicking := func(tx store.Tx) error {
		_, err := tx.Query("SELECT id FROM word ORDER BY id", nil, func(store.Row) error { panic(errUnwanted) })
		return err
	}
	for range 30 { // more than there are connections
		b.panics(func() { _ = b.db.Read(b.Context(), panicking) })
	}
	b.panics(func() { _ = b.db.Write(b.Context(), panicking) })
	b.equal("words", b.count(countWords), 2)
	b.must(b.write(b.Context(), "DELETE FROM word"))
}

func nested(b *bench) {
	b.tables(tableWords, "INSERT INTO word (id, word) VALUES (1, 'one'), (2, 'two')")
	err := b.db.Write(b.Context(), func(tx store.Tx) error {
		_, err := tx.Query("SELECT id FROM word", nil, func(store.Row) error {
			_ = b.exec(tx, "DELETE FROM word")
			return nil
		})
		return err
	})
	if err == nil {
		b.Error("a row used the transaction, and nobody said anything")
	}
	b.equal("words", b.count(countWords), 2)
}

func wrongArguments(b *bench) {
	b.tables(tableWords)
	for _, args := range [][]value.Value{nil, {value.OfInt(1)}, {value.OfInt(1), value.OfText("a"), value.OfText("b")}} {
		if err := b.write(b.Context(), insertWord, args...); err == nil {
			b.Errorf("%d arguments for 2 parameters were taken", len(args))
		}
	}
	b.equal("words", b.count(countWords), 0)
}

func noStatement(b *bench) {
	b.tables(tableWords)
	for _, sql := range []string{
		"SELEC 1", "SELECT nothing FROM word", "SELECT 1 FROM missing",
		"INSERT INTO word (id, word) VALUES (1, 'one'); DELETE FROM word",
	} {
		if err := b.write(b.Context(), sql); err == nil {
			b.Errorf("%q was taken", sql)
		}
	}
	b.equal("words", b.count(countWords), 0)
}

func movingStatements(b *bench) {
	b.tables(tableWords)
	for _, sql := range []string{"BEGIN", "COMMIT", "commit;", "ROLLBACK", "SAVEPOINT a", "RELEASE member", "END", " \n ROLLBACK TO member"} {
		err := b.db.Write(b.Context(), func(tx store.Tx) error {
			return errors.Join(b.insert(tx, 1, "one"), b.exec(tx, sql))
		})
		if err == nil {
			b.Errorf("%q was taken", sql)
		}
		b.equal("words after "+sql, b.count(countWords), 0)
	}
}

func readOnly(b *bench) {
	b.tables(tableWords)
	err := b.db.Read(b.Context(), func(tx store.Tx) error { return b.insert(tx, 1, "one") })
	if err == nil {
		b.Error("a read wrote")
	}
	b.equal("words", b.count(countWords), 0)
}
