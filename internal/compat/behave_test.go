package compat_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compat"
	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
)

// behaviours are changes to testdata/design that no OpenAPI document shows, and some
// that are none at all. What is found, there and back, stands in testdata/behave.golden.
var behaviours = []struct{ file, from, to string }{
	{"access", "read: signed_in", "read: {rule: anyone, because: names are known}"},
	{"access", "read: signed_in", "read: \"resource.id == caller.id\""},
	{"access", "read: \"resource.state == 'shown' || resource.author == caller.id\"", "read: \"caller.id == resource.author || (resource.state == 'shown')\""},
	{"access", "read: \"resource.state == 'shown' || resource.author == caller.id\"", "read: \"resource.author == caller.id\""},
	{"access", "read: \"resource.state == 'shown' ||", "read: \"resource.state in ['shown', 'gone'] ||"},
	{"access", "caller.role in ['writer', 'admin']", "caller.role in ['admin', 'writer', 'writer']"},
	{"access", "caller.role in ['writer', 'admin']", "caller.role == 'admin'"},
	{"access", "update: \"resource.author == caller.id\"", "update: \"resource.stars < 3\""},
	{"access", "&& writer()", "&& (writer() && resource.stars == 0)"},
	{"access", "    fields:\n      stars: {write: \"caller.role == 'admin'\"}\n", ""},
	{"access", "stars: {write: \"caller.role == 'admin'\"}", "stars: {write: \"writer()\"}"},
	{"access", "    operations:\n      showPost:", "    operations:\n      listPosts: \"caller.authenticated\"\n      showPost:"},
	{"access", "|| caller.role == 'admin'\"", "\""},
	{"access", "who: anyone\n  because: everybody may read", "who: never"},
	{"contract", "order: [-created_at]\n          page", "order: [title]\n          page"},
	{"contract", "page: {size: 20, max: 100}", "page: {size: 25, max: 100}"},
	{"contract", "page: {size: 20, max: 100}", "page: {size: 20, max: 50}"},
	{"contract", "total: 1000", "total: 100"},
	{"contract", "search: [title, body]", "search: [title]"},
	{"contract", "{remarks: {size: 20, order: [created_at]}}", "{remarks: {size: 10, order: [created_at]}}"},
	{"contract", "size(resource.remarks)", "size(resource.remarks.filter(r, r.by == caller.id))"},
	{"contract", "text: \"'first'\"", "text: \"'1st'\""},
	{"contract", "        require: {long_enough: \"!has(input.body) || input.body != 'none'\"}\n", ""},
	{"contract", "input.body != 'none'\"", "input.body != 'none' || caller.role == 'admin'\""},
	{"contract", "showPost: {post: \"/{id}/show\", move: {state: shown}}", "showPost: {post: \"/{id}/show\", set: {stars: \"5\"}}"},
	{"contract", "move: {state: shown}", "move: {state: gone}"},
	{"contract", "requests: 100", "requests: 50"},
	{"contract", "per: 1m", "per: 2m"},
	{"contract", "requests: 100, per: 1m", "requests: 200, per: 1h"},
	{"contract", "rates:\n  usual: {requests: 100, per: 1m, for: writes}\n", ""},
	{"contract", "public: 60s", "public: 60s, stale: 5m"},
	{"contract", "{get: {}, cache: {public: 60s}}", "get"},
	{"data", "shown: [draft, gone]", "shown: [draft, gone, shown]"},
	{"data", "title: {type: text, min: 1, max: 80}", "title: {type: text, min: 1, max: 80, unique: true}"},
	{"data", "initial: draft", "initial: shown"},
	{"data", "max: 5, default: 0", "max: 5, default: 1"},
	{"data", "on_delete: cascade", "on_delete: restrict"},
	{"data", "|| has(resource.body)", "|| (has(resource.body) && resource.stars <= 4)"},
}

// designWith writes testdata/design with one edit into a folder and returns that.
func designWith(t *testing.T, file, from, to string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"data", "contract", "access"} {
		text, err := os.ReadFile(filepath.Join("testdata/design", name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if name == file {
			if !strings.Contains(string(text), from) {
				t.Fatalf("%q is not in %s.yaml", from, file)
			}
			text = []byte(strings.Replace(string(text), from, to, 1))
		}
		if err := os.WriteFile(filepath.Join(dir, name+".yaml"), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestBehaviours(t *testing.T) {
	old := factsIn(t, "testdata/design")
	var b strings.Builder
	for _, e := range behaviours {
		after := factsIn(t, designWith(t, e.file, e.from, e.to))
		fmt.Fprintf(&b, "%s %q -> %q\n", e.file, e.from, e.to)
		for _, c := range compat.CompareFacts(old, after) {
			fmt.Fprintf(&b, "  > %s\n", show(c))
			if !c.Span.Known() {
				t.Errorf("%s has no place in the design", show(c))
			}
		}
		for _, c := range compat.CompareFacts(after, old) {
			fmt.Fprintf(&b, "  < %s\n", show(c))
		}
	}
	golden(t, "behave.golden", b.String())
}

// TestDocumentsTell: that a key or a version must be named, and what ends, the documents of
// two designs say by themselves.
func TestDocumentsTell(t *testing.T) {
	document := func(dir string) *compat.Document {
		var diags diag.List
		d, _, err := compile.Folder(dir, &diags)
		if err != nil || len(diags.All()) > 0 {
			t.Fatal(err, diags.All())
		}
		return compat.Load("a", contract.Of(plan.Compile(d, dialect.SQLite), contract.Everyone()).OpenAPI(contract.OpenAPI31), &diags)
	}
	old := document("testdata/design")
	for _, c := range []struct{ from, to, want string }{
		{"update: [title, body, stars]", "update: [title, body, stars]\n        idempotency: required", "request-parameter-became-required"},
		{"update: [title, body, stars]", "update: [title, body, stars]\n        if_match: required", "new-required-request-parameter"},
		{"getPost: get", "getPost: {get: {}, deprecated: {since: 2026-01-31, sunset: 2026-12-31, because: it is old}}", "endpoint-deprecated"},
	} {
		var ids []string
		for _, change := range compat.Compare(old, document(designWith(t, "contract", c.from, c.to)), compat.Options{}) {
			ids = append(ids, change.ID)
		}
		if !slices.Contains(ids, c.want) {
			t.Errorf("%s: %q has no %s", c.to, ids, c.want)
		}
	}
}

// TestFactsAreRead: what was written is what is read, and makes no change; and the same
// design gives the same bytes.
func TestFactsAreRead(t *testing.T) {
	facts := factsIn(t, "testdata/design")
	dir := t.TempDir()
	if _, err := compat.WritePin(dir, []byte(base(t)), facts); err != nil {
		t.Fatal(err)
	}
	pin := readPin(t, dir)
	if changes := compat.CompareFacts(pin.Facts, facts); len(changes) > 0 {
		t.Errorf("read back: %s", show(changes[0]))
	}
	first, err := facts.JSON()
	if err != nil {
		t.Fatal(err)
	}
	again, err := factsIn(t, "testdata/design").JSON()
	if err != nil {
		t.Fatal(err)
	}
	if string(first) != string(again) {
		t.Error("two compilations give different facts")
	}
}
