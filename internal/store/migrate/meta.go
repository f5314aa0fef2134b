package migrate

import (
	"context"
	"fmt"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// Keys of what a database knows about itself.
const (
	KeySchema    = "schema"     // JSON of the schema.Schema that it has
	KeyTitle     = "title"      // of the design
	KeyLanguage  = "language"   // version of the design language
	KeyAppliedAt = "applied_at" // when the schema was last changed, RFC 3339 in UTC
	KeyCursorKey = "cursor_key" // 32 secret bytes in hexadecimal; made once
)

// Meta returns what the database knows under key. It is an error when the database
// is not one of Newel's.
func Meta(ctx context.Context, db store.DB, key string) (text string, found bool, err error) {
	err = db.Read(ctx, func(tx store.Tx) error {
		text, found, err = meta(tx, db.Dialect(), key)
		return err
	})
	if err != nil {
		return "", false, fmt.Errorf("read %s of the database: %w", key, err)
	}
	return text, found, nil
}

func meta(tx store.Tx, d dialect.Dialect, key string) (text string, found bool, err error) {
	sql := `SELECT "value" FROM ` + dialect.Quote(schema.MetaTable) + ` WHERE "key" = ` + d.Placeholder(1)
	n, err := tx.Query(sql, []value.Value{value.OfText(key)}, func(r store.Row) error {
		text = string(r.Bytes(0))
		return nil
	})
	return text, n > 0, err
}

func setMeta(tx store.Tx, d dialect.Dialect, key, text string) error {
	return putMeta(tx, d, key, text, `UPDATE SET "value" = excluded."value"`)
}

// keepMeta writes text unless there is one already.
func keepMeta(tx store.Tx, d dialect.Dialect, key, text string) error {
	return putMeta(tx, d, key, text, "NOTHING")
}

func putMeta(tx store.Tx, d dialect.Dialect, key, text, otherwise string) error {
	sql := "INSERT INTO " + dialect.Quote(schema.MetaTable) + ` ("key", "value") VALUES (` + d.Placeholder(1) + ", " + d.Placeholder(2) +
		`) ON CONFLICT ("key") DO ` + otherwise
	_, err := tx.Exec(sql, []value.Value{value.OfText(key), value.OfText(text)})
	return err
}
