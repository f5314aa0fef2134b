package cli

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/catalogue"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/design/reference"
	"github.com/newel-api/newel/internal/stage"
)

// TestExplainEverything: every rule, code, key and function is explained, by the name
// that the lists give it.
func TestExplainEverything(t *testing.T) {
	said := map[string]string{} // what is asked for → what the answer has
	for _, r := range stage.Rules() {
		said[r.ID] = r.Title
	}
	for _, e := range append(catalogue.Problems(), catalogue.Violations()...) {
		said[e.Code] = e.Code + ": "
	}
	for _, e := range reference.Entries() {
		for _, place := range e.Places {
			said[place] = e.Key.Doc
		}
	}
	for _, f := range slices.Concat(expr.Functions, expr.Names) {
		said[f.Name] = f.Name + ": " + f.Means
	}
	for _, name := range expr.Refused() {
		r, _ := expr.RefusalOf(name)
		said[name] = r.Instead
	}
	if len(said) < 200 {
		t.Errorf("there are only %d words", len(said))
	}
	for word, want := range said {
		var out, err strings.Builder
		if code := Run([]string{"explain", "--", word}, strings.NewReader(""), &out, &err, Program{Design: "design"}); code != exitOK || !strings.Contains(out.String(), want) {
			t.Errorf("explain %s: exit code %d\n%s%s", word, code, out.String(), err.String())
		}
		if code := Run([]string{"explain", "--json", "--", word}, strings.NewReader(""), io.Discard, &err, Program{Design: "design"}); code != exitOK {
			t.Errorf("explain --json %s: exit code %d\n%s", word, code, err.String())
		}
	}
}
