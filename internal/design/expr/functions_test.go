package expr_test

import (
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
)

// TestFunctions: every line of the table is about what it names; TestProfiles compiles it.
func TestFunctions(t *testing.T) {
	seen := map[string]bool{}
	for _, fn := range expr.Functions {
		if seen[fn.Name] || fn.Means == "" || !strings.Contains(fn.Example, fn.Name) {
			t.Errorf("%q is not whole, stands twice, or has an example without it", fn.Name)
		}
		seen[fn.Name] = true
		if _, ok := expr.RefusalOf(fn.Name); ok {
			t.Errorf("%q is refused as well", fn.Name)
		}
	}
}

// TestRefused: what the language does not have is refused, with the reason that the
// table gives.
func TestRefused(t *testing.T) {
	names := expr.Refused()
	if len(names) < 20 {
		t.Errorf("only %d are refused", len(names))
	}
	for _, name := range names {
		r, ok := expr.RefusalOf(name)
		if !ok || r.Why == "" || r.Instead == "" {
			t.Errorf("%q: %+v", name, r)
		}
	}
	if _, ok := expr.RefusalOf("startsWith"); ok {
		t.Error("a function of the language is refused")
	}
	var diags diag.List
	f := newFixture()
	expr.Condition(at("resource.due.getHours() == 1"), f.scope("Doc"), &diags)
	r, _ := expr.RefusalOf("getHours")
	if found := diags.All(); len(found) != 1 || found[0].Message != r.Why || found[0].Fix != r.Instead {
		t.Errorf("getHours is refused by %+v", found)
	}
}
