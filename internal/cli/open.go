package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/engine"
	"github.com/newel-api/newel/internal/observe"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/store/migrate"
)

// open makes the API of d over a database; "" is a temporary one. The error is a
// *failure that says how to mend it.
func (c *call) open(ctx context.Context, d *design.Design, database string, rows *seed.Rows) (*engine.Engine, error) {
	if database == "" && c.flags.given["database"] {
		return nil, usage("--database needs the name of a file; leave it out for %s", defaults().database)
	}
	e, err := engine.Open(ctx, engine.Options{
		Design: d, Database: database, Seed: rows, Dev: c.flags.dev, Functions: c.functions(), Time: c.program.Time,
		Log: c.logger(), Quiet: c.flags.log == logErrors, Public: c.flags.public,
		Migrating: func(decision migrate.Decision) {
			if database != "" {
				c.migrating(database, decision)
			}
		},
	})
	if err != nil {
		return nil, databaseFailure(database, err)
	}
	if rows != nil && len(rows.List) > 0 && !e.Seeded() {
		c.note("%s has rows already: those of %s are not written", database, c.seeds.name)
	}
	return e, nil
}

// logger returns what writes the log. Lines of requests wait for others, unless a person
// looks on.
func (c *call) logger() *slog.Logger {
	if _, person := terminal(c.stderr.w); person || c.flags.dev || c.flags.log == logAtOnce {
		return observe.NewLogger(c.stderr.lasting(), c.flags.dev)
	}
	return observe.NewGatheringLogger(c.stderr.lasting())
}

// note tells a person what happens beside the result.
func (c *call) note(format string, args ...any) {
	fmt.Fprintf(c.stderr, "newel: "+format+"\n", args...)
}

// migrating says what is going to be done to a database.
func (c *call) migrating(database string, d migrate.Decision) {
	if d.Action == migrate.Create {
		c.note("making the database %s", database)
		return
	}
	for _, change := range d.Changes {
		c.note("changing %s: %s", database, change.What)
	}
}

// databaseFailure says why a database cannot be used, and what to do. What stands in
// the way of opening it, the store says with its mend.
func databaseFailure(database string, err error) error {
	switch {
	case errors.Is(err, engine.ErrNotBuilt):
		return usage("--database: %s", err)
	case errors.Is(err, migrate.ErrRefused):
		return refused("%s: %s\nnothing was changed: name another file with --database, or let the design keep what this one has", database, err)
	}
	return refused("%s", err)
}
