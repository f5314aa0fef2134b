package plan

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// answer is how a row is sent. Operations that send the same fields under the same rule
// share it, and the statements that it remembers.
type answer struct {
	of     *design.Resource
	sent   *query.Projection
	row    *query.Row // under the read rule, which is what a write's answer stands under
	object *payload.Object
	living value.Bits
	hand   *Hand

	expands []*design.Expand // what may stand beside it
	paths   Paths
	deep    *Deep // nil when no reference is expanded through another
}

// answer compiles the sending of those fields of r.
func (c *compiler) answer(r *design.Resource, fields []design.Ref[design.Field]) *answer {
	p := c.projection(r.Of.To, c.visible(r, fields))
	var living value.Bits
	for i, f := range p.Fields {
		if f.Calc != nil && f.Calc.Address == nil || !settled(p.Guards[i]) {
			living.Add(i)
		}
	}
	a := &answer{of: r, sent: p, living: living, hand: c.hand(p)}
	for _, x := range c.expandsOf(r) {
		if x.Many != nil || slices.Contains(p.Fields, x.Name.To) { // a row stands beside its reference
			a.expands = append(a.expands, x)
		}
	}
	c.expand(a)
	return a
}

// answering returns how the answer of o is sent; nil when it is no row.
func (c *compiler) answering(o *design.Operation) *answer {
	r := o.Answers()
	switch {
	case r == nil:
		return nil
	case o.Fields != nil:
		a := c.answer(r, o.Fields)
		c.relate(a)
		return a
	}
	return c.answers[r]
}

// settled tells whether a rule on a field, which may be nil, says the same to one caller as
// long as the row has its version: it asks for fields of the row and for who calls, and
// not for other rows, their caller's own among them, or the time.
func settled(n *design.Node) bool {
	if n == nil {
		return true
	}
	if n.Op == design.OpExists || n.Op == design.OpAll {
		return false
	}
	for _, t := range []*design.Term{n.Left, n.Right} {
		switch {
		case t == nil || t.Root == design.RootLiteral:
		case t.Root == design.RootResource && len(t.Path) <= 1:
		case t.Root == design.RootCaller && len(t.Path) == 0:
		default:
			return false
		}
	}
	return !slices.ContainsFunc(n.Kids, func(kid *design.Node) bool { return !settled(kid) })
}

// projection is those fields of a row of e, without expands.
func (c *compiler) projection(e *design.Entity, fields []design.Ref[design.Field]) *query.Projection {
	p := &query.Projection{Entity: e, Read: c.rules.verb(e, design.Get)}
	for _, ref := range fields {
		p.Fields = append(p.Fields, ref.To)
		if calc := ref.To.Calc; calc != nil {
			p.Guards = append(p.Guards, calc.Guard)
			continue
		}
		p.Guards = append(p.Guards, c.rules.field(ref.To).read)
	}
	return p
}

// sends gives op its answer. What is asked for, a list or a get, stands under the rule of
// the operation, and a get where its path says; what a write answers with, under the read
// rule.
func (c *compiler) sends(op *Operation, a *answer, rule *design.Node, at query.Address) {
	if op.Verb == design.Delete || a == nil {
		return
	}
	op.Sent, op.Row, op.Object, op.Living, op.Paths, op.Deep = a.sent, a.row, a.object, a.living, a.paths, a.deep
	op.names, op.Asks = c.members(a.of), asks(c.members(a.of), a.sent)
	if op.Verb != design.Get && op.Verb != design.List {
		op.Hand = a.hand
		return
	}
	under := *a.sent
	under.Read = rule
	op.Sent, op.Row = &under, nil
	if op.Verb == design.Get {
		op.Row = query.NewRowAt(c.dialect, &under, at)
	}
	if a.deep != nil {
		op.Deep = c.deepUnder(a.deep, rule, op.Verb == design.Get, at)
	}
}
