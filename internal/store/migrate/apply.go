package migrate

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

const cursorKeyBytes = 32

// errMoved says that the database is not what Inspect saw.
var errMoved = errors.New("another process changed the database at the same time; start again")

// Apply does what d decided, all of it or nothing. A refused decision changes
// nothing and returns its [Decision.Err].
func Apply(ctx context.Context, db store.DB, d Decision) error {
	if err := d.Err(); err != nil {
		return err
	}
	if d.Action == Same && d.state.Title == d.title && d.state.Language == design.Language {
		return nil
	}
	if err := db.DDL(ctx, func(tx store.Tx) error { return d.apply(tx, db.Dialect()) }); err != nil {
		return fmt.Errorf("apply the schema: %w", err)
	}
	return nil
}

func (d *Decision) apply(tx store.Tx, engine dialect.Dialect) error {
	if err := d.unmoved(tx, engine); err != nil {
		return err
	}
	for _, sql := range schema.Statements(engine, d.Changes) {
		if _, err := tx.Exec(sql, nil); err != nil {
			return told(err, sql)
		}
	}
	now := time.Now()
	if err := d.remember(tx, engine, now); err != nil {
		return err
	}
	for _, c := range d.Changes {
		if err := record(tx, engine, now, c.What); err != nil {
			return err
		}
	}
	there, err := catalog(tx, engine)
	if err != nil {
		return err
	}
	return there.lacks(engine, d.want)
}

// told adds the statement to the error, unless the store has done so.
func told(err error, sql string) error {
	if strings.Contains(err.Error(), sql) {
		return err
	}
	return fmt.Errorf("%w in the statement\n%s", err, sql)
}

// unmoved makes sure that the database still is as it was when d was decided.
func (d *Decision) unmoved(tx store.Tx, engine dialect.Dialect) error {
	if d.Action == Create {
		there, err := catalog(tx, engine)
		if err == nil && len(there) > 0 {
			return errMoved
		}
		return err
	}
	stored, _, err := meta(tx, engine, KeySchema)
	if err == nil && stored != d.state.stored {
		return errMoved
	}
	return err
}

// remember writes what the database knows about itself.
func (d *Decision) remember(tx store.Tx, engine dialect.Dialect, now time.Time) error {
	stored, err := json.Marshal(d.want)
	if err != nil {
		return err
	}
	words := [][2]string{{KeyTitle, d.title}, {KeyLanguage, strconv.Itoa(design.Language)}}
	if d.Action != Same {
		words = append(words, [2]string{KeySchema, string(stored)}, [2]string{KeyAppliedAt, now.UTC().Format(time.RFC3339)})
	}
	for _, w := range words {
		if err := setMeta(tx, engine, w[0], w[1]); err != nil {
			return err
		}
	}
	var key [cursorKeyBytes]byte
	_, _ = rand.Read(key[:]) // never fails: it ends the process instead
	return keepMeta(tx, engine, KeyCursorKey, hex.EncodeToString(key[:]))
}

// record adds a line to the ledger.
func record(tx store.Tx, d dialect.Dialect, now time.Time, what string) error {
	ledger := dialect.Quote(schema.LedgerTable)
	sql := "INSERT INTO " + ledger + ` ("id", "applied_at", "what") VALUES ((SELECT COALESCE(MAX("id"), 0) + 1 FROM ` + ledger + "), " +
		d.Placeholder(1) + ", " + d.Placeholder(2) + ")"
	_, err := tx.Exec(sql, []value.Value{value.OfTime(now), value.OfText(what)})
	return err
}
