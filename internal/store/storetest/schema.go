package storetest

import (
	"errors"

	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

var schemaExercises = []exercise{
	{"a schema change is all or nothing", ddlUndone},
	{"prepared statements follow the schema", ddlSeen},
	{"foreign keys are enforced while the schema changes", ddlReferences},
}

func ddlUndone(b *bench) {
	b.tables(tableWords)
	err := b.db.DDL(b.Context(), func(tx store.Tx) error {
		return errors.Join(b.exec(tx, "CREATE TABLE other (id {int})"), b.exec(tx, "ALTER TABLE word ADD COLUMN extra {text}"), errUnwanted)
	})
	b.wants(err, errUnwanted)
	for _, sql := range []string{"SELECT count(*) FROM other", "SELECT count(extra) FROM word"} {
		if b.db.Read(b.Context(), func(tx store.Tx) error { _, err := tx.Query(sql, nil, nil); return err }) == nil {
			b.Errorf("%s works after its table was undone", sql)
		}
	}
}

// ddlSeen runs one text before and after a change of the table, on all readers and
// on the writer.
func ddlSeen(b *bench) {
	b.tables(tableWords, "INSERT INTO word (id, word) VALUES (1, 'one')")
	const all = "SELECT * FROM word"
	last := func(tx store.Tx, col int) (got string, err error) {
		_, err = tx.Query(all, nil, func(r store.Row) error {
			got = r.Value(col, value.Text).Str
			return nil
		})
		return got, err
	}
	look := func(tx store.Tx, col int, want string) error {
		got, err := last(tx, col)
		b.equal("the last column", got, want)
		return err
	}
	everywhere := func(col int, want string) {
		b.must(b.db.Write(b.Context(), func(tx store.Tx) error { return look(tx, col, want) }))
		b.inReaders(b.db.Stats().Readers, func(tx store.Tx) error { return look(tx, col, want) })
	}
	everywhere(1, "one")
	b.tables("ALTER TABLE word ADD COLUMN extra {text} NOT NULL DEFAULT 'new'")
	everywhere(2, "new")
	b.tables("ALTER TABLE word DROP COLUMN extra")
	everywhere(1, "one")
}

// inReaders runs fn in n reads inside each other, which needs n connections.
func (b *bench) inReaders(n int, fn func(store.Tx) error) {
	b.Helper()
	if n == 0 {
		return
	}
	b.must(b.db.Read(b.Context(), func(tx store.Tx) error {
		b.inReaders(n-1, fn)
		return fn(tx)
	}))
}

func ddlReferences(b *bench) {
	b.tables(constrained...)
	err := b.db.DDL(b.Context(), func(tx store.Tx) error { return b.exec(tx, "DELETE FROM team") })
	if got, ok := errors.AsType[*store.ConstraintError](err); !ok || got.Kind != store.ForeignKey {
		b.Errorf("got %v", err)
	}
	b.equal("teams", b.count("SELECT count(*) FROM team"), 1)
}
