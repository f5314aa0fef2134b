package fact_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/design/fact"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
)

var root = filepath.Join("..", "..", "..")

// load compiles the design of a folder, which must have no findings.
func load(t testing.TB, dir string) *design.Design {
	t.Helper()
	var diags diag.List
	d, _, err := compile.Folder(dir, &diags)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range diags.All() {
		t.Fatalf("%s: %s", f.Span, f.Message)
	}
	return d
}

// designs are those of the corpus and the example.
func designs(t testing.TB) map[string]*design.Design {
	t.Helper()
	all := map[string]*design.Design{"helpdesk": load(t, filepath.Join(root, "examples", "helpdesk", "design"))}
	entries, err := os.ReadDir(filepath.Join(root, "testdata", "designs"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			all[e.Name()] = load(t, filepath.Join(root, "testdata", "designs", e.Name(), "design"))
		}
	}
	return all
}

// TestSubject: the table is whole: each name once and well formed, each kind there.
func TestSubject(t *testing.T) {
	form := regexp.MustCompile(`^[a-z]+(?:_[a-z]+)*$`)
	for _, k := range fact.Subject.Kinds {
		seen := map[string]bool{}
		if !form.MatchString(k.Name) || k.Means == "" || k.Label == nil || len(k.Facts) == 0 {
			t.Errorf("the kind %q is not whole", k.Name)
		}
		for i := range k.Facts {
			f := &k.Facts[i]
			if !form.MatchString(f.Name) || seen[f.Name] || f.Means == "" || f.Of == nil || f.Base == 0 || f.Type() == "" {
				t.Errorf("%s.%s is not whole, or stands twice", k.Name, f.Name)
			}
			if (f.Base == expr.FactThing) != (fact.Subject.Kind(f.Kind) != nil) || f.Many && f.Optional {
				t.Errorf("%s.%s is of the kind %q", k.Name, f.Name, f.Kind)
			}
			seen[f.Name] = true
		}
	}
}

// TestFacts: every fact of every thing of all designs is of its type, among its words, and
// absent only where it may be. Each fact is there somewhere, and so is its absence.
func TestFacts(t *testing.T) {
	there, absent, word := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for name, d := range designs(t) {
		w := fact.Of(d, dialect.SQLite)
		seen := map[any]bool{}
		var visit func(k *expr.Kind, of any)
		visit = func(k *expr.Kind, of any) {
			if label, _ := k.Label(of); label == "" {
				t.Errorf("%s: a %s without a name", name, k.Name)
			}
			for i := range k.Facts {
				f := &k.Facts[i]
				at, v := k.Name+"."+f.Name, f.Of(w, of)
				items, many := v.([]any)
				switch {
				case v == nil && !f.Optional:
					t.Errorf("%s: %s is absent", name, at)
				case v != nil && many != f.Many:
					t.Errorf("%s: %s is %v", name, at, v)
				case v == nil:
					absent[at] = true
					continue
				case !many:
					items = []any{v}
				}
				if len(items) > 0 {
					there[at] = true
				}
				for _, item := range items {
					ok := false
					switch f.Base {
					case expr.FactText:
						text, is := item.(string)
						ok = is && text != "" && (f.Words == nil || slices.Contains(f.Words, text))
						word[at+" "+text] = true
					case expr.FactNumber:
						_, ok = item.(int64)
					case expr.FactTruth:
						_, ok = item.(bool)
					case expr.FactThing:
						ok = true
						if !seen[item] && f.Kind != "design" {
							seen[item] = true
							visit(fact.Subject.Kind(f.Kind), item)
						}
					}
					if !ok {
						t.Errorf("%s: %s has %v", name, at, item)
					}
				}
			}
		}
		visit(fact.Subject.Kinds[0], w)
	}
	for _, k := range fact.Subject.Kinds {
		for i := range k.Facts {
			f := &k.Facts[i]
			at := k.Name + "." + f.Name
			if always := k.Name == "design"; !there[at] || f.Optional && !always && !absent[at] { // all designs of the corpus have a base and an identity
				t.Errorf("%s is there: %t, absent: %t in no design", at, there[at], absent[at])
			}
		}
	}
	for _, at := range []string{"operation.rule anyone", "operation.rule signed_in", "operation.rule conditional", "entity.delete never", "field.on_delete cascade", "entity.ids integer"} {
		if !word[at] {
			t.Errorf("no design has %s", at)
		}
	}
}

// TestAnonymous: whom an operation lets in is what the plan says, whichever rule it is by.
func TestAnonymous(t *testing.T) {
	var open, closed int
	for name, d := range designs(t) {
		w, plan := fact.Of(d, dialect.SQLite), compile.Plan(d, dialect.SQLite)
		k := fact.Subject.Kind("operation")
		for _, r := range d.Contract.Resources {
			for _, o := range r.Operations {
				if plan.Operation(o.Name.Text) == nil {
					continue // only an older version has it
				}
				anonymous, planned := k.Fact("anonymous").Of(w, o) == true, plan.Operation(o.Name.Text)
				if anonymous == planned.SignedIn {
					t.Errorf("%s: %s answers without a session: %t, and by the plan %t", name, o.Name.Text, anonymous, !planned.SignedIn)
				}
				if path := k.Fact("path").Of(w, o); path != planned.Path {
					t.Errorf("%s: %s is at %s, and by the plan at %s", name, o.Name.Text, path, planned.Path)
				}
				if anonymous {
					open++
				} else {
					closed++
				}
			}
		}
	}
	if open < 10 || closed < 100 {
		t.Errorf("%d operations are open, %d are not", open, closed)
	}
}

const (
	someData = `newel: 1
entities:
  User: {global: true, fields: {email: {type: email, unique: true}, age: {type: integer, min: 1, max: 150, optional: true}}}
  Note:
    global: true
    fields: {body: {type: text, max: 1000}, author: {ref: User, on_delete: cascade}}
`
	someContract = `title: Notes
resources:
  notes:
    of: Note
    fields: [id, body]
    operations: {getNote: get, addNote: {create: [body], set: {author: "caller.id"}}, dropNote: delete, markNote: {post: "/{id}/mark", set: {body: "'x'"}}}
`
)

// TestRules: whom a rule lets through is told by what it means, not by how it is written.
func TestRules(t *testing.T) {
	for rule, want := range map[string]string{
		"{rule: anyone, because: all}":    "anyone true",
		`"true"`:                          "anyone true",
		`"true || resource.body == 'x'"`:  "anyone true",
		"signed_in":                       "signed_in false",
		`"caller.authenticated"`:          "signed_in false",
		`"caller.authenticated && true"`:  "signed_in false",
		"never":                           "never false",
		`"false"`:                         "never false",
		`"caller.authenticated && false"`: "never false",
		`"resource.body == 'x'"`:          "conditional true",
		`"caller.authenticated && resource.body == 'x'"`:           "conditional false",
		`"resource.author == caller.id"`:                           "conditional false",
		`"resource.author == caller.id || resource.body == 'all'"`: "conditional true",
	} {
		dir := t.TempDir()
		for name, text := range map[string]string{"data": someData, "contract": someContract, "access": "identity: User\nsign_in: {password: {login: email}}\n" +
			"allow: {Note: {read: {rule: anyone, because: all}, create: never, delete: " + rule + ", operations: {markNote: never}}}\n"} {
			if err := os.WriteFile(filepath.Join(dir, name+".yaml"), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		var diags diag.List
		claim := expr.Plan(written("design.operations.exists(o, o.kind == 'delete' && o.rule == '"+strings.Fields(want)[0]+"' && o.anonymous == "+strings.Fields(want)[1]+")"),
			&expr.Scope{Design: fact.Subject}, &diags)
		if v := claim.Ask(fact.Of(load(t, dir), dialect.SQLite)); v.Truth != design.True {
			t.Errorf("%s is not %s", rule, want)
		}
	}
}

func written(text string) design.Expr {
	return design.Expr{Text: text, Span: diag.Span{File: "decisions.yaml", Start: diag.Pos{Line: 1, Col: 1}}}
}

// TestHelpdesk: facts of the example as its files have them.
func TestHelpdesk(t *testing.T) {
	w := fact.Of(load(t, filepath.Join(root, "examples", "helpdesk", "design")), dialect.Postgres)
	for text, want := range map[string]design.Truth{
		"design.title == 'Helpdesk' && design.base == '/v1' && design.store.engine == 'postgresql'":                                                        design.True,
		"design.identity.name == 'User' && design.sign_up == 'anyone' && 'password' in design.sign_in":                                                     design.True,
		"design.entities.exists(e, e.name == 'TicketLabel' && e.link && e.table == 'ticket_label' && e.tenant.name == 'org')":                              design.True,
		"design.entities.exists(e, e.name == 'Ticket' && e.rows == 5000000 && 'note' in e.search && 'comments' in e.relations)":                            design.True,
		"design.entities.exists(e, e.indexes.exists(i, 'created_at' in i.down && size(i.fields) == 3))":                                                    design.True,
		"design.entities.exists(e, e.name == 'Membership' && e.unique.exists(u, size(u.fields) == 2 && size(u.down) == 0))":                                design.True,
		"design.entities.exists(e, e.fields.exists(f, f.name == 'state' && f.initial == 'open' && 'closed' in f.values))":                                  design.True,
		"design.entities.exists(e, e.fields.exists(f, f.name == 'note' && f.read == 'conditional' && f.max == 10000 && f.optional))":                       design.True,
		"design.operations.exists(o, o.name == 'addComment' && o.path == '/v1/tickets/{ticket}/comments' && o.under.ref.name == 'Ticket')":                 design.True,
		"design.operations.exists(o, o.name == 'listTickets' && o.filters.exists(f, f.name == 'state' && 'in' in f.operators && f.field.type == 'state'))": design.True,
		"design.operations.exists(o, o.name == 'listTickets' && !('note' in o.fields) && 'note' in o.resource.fields && o.page_max == 100)":                design.True,
		"design.operations.exists(o, o.name == 'createOrganization' && 'Membership' in o.also)":                                                            design.True,
		"design.operations.exists(o, o.name == 'solveTicket' && o.move == 'solved' && 'solve-own-ticket' in o.requirements)":                               design.True,
		"design.operations.exists(o, o.name == 'mergeTickets' && o.go && 'into_itself' in o.refuses && 'into' in o.body)":                                  design.True,
		"design.resources.exists(r, r.name == 'me' && r.only && !has(r.key) && r.path == '/v1/me')":                                                        design.True,
		"design.entities.all(e, e.tenant.name == 'org')":                                                                                                   design.Unknown,
		"design.entities.exists(e, e.name == 'Invoice')":                                                                                                   design.False,
	} {
		var diags diag.List
		claim := expr.Plan(written(text), &expr.Scope{Design: fact.Subject}, &diags)
		if claim == nil {
			t.Errorf("%s: %v", text, diags.Err())
			continue
		}
		if v := claim.Ask(w); v.Truth != want {
			t.Errorf("%s: %d: %s", text, v.Truth, v.Why)
		}
	}
}

// TestSame: the same design says the same of a claim that it goes against.
func TestSame(t *testing.T) {
	var first expr.Verdict
	for i := range 5 {
		var diags diag.List
		claim := expr.Plan(written("design.entities.all(e, e.fields.all(f, f.type != 'text'))"), &expr.Scope{Design: fact.Subject}, &diags)
		v := claim.Ask(fact.Of(load(t, filepath.Join(root, "examples", "helpdesk", "design")), dialect.SQLite))
		if i == 0 {
			first = v
		}
		if diff := cmp.Diff(first, v); diff != "" {
			t.Error(diff)
		}
	}
}
