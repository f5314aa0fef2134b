package storetest

import (
	"errors"
	"slices"

	"github.com/newel-api/newel/internal/store"
)

var constraintExercises = []exercise{
	{"each kind is told with what it broke", eachConstraint},
	{"a reference is held when its target goes", heldReference},
	{"a reference that waits for the commit fails its own write", deferredReference},
}

var constrained = []string{
	"CREATE TABLE team (id {int} PRIMARY KEY, name {text} NOT NULL CONSTRAINT ck_team_name CHECK (length(name) > 2)) {strict}",
	"CREATE TABLE member (id {int} PRIMARY KEY, team {int} NOT NULL REFERENCES team (id), number {int} NOT NULL, nick {text}) {strict}",
	"CREATE UNIQUE INDEX uq_member_team_number ON member (team, number)",
	"CREATE UNIQUE INDEX uq_member_nick ON member (nick)",
	"INSERT INTO team (id, name) VALUES (1, 'reds')",
	"INSERT INTO member (id, team, number, nick) VALUES (1, 1, 10, 'ann')",
}

func eachConstraint(b *bench) {
	b.tables(constrained...)
	for _, c := range []struct {
		sql  string
		want store.ConstraintError
	}{
		{"INSERT INTO member (id, team, number) VALUES (2, 1, 10)", store.ConstraintError{Kind: store.Unique, Table: "member", Columns: []string{"team", "number"}}},
		{"INSERT INTO member (id, team, number, nick) VALUES (2, 1, 11, 'ann')", store.ConstraintError{Kind: store.Unique, Table: "member", Columns: []string{"nick"}}},
		{"INSERT INTO member (id, team, number) VALUES (1, 1, 11)", store.ConstraintError{Kind: store.Unique, Table: "member", Columns: []string{"id"}}},
		{"UPDATE member SET number = NULL", store.ConstraintError{Kind: store.NotNull, Table: "member", Columns: []string{"number"}}},
		{"INSERT INTO team (id, name) VALUES (2, 'ab')", store.ConstraintError{Kind: store.Check, Name: "ck_team_name"}},
		{"INSERT INTO member (id, team, number) VALUES (2, 7, 10)", store.ConstraintError{Kind: store.ForeignKey}},
	} {
		got, ok := errors.AsType[*store.ConstraintError](b.write(b.Context(), c.sql))
		switch {
		case !ok:
			b.Errorf("%s: no constraint was broken", c.sql)
		case got.Kind != c.want.Kind:
			b.Errorf("%s: the kind is %d, want %d", c.sql, got.Kind, c.want.Kind)
		case c.want.Table != "" && got.Table != c.want.Table, !slices.Equal(got.Columns, c.want.Columns) && c.want.Columns != nil,
			c.want.Name != "" && got.Name != c.want.Name:
			b.Errorf("%s: got %+v, want %+v", c.sql, *got, c.want)
		}
	}
	b.equal("members", b.count("SELECT count(*) FROM member"), 1)
}

func heldReference(b *bench) {
	b.tables(constrained...)
	for _, sql := range []string{"DELETE FROM team WHERE id = 1", "UPDATE team SET id = 2"} {
		got, ok := errors.AsType[*store.ConstraintError](b.write(b.Context(), sql))
		if !ok || got.Kind != store.ForeignKey {
			b.Errorf("%s: got %v", sql, got)
		}
	}
	b.must(b.write(b.Context(), "DELETE FROM member"))
	b.must(b.write(b.Context(), "DELETE FROM team"))
}

// deferredReference: when the engine asks a key only at the commit, the others that
// share the commit must not pay for it.
func deferredReference(b *bench) {
	b.tables(tableWords,
		"CREATE TABLE late (word {int} REFERENCES word (id) DEFERRABLE INITIALLY DEFERRED) {strict}")
	errs := b.atOnce(9, func(tx store.Tx, i int) error {
		if i == 4 {
			return b.exec(tx, "INSERT INTO late (word) VALUES (77)")
		}
		return b.insert(tx, i, "w")
	})
	for i, err := range errs {
		got, ok := errors.AsType[*store.ConstraintError](err)
		if broken := i == 4; broken != ok || ok && got.Kind != store.ForeignKey || !ok && err != nil {
			b.Errorf("write %d: %v", i, err)
		}
	}
	b.equal("words", b.count(countWords), 8)
	b.must(b.db.Write(b.Context(), func(tx store.Tx) error {
		b.must(b.exec(tx, "INSERT INTO late (word) VALUES (50)"))
		return b.insert(tx, 50, "in time")
	}))
}
