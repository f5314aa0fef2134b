package expr_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
)

// TestConditions: what is accepted and what it becomes, over a Doc.
func TestConditions(t *testing.T) {
	f := newFixture()
	for _, c := range []struct{ text, want string }{
		{"true", "true"},
		{"!false", "not false"},
		{"!!true", "true"},
		{"resource.hot", "resource.hot"},
		{"caller.authenticated", "caller?"},
		{"caller.admin && !resource.hot", "(caller.admin and not resource.hot)"},
		{"resource.hot == true", "resource.hot = true"},
		{"resource.author == caller.id", "resource.author = caller"},
		{"resource.author.id != caller.id", "not resource.author = caller"},
		{"resource.author == caller", "resource.author = caller"},
		{"resource.id == input.into", "resource = input.into"},
		{"resource == result", "resource = result"},
		{"resource.parent.parent.author.boss.boss.boss == caller.id", "resource.parent.parent.author.boss.boss.boss = caller"},
		{"caller.boss.boss == resource.org.owner", "caller.boss.boss = resource.org.owner"},
		{"resource.level > 3", "3 < resource.level"},
		{"resource.level >= -3", "-3 <= resource.level"},
		{"0x10 <= resource.version", "16 <= resource.version"},
		{"resource.level == -9223372036854775808", "resource.level = -9223372036854775808"},
		{"resource.title < 'm' || resource.title == \"it's\"", `(resource.title < "m" or resource.title = "it's")`},
		{`resource.title == '\u00e9\'' || resource.title == r'\d' || resource.title == '''a'b'''`, `(resource.title = "é'" or resource.title = "\\d" or resource.title = "a'b")`},
		{"resource.title == caller.email", "resource.title = caller.email"},
		{"resource.state == 'open' && 'closed' != result.state", `(resource.state = "open" and not "closed" = result.state)`},
		{"resource.state in ['open', 'closed']", `resource.state in ["open" "closed"]`},
		{"resource.level in []", "resource.level in []"},
		{"'a' in resource.tags && !(caller.email in resource.author.teams)", `(resource.tags holds "a" and not resource.author.teams holds caller.email)`},
		{"'open' in resource.states || resource.state in resource.states", `(resource.states holds "open" or resource.states holds resource.state)`},
		{"1.5 in resource.prices && '1970-01-02' in caller.off && now in resource.times", "(resource.prices holds 150 and caller.off holds 1 and resource.times holds now)"},
		{"size(resource.tags) <= 3 && size(input.labels) in [1, 2]", "(size resource.tags <= 3 and size input.labels in [1 2])"},
		{"tagged(resource, 'x') && tagged(resource.parent, caller.name)", `((resource.tags holds "x" and 0 < size resource.levels) and (resource.parent.tags holds caller.name and 0 < size resource.parent.levels))`},
		{"bound_for(resource, 'open')", `resource.states holds "open"`},
		{"resource.level in [1, -2,]", "resource.level in [1 -2]"},
		{"resource.created_at <= now && resource.due > timestamp('2026-11-01T00:00:00.000001Z')", "(resource.created_at <= now and 1793491200000001 < resource.due)"},
		{"resource.due == timestamp('2026-11-01T01:00:00+01:00')", "resource.due = 1793491200000000"},
		{"resource.day < today && today in resource.days", "(resource.day < today and resource.days holds today)"},
		{"today == '2026-11-25' || today in ['2026-11-25']", "(today = 20782 or today in [20782])"},
		{"has(resource.author)", "has resource.author"},
		{"has(caller.id) && has(input.into) && has(resource.author.boss.name)", "(has caller and has input.into and has resource.author.boss.name)"},
		{"resource.title.startsWith(caller.name)", "resource.title prefix caller.name"},
		{"resource.title.endsWith('é') && 'abc'.contains(resource.title)", `(resource.title suffix "é" and "abc" contains resource.title)`},
		{"resource.org.members.exists(m, m.user == caller.id && m.role in ['agent'])", `some m of resource.org/members {(m.user = caller and m.role in ["agent"])}`},
		{"caller.memberships.all(m, m.org.docs.exists(d, d.author == m.user))", "all m of caller/memberships {some d of m.org/docs {d.author = m.user}}"},
		{"resource.parts.exists(p, p.parts.exists(q, q == p.parent))", "some p of resource/parts {some q of p/parts {q = p.parent}}"},
		{"resource.parts.exists(p, true) || resource.parts.exists(p, p.hot)", "(some p of resource/parts {true} or some p of resource/parts {p.hot})"},
		{"member_of(resource.org)", "some pm of resource.org/members {pm.user = caller}"},
		{"member_of(resource.parent.org.id)", "some pm of resource.parent.org/members {pm.user = caller}"},
		{"has_role(input.into.org, 'agent')", `some pm of input.into.org/members {(pm.user = caller and pm.role = "agent")}`},
		{"has_role(resource.org, input.role)", "some pm of resource.org/members {(pm.user = caller and pm.role = input.role)}"},
		{"boss_of(caller)", "(caller.boss = caller or has caller.name)"},
		{"insider(resource)", "(some pm of resource.org/members {pm.user = caller} or (resource.author.boss = caller or has resource.author.name))"},
		{"when(resource.hot) && when(true) && when(caller.authenticated)", "((resource.hot or not caller?) and (true or not caller?) and (caller? or not caller?))"},
		{"senior(resource.reviewer, resource.level)", "(resource.level <= resource.reviewer.age and not resource.reviewer.admin)"},
		{"resource.org.members.exists(pm, team(pm.org))", "some pm of resource.org/members {all pm of pm.org/members {(pm.user.boss = caller or has pm.user.name)}}"},
		{"nothing()", "caller.admin"},
		{"member_of(resource.org) || member_of(resource.parent.org)", "(some pm of resource.org/members {pm.user = caller} or some pm of resource.parent.org/members {pm.user = caller})"},
		{"readable(resource.org)", "some pm of resource.org/members {pm.user = caller}"},
		{"readable(resource.parent)", "(resource.parent = resource.parent and (resource.parent.author = caller or (has resource.parent.title and some pm of resource.parent.org/members {pm.user = caller})))"},
		{"readable(resource.author)", "(resource.author = resource.author and caller?)"},
		{"resource.org.members.exists(m, readable(m))", "some m of resource.org/members {some rm of m.org/members {rm.user = caller}}"},
		{"/* */ true", ""},
		{"// why\ntrue // because", "true"},
		{" \t\n( ( true ) && ( resource . hot ) )", "(true and resource.hot)"},
		{"resource.hot || resource.hot && caller.admin || false", "(resource.hot or (resource.hot and caller.admin) or false)"},
		{"resource.level == 1 == true", ""},
	} {
		var diags diag.List
		got := ""
		if n := expr.Condition(at(c.text), f.scope("Doc"), &diags); n != nil {
			got = dump(n)
			if shared := sharedVar(n, map[*design.Var]bool{}); shared != "" {
				t.Errorf("%s: two quantifiers share the variable %s", c.text, shared)
			}
		}
		if got != c.want || (got == "") != (diags.Len() > 0) {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
			for _, d := range diags.All() {
				t.Errorf("%s: %s", d.Span, d.Message)
			}
		}
	}
}

// sharedVar returns the name of a variable that two quantifiers have.
func sharedVar(n *design.Node, seen map[*design.Var]bool) string {
	if n.Var != nil && seen[n.Var] {
		return n.Var.Name
	}
	seen[n.Var] = true
	for _, kid := range n.Kids {
		if name := sharedVar(kid, seen); name != "" {
			return name
		}
	}
	return ""
}

// refused is an expression with each wrong part between « and », and the rules
// that they break.
type refused struct{ text, rules string }

func (r refused) marked() (text string, want []string) {
	text = r.text
	for _, rule := range strings.Fields(r.rules) {
		from := strings.Index(text, "«")
		to := strings.Index(text, "»")
		part := text[from+len("«") : to]
		want = append(want, part+" expr/"+rule)
		text = text[:from] + part + text[to+len("»"):]
	}
	return text, want
}

func (r refused) check(t *testing.T, run func(text string, diags *diag.List) bool) {
	t.Helper()
	text, want := r.marked()
	var diags diag.List
	if run(text, &diags) {
		t.Errorf("%s\nis accepted", text)
	}
	var got []string
	for _, d := range diags.All() {
		got = append(got, text[d.Span.Start.Offset:d.Span.End.Offset]+" "+d.Rule.ID)
		if d.Fix == "" || strings.HasSuffix(d.Message, ".") || len(d.Message) > 160 || strings.Contains(d.Message+d.Fix, "%!") {
			t.Errorf("%s\nmessage %q, fix %q", text, d.Message, d.Fix)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: -want +got\n%s", text, diff)
		for _, d := range diags.All() {
			t.Logf("%s: %s", d.Span, d.Message)
		}
	}
}
