package engine

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/store/migrate"
	"github.com/newel-api/newel/internal/store/sqlite"
)

// connect opens the database.
func (e *Engine) connect(ctx context.Context, database string) error {
	scheme, _, isURL := strings.Cut(database, "://")
	switch {
	case isURL && (scheme == "postgres" || scheme == "postgresql"):
		return fmt.Errorf("PostgreSQL is %w: this Newel serves from one SQLite file", ErrNotBuilt)
	case isURL:
		return fmt.Errorf("a database at %s:// is %w: this Newel serves from one SQLite file", scheme, ErrNotBuilt)
	}
	var err error
	e.db, err = sqlite.Open(ctx, database)
	return err
}

// migrate brings the tables to the design and returns the secret that the database
// keeps for cursors.
func (e *Engine) migrate(ctx context.Context, migrating func(migrate.Decision)) (key []byte, err error) {
	state, err := migrate.Inspect(ctx, e.db)
	if err != nil {
		return nil, err
	}
	decision := migrate.Plan(state, schema.Build(e.plan.Design), e.plan.Title)
	if err := decision.Err(); err != nil {
		return nil, err
	}
	if decision.Action != migrate.Same && migrating != nil {
		migrating(decision)
	}
	if err := migrate.Apply(ctx, e.db, decision); err != nil {
		return nil, err
	}
	text, found, err := migrate.Meta(ctx, e.db, migrate.KeyCursorKey)
	if err != nil {
		return nil, err
	}
	if key, err = hex.DecodeString(text); err != nil || !found {
		return nil, fmt.Errorf("%s of the database is not what Newel wrote", migrate.KeyCursorKey)
	}
	return key, nil
}
