package compile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
)

// entitiesAFile is how many entities of a large design stand in one file: files have a
// limit, folders have none.
const entitiesAFile = 25

// large writes a design of n entities beside the tenant, the member and the identity.
// Each refers to the next one, has a resource with seven operations and four rules,
// and is as large as those that people write. mistakes changes its texts.
func large(tb testing.TB, n int, mistakes ...string) (dir string) {
	tb.Helper()
	dir = tb.TempDir()
	parts := map[string]*strings.Builder{}
	part := func(step string, file int, head string) *strings.Builder {
		name := filepath.Join(step, fmt.Sprintf("%04d.yaml", file))
		if parts[name] == nil {
			parts[name] = new(strings.Builder)
			parts[name].WriteString(head)
		}
		return parts[name]
	}
	part("data", 0, "newel: 1\nentities:\n").WriteString(largeData)
	part("contract", 0, "title: Large\nbase: /v1\nresources:\n  users: {of: User, fields: [id]}\n")
	part("access", 0, largeAccess)
	for i := range n {
		file := 1 + i/entitiesAFile
		fmt.Fprintf(part("data", file, "entities:\n"), `  Thing%[1]d:
    tenant: org
    fields:
      org: {ref: Org, inverse: things%[1]d, on_delete: cascade}
      next: {ref: Thing%[2]d, inverse: followers, optional: true, on_delete: restrict}
      owner: {ref: User, on_delete: restrict}
      title: {type: text, min: 1, max: 200}
      points: {type: integer, min: 0, max: 100, default: 1}
      due: {type: timestamp, optional: true}
      kind: {type: enum, values: [small, middle, large], default: small}
      state: {type: state, initial: open, moves: {open: [done], done: [open]}}
    unique: [[org, title]]
    check: {done_is_due: "resource.state != 'done' || has(resource.due)"}
    indexes: [[org, state, -created_at]]
`, i, (i+1)%n)
		fmt.Fprintf(part("contract", file, "resources:\n"), `  things%[1]d:
    of: Thing%[1]d
    fields: [id, org, next, owner, title, points, due, kind, state, created_at, followers]
    expand: [owner]
    computed: {followers: {type: integer, value: "size(resource.followers)"}}
    operations:
      listThing%[1]d: {list: {filter: [org, {state: [eq, in]}, {due: [lt]}], sort: [created_at, title], order: [-created_at]}}
      getThing%[1]d: get
      createThing%[1]d: {create: [org, next, title, points, due, kind], set: {owner: "caller.id"}}
      updateThing%[1]d: {update: [title, points, due, kind]}
      deleteThing%[1]d: delete
      finishThing%[1]d: {post: "/{id}/finish", move: {state: done}, require: {due: "has(resource.due) && resource.due > now"}}
      giveThing%[1]d: {post: "/{id}/give", input: {to: {ref: User}}, set: {owner: "input.to"}}
`, i)
		fmt.Fprintf(part("access", file, "allow:\n"), `  Thing%[1]d:
    read: "member_of(resource.org) && (resource.kind != 'large' || resource.owner == caller.id)"
    create: "member_of(result.org)"
    update: "owner_of(resource.org) || resource.owner == caller.id"
    delete: "owner_of(resource.org)"
    fields: {points: {write: "owner_of(resource.org)"}}
    operations:
      finishThing%[1]d: "resource.owner == caller.id"
      giveThing%[1]d: "owner_of(resource.org)"
`, i)
	}
	for name, text := range parts {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(strings.NewReplacer(mistakes...).Replace(text.String())), 0o666); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

const largeData = `  Org: {global: true, fields: {name: {type: text, min: 1, max: 80}}}
  User: {global: true, fields: {email: {type: email, unique: true}}}
  Member:
    tenant: org
    fields:
      org: {ref: Org, inverse: members, on_delete: cascade}
      user: {ref: User, on_delete: cascade}
      role: {type: enum, values: [member, owner]}
    unique: [[org, user]]
`

const largeAccess = `identity: User
sign_in: {password: {login: email}}
policies:
  member_of: {with: {org: Org}, is: "org.members.exists(m, m.user == caller.id)"}
  owner_of: {with: {org: Org}, is: "org.members.exists(m, m.user == caller.id && m.role == 'owner')"}
allow:
  Org: {read: signed_in}
  User: {read: signed_in}
`

// whole compiles the design in dir, to the plan where that can be made.
func whole(tb testing.TB, dir string) []*diag.Diagnostic {
	tb.Helper()
	var diags diag.List
	d, files, err := compile.Folder(dir, &diags)
	if err != nil {
		tb.Fatal(err)
	}
	files.Complete(&diags)
	if diags.Err() == nil {
		compile.Plan(d, dialect.SQLite)
	}
	return diags.All()
}

// work returns how many objects, and how many bytes of memory, it takes to compile a
// design of n entities.
func work(t *testing.T, n int, mistakes ...string) (objects, bytes float64) {
	t.Helper()
	dir := large(t, n, mistakes...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	found := whole(t, dir)
	runtime.ReadMemStats(&after)
	if (len(found) > 0) != (mistakes != nil) {
		t.Fatalf("%d findings where %q is a mistake", len(found), mistakes)
	}
	return float64(after.Mallocs - before.Mallocs), float64(after.TotalAlloc - before.TotalAlloc)
}

// TestScale: ten times the entities are ten times the work, and not a hundred times,
// also where each of them has a mistake and a mend. Memory is counted, which is nearly
// the same on every machine; BenchmarkLarge measures time.
func TestScale(t *testing.T) {
	for name, mistakes := range map[string][]string{
		"nothing is wrong":         nil,
		"a type is not known":      {"type: text", "type: txet"},
		"an entity is not known":   {"of: Thing", "of: Thnig"},
		"references go nowhere":    {"ref: User", "ref: Usre"},
		"a field is not known":     {"resource.owner", "resource.ownre"},
		"a policy is not known":    {"owner_of(", "ownre_of("},
		"an operation has no rule": {"    operations:\n      finishThing", "    operations:\n      fniishThing"},
	} {
		work(t, 1, mistakes...) // what is made once for all designs
		smallObjects, smallBytes := work(t, 20, mistakes...)
		largeObjects, largeBytes := work(t, 200, mistakes...)
		const most = 12.0
		if ratio := largeObjects / smallObjects; ratio > most {
			t.Errorf("%s: ten times the entities make %.1f times the objects, want at most %.0f", name, ratio, most)
		}
		if ratio := largeBytes / smallBytes; ratio > most {
			t.Errorf("%s: ten times the entities take %.1f times the memory, want at most %.0f", name, ratio, most)
		}
	}
}

// BenchmarkLarge compiles designs of 10, 100 and 1,000 entities with their rules, from
// the files to the plan.
func BenchmarkLarge(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := large(b, n)
			b.ReportAllocs()
			for b.Loop() {
				if found := whole(b, dir); found != nil {
					b.Fatal(found[0].Message)
				}
			}
		})
	}
}
