package expr_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
)

// limits are conditions that have exactly n of what is bounded.
var limits = []struct {
	name string // of the constant
	most int
	of   func(n int) string
	says string
}{
	{"maxText", 4096, func(n int) string { return "resource.title == '" + strings.Repeat("a", n-20) + "'" }, "the expression has 4097 bytes, and 4096 are the limit"},
	{"maxText", 4096, func(n int) string {
		return "resource.title == '" + strings.Repeat("é", (n-20)/2) + strings.Repeat("a", n%2) + "'"
	}, "the expression has 4097 bytes"},
	{"maxDepth", 24, func(n int) string { return strings.Repeat("(", n) + "true" + strings.Repeat(")", n) }, "nested more than 24 deep"},
	{"maxSteps", 6, func(n int) string { return "resource" + strings.Repeat(".parent", n-1) + ".hot" }, "the path has more than 6 steps"},
	{"maxNodes", 2000, func(n int) string { return "resource.level in [1" + strings.Repeat(",1", n-2) + "]" }, "has over 2000 parts"},
	{"maxNodes", 2000, func(n int) string {
		return "long() && long() && long() && resource.level in [1" + strings.Repeat(",1", n-1503) + "]"
	}, "has over 2000 parts"},
	{"maxHeight", 800, func(n int) string { return "high()" + strings.Repeat("&&true", n-400) }, "has over 800 parts in one another"},
}

// TestLimitBorders: a condition at a limit compiles, one beyond it is refused by one
// finding that says the limit. Every limit of parse.go stands in the table.
func TestLimitBorders(t *testing.T) {
	f := newFixture()
	s := f.scope("Doc")
	known := map[string]*design.Policy{}
	for name, text := range map[string]string{
		"long": "resource.level in [1" + strings.Repeat(",1", 498) + "]", // 500 parts
		"high": "true" + strings.Repeat("&&true", 400),                   // 400 deep
	} {
		var diags diag.List
		known[name] = &design.Policy{Name: design.Name{Text: name}, Tree: expr.Condition(at(text), s, &diags)}
		if known[name].Tree == nil {
			t.Fatal(name, diags.Err())
		}
	}
	s.Policy = func(name string) *design.Policy { return known[name] }
	tested := map[string]bool{}
	for _, l := range limits {
		tested[l.name] = true
		for n, fits := range map[int]bool{l.most - 1: true, l.most: true, l.most + 1: false} {
			var diags diag.List
			tree := expr.Condition(at(l.of(n)), s, &diags)
			found := diags.All()
			switch {
			case (tree != nil) != fits:
				t.Errorf("%s: with %d it compiles: %t %v", l.name, n, tree != nil, diags.Err())
			case !fits && (len(found) != 1 || found[0].Rule.ID != "expr/too-large" || !strings.Contains(found[0].Message, l.says) || found[0].Fix == ""):
				t.Errorf("%s: %d findings, %q", l.name, len(found), found[0].Message)
			}
		}
	}
	text, err := os.ReadFile("parse.go")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`(?m)^\t(max\w+) *=`).FindAllStringSubmatch(string(text), -1)
	if len(names) < 5 {
		t.Errorf("only %d limits", len(names))
	}
	for _, m := range names {
		if !tested[m[1]] {
			t.Errorf("%s has no line among the limits", m[1])
		}
	}
}

// TestGuardBorder: a vector has room for 32 guards; a rule with one more has the same
// meaning, since SQL decides what found no room.
func TestGuardBorder(t *testing.T) {
	m := &meaning{T: t, fixture: newFixture(), oracle: newOracle(t), r: rand.New(rand.NewPCG(1, 1))}
	m.world = newWorld(t, &m.data)
	doc := m.data.Entity("Doc")
	for n := 31; n <= 34; n++ {
		m.world.fill(t, m.r)
		parts := make([]string, n)
		for i := range parts {
			parts[i] = fmt.Sprintf("caller.age != %d && resource.level != %d", i, i-2)
		}
		whole := strings.Join(parts, " && ")
		either := strings.ReplaceAll(strings.Join(parts, " || "), "!=", "==")
		for _, rule := range []string{whole, either} {
			m.list(doc, []*condition{m.condition(doc, text{ours: rule, stock: rule})})
		}
	}
}
