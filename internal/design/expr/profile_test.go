package expr_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/design/fact"
	"github.com/newel-api/newel/internal/diag"
)

// examples are of rows whose own example suits not every profile that has them.
var examples = map[string]map[expr.Profile]string{
	"!=":         {expr.OwnRow: "resource.state != 'closed'", expr.Design: "design.sign_up != 'anyone'"},
	"==":         {expr.OwnRow: "resource.level == 1", expr.Lens: "new.level == 1", expr.Design: "design.base == '/v1'"},
	"<":          {expr.OwnRow: "resource.level < 1", expr.Lens: "new.title < 'b'", expr.Design: "size(design.entities) < 9"},
	"<=":         {expr.Design: "size(design.entities) <= 9"},
	">":          {expr.OwnRow: "resource.level > 1", expr.Lens: "new.level > 1", expr.Design: "size(design.entities) > 9"},
	">=":         {expr.Design: "size(design.entities) >= 9"},
	"&&":         {expr.Design: "has(design.base) && design.base == '/v1'"},
	"||":         {expr.Design: "!has(design.base) || design.base == '/v1'"},
	"!":          {expr.Design: "!has(design.base)"},
	"in":         {expr.Design: "design.store.engine in ['sqlite']"},
	"has":        {expr.Lens: "has(new.title)", expr.Design: "has(design.identity)"},
	"exists":     {expr.Design: "design.entities.exists(e, e.global)"},
	"all":        {expr.Design: "design.entities.all(e, e.fields.all(f, f.type != 'json'))"},
	"filter":     {expr.Design: "size(design.operations.filter(o, o.go)) < 3"},
	"endsWith":   {expr.Design: "design.title.endsWith('API')"},
	"contains":   {expr.Design: "design.title.contains('API')"},
	"path":       {expr.Design: "design.entities.all(e, !has(e.tenant) || e.tenant.ref.global)"},
	"timestamp":  {expr.Assignment: "timestamp('2026-11-01T00:00:00Z')"},
	"now":        {expr.Assignment: "now"},
	"today":      {expr.Assignment: "today"},
	"size":       {expr.Assignment: "size(resource.tags)", expr.Computation: "size(resource.author.docs)", expr.Design: "size(design.entities) < 9"},
	"startsWith": {expr.OwnRow: "resource.title.startsWith('a')", expr.Design: "design.title.startsWith('a')"},
}

// compiled returns the findings of text at a place of that profile.
func (f *fixture) compiled(p expr.Profile, text string) []*diag.Diagnostic {
	var diags diag.List
	s := f.scope("Doc")
	s.Profile = p
	s.Design = fact.Subject
	switch p {
	case expr.Design:
		expr.Plan(at(text), s, &diags)
	case expr.Permission, expr.OwnRow:
		expr.Condition(at(text), s, &diags)
	case expr.Assignment:
		expr.Value(at(text), s, nil, &diags)
	case expr.Lens:
		d := &expr.Document{Older: strings.Contains(text, "old.")}
		for _, name := range []string{"title", "level", "hot", "state"} {
			d.Members = append(d.Members, s.Resource.Field(name))
		}
		typ := design.TypeBoolean
		if strings.Contains(text, "+") || strings.Contains(text, "?") || strings.Contains(text, "string(") || strings.HasSuffix(text, ")") && strings.Contains(text, "new.title.") && !strings.Contains(text, "With") && !strings.Contains(text, "contains") {
			typ = design.TypeText
		}
		expr.MadeLens(at(text), d, typ, &diags)
	case expr.Computation:
		s := f.computedScope()
		s.PolicyNames = f.empty().PolicyNames
		typ := design.TypeBoolean
		for _, count := range []string{"size(", ".sum("} {
			if strings.Contains(text, count) {
				typ = design.TypeInteger
			}
		}
		expr.Computed(&design.Computed{Type: typ, Value: at(text)}, s, &diags)
	}
	return diags.All()
}

// TestProfiles: what the tables say that a profile has compiles there, and all else is
// refused by a finding that names the profile.
func TestProfiles(t *testing.T) {
	f := newFixture()
	for _, row := range slices.Concat(expr.Functions, expr.Names) {
		if row.In == 0 {
			t.Errorf("%s is of no profile: In says which", row.Name)
		}
		for i, name := range expr.ProfileNames {
			p := expr.Profile(i)
			text := row.Example
			if p == expr.Lens && row.In.In(p) {
				text = strings.ReplaceAll(text, "resource.", "new.")
			}
			if other := examples[row.Name][p]; other != "" {
				text = other
			}
			found := f.compiled(p, text)
			switch {
			case row.In.In(p):
				for _, d := range found {
					t.Errorf("%s is of the profile %s, and %s does not compile: %s", row.Name, name, text, d.Message)
				}
			case len(found) == 0:
				t.Errorf("%s is not of the profile %s, and %s compiles", row.Name, name, text)
			case p != expr.Assignment && p != expr.Lens && row.Why == "":
				t.Errorf("%s is not of the profile %s: Why says why", row.Name, name)
			default:
				if !strings.Contains(found[0].Message, name) || found[0].Fix == "" {
					t.Errorf("%s: %s; %s: the profile %s is not named, or no mend", text, found[0].Message, found[0].Fix, name)
				}
			}
		}
	}
}

// TestProfilesInside: what a profile does not have is refused deep inside as well, and
// what stands there by another name is not.
func TestProfilesInside(t *testing.T) {
	f := newFixture()
	for _, c := range []struct {
		profile expr.Profile
		text    string
		rules   string
	}{
		{expr.Permission, "resource.org.members.exists(m, size(resource.parts) > 1)", "expr/unsupported"},
		{expr.Permission, "resource.parts.exists(sum, sum.hot)", ""},
		{expr.OwnRow, "resource.hot && (resource.level == 1 || !member_of(resource.org))", "expr/own-fields-only"},
		{expr.OwnRow, "result.hot || input.sure", "expr/own-fields-only expr/own-fields-only"},
		{expr.Computation, "resource.parts.exists(p, p.hot && member_of(p.org))", "expr/unsupported"},
		{expr.Computation, "resource.parts.exists(p, p.hot && readable(p.org))", "expr/unsupported"},
		{expr.Computation, "resource.hot && input.sure", "expr/unsupported"},
		{expr.Assignment, "!resource.hot", "expr/unsupported"},
		{expr.Assignment, "member_of(resource.org)", "expr/unsupported"},
		{expr.Assignment, "design.title", "expr/unsupported"},
		{expr.Permission, "resource.parts.exists(p, p.hot && design.title == 'a')", "expr/unsupported"},
		{expr.Design, "design.entities.all(e, e.name != '' && caller.admin)", "expr/unsupported"},
		{expr.Design, "design.entities.all(e, readable(e))", "expr/unsupported"},
		{expr.Design, "design.entities.all(e, e.rows + 1 > 2)", "expr/unsupported"},
		{expr.Design, "design.entities.all(e, member_of(e))", "expr/unsupported"},
	} {
		var rules []string
		for _, d := range f.compiled(c.profile, c.text) {
			rules = append(rules, d.Rule.ID)
		}
		if got := strings.Join(rules, " "); got != c.rules {
			t.Errorf("%s: %s: %q, want %q", c.profile, c.text, got, c.rules)
		}
	}
}
