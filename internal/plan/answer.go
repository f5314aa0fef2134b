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
	sent   *query.Projection
	row    *query.Row // under the read rule, which is what a write's answer stands under
	object *payload.Object
	living value.Bits
}

// answer compiles the sending of those fields of r.
func (c *compiler) answer(r *design.Resource, fields []design.Ref[design.Field]) *answer {
	p := c.projection(r.Of.To, fields)
	var living value.Bits
	for i, f := range p.Fields {
		if f.Calc != nil {
			living.Add(i)
		}
	}
	for _, ref := range r.Expand {
		if !slices.Contains(p.Fields, ref.To) {
			continue // the row stands beside its reference
		}
		p.Expands = append(p.Expands, query.NewExpand(ref.To, c.rules.field(ref.To).read, c.projections[ref.To.Target.To]))
	}
	return &answer{sent: p, row: query.NewRow(c.dialect, p), object: object(p), living: living}
}

// answering returns how the answer of o is sent; nil when it is no row.
func (c *compiler) answering(o *design.Operation) *answer {
	r := o.Answers()
	switch {
	case r == nil:
		return nil
	case o.Fields != nil:
		return c.answer(r, o.Fields)
	}
	return c.answers[r]
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
// the operation; what a write answers with, under the read rule.
func (c *compiler) sends(op *Operation, a *answer, rule *design.Node) {
	if op.Verb == design.Delete || a == nil {
		return
	}
	op.Sent, op.Row, op.Object, op.Living = a.sent, a.row, a.object, a.living
	if op.Verb != design.Get && op.Verb != design.List {
		return
	}
	under := *a.sent
	under.Read = rule
	op.Sent, op.Row = &under, nil
	if op.Verb == design.Get {
		op.Row = query.NewRow(c.dialect, &under)
	}
}
