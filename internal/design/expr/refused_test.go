package expr_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
)

var refusedConditions = []refused{
	// syntax
	{"true «and» false", "syntax"},
	{"resource.level «=» 3", "syntax"},
	{"resource.hot «&» true", "syntax"},
	{"resource.hot «|» true", "syntax"},
	{"«(»resource.hot", "syntax"},
	{"resource.org.members.exists«(»m, m.role == 'agent'", "syntax"},
	{"resource.level in «[»1, 2", "syntax"},
	{"resource.hot«)»", "syntax"},
	{"resource.level «==»", "syntax"},
	{"resource.title == «'abc»", "syntax"},
	{"'é' == 'é' && resource.title == «'\\q'»", "syntax"},
	{"«for» == 1", "syntax"},
	{"resource.level == «99999999999999999999»", "syntax"},
	{"resource.«`»title` == 'a'", "syntax"},
	{"resource.hot «resource».hot", "syntax"},
	{"true &&\n «&&» false", "syntax"},
	{"«#»", "syntax"},
	{"true «;»", "syntax"},
	// names
	{"«resuorce».hot", "unknown-name"},
	{"«.resource».hot", "unknown-name"},
	{"resource.«autor» == caller.id", "unknown-name"},
	{"resource.author.«nam» == 'x'", "unknown-name"},
	{"resource . «autor» == caller.id", "unknown-name"},
	{"caller.«authentcated»", "unknown-name"},
	{"input.«tex» == 'x'", "unknown-name"},
	{"resource.org.«membres».exists(m, true)", "unknown-name"},
	{"«membr_of»(resource.org)", "unknown-name"},
	{"resource.title.«startswith»('a')", "unknown-name"},
	{"resource.org.«member_of»()", "unknown-name"},
	{"resource.org.members.exists(m, m.user == «n».user)", "unknown-name"},
	{"resource.parts.exists(p, true) && «p».hot", "unknown-name"},
	{"resource.«autor» == caller.«idd» || resource.«tile» == 'x'", "unknown-name unknown-name unknown-name"},
	{"«params».x == 1 || «foo»", "unknown-name unknown-name"},
	{".«member_of»(resource.org)", "unknown-name"},
	{"«lower»(resource.title) == 'a' || resource.title.«lower»() == 'a'", "unknown-name unknown-name"},
	{"resource.«has»(title) || resource.org.«readable»()", "unknown-name unknown-name"},
	{"resource.parts.exists(«caller», true)", "name-taken"},
	{"resource.parts.exists(p, p.parts.exists(«p», true))", "name-taken"},
	// rows
	{"resource.title.«length» == 3", "not-a-row"},
	{"resource.org.members.«role» == 'agent'", "not-a-row"},
	{"resource.author.id.«name» == 'x'", "not-a-row"},
	{"«resource.org.members» == caller.id", "not-a-row"},
	{"«resource.org».exists(m, true)", "not-a-row"},
	{"«resource.title».all(m, true)", "not-a-row"},
	{"resource.author in «resource.org.members»", "unsupported"},
	{"«input» == 'x'", "not-a-row"},
	// types
	{"«resource.title»", "not-boolean"},
	{"resource.hot && («resource.author»)", "not-boolean"},
	{"«'yes'»", "not-boolean"},
	{"!«resource.level»", "not-boolean"},
	{"«timestamp('2026-11-01T00:00:00Z')»", "not-boolean"},
	{"«resource.author == resource.org»", "unlike-types"},
	{"!(«resource.author.id == caller.name»)", "unlike-types"},
	{"«resource.level == '3'» || «resource.due == 3»", "unlike-types unlike-types"},
	{"«resource.state == input.role»", "unlike-types"},
	{"(«resource.level < 'a'»)", "unlike-types"},
	{"resource.level in [1, «'2'», 3, «true»]", "unlike-types unlike-types"},
	{"«resource.level».startsWith('a')", "unlike-types"},
	{"resource.title.contains(«resource.state»)", "unlike-types"},
	{"resource.author == «null»", "null"},
	{"«null» != resource.author", "null"},
	{"resource.state == «'opne'»", "unknown-value"},
	{"«\"solved\"» != resource.state", "unknown-value"},
	{"resource.state in ['open', «'done'», «'closd'»]", "unknown-value unknown-value"},
	{"resource.org.members.exists(m, m.role == «'agnet'»)", "unknown-value"},
	{"has_role(resource.org, «'agnet'»)", "unknown-value"},
	{"open_one(resource, «'opened'»)", "unknown-value"},
	{"«resource.state» < «result.state»", "no-order no-order"},
	{"«resource.author» < «caller.id»", "no-order no-order"},
	{"«resource.hot» > «false» && true", "no-order no-order"},
	// what CEL has and the language does not
	{"«resource.level + 1» > 3", "unsupported"},
	{"«(resource.level + 1) * 2» > 3", "unsupported"},
	{"«-resource.level» > 3", "unsupported"},
	{"«resource.level - 1» > 3", "unsupported"},
	{"«resource.hot ? true : false»", "unsupported"},
	{"«resource.parts[0]».hot", "unsupported"},
	{"«resource['title']» == 'x'", "unsupported"},
	{"«resource.parts.map(p, p.level)» == «[1]»", "unsupported unsupported"},
	{"«resource.parts.filter(p, p.hot)».exists(p, true)", "unsupported"},
	{"«resource.parts.exists_one(p, p.hot)»", "unsupported"},
	{"«size(resource.parts)» > 0", "unsupported"},
	{"«resource.title.size()» > 0 || «resource.tags.size()» > 0", "unsupported unsupported"},
	{"size(«resource.title») > 0 || «size(resource.tags)» || «size()» == 0 || size(resource.«tgas») == 0", "unlike-types not-boolean wrong-arguments unknown-name"},
	{"«size(resource.tags) == 'a'» || size(resource.tags) == «null»", "unlike-types null"},
	{"«3» in resource.tags || «resource.author» in resource.tags || «now» in resource.days", "unlike-types unlike-types unlike-types"},
	{"«'opne'» in resource.states || resource.title in «resource.extra» || 'a' in resource.«tgas»", "unknown-value opaque unknown-name"},
	{"«'soon'» in resource.days || «0.001» in resource.prices || «'1'» in resource.keys", "bad-literal bad-literal bad-literal"},
	{"1.5 in «resource.weights» || «resource.tags» in resource.tags || «resource.tags» == 'a'", "no-equality opaque opaque"},
	{"bound_for(resource, «'opne'»)", "unknown-value"},
	{"«resource.title.matches('a+')»", "unsupported"},
	{"«dyn(resource)».hot", "unsupported"},
	{"«type(resource)» == «int»", "unsupported unknown-name"},
	{"«resource.due.getHours()» == 3", "unsupported"},
	{"«duration('3h')» == «duration('3h')»", "unsupported unsupported"},
	{"resource.level == «3u» || resource.title == «b'x'»", "unsupported unsupported"},
	{"«resource.level == 1.5» || «resource.level == resource.price» || «resource.weight < resource.level»", "unlike-types unlike-types unlike-types"},
	{"resource.day == «'2026-02-30'» || resource.day < «'soon'» || resource.day in ['2026-11-25', «''»]", "bad-literal bad-literal bad-literal"},
	{"«resource.day == now» || «resource.day == resource.title» || «resource.tag == resource.author»", "unlike-types unlike-types unlike-types"},
	{"resource.tag == «'0190A1B2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'» || resource.tag != «'1'»", "bad-literal bad-literal"},
	{"«resource.due < today» || «resource.day == now» || resource.parts.exists(«today», true) || today.«x»", "unlike-types unlike-types name-taken not-a-row"},
	{"«resource.tag» < «'0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'»", "no-order no-order"},
	{"resource.price == «0.001» || resource.price < «1000» || resource.price > «-1e3»", "bad-literal bad-literal bad-literal"},
	{"«resource.weight» == 1.5 || «resource.weight» in [1.5] || «resource.weight» != caller.score", "no-equality no-equality no-equality"},
	{"«resource.extra» == 'a' || «resource.token» in ['a'] || called(«resource.token») || «resource.extra».contains('a')", "opaque opaque opaque opaque"},
	{"«resource.extra»", "not-boolean"},
	{"resource.org.members.exists(m, m.rank > «m.rank» || m.rank < «'hi'» || «m.note» < m.rank || «m.role» < m.rank)", "no-order unknown-value no-order no-order"},
	{"resource.weight < «9007199254740993»", "bad-literal"},
	{"light(«resource.level») || light(«resource.price») || since(«'x'») || since(«resource.title»)", "wrong-arguments wrong-arguments bad-literal wrong-arguments"},
	{"resource.title == «'a\\x00b'»", "unsupported"},
	{"«[1, 2]»", "unsupported"},
	{"«{'a': 1}» == «{}»", "unsupported unsupported"},
	{"«Doc{title: 'x'}» == resource", "unsupported"},
	{"resource.level in [1, «resource.version»]", "unsupported"},
	{"resource.level in «resource.version»", "unsupported"},
	{"(«has(resource.title)») == true", "unsupported"},
	{"(«resource.hot && true») == true", "unsupported"},
	{"«member_of(resource.org)» == true", "unsupported"},
	{"(«(resource.hot || true) && false») != true", "unsupported"},
	// calls
	{"has(«resource»)", "has-argument"},
	{"«has()»", "has-argument"},
	{"«has(resource.hot, resource.hot)»", "has-argument"},
	{"has(«resource.hot == true»)", "has-argument"},
	{"has(«resource.org.members»)", "has-argument"},
	{"has(«resource.id») || has(«resource.author.id») || has(«caller.authenticated»)", "has-argument has-argument has-argument"},
	{"«resource.parts.exists(p)»", "wrong-arguments"},
	{"«resource.parts.all(p, true, true)»", "wrong-arguments"},
	{"«resource.parts.exists(p.hot, true)»", "wrong-arguments"},
	{"«exists(resource.parts, p, true)»", "wrong-arguments"},
	{"«resource.title.startsWith()»", "wrong-arguments"},
	{"«startsWith(resource.title, 'a')»", "wrong-arguments"},
	{"resource.due > timestamp(«'yesterday'»)", "wrong-arguments"},
	{"resource.due > timestamp(«0»)", "wrong-arguments"},
	{"resource.due > timestamp(«'2026-11-01T00:00:00.0000001Z'»)", "wrong-arguments"},
	{"resource.due > «timestamp(resource.title)»", "wrong-arguments"},
	{"«member_of()»", "wrong-arguments"},
	{"«nothing(resource)» || «has_role(resource.org)»", "wrong-arguments wrong-arguments"},
	{"«readable(resource, resource)»", "wrong-arguments"},
	{"«member_of(resource.org, caller)»", "wrong-arguments"},
	{"member_of(«resource.author»)", "wrong-arguments"},
	{"has_role(«resource», «3»)", "wrong-arguments wrong-arguments"},
	{"member_of(resource.«ogr»)", "unknown-name"},
	{"member_of(«resource.parts»)", "not-a-row"},
	{"when(«resource.level == 3»)", "unsupported"},
	{"readable(«resource.title»)", "wrong-arguments"},
	{"«readable()»", "wrong-arguments"},
	// limits
	{"«resource.parent.parent.parent.parent.parent.parent.parent».hot", "too-large"},
	{"far(«resource.parent.parent»)", "too-large"},
	{strings.Repeat("(", 24) + "«(»true" + strings.Repeat(")", 25), "too-large"},
	{"«resource" + strings.Repeat(".parent", 30) + "»", "too-large"},
	{"«1" + strings.Repeat(" < 1", 30) + "»", "too-large"},
	{"«'" + strings.Repeat("é", 2048) + "'»", "too-large"},
}

func TestRefusedConditions(t *testing.T) {
	f := newFixture()
	for _, r := range refusedConditions {
		r.check(t, func(text string, diags *diag.List) bool {
			return expr.Condition(at(text), f.scope("Doc"), diags) != nil
		})
	}
}

// TestPlaces: what a place does not have is refused there.
func TestPlaces(t *testing.T) {
	f := newFixture()
	doc := f.data.Entity("Doc")
	places := map[string]*expr.Scope{
		"read":       {Identity: f.data.Entity("User"), Resource: doc, Policy: f.policy, Readable: f.readable},
		"create":     {Identity: f.data.Entity("User"), Result: doc, Input: inputs(&f.data), Policy: f.policy},
		"nobody":     {Resource: doc},
		"check":      {Identity: f.data.Entity("User"), Resource: doc, Profile: expr.OwnRow, Policy: f.policy, Readable: f.readable},
		"policy":     {Identity: f.data.Entity("User"), Params: []*design.Param{f.param("o", "Org"), f.param("now_on", "boolean")}},
		"bodyless":   {Identity: f.data.Entity("User"), Resource: doc, Input: []*design.Field{}},
		"unfinished": {Resource: doc, Policy: f.policy, Readable: func(*design.Entity) (*design.Node, bool) { return nil, false }},
	}
	for _, c := range []struct {
		place string
		refused
	}{
		{"read", refused{"«result».hot || «input».text == 'x'", "not-here not-here"}},
		{"create", refused{"«resource».hot || result.hot", "not-here"}},
		{"create", refused{"«readable»(result)", "not-here"}},
		{"unfinished", refused{"«readable»(resource)", "not-here"}},
		{"nobody", refused{"«caller».id == resource.author", "not-here"}},
		{"nobody", refused{"caller.authenticated && «member_of»(resource.org)", "unknown-name"}},
		{"policy", refused{"«resource».hot && now_on", "not-here"}},
		{"policy", refused{"«p».members.exists(m, true)", "unknown-name"}},
		{"policy", refused{"o.members.exists(«o», true)", "name-taken"}},
		{"policy", refused{"«o»", "not-boolean"}},
		{"bodyless", refused{"input.«text» == 'x' || «input» == 'y'", "unknown-name not-a-row"}},
		{"check", refused{"«caller».admin || resource.due > «now» || resource.day > «today»", "own-fields-only own-fields-only own-fields-only"}},
		{"check", refused{"«caller».authenticated", "own-fields-only"}},
		{"check", refused{"«resource.author.name» == 'x'", "own-fields-only"}},
		{"check", refused{"«resource.parts.exists(p, true)»", "own-fields-only"}},
		{"check", refused{"«member_of(resource.org)» || «readable(resource)»", "own-fields-only own-fields-only"}},
		{"check", refused{"«result».hot", "own-fields-only"}},
		{"check", refused{"'a' in «resource.tags» && size(resource.tags) < 3", "unsupported"}},
	} {
		c.check(t, func(text string, diags *diag.List) bool {
			return expr.Condition(at(text), places[c.place], diags) != nil
		})
	}
}

// TestSilence: what follows from findings elsewhere is not told again, and is no
// tree either.
func TestSilence(t *testing.T) {
	f := newFixture()
	broken := &design.Field{Name: design.Name{Text: "broken"}, Type: design.TypeRef, Target: design.Ref[design.Entity]{Name: "Nobody"}}
	doc := f.data.Entity("Doc")
	doc.Fields = append(doc.Fields, broken, &design.Field{Name: design.Name{Text: "odd"}})
	for _, text := range []string{"resource.broken == caller.id", "resource.odd == 'x'", "cycle(resource)", "true || !cycle(resource)"} {
		var diags diag.List
		if n := expr.Condition(at(text), f.scope("Doc"), &diags); n != nil || diags.Len() > 0 {
			t.Errorf("%s: a tree is %v, %d findings", text, n != nil, diags.Len())
		}
	}
}

// TestNoPlace: an expression without places of its own is blamed as a whole.
func TestNoPlace(t *testing.T) {
	e := at("resource.hot && nothing")
	e.Chars = nil
	var diags diag.List
	if n := expr.Condition(e, newFixture().scope("Doc"), &diags); n != nil || diags.Len() != 1 || diags.All()[0].Span != e.Span {
		t.Errorf("%d findings, a tree is %v", diags.Len(), n != nil)
	}
}

// TestPoliciesDoNotGrowWithoutEnd: each policy calls the one before twice; forty of
// them would be a tree of a million million nodes.
func TestPoliciesDoNotGrowWithoutEnd(t *testing.T) {
	f := newFixture()
	var diags diag.List
	s := f.empty()
	known := map[string]*design.Policy{"p0": {Name: design.Name{Text: "p0"}, Tree: &design.Node{Op: design.OpConst, Truth: design.True}}}
	s.Policy = func(name string) *design.Policy { return known[name] }
	for i := range 40 {
		before, name := fmt.Sprint("p", i, "()"), fmt.Sprint("p", i+1)
		known[name] = &design.Policy{Name: design.Name{Text: name}, Tree: expr.Condition(at(before+" && "+before), s, &diags)}
	}
	if diags.Len() != 1 || diags.All()[0].Rule.ID != "expr/too-large" {
		t.Errorf("%d findings", diags.Len())
	}
	// Text counts with policies.
	for times, fits := range map[int]bool{400: true, 500: false} {
		text := "p8() && p8() && p8()" + strings.Repeat("&&true", times)
		if n := expr.Condition(at(text), s, new(diag.List)); (n != nil) != fits {
			t.Errorf("with %d parts more it compiles: %v", times, n != nil)
		}
	}
	if known["p9"].Tree == nil || known["p11"].Tree != nil {
		t.Errorf("p9 compiles: %v, p11: %v", known["p9"].Tree != nil, known["p11"].Tree != nil)
	}
}

// TestHeight: policies that begin with policies make SQL that is deeper than any text.
// What is taken is no deeper than SQLite reads, with a statement around it.
func TestHeight(t *testing.T) {
	f := newFixture()
	db := newWorld(t, &f.data).db
	for levels, fits := range map[int]bool{1: true, 2: true, 3: false} {
		s := f.empty()
		known := map[string]*design.Policy{}
		s.Policy = func(name string) *design.Policy { return known[name] }
		var n *design.Node
		var diags diag.List
		for level := range levels {
			text := "caller.admin" + strings.Repeat("&&caller.admin", 280)
			if level > 0 {
				text = fmt.Sprint("p", level-1, "()") + strings.Repeat("&&caller.admin", 280)
			}
			n = expr.Condition(at(text), s, &diags)
			if n == nil {
				break
			}
			name := fmt.Sprint("p", level)
			known[name] = &design.Policy{Name: design.Name{Text: name}, Tree: n}
		}
		if (n != nil) != fits || fits == (diags.Len() > 0) {
			t.Errorf("%d levels: it compiles: %v", levels, n != nil)
		}
		if n == nil {
			continue
		}
		set := expr.NewSet(0, n)
		b := expr.NewBuilder(dialect.SQLite)
		b.Row(design.RootResource, "r")
		text := `SELECT 1 FROM "doc" AS r WHERE ` + b.Condition(set, 0, 0) + strings.Repeat(` AND r."hot" = 1`, 150)
		statement, _, err := db.Prepare(text)
		if err != nil {
			t.Errorf("%d levels: %v", levels, err)
			continue
		}
		if err := statement.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestMessages pins what is said and what is advised, where several words could
// stand at one rule.
func TestMessages(t *testing.T) {
	f := newFixture()
	for _, c := range []struct{ text, message, fix string }{
		{"true and false", `"and" is not an operator of CEL`, "write &&"},
		{"resource.title == 'abc", "a quote is not closed", "write the same quote where the text ends"},
		{`resource.title == '\q'`, "the text has a backslash that escapes nothing", `write \\ for a backslash`},
		{`resource.title == '\U00110000'`, "the text has a backslash that escapes nothing", `write \\ for a backslash`},
		{"resource.title 'a'", `"'a'" is not expected here`, "write an operator before it, or leave it out"},
		{"resource.hot)", `")" is not expected here`, "leave it out, or write what belongs before it"},
		{"(resource.hot", `"(" is not closed`, "write its other half"},
		{"resource.level ==", `the expression ends after "==", where more is expected`, `write what follows, or leave "==" out`},
		{"resource.level == 99999999999999999999", "99999999999999999999 does not fit into 64 bits", "write a smaller number"},
		{"resource.level == 1e999", "1e999 does not fit into 64 bits", "write a smaller number"},
		{"for == 1", `"for" is a reserved word of CEL`, "use another name"},
		{" ", "the expression is empty", "write a condition, or leave the key out"},
		{"\xff", "the expression is not UTF-8", "save the file as UTF-8"},
		{"resource.org.member_of()", `"member_of" is not a function that stands after a dot`, "write member_of(resource.org)"},
		{"resource.title.has()", `"has" is not a function that stands after a dot`, "has stands alone: has(resource.field)"},
		{"has(resource.id)", "every row has an id", "leave out has"},
		{"has(resource.org.id)", "every row has an id", "ask has(resource.org)"},
		{"has_role(resource.org)", `"has_role" takes the arguments org, role, not 1`, "write has_role(org, role)"},
		{"nothing(1)", `"nothing" takes no argument, not 1`, "write nothing()"},
		{"resource.author.id == caller.name", `"resource.author.id" is a User and "caller.name" is a text: they are never equal`, "compare things of one type"},
		{"resource.state > 'a'", `"resource.state" is a state: its order is for sorting`, "name the values: resource.state in ['open', 'pending', 'closed']"},
		{"resource.org.members == 'é 0123456789 0123456789 012345678é'", `"resource.org.members" are many rows, where one value is meant`, "ask resource.org.members.exists(x, …) or resource.org.members.all(x, …)"},
		{"'0123456789 0123456789 0123456789 012345é'", `"'0123456789 0123456789 0123456789 012345…" is a text, which is neither true nor false`, "compare it with something: '0123456789 0123456789 0123456789 012345… == …"},
		{"foo.bar", `"foo" is not a name that this place knows`, `did you mean "now"?`},
		{"elsewhere.bar", `"elsewhere" is not a name that this place knows`, `use "resource", "result", "input", "caller", "now" or "today"`},
	} {
		var diags diag.List
		expr.Condition(at(c.text), f.scope("Doc"), &diags)
		if diags.Len() != 1 || diags.All()[0].Message != c.message || diags.All()[0].Fix != c.fix {
			t.Errorf("%q:", c.text)
			for _, d := range diags.All() {
				t.Errorf("%s; %s", d.Message, d.Fix)
			}
		}
	}
}

// TestLists: each value of a list is a parameter, so they count as parts.
func TestLists(t *testing.T) {
	s := newFixture().scope("Doc")
	list := "resource.level in [1" + strings.Repeat(",1", 1990) + "]"
	for text, fits := range map[string]bool{list: true, list + "||" + "resource.level in [1" + strings.Repeat(",1", 20) + "]": false} {
		var diags diag.List
		if n := expr.Condition(at(text), s, &diags); (n != nil) != fits || fits == (diags.Len() > 0) {
			t.Errorf("%d bytes compile: %v", len(text), n != nil)
		}
	}
}
