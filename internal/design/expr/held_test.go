package expr_test

import (
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/value"
)

// asksMembers is an exists over the members of the row at path, whose body is made by body
// of the variable and may have a variable around it.
func asksMembers(members *design.Inverse, path *design.Field, body func(*design.Term) *design.Node) *design.Node {
	v := &design.Var{}
	return &design.Node{
		Op: design.OpExists, Many: members, Var: v, Left: &design.Term{Root: design.RootResource, Path: []*design.Field{path}},
		Kids: []*design.Node{body(&design.Term{Root: design.RootVar, Var: v})},
	}
}

// TestHeld: a query answers for what asks the same, however its variables are called, and
// for nothing else.
func TestHeld(t *testing.T) {
	members, others := &design.Inverse{Via: &design.Field{}}, &design.Inverse{Via: &design.Field{}}
	org, home, role := &design.Field{}, &design.Field{}, &design.Field{}
	is := func(op design.Op, words ...string) func(*design.Term) *design.Node {
		return func(m *design.Term) *design.Node {
			n := &design.Node{Op: op, Left: &design.Term{Root: m.Root, Var: m.Var, Path: []*design.Field{role}}}
			for _, w := range words {
				n.List = append(n.List, value.OfText(w))
			}
			return n
		}
	}
	agent := is(design.OpIn, "agent")
	stranger := &design.Term{Root: design.RootVar, Var: &design.Var{}}
	seen := asksMembers(members, org, agent)
	seen.Seen = agent(&design.Term{Root: design.RootVar, Var: seen.Var})
	nested := func(inner func(*design.Term) *design.Node) func(*design.Term) *design.Node {
		return func(*design.Term) *design.Node { return asksMembers(others, home, inner) }
	}
	all := asksMembers(members, org, agent)
	all.Op = design.OpAll
	for name, c := range map[string]struct {
		held, asked *design.Node
		some, one   bool // whether it answers, with all values and with one alone
	}{
		"the same":                 {asksMembers(members, org, agent), asksMembers(members, org, agent), true, true},
		"of another row":           {asksMembers(members, org, agent), asksMembers(members, home, agent), true, false},
		"another relation":         {asksMembers(members, org, agent), asksMembers(others, org, agent), false, false},
		"another list":             {asksMembers(members, org, agent), asksMembers(members, org, is(design.OpIn, "customer")), false, false},
		"another operation":        {asksMembers(members, org, agent), asksMembers(members, org, is(design.OpHas, "agent")), false, false},
		"all of them":              {asksMembers(members, org, agent), all, false, false},
		"fewer rows are there":     {asksMembers(members, org, agent), seen, false, false},
		"one inside":               {asksMembers(members, org, nested(agent)), asksMembers(members, org, nested(agent)), true, true},
		"another one inside":       {asksMembers(members, org, nested(agent)), asksMembers(members, org, nested(is(design.OpIn))), false, false},
		"a variable from without":  {asksMembers(members, org, agent), asksMembers(members, org, func(*design.Term) *design.Node { return agent(stranger) }), false, false},
		"one that both have there": {asksMembers(members, org, func(*design.Term) *design.Node { return agent(stranger) }), asksMembers(members, org, func(*design.Term) *design.Node { return agent(stranger) }), false, false},
	} {
		for _, one := range []bool{false, true} {
			b := expr.NewBuilder(0)
			b.Hold(c.held, "held", one)
			want := c.some
			if one {
				want = c.one
			}
			if got := b.Held(c.asked) == "held"; got != want {
				t.Errorf("%s, one value: %t: %t", name, one, got)
			}
			if b.LetGo(); one && b.Held(c.asked) != "" {
				t.Errorf("%s: is held still", name)
			}
		}
	}
}
