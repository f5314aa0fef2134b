package bind

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
)

// scope is what every expression can name, wherever it stands.
func (b *binder) scope() *expr.Scope {
	return &expr.Scope{
		Identity: b.design.Access.Identity.To, Policy: b.policy, PolicyNames: b.policyList, Readable: b.readable,
	}
}

// expressions compiles every expression of the design. What each of them can name is
// what plan asks it with: see the comments there.
func (b *binder) expressions() {
	for _, e := range b.design.Data.Entities {
		for _, c := range e.Checks {
			c.Tree = b.compile(c.Expr, &expr.Scope{Resource: e, Profile: expr.OwnRow})
		}
	}
	for _, r := range b.design.Contract.Resources {
		for _, o := range r.Operations {
			b.operationExpressions(o)
		}
	}
	for _, p := range b.design.Access.Policies {
		b.policyTree(p)
	}
	for _, a := range b.design.Access.Allow {
		if a.Entity.To != nil {
			b.allow(a)
		}
	}
	for _, r := range b.design.Contract.Resources { // after the rules that they obey
		b.calculations(r)
		b.readKey(r)
		if r.Only.Written() {
			b.only(r)
		}
	}
}

// operationExpressions compiles what o sets and requires. The values of set are
// wanted before the row as it will be is known, those of also after.
func (b *binder) operationExpressions(o *design.Operation) {
	e := o.Entity()
	if e == nil {
		return
	}
	s := b.scope()
	s.Input = inputOf(o)
	if o.Verb != design.Create {
		s.Resource = e
	}
	b.assign(o.Set, s)
	after := *s
	after.Result = e
	for _, r := range o.Require {
		r.Tree = b.compile(r.Expr, &after)
	}
	for _, a := range o.Also {
		if a.Entity.To != nil {
			b.assign(a.Set, &after)
		}
	}
}

// inputOf returns what input means in the expressions of o: the fields that the body
// may hold.
func inputOf(o *design.Operation) []*design.Field {
	if o.Verb == design.Post {
		return o.Input
	}
	var fields []*design.Field
	if o.Verb == design.Create && o.Under.To != nil {
		fields = append(fields, o.Under.To) // which the path gives
	}
	for _, ref := range o.Body {
		if ref.To != nil {
			fields = append(fields, ref.To)
		}
	}
	return fields
}

func (b *binder) assign(assigns []*design.Assign, s *expr.Scope) {
	for _, a := range assigns {
		f := a.Field.To
		if f == nil || f.Type == design.TypeNone || f.Type == design.TypeRef && f.Target.To == nil || !b.whole(a.Value, s) {
			continue
		}
		a.Term = expr.Value(a.Value, s, f, b.diags)
	}
}

// value compiles an expression whose value f could be given.
func (b *binder) value(e design.Expr, s *expr.Scope, f *design.Field) *design.Term {
	return expr.Value(e, s, f, b.diags)
}

// compile compiles a condition; nil when it does not compile.
func (b *binder) compile(e design.Expr, s *expr.Scope) *design.Node {
	if !b.whole(e, s) {
		return nil
	}
	return expr.Condition(e, s, b.diags)
}

// whole tells whether e is written and mentions nothing that did not bind.
func (b *binder) whole(e design.Expr, s *expr.Scope) bool {
	if !e.Written() {
		return false
	}
	for _, p := range s.Params {
		if p.Type == design.TypeNone || p.Type == design.TypeRef && p.Entity.To == nil {
			return false
		}
	}
	if len(b.broken) == 0 {
		return true
	}
	for word := range strings.FieldsFuncSeq(e.Text, func(r rune) bool { return !isLetter(r) }) {
		if b.broken[word] {
			return false
		}
	}
	return true
}

func isLetter(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
}

// allow compiles the rules on one entity.
func (b *binder) allow(a *design.Allow) {
	e := a.Entity.To
	row := b.scope()
	row.Resource = e
	made := b.scope()
	made.Result = e
	changed := b.scope()
	changed.Resource, changed.Result = e, e
	b.readRule(a)
	b.condition(&a.Create, made)
	b.condition(&a.Update, changed)
	b.condition(&a.Delete, row)
	for _, f := range a.Fields {
		b.condition(&f.Read, row)
		b.condition(&f.Write, row)
	}
	for _, o := range a.Operations {
		if op := o.Operation.To; op != nil {
			b.condition(&o.Condition, b.operationScope(op, e))
		}
	}
}

// operationScope is what the rule of one operation can name.
func (b *binder) operationScope(o *design.Operation, e *design.Entity) *expr.Scope {
	s := b.scope()
	switch o.Verb {
	case design.List, design.Get, design.Delete:
		s.Resource = e
	case design.Create:
		s.Result, s.Input = e, inputOf(o)
	case design.Update, design.Post, design.VerbNone:
		s.Resource, s.Result, s.Input = e, e, inputOf(o)
	}
	return s
}

// condition compiles c, unless nothing is written there: that means never.
func (b *binder) condition(c *design.Condition, s *expr.Scope) {
	if c.Word != design.NoWord {
		b.word(c)
		return
	}
	c.Tree = b.compile(c.Expr, s)
}

// word makes the tree of a condition that is a word.
func (b *binder) word(c *design.Condition) {
	switch c.Word {
	case design.Anyone:
		c.Tree = &design.Node{Op: design.OpConst, Truth: design.True}
	case design.SignedIn:
		c.Tree = &design.Node{Op: design.OpIs, Left: &design.Term{Root: design.RootCaller, Authed: true, Type: design.TypeBoolean}}
		if !b.design.Access.Identity.Set() {
			b.add(&nobodySignsIn, c.Span, "signed_in holds for nobody: there is no identity").
				Mend("add identity: and the entity of those who sign in, or write never")
		}
	case design.Never:
		c.Tree = &design.Node{Op: design.OpConst, Truth: design.False}
	case design.NoWord:
	}
}

// asked is a policy or a read rule that is being compiled.
type asked struct {
	key  any    // the *design.Policy, or the *design.Allow of the read rule
	name string // "member_of", "the read rule of Ticket"
	span diag.Span
}

// lazily compiles what a stands for, once. Where it is being compiled already it is
// defined by itself: that is told once for each circle.
func (b *binder) lazily(a asked, compile func()) {
	for i := range b.stack {
		if b.stack[i].key == a.key {
			b.circle(b.stack[i:])
			return
		}
	}
	if b.compiled[a.key] {
		return
	}
	b.compiled[a.key] = true
	b.stack = append(b.stack, a)
	compile()
	b.stack = b.stack[:len(b.stack)-1]
}

func (b *binder) circle(steps []asked) {
	names := make([]string, 0, len(steps)+1)
	for _, s := range steps {
		names = append(names, s.name)
	}
	path := strings.Join(append(names, names[0]), " → ")
	if b.circles[path] {
		return
	}
	b.circles[path] = true
	d := b.add(&circularRule, steps[0].span, "a rule is defined by itself: %s", path).
		Mend("write out in one of them what it asks another for")
	for _, s := range steps[1:] {
		d.See(s.span, "%s stands here", s.name)
	}
}

// policy gives expr the policy of that name, compiled if it can be.
func (b *binder) policy(name string) *design.Policy {
	p := b.policies[name]
	if p == nil {
		return nil
	}
	b.used[p] = true
	b.policyTree(p)
	return p
}

func (b *binder) policyTree(p *design.Policy) {
	b.lazily(asked{key: p, name: p.Name.Text, span: p.Name.Span}, func() {
		s := b.scope()
		s.Params = p.With
		p.Tree = b.compile(p.Is, s)
	})
}

func (b *binder) policyList() []string {
	var names []string
	for _, p := range b.design.Access.Policies {
		names = append(names, p.Name.Text)
	}
	return names
}

// readable gives expr the read rule of e. An entity without one is readable by
// nobody.
func (b *binder) readable(e *design.Entity) (*design.Node, bool) {
	a := b.allowed[e]
	if a == nil || !a.Read.Written() {
		return &design.Node{Op: design.OpConst, Truth: design.False}, true
	}
	b.readRule(a)
	return a.Read.Tree, true
}

func (b *binder) readRule(a *design.Allow) {
	s := b.scope()
	s.Resource = a.Entity.To
	b.lazily(asked{key: a, name: "the read rule of " + a.Entity.To.Name.Text, span: a.Read.Span}, func() {
		b.condition(&a.Read, s)
	})
}
