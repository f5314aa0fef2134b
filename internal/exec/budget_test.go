//go:build !race

// The race detector has pools forget at random.

package exec_test

import (
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

var notes = map[string]string{
	"data.yaml": `newel: 1
entities:
  User: {global: true, fields: {email: {type: email, unique: true}}}
  Note:
    global: true
    fields: {owner: {ref: User}, text: {type: text}, place: {type: text, optional: true}, public: {type: boolean}}
`,
	"contract.yaml": `title: Notes
base: /v1
resources:
  notes: {of: Note, fields: [id, owner, text, place, public, created_at], operations: {getNote: get, createNote: {create: [owner, text, public]}, listNotes: {list: {page: {size: 1}}}}}
`,
	"access.yaml": `identity: User
sign_in: {password: {login: email}}
allow:
  User: {read: {rule: anyone, because: they are known}}
  Note: {read: "resource.public || resource.owner == caller.id", create: signed_in}
`,
}

// getBudget is what a get may allocate from the executor down to the database: the
// transaction, which is a new one each time so that one that was kept is known to be over.
const getBudget = 1

// listBudget is that of a list: its transaction, the id in the last row's key, and the cursor
// as a text.
const listBudget = 3

// TestReadBudget: rows are found, their rule asked and their JSON written without an
// allocation for any of it.
func TestReadBudget(t *testing.T) {
	folder := t.TempDir()
	for name, text := range notes {
		must(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	var diags diag.List
	d, _, err := compile.Folder(folder, &diags)
	must(t, err)
	must(t, diags.Err())
	db, err := sqlite.Open(t.Context(), "")
	must(t, err)
	defer func() { must(t, db.Close()) }()
	state, err := migrate.Inspect(t.Context(), db)
	must(t, err)
	must(t, migrate.Apply(t.Context(), db, migrate.Plan(state, schema.Build(d), "Notes")))
	p := compile.Plan(d, dialect.SQLite)
	x, err := exec.New(p, db, make([]byte, 32))
	must(t, err)
	user := value.NewID()
	must(t, db.Write(t.Context(), func(tx store.Tx) error {
		_, err := tx.Exec(`INSERT INTO "user" (id, email, created_at, updated_at, version) VALUES (?1, 'a@b.test', 1, 1, 1)`, []value.Value{user})
		return err
	}))

	caller := make([]value.Value, 8)
	caller[0] = user
	now := value.OfTime(time.Now())
	var made exec.Answer
	for range 2 {
		made, err = x.Run(t.Context(), &exec.Call{
			Operation: p.Operation("createNote"), Caller: caller, Now: now,
			Input: []value.Value{user, value.OfText("a text \"with\" escapes"), value.OfBool(false)}, Present: []bool{true, true, true},
		}, nil)
		must(t, err)
	}
	out, call := make([]byte, 0, 1<<10), &exec.Call{}
	for _, c := range []struct {
		operation string
		budget    float64
	}{{"getNote", getBudget}, {"listNotes", listBudget}} {
		operation, pages := p.Operation(c.operation), 0
		allocations := testing.AllocsPerRun(200, func() {
			*call = exec.Call{Operation: operation, Caller: caller, Now: now, ID: made.ID}
			answer, err := x.Run(t.Context(), call, out[:0])
			if err != nil || len(answer.Body) == 0 {
				t.Fatal(err)
			}
			if answer.Next != "" {
				pages++
			}
		})
		if allocations > c.budget {
			t.Errorf("%s allocates %v times, its budget is %v", c.operation, allocations, c.budget)
		}
		if operation.List != nil && pages == 0 {
			t.Error("no page has another after it")
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
