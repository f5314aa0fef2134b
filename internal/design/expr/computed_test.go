package expr_test

import (
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
)

// TestComputedRefused: what is no computed value is told.
func TestComputedRefused(t *testing.T) {
	f := newFixture()
	for _, c := range []struct {
		typ        design.Type
		text, rule string
	}{
		{design.TypeInteger, "size(resource.author.docs)", ""},
		{design.TypeInteger, "size(resource.title)", "not-a-row"},
		{design.TypeInteger, "size(resource.tags)", ""},
		{design.TypeInteger, "resource.author.docs.sum(d, size(d.tags))", ""},
		{design.TypeBoolean, "'a' in resource.tags", ""},
		{design.TypeInteger, "size()", "wrong-arguments"},
		{design.TypeInteger, "size(resource.author.docs.filter(d))", "wrong-arguments"},
		{design.TypeText, "size(resource.author.docs)", "unlike-types"},
		{design.TypeInteger, "resource.author.docs", "not-a-row"},
		{design.TypeInteger, "resource.author", "unlike-types"},
		{design.TypeInteger, "resource.author.docs.sum(d, d.level)", ""},
		{design.TypeInteger, "resource.author.docs.filter(x, x.hot).sum(d, d.level)", ""},
		{design.TypeInteger, "resource.author.docs.sum(d, d.title)", "unlike-types"},
		{design.TypeInteger, "resource.author.docs.sum(d, resource.level)", "unlike-types"},
		{design.TypeInteger, "resource.author.docs.sum(d)", "wrong-arguments"},
		{design.TypeInteger, "resource.author.docs.sum(resource, resource.level)", "name-taken"},
		{design.TypeInteger, "resource.level + 1", "unsupported"},
		{design.TypeBoolean, "readable(resource.author)", "unsupported"},
		{design.TypeBoolean, "called(resource.state)", "unsupported"},
		{design.TypeBoolean, "resource.author.docs.exists(d, d.hot) && resource.hot", ""},
		{design.TypeText, "resource.state", ""},
		{design.TypeBoolean, "true", ""},
	} {
		s := f.computedScope()
		var diags diag.List
		d := &design.Computed{Type: c.typ, Value: design.Expr{Text: c.text}}
		calc, _ := expr.Computed(d, s, &diags)
		var rules []string
		for _, found := range diags.All() {
			rules = append(rules, strings.TrimPrefix(found.Rule.ID, "expr/"))
		}
		if got := strings.Join(rules, " "); got != c.rule || (calc == nil) != (c.rule != "") {
			t.Errorf("%s: %q, want %q", c.text, got, c.rule)
		}
	}
}

// computedScope is what the names in a computed value of Doc mean.
func (f *fixture) computedScope() *expr.Scope {
	return &expr.Scope{
		Identity: f.data.Entity("User"), Resource: f.data.Entity("Doc"), PolicyNames: func() []string { return []string{"called"} },
		ReadRule: func(*design.Entity) *design.Node {
			return &design.Node{Op: design.OpConst, Truth: design.True}
		},
		FieldRead: func(*design.Field) *design.Node { return nil },
	}
}
