package migrate

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/store"
)

// Contents is what kind of database one is.
type Contents uint8

// The kinds of databases.
const (
	Empty   Contents = iota // it has no tables
	Ours                    // Newel made its tables
	Foreign                 // it has tables, but not from Newel
)

// State is what a database has.
type State struct {
	Contents  Contents
	Tables    []string       // names of the real tables and views, sorted
	Schema    *schema.Schema // Ours: what it was given
	Title     string         // Ours: of the design that it was given
	Language  int            // Ours: version of the design language
	AppliedAt time.Time      // Ours: when its schema was last changed
	stored    string         // the JSON of Schema, to see whether another process changed it
}

// Inspect looks at what db has. It is an error when a table or column that Newel
// made is not there any more, or when a newer Newel made the database.
func Inspect(ctx context.Context, db store.DB) (state State, err error) {
	err = db.Read(ctx, func(tx store.Tx) error {
		state, err = inspect(tx, db.Dialect())
		return err
	})
	if err != nil {
		return State{}, fmt.Errorf("inspect the database: %w", err)
	}
	return state, nil
}

func inspect(tx store.Tx, d dialect.Dialect) (State, error) {
	there, err := catalog(tx, d)
	if err != nil {
		return State{}, err
	}
	state := State{Tables: slices.Sorted(maps.Keys(there))}
	switch {
	case len(there) == 0:
		return state, nil
	case there[schema.MetaTable] == nil:
		state.Contents = Foreign
		return state, nil
	}
	state.Contents = Ours
	if err := state.read(tx, d); err != nil {
		return State{}, err
	}
	return state, there.lacks(d, state.Schema)
}

// read fills in what the database knows about itself.
func (s *State) read(tx store.Tx, d dialect.Dialect) error {
	words := map[string]string{}
	for _, key := range []string{KeySchema, KeyTitle, KeyLanguage, KeyAppliedAt} {
		text, found, err := meta(tx, d, key)
		if err != nil {
			return err
		}
		if !found {
			return fmt.Errorf("%s has no %q: the database is not whole", schema.MetaTable, key)
		}
		words[key] = text
	}
	s.Title, s.stored = words[KeyTitle], words[KeySchema]
	var err error
	if s.Language, err = strconv.Atoi(words[KeyLanguage]); err != nil {
		return fmt.Errorf("%s: %q is not a version", schema.MetaTable, words[KeyLanguage])
	}
	if s.Language > design.Language {
		return fmt.Errorf("a newer Newel made it: its language is %d, this one knows %d", s.Language, design.Language)
	}
	if s.AppliedAt, err = time.Parse(time.RFC3339, words[KeyAppliedAt]); err != nil {
		return fmt.Errorf("%s: %q is not a time", schema.MetaTable, words[KeyAppliedAt])
	}
	s.Schema, err = schema.Parse([]byte(s.stored))
	return err
}
