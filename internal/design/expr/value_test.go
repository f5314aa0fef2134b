package expr_test

import (
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
)

// wants are fields that values are given to.
func wants(f *fixture) map[string]*design.Field {
	all := map[string]*design.Field{}
	for _, words := range [][]string{
		{"label", "text"},
		{"mail", "email"},
		{"n", "integer"},
		{"yes", "boolean"},
		{"when", "timestamp"},
		{"rank", "enum(customer,agent,admin)"},
		{"phase", "state(open,closed)"},
		{"who", "User"},
		{"what", "Doc", "?"},
		{"day", "date"},
		{"count", "integer"},
		{"names", "list(text)"},
		{"few", "list(text)"},
		{"short", "list(text)"},
		{"codes", "list(text)"},
		{"kinds", "list(enum/open)"},
		{"prices", "list(decimal)"},
	} {
		all[words[0]] = field(&f.data, nil, words)
	}
	all["label"].Min, all["label"].Max = &design.Bound{N: 1}, &design.Bound{N: 4}
	all["n"].Min, all["n"].Max = &design.Bound{N: -2}, &design.Bound{N: 9}
	all["few"].Max, all["short"].Item.Min = &design.Bound{N: 4}, &design.Bound{N: 1}
	all["codes"].Item.Pattern, all["prices"].Item.Digits = &design.Pattern{Text: "[A-Z]"}, 4
	return all
}

func TestValues(t *testing.T) {
	f := newFixture()
	all := wants(f)
	for _, c := range []struct{ want, text, term string }{
		{"label", "'abcd'", `"abcd"`},
		{"label", "'éééé'", `"éééé"`},
		{"label", "resource.title", "resource.title"},
		{"label", "caller.email", "caller.email"},
		{"label", "resource.state", "resource.state"},
		{"mail", "caller.email", "caller.email"},
		{"n", "-2", "-2"},
		{"n", "resource.version", "resource.version"},
		{"yes", "caller.authenticated", "caller?"},
		{"yes", "(false)", "false"},
		{"when", "now", "now"},
		{"when", "timestamp('1970-01-01T00:00:01Z')", "1000000"},
		{"when", "resource.created_at", "resource.created_at"},
		{"rank", "'agent'", `"agent"`},
		{"rank", "input.role", "input.role"},
		{"phase", "'closed'", `"closed"`},
		{"who", "caller.id", "caller"},
		{"who", "resource.parent.author.boss", "resource.parent.author.boss"},
		{"who", "input.to", "input.to"},
		{"what", "resource.id", "resource"},
		{"what", "input.into", "input.into"},
		{"what", "resource", "resource"},
		{"names", "resource.tags", "resource.tags"},
		{"names", "input.labels", "input.labels"},
		{"count", "size(resource.tags)", "size resource.tags"},
		{"day", "today", "today"},
	} {
		var diags diag.List
		term := expr.Value(at(c.text), f.scope("Doc"), all[c.want], &diags)
		if term == nil || dumpTerm(term) != c.term || diags.Len() > 0 {
			t.Errorf("%s: %s", c.want, c.text)
			for _, d := range diags.All() {
				t.Errorf("%s: %s", d.Span, d.Message)
			}
		}
	}
	if term := expr.Value(at("now"), f.scope("Doc"), nil, new(diag.List)); term == nil {
		t.Error("a field that is not known takes nothing")
	}
}

func TestRefusedValues(t *testing.T) {
	f := newFixture()
	all := wants(f)
	all["odd"] = &design.Field{Name: design.Name{Text: "odd"}, Type: design.TypeRef}
	for _, c := range []struct {
		want string
		refused
	}{
		{"label", refused{"«''»", "out-of-bounds"}},
		{"label", refused{"«'abcde'»", "out-of-bounds"}},
		{"n", refused{"«-3»", "out-of-bounds"}},
		{"n", refused{"«10»", "out-of-bounds"}},
		{"n", refused{"«'1'»", "unlike-types"}},
		{"n", refused{"«now»", "unlike-types"}},
		{"n", refused{"«1 + 1»", "unsupported"}},
		{"n", refused{"«-resource.level»", "unsupported"}},
		{"yes", refused{"«resource.author == caller.id»", "unsupported"}},
		{"yes", refused{"(«!resource.hot»)", "unsupported"}},
		{"yes", refused{"«has(resource.author)»", "unsupported"}},
		{"yes", refused{"«member_of(resource.org)»", "unsupported"}},
		{"yes", refused{"«resource.parts.exists(p, true)»", "unsupported"}},
		{"label", refused{"«resource.hot ? 'a' : 'b'»", "unsupported"}},
		{"mail", refused{"«'a@b.example'»", "unlike-types"}},
		{"mail", refused{"«resource.title»", "unlike-types"}},
		{"rank", refused{"«'agnet'»", "unknown-value"}},
		{"rank", refused{"«resource.title»", "unlike-types"}},
		{"rank", refused{"«resource.state»", "unlike-types"}},
		{"phase", refused{"«resource.state»", "unlike-types"}},
		{"who", refused{"«resource.org»", "unlike-types"}},
		{"who", refused{"«'usr_1'»", "unlike-types"}},
		{"who", refused{"«resource.org.members»", "not-a-row"}},
		{"who", refused{"«input»", "not-a-row"}},
		{"who", refused{"«null»", "null"}},
		{"label", refused{"«['a']»", "unsupported"}},
		{"label", refused{"'a' «'b'»", "syntax"}},
		{"odd", refused{"caller.id", ""}},
		{"names", refused{"«resource.levels»", "unlike-types"}},
		{"names", refused{"«resource.states»", "unlike-types"}},
		{"names", refused{"«resource.title»", "unlike-types"}},
		{"few", refused{"«resource.tags»", "unlike-types"}},
		{"short", refused{"«resource.tags»", "unlike-types"}},
		{"codes", refused{"«resource.tags»", "unlike-types"}},
		{"kinds", refused{"«resource.states»", "unlike-types"}},
		{"prices", refused{"«resource.prices»", "unlike-types"}},
		{"day", refused{"«now»", "unlike-types"}},
	} {
		c.check(t, func(text string, diags *diag.List) bool {
			return expr.Value(at(text), f.scope("Doc"), all[c.want], diags) != nil
		})
	}
}
