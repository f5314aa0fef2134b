package serve_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/design/reference"
)

// leakPath is one way to ask. Its answer is the same to the byte whether a secret is
// there or not, unless it is quiet: then only no word of the secret may stand in it.
type leakPath struct {
	words string // of the language, that it goes through: "list.filter filter.gt"
	class string // of failures: "F3"
	step
	quiet string // why the answer may differ
}

// TestLeaks asks on every path, without a secret and then with one of each kind.
func TestLeaks(t *testing.T) {
	v := newVault(t)
	prints := make([]string, len(leakPaths))
	for _, kind := range append([]string{plain}, stages...) {
		written := true // by the path before
		for i := range leakPaths {
			p := &leakPaths[i]
			if written {
				v.stage(plain) // names of all rows, also of those that are not there
				if kind == plain {
					v.nameAll()
				}
				v.stage(kind)
			}
			written = p.method != "GET" && p.method != "HEAD" && p.method != "OPTIONS"
			print, whole := v.follow(p)
			name := fmt.Sprintf("%s: %s as %q, %s %s %s, with %s", p.class, p.words, p.as, p.method, p.url, p.body, kind)
			status, _, _ := strings.Cut(print, "\n")
			switch {
			case kind == plain:
				prints[i] = print
				if status != strconv.Itoa(p.status) {
					t.Errorf("%s: %s, want %d", name, print, p.status)
				}
				for _, want := range p.has {
					if !strings.Contains(whole, v.fill(want)) {
						t.Errorf("%s: the answer lacks %s:\n%s", name, want, whole)
					}
				}
			case p.quiet == "" && print != prints[i]:
				t.Errorf("%s: the answer tells of it (-without +with):\n%s", name, cmp.Diff(prints[i], print))
			}
			if strings.Contains(whole, canary) && !strings.Contains(p.url+p.body, canary) || strings.Contains(whole, strconv.Itoa(figures)) && !strings.Contains(p.url+p.body, strconv.Itoa(figures)) {
				t.Errorf("%s: the answer has it:\n%s", name, whole)
			}
		}
	}
}

// TestSecrets: what TestLeaks looks for is there, and is told to those who may know.
func TestSecrets(t *testing.T) {
	v := newVault(t)
	number := strconv.Itoa(figures)
	for _, c := range []struct{ kind, as, url, has string }{
		{tenant, "eve", "/v1/docs", canary},
		{tenant, "eve", "/v1/lines", number},
		{denied, "bob", "/v1/docs", canary},
		{denied, "bob", "/v1/docs/$sealed", number},
		{perRow, "bob", "/v1/docs/$two", number},
		{perRow, "bob", "/v1/docs/$two", canary},
		{perRow, "bob", "/v1/lines", number},
		{perRow, "bob", "/v1/people", canary},
		{wholly, "dan", "/v1/docs/$two", canary},
		{wholly, "dan", "/v1/docs/$two", number},
	} {
		v.stage(c.kind)
		a := v.do(&step{method: "GET", url: c.url, as: c.as})
		if a.status != 200 || !strings.Contains(a.body, c.has) {
			t.Errorf("%s, %s: %d %s", c.kind, c.url, a.status, a.body)
		}
	}
}

// nameAll stages every secret once, so that the names of their rows are known.
func (v *vault) nameAll() {
	for _, kind := range stages {
		v.stage(kind)
	}
}

// harmless are the words that no request goes through.
var harmless = map[string]string{
	"resource.of":         "names the entity",
	"resource.operations": "holds the operations",
	"go":                  "Go code answers it: TestTxReadsNothingOfOthers of the public package asks",
	"returns":             "as go",
	"refuses":             "as go",
	"cache":               "stands only where anyone may read all that an answer is made of: bind/bad-cache",
	"cache.public":        "as cache",
	"cache.stale":         "as cache",
}

// TestLeakPaths: every word of the contract that a request can go through has its path.
// A word that is new stands in the table below, or among the harmless with the reason.
func TestLeakPaths(t *testing.T) {
	var all []string
	for i := range leakPaths {
		all = append(all, strings.Fields(leakPaths[i].words)...)
		if leakPaths[i].class == "" {
			t.Errorf("%s: no class", leakPaths[i].words)
		}
	}
	demanded := contractWords()
	for _, word := range demanded {
		if harmless[word] == "" && !slices.Contains(all, word) {
			t.Errorf("%q has no path in leakPaths: add one that asks for what testdata/vault hides", word)
		}
	}
	for word := range harmless {
		if !slices.Contains(demanded, word) {
			t.Errorf("%q is no word of the contract", word)
		}
	}
	for _, name := range parameterNames(t) {
		if !slices.ContainsFunc(leakPaths, func(p leakPath) bool {
			return strings.Contains(p.url, "?"+name+"=") || strings.Contains(p.url, "&"+name+"=")
		}) {
			t.Errorf("no path has the parameter %s", name)
		}
	}
	for _, class := range []string{"F2", "F3", "F4", "F5", "F15"} { // F1 is TestNoRule
		if !slices.ContainsFunc(leakPaths, func(p leakPath) bool { return strings.Contains(p.class+" ", class+" ") }) {
			t.Errorf("class %s has no path", class)
		}
	}
}

// parameterNames are the parameters that requests may have beside filters, from the
// constants of query.go.
func parameterNames(t *testing.T) (names []string) {
	text, err := os.ReadFile("query.go")
	must(t, err)
	for _, m := range regexp.MustCompile(`(?m)^\tparameter[A-Z]\w* *= "(\w+)"`).FindAllStringSubmatch(string(text), -1) {
		names = append(names, m[1])
	}
	if len(names) < 5 {
		t.Errorf("only %q are parameters", names)
	}
	return names
}

// contractWords are the keys of a resource and its operations, the operators of filters
// and the shapes of computed values.
func contractWords() (words []string) {
	add := func(word string) {
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	for _, e := range reference.Entries() {
		for _, place := range e.Places {
			if rest, ok := strings.CutPrefix(place, "contract.resources.NAME."); ok {
				if own, operation := strings.CutPrefix(rest, "operations.NAME."); operation {
					rest = own
				} else {
					rest = "resource." + rest
				}
				rest = strings.ReplaceAll(rest, ".NAME", "")
				for _, whole := range []string{"input", "resource.computed", "list.page", "returns"} { // what they hold goes one way
					if strings.HasPrefix(rest, whole+".") {
						rest = whole
					}
				}
				add(rest)
			}
		}
	}
	for _, name := range design.OperatorNames[1:] {
		add("filter." + name)
	}
	for _, f := range expr.Functions {
		if f.In.In(expr.Computation) && !f.In.In(expr.Permission) {
			add("computed." + f.Name)
		}
	}
	for _, kind := range []string{"computed.reference", "computed.condition"} {
		add(kind)
	}
	return words
}
