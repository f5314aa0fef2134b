package compat_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compat"
	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
)

// large writes a design with n entities, each with seven operations, into a folder.
func large(tb testing.TB, n int, max int) string {
	tb.Helper()
	data, resources, access := new(strings.Builder), new(strings.Builder), new(strings.Builder)
	data.WriteString("newel: 1\nentities:\n  User: {global: true, fields: {email: {type: email, unique: true}}}\n")
	resources.WriteString("title: Large\nbase: /v1\nresources:\n")
	access.WriteString("identity: User\nsign_in: {password: {login: email}}\nallow:\n  User: {read: \"resource.id == caller.id\"}\n")
	for i := range n {
		fmt.Fprintf(data, `  Thing%[1]d:
    global: true
    fields:
      owner: {ref: User, on_delete: restrict}
      name: {type: text, min: 1, max: %[2]d}
      note: {type: text, max: 2000, optional: true}
      kind: {type: enum, values: [small, large], default: small}
      size: {type: integer, min: 0, max: 1000}
      day: {type: date, optional: true}
      state: {type: state, initial: open, moves: {open: [closed], closed: [open]}}
`, i, max)
		fmt.Fprintf(resources, `  things%[1]d:
    of: Thing%[1]d
    fields: [id, owner, name, note, kind, size, day, state, created_at]
    expand: [owner]
    operations:
      listThing%[1]ds: {list: {filter: [owner, kind], sort: [created_at, name], order: [-created_at]}}
      getThing%[1]d: get
      createThing%[1]d: {create: [name, note, kind, size, day], set: {owner: "caller.id"}}
      updateThing%[1]d: {update: [name, note, kind, size, day]}
      deleteThing%[1]d: delete
      closeThing%[1]d: {post: "/{id}/close", move: {state: closed}}
      openThing%[1]d: {post: "/{id}/open", move: {state: open}}
`, i)
		fmt.Fprintf(access, `  Thing%[1]d:
    read: "resource.owner == caller.id || resource.kind == 'large'"
    create: signed_in
    update: "resource.owner == caller.id"
    delete: "resource.owner == caller.id"
    operations:
      closeThing%[1]d: "resource.owner == caller.id"
      openThing%[1]d: "resource.owner == caller.id"
`, i)
	}
	resources.WriteString("  users: {of: User, fields: [id], operations: {}}\n")
	dir := tb.TempDir()
	for name, text := range map[string]string{"data": data.String(), "contract": resources.String(), "access": access.String()} {
		if err := os.WriteFile(filepath.Join(dir, name+".yaml"), []byte(text), 0o666); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

func compiled(tb testing.TB, dir string) *design.Design {
	tb.Helper()
	var diags diag.List
	d, _, err := compile.Folder(dir, &diags)
	if err != nil {
		tb.Fatal(err)
	}
	if err := diags.Err(); err != nil {
		tb.Fatal(err)
	}
	return d
}

func openAPI(d *design.Design) []byte {
	return contract.Of(plan.Compile(d, dialect.SQLite), contract.Everyone()).OpenAPI(contract.OpenAPI31)
}

// changesSincePin does what "newel contract diff" does: from the files of a design and of
// its pin to the changes.
func changesSincePin(tb testing.TB, dir string) []*compat.Change {
	var diags diag.List
	d := compiled(tb, dir)
	pin, err := compat.ReadPin(dir, &diags)
	if err != nil {
		tb.Fatal(err)
	}
	now := compat.Load("now", openAPI(d), &diags)
	changes := compat.Merge(compat.Compare(pin.Document, now, compat.Options{Strict: true}), compat.CompareFacts(pin.Facts, compat.FactsOf(d)))
	compat.Locate(changes, d)
	return changes
}

// BenchmarkDiff: 1,001 operations, half of them changed.
func BenchmarkDiff(b *testing.B) {
	const entities = 143
	old := compiled(b, large(b, entities, 80))
	dir := large(b, entities, 60)
	text := openAPI(old)
	if _, err := compat.WritePin(dir, text, compat.FactsOf(old)); err != nil {
		b.Fatal(err)
	}
	b.Run("whole", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if n := len(changesSincePin(b, dir)); n < entities {
				b.Fatalf("%d changes", n)
			}
		}
	})
	now := openAPI(compiled(b, dir))
	var diags diag.List
	b.Run("load", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			compat.Load("old", text, &diags)
		}
	})
	before, after := compat.Load("old", text, &diags), compat.Load("now", now, &diags)
	b.Run("compare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			compat.Compare(before, after, compat.Options{})
		}
	})
}
