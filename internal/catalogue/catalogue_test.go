package catalogue_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/catalogue"
)

// TestEntries: the table is fit to be a contract.
func TestEntries(t *testing.T) {
	word := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	all := append(catalogue.Problems(), catalogue.Violations()...)
	seen := map[string]bool{}
	for _, e := range all {
		if !word.MatchString(e.Code) || seen[e.Code] {
			t.Errorf("%q is no snake_case word, or stands twice", e.Code)
		}
		seen[e.Code] = true
		for what, text := range map[string]string{"meaning": e.Meaning, "mend": e.Mend} {
			if !strings.HasSuffix(text, ".") {
				t.Errorf("%s: the %s is %q, which is no sentence", e.Code, what, text)
			}
		}
		switch found, ok := catalogue.Find(e.Code); {
		case !ok || found != e:
			t.Errorf("%s is found as %+v", e.Code, found)
		case !e.IsProblem() && (e.Title != "" || e.Detail != "" || e.RetryAfter != 0):
			t.Errorf("%s is no problem, and has what only a problem has", e.Code)
		case e.IsProblem() && (e.Title == "" || !strings.HasSuffix(e.Detail, ".")):
			t.Errorf("%s: title %q, detail %q", e.Code, e.Title, e.Detail)
		case e.IsProblem() && e.Status != 499 && http.StatusText(e.Status) == "":
			t.Errorf("%s: %d is no status", e.Code, e.Status)
		}
		if later := e.Status == 429 || e.Status == 503 || e.Code == "idempotency_key_in_use"; later != (e.RetryAfter > 0) {
			t.Errorf("%s: status %d, Retry-After %d", e.Code, e.Status, e.RetryAfter)
		}
	}
	for _, table := range [][]catalogue.Entry{catalogue.Problems(), catalogue.Violations()} {
		if !slices.IsSortedFunc(table, func(a, b catalogue.Entry) int { return strings.Compare(a.Code, b.Code) }) {
			t.Error("the codes are not in alphabetical order")
		}
	}
	if _, ok := catalogue.Find("no_such_code"); ok {
		t.Error("a code that is not there is found")
	}
}

// given finds the codes that rooms give: those of refusals, problems and violations.
var given = regexp.MustCompile(`(?:\b[cC]ode: +|\bCode[A-Z]\w* += |\bcode[A-Z]\w* += |violate\("[^"]*"(?:\+[^,]*)?, |\.add\([0-9], [^,]*, )"([a-z_]+)"`)

// TestWhole: every code that a room gives has an entry, and no entry is idle.
func TestWhole(t *testing.T) {
	rooms := []string{"payload", "exec", "authn", "serve"}
	found := map[string]string{}
	for _, room := range rooms {
		names, err := filepath.Glob(filepath.Join("..", room, "*.go"))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v", room, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range given.FindAllStringSubmatch(string(text), -1) {
				found[m[1]] = name
			}
		}
	}
	for code, where := range found {
		if _, ok := catalogue.Find(code); !ok {
			t.Errorf("%s gives the code %q, which the catalogue lacks", where, code)
		}
	}
	for _, e := range append(catalogue.Problems(), catalogue.Violations()...) {
		if found[e.Code] == "" {
			t.Errorf("%q stands in the catalogue, and no room gives it", e.Code)
		}
	}
}

// TestDocument holds docs/problems.md to the table; UPDATE=1 rewrites it.
func TestDocument(t *testing.T) {
	at, want := filepath.Join("..", "..", "docs", "problems.md"), document()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(at, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/problems.md is not what the table says (UPDATE=1 rewrites it): -table +file\n%s", diff)
	}
}

func document() string {
	var b strings.Builder
	b.WriteString(`# Problems, code by code

<!-- Made from the tables in internal/catalogue: UPDATE=1 go test ./internal/catalogue -->

Every error is a problem (RFC 9457) with a code. A code keeps its meaning and its status
for ever. The type of a problem is the path ` + "`/problems/CODE`" + ` on the server that answered;
a GET there says what stands here, as JSON or, to a browser, as a page. So does
` + "`newel explain CODE`" + `.

`)
	for _, e := range catalogue.Problems() {
		fmt.Fprintf(&b, "## %s\n\n**%d %s.** %s %s\n\n", e.Code, e.Status, e.Title, e.Meaning, e.Mend)
	}
	b.WriteString(`## In errors

These stand with a pointer or a parameter in the ` + "`errors`" + ` of a problem. So do some of the
codes above, and those that the design itself gives: the names of its requires and checks.

| code | means | what to do |
|---|---|---|
`)
	for _, e := range catalogue.Violations() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", e.Code, e.Meaning, e.Mend)
	}
	return b.String()
}
