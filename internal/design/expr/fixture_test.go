package expr_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/value"
)

// The design that the tests use, one field a line: name, type or entity, "?" when it
// is optional, and for a reference the name of its inverse.
const house = `
Org
  name text
  plan enum(free,paid) ?
  parent Org ? children
  owner User ?
User
  email email
  name text ?
  admin boolean ?
  boss User ? reports
  home Org ?
  age integer ?
  seen timestamp ?
  born date ?
  key uuid ?
  site url ?
  score number ?
  fee decimal ?
  teams list(text) ?
  off list(date) ?
Member
  org Org members
  user User memberships
  role enum(customer,agent,admin)
  rank enum(low,mid,high) ? ordered
  note text ?
  invited_by User ?
Doc
  org Org docs
  author User ? docs
  title text ?
  level integer
  hot boolean ?
  state state(open,pending,closed)
  due timestamp ?
  day date
  price decimal
  weight number ?
  tag uuid
  extra json ?
  token secret ?
  tags list(text) ?
  levels list(integer)
  flags list(boolean) ?
  days list(date) ?
  times list(timestamp) ?
  keys list(uuid) ?
  prices list(decimal) ?
  states list(enum/open/pending) ?
  weights list(number) ?
  parent Doc ? parts
  reviewer User ? reviews
Label
  org Org labels
  name text
  above Label ? below
DocLabel
  org Org
  doc Doc labels
  label Label docs
`

// What the house says of entities beside their fields: whose ids are integers, the
// field of the tenant, and what no two rows share.
var (
	counted = []string{"Label"}
	tenants = map[string]string{"Member": "org", "Doc": "org", "Label": "org", "DocLabel": "org"}
	unique  = map[string][]string{"Member": {"org", "user"}, "DocLabel": {"doc", "label"}}
)

// policies are those that expressions of the tests may call: parameters, "->", text.
var policies = map[string]string{
	"member_of": "org Org -> org.members.exists(pm, pm.user == caller.id)",
	"has_role":  "org Org, role text -> org.members.exists(pm, pm.user == caller.id && pm.role == role)",
	"boss_of":   "u User -> u.boss == caller.id || has(u.name)",
	"senior":    "u User, n integer -> u.age >= n && !u.admin",
	"insider":   "d Doc -> member_of(d.org) || boss_of(d.author)",
	"when":      "flag boolean -> flag || !caller.authenticated",
	"called":    "name text -> name.startsWith('a') || name < caller.name",
	"team":      "o Org -> o.members.all(pm, boss_of(pm.user))",
	"since":     "day date -> day <= caller.born || day == '2026-11-25'",
	"light":     "n number -> n < 0.5",
	"far":       "d Doc -> d.parent.parent.author.boss.boss == caller.id",
	"open_one":  "d Doc, s text -> d.state == s",
	"tagged":    "d Doc, tag text -> tag in d.tags && size(d.levels) > 0",
	"bound_for": "d Doc, s text -> s in d.states",
	"cycle":     "d Doc -> cycle(d)",
	"nothing":   "-> caller.admin",
}

// reads are the read rules of the house.
var reads = map[string]string{
	"Org":    "member_of(resource)",
	"User":   "caller.authenticated",
	"Member": "resource.org.members.exists(rm, rm.user == caller.id)",
	"Doc":    "resource.author == caller.id || has(resource.title) && member_of(resource.org)",

	"Label":    "member_of(resource.org)",
	"DocLabel": "resource.doc.org.members.exists(rm, rm.user == caller.id)",
}

type fixture struct {
	data     design.Data
	policies map[string]*design.Policy
	reads    map[string]*design.Node
	busy     map[string]bool
}

// newFixture binds the house as package bind does.
func newFixture() *fixture {
	f := &fixture{data: parseData(house), policies: map[string]*design.Policy{}, reads: map[string]*design.Node{}, busy: map[string]bool{}}
	for name, text := range policies {
		head, is, _ := strings.Cut(text, "->")
		p := &design.Policy{Name: design.Name{Text: name}, Is: at(strings.TrimSpace(is))}
		for _, words := range strings.Split(head, ",") {
			if w := strings.Fields(words); len(w) == 2 {
				p.With = append(p.With, f.param(w[0], w[1]))
			}
		}
		f.policies[name] = p
	}
	return f
}

func (f *fixture) param(name, typ string) *design.Param {
	p := &design.Param{Name: design.Name{Text: name}, Type: typeOf(typ)}
	if p.Type == design.TypeNone {
		p.Type, p.Entity = design.TypeRef, design.Ref[design.Entity]{Name: typ, To: f.data.Entity(typ)}
	}
	return p
}

func typeOf(word string) design.Type {
	return design.Type(max(0, slices.Index(design.TypeNames[:], word)))
}

func parseData(text string) (d design.Data) {
	for line := range strings.Lines(text) {
		if w := strings.Fields(line); len(w) == 1 {
			d.Entities = append(d.Entities, &design.Entity{Name: design.Name{Text: w[0]}})
		}
	}
	var e *design.Entity
	for line := range strings.Lines(text) {
		switch w := strings.Fields(line); len(w) {
		case 0:
		case 1:
			e = d.Entity(w[0])
		default:
			e.Fields = append(e.Fields, field(&d, e, w))
		}
	}
	for _, e := range d.Entities {
		for name, typ := range map[string]design.Type{
			design.FieldID: design.TypeID, design.FieldCreatedAt: design.TypeTimestamp,
			design.FieldUpdatedAt: design.TypeTimestamp, design.FieldVersion: design.TypeInteger,
		} {
			e.System = append(e.System, &design.Field{Name: design.Name{Text: name}, Type: typ, Entity: e, System: true})
		}
		order := []string{design.FieldID, design.FieldCreatedAt, design.FieldUpdatedAt, design.FieldVersion}
		slices.SortFunc(e.System, func(a, b *design.Field) int {
			return slices.Index(order, a.Name.Text) - slices.Index(order, b.Name.Text)
		})
		i := 0
		for f := range e.All() {
			f.Index = i
			i++
		}
		if f := e.Field(tenants[e.Name.Text]); f != nil {
			e.Tenant = design.Ref[design.Field]{Name: f.Name.Text, To: f}
		}
		var group []design.Ref[design.Field]
		for _, name := range unique[e.Name.Text] {
			group = append(group, design.Ref[design.Field]{Name: name, To: e.Field(name)})
		}
		if group != nil {
			e.Unique = [][]design.Ref[design.Field]{group}
		}
	}
	count(&d, counted...)
	return d
}

// count makes the ids of those entities integers, and those of all others UUIDs.
func count(d *design.Data, names ...string) {
	for _, e := range d.Entities {
		e.IDs = design.UUIDs
		if slices.Contains(names, e.Name.Text) {
			e.IDs = design.Integers
		}
	}
}

func field(d *design.Data, e *design.Entity, words []string) *design.Field {
	f := &design.Field{Name: design.Name{Text: words[0]}, Entity: e, Optional: slices.Contains(words, "?")}
	word, list, _ := strings.Cut(words[1], "(")
	for _, v := range strings.Split(strings.TrimSuffix(list, ")"), ",") {
		if v != "" {
			f.Values = append(f.Values, design.Name{Text: v})
		}
	}
	if word == "list" {
		item := strings.Split(f.Values[0].Text, "/")
		spelled := item[0]
		if len(item) > 1 {
			spelled += "(" + strings.Join(item[1:], ",") + ")"
		}
		f.Values, f.Item = nil, field(d, nil, []string{"", spelled})
	}
	f.Type, f.Ordered = typeOf(word), slices.Contains(words, "ordered")
	if f.Type == design.TypeDecimal {
		f.Digits, f.Places = 5, 2
	}
	if to := d.Entity(word); to != nil {
		f.Type, f.Target = design.TypeRef, design.Ref[design.Entity]{Name: word, To: to}
		if last := words[len(words)-1]; len(words) > 2 && last != "?" {
			f.Relation = &design.Inverse{Name: design.Name{Text: last}, On: to, Via: f}
			to.Inverses = append(to.Inverses, f.Relation)
		}
	}
	return f
}

// at returns text as an expression that stands alone in its file.
func at(text string) design.Expr {
	return design.Expr{
		Text: text, Span: diag.Span{File: "access.yaml", Start: diag.Pos{Line: 1, Col: 1}},
		Chars: func(offset int) diag.Pos { return diag.Pos{Line: 1, Col: offset + 1, Offset: offset} },
	}
}

// scope is the place of a rule over resource, with everything that some place has.
func (f *fixture) scope(entity string) *expr.Scope {
	e := f.data.Entity(entity)
	s := f.empty()
	s.Resource, s.Result = e, e
	s.Input = inputs(&f.data)
	return s
}

// empty is the place of a policy.
func (f *fixture) empty() *expr.Scope {
	return &expr.Scope{
		Identity: f.data.Entity("User"),
		Policy:   f.policy, PolicyNames: func() []string { return slices.Sorted(maps.Keys(policies)) },
		Readable: f.readable,
	}
}

// inputs are the fields of a request's body.
func inputs(d *design.Data) []*design.Field {
	var fields []*design.Field
	for i, words := range []string{"to User", "into Doc ?", "text text ?", "count integer", "role enum(customer,agent)", "sure boolean ?", "until timestamp", "on date ?", "sum decimal", "ratio number", "labels list(text) ?"} {
		f := field(d, nil, strings.Fields(words))
		f.Index = i
		fields = append(fields, f)
	}
	return fields
}

func (f *fixture) policy(name string) *design.Policy {
	p := f.policies[name]
	if p == nil || p.Tree != nil || f.busy[name] {
		return p
	}
	f.busy[name] = true
	defer delete(f.busy, name)
	s := f.empty()
	s.Params, s.Readable = p.With, nil
	p.Tree = expr.Condition(p.Is, s, new(diag.List))
	return p
}

func (f *fixture) readable(e *design.Entity) (*design.Node, bool) {
	name := e.Name.Text
	if f.reads[name] == nil {
		s := f.empty()
		s.Resource = e
		f.reads[name] = expr.Condition(at(reads[name]), s, new(diag.List))
	}
	return f.reads[name], true
}

// compile compiles text, which must be right.
func (f *fixture) compile(t testing.TB, entity, text string) *design.Node {
	t.Helper()
	var diags diag.List
	n := expr.Condition(at(text), f.scope(entity), &diags)
	for _, d := range diags.All() {
		t.Errorf("%s\n%s: %s [%s]", text, d.Span, d.Message, d.Rule.ID)
	}
	if n == nil {
		t.Fatalf("%s: no tree", text)
	}
	return n
}

// TestFixture: the house of the tests is as it says.
func TestFixture(t *testing.T) {
	f := newFixture()
	for name := range policies {
		p := f.policy(name)
		if (p.Tree == nil) != (name == "cycle") {
			t.Errorf("policy %s compiles: %v", name, p.Tree != nil)
		}
	}
	for _, e := range f.data.Entities {
		if tree, _ := f.readable(e); tree == nil {
			t.Errorf("the read rule of %s does not compile", e.Name.Text)
		}
	}
}

// dump writes a tree in one line.
func dump(n *design.Node) string {
	var kids []string
	for _, kid := range n.Kids {
		kids = append(kids, dump(kid))
	}
	binary := func(op string) string { return dumpTerm(n.Left) + op + dumpTerm(n.Right) }
	switch n.Op {
	case design.OpConst:
		return fmt.Sprint(n.Truth == design.True)
	case design.OpAnd:
		return "(" + strings.Join(kids, " and ") + ")"
	case design.OpOr:
		return "(" + strings.Join(kids, " or ") + ")"
	case design.OpNot:
		return "not " + kids[0]
	case design.OpIs:
		return dumpTerm(n.Left)
	case design.OpHas:
		return "has " + dumpTerm(n.Left)
	case design.OpEqual:
		return binary(" = ")
	case design.OpLess:
		return binary(" < ")
	case design.OpAtMost:
		return binary(" <= ")
	case design.OpIn:
		var list []string
		for _, v := range n.List {
			list = append(list, dumpTerm(&design.Term{Literal: v}))
		}
		return dumpTerm(n.Left) + " in [" + strings.Join(list, " ") + "]"
	case design.OpPrefix:
		return binary(" prefix ")
	case design.OpSuffix:
		return binary(" suffix ")
	case design.OpContains:
		return binary(" contains ")
	case design.OpHolds:
		return binary(" holds ")
	case design.OpExists:
		return "some " + n.Var.Name + " of " + dumpTerm(n.Left) + "/" + n.Many.Name.Text + " {" + kids[0] + "}"
	case design.OpAll:
		return "all " + n.Var.Name + " of " + dumpTerm(n.Left) + "/" + n.Many.Name.Text + " {" + kids[0] + "}"
	}
	return "?"
}

func dumpTerm(t *design.Term) string {
	root := map[design.Root]string{
		design.RootNow: "now", design.RootToday: "today", design.RootCaller: "caller", design.RootResource: "resource",
		design.RootResult: "result", design.RootInput: "input", design.RootParam: fmt.Sprint("$", t.Param),
	}[t.Root]
	switch {
	case t.Root == design.RootLiteral && t.Literal.Kind == value.Text:
		return fmt.Sprintf("%q", t.Literal.Str)
	case t.Root == design.RootLiteral && t.Literal.Kind == value.Bool:
		return fmt.Sprint(t.Literal.True())
	case t.Root == design.RootLiteral:
		return fmt.Sprint(t.Literal.Int)
	case t.Root == design.RootVar:
		root = t.Var.Name
	case t.Authed:
		return "caller?"
	}
	for _, step := range t.Path {
		root += "." + step.Name.Text
	}
	if t.Size {
		return "size " + root
	}
	return root
}
