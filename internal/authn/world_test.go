package authn

import (
	"context"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/store/migrate"
	"github.com/newel-api/newel/internal/store/sqlite"
	"github.com/newel-api/newel/internal/value"
)

// people is a design in which persons sign up with two unique values, one of which
// is the login.
var people = map[string]string{
	"data.yaml": `
newel: 1
entities:
  Person:
    global: true
    prefix: per
    fields:
      email: {type: email, unique: true}
      handle: {type: text, min: 2, max: 30, optional: true, unique: true}
      age: {type: integer, min: 0, max: 200, optional: true}
      role: {type: enum, values: [guest, boss], default: guest}
    check:
      no_admin: "!has(resource.handle) || resource.handle != 'admin'"
`,
	"contract.yaml": `
title: People
base: /v1
resources:
  people:
    of: Person
    fields: [id, handle]
    operations: {getPerson: get}
`,
	"access.yaml": `
identity: Person
sign_in:
  password: {login: email}
sign_up:
  who: anyone
  because: this is a test
  fields: [email, handle]
allow:
  Person: {read: signed_in}
`,
}

// world is an Authn over a database of its own.
type world struct {
	*Authn
	t  *testing.T
	db store.DB
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return worldOf(t, people)
}

// worldOf is an Authn for the design in those files.
func worldOf(t *testing.T, files map[string]string) *world {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text[1:]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var diags diag.List
	d, _, err := compile.Folder(dir, &diags)
	if err == nil {
		err = diags.Err()
	}
	if err != nil {
		for _, f := range diags.All() {
			t.Log(f.Span, f.Message)
		}
		t.Fatal(err)
	}
	db, err := sqlite.Open(ctx, filepath.Join(dir, "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	p := compile.Plan(d, dialect.SQLite)
	state, err := migrate.Inspect(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate.Apply(ctx, db, migrate.Plan(state, schema.Build(d), p.Title)); err != nil {
		t.Fatal(err)
	}
	x, err := exec.New(p, db, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(Options{Plan: p, Executor: x, DB: db})
	if err != nil {
		t.Fatal(err)
	}
	return &world{a, t, db}
}

const good = "correct horse battery"

// from is an address; n tells many apart.
func from(n int) netip.Addr { return netip.AddrFrom4([4]byte{192, 0, byte(n >> 8), byte(n)}) }

// attempt is made an hour after the one before, by the number: no limit has a say.
func attempt(n int, body string) Attempt {
	return Attempt{Body: []byte(body), From: from(n), Now: at(time.Duration(n) * time.Hour)}
}

// add makes a person with the good password.
func (w *world) add(email string) value.Value {
	w.t.Helper()
	id, err := w.AddUser(context.Background(), map[string]string{"email": email}, good, at(0))
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// count returns the first number of the first row of a statement.
func (w *world) count(sql string, args ...value.Value) (n int64) {
	w.t.Helper()
	err := w.db.Read(context.Background(), func(tx store.Tx) error {
		_, err := tx.Query(sql, args, func(r store.Row) error {
			n = r.Int(0)
			return nil
		})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// write runs one statement.
func (w *world) write(sql string, args ...value.Value) {
	w.t.Helper()
	err := w.db.Write(context.Background(), func(tx store.Tx) error {
		_, err := tx.Exec(sql, args)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// hashes counts the hashes that f computes.
func (w *world) hashes(f func()) uint64 {
	before := w.hasher.runs.Load()
	f()
	return w.hasher.runs.Load() - before
}
