package expr_test

import (
	"strings"
	"testing"

	"cel.dev/cel-go/cel"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
)

// FuzzCondition: of any text comes either a tree or a finding, whose place is
// inside the text; and what is accepted is CEL to CEL's other parser too.
func FuzzCondition(f *testing.F) {
	for _, seed := range []string{
		"true", "resource.org.members.exists(m, m.user == caller.id && m.role in ['agent'])", "!has(resource.author.name)",
		"readable(resource.parent) || has_role(input.into.org, 'agnet')", "resource.title.startsWith('\\u00e9') // é",
		"resource.due > timestamp('2026-11-01T00:00:00Z') ? 1 : -2.5e3", "(resource.level + 0x1f) * -1 in [[1u], {'a': b'\\xff'}]",
		"'''a\n'b''' == r\"\\\"", "a.?b[?1] && Msg{f: .g(1)}.x`y` = \x00\xff", "((((((((((((((((((((((((((1", "if for null @ # \"",
		"design.shelves.all(s, s.books.exists(b, has(b.lent) && 'novel' in b.genres || size(b.genres) > 1 && b.title.matches('^a')))",
	} {
		f.Add(seed)
	}
	house := newFixture()
	stock, err := cel.NewEnv()
	if err != nil {
		f.Fatal(err)
	}
	want := wants(house)["label"]
	f.Fuzz(func(t *testing.T, text string) {
		var conditions, values diag.List
		n := expr.Condition(at(text), house.scope("Doc"), &conditions)
		term := expr.Value(at(text), house.scope("Doc"), want, &values)
		checkFindings(t, text, n != nil, &conditions)
		checkFindings(t, text, term != nil, &values)
		var claims diag.List
		c := expr.Plan(at(text), &expr.Scope{Design: library}, &claims)
		checkFindings(t, text, c != nil, &claims)
		if c != nil {
			if v := c.Ask(shelves()); v.Truth != design.True && (v.Why == "" || v.Span.End.Offset > len(text)) {
				t.Errorf("%q: %+v", text, v)
			}
		}
		if n == nil && term == nil && c == nil {
			return
		}
		if _, issues := stock.Parse(text); issues.Err() != nil {
			t.Errorf("%q is no CEL: %v", text, issues.Err())
		}
	})
}

func checkFindings(t *testing.T, text string, accepted bool, diags *diag.List) {
	t.Helper()
	// A policy that calls itself gives neither: its finding stands at the policy.
	if accepted == (diags.Len() > 0) && !strings.Contains(text, "cycle") {
		t.Errorf("%q: accepted is %v, %d findings", text, accepted, diags.Len())
	}
	for _, d := range diags.All() {
		if from, to := d.Span.Start.Offset, d.Span.End.Offset; from < 0 || from > to || to > len(text) || from == to && text != "" {
			t.Errorf("%q: %s is told from %d to %d", text, d.Rule.ID, from, to)
		}
		if d.Fix == "" || strings.Contains(d.Message+d.Fix, "%!") && !strings.Contains(text, "%") {
			t.Errorf("%q: message %q, fix %q", text, d.Message, d.Fix)
		}
	}
}
