package plan

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan/query"
)

// Doors are what Go code of the owner may do with rows, beside what the contract has
// operations for: all under the rules of the entity's verbs, or under none.
type Doors struct {
	caller, system map[string]*Door
}

// Door is what Go code may do with the rows of one entity. Its operations are in no
// contract: they have no names, and nobody can call them from outside.
type Door struct {
	Entity *design.Entity
	Row    *query.Row      // all fields but secrets
	Object *payload.Object // writes them
	List   *List           // equal to any field; by id
	Create *Operation
	Update *Operation // takes states too: each must follow the one before
	Delete *Operation
}

// mostTests is how many fields a door's list can be filtered by: a statement tells the
// filters that it uses by bits of one word.
const mostTests = 64

// NewDoors compiles the doors of all entities of d.
func NewDoors(d *design.Design, engine dialect.Dialect) *Doors {
	out := &Doors{map[string]*Door{}, map[string]*Door{}}
	rules, free := newRules(d), newRules(d)
	free.off = true
	for _, e := range d.Data.Entities {
		out.caller[e.Name.Text] = (&compiler{dialect: engine, rules: rules}).door(e)
		out.system[e.Name.Text] = (&compiler{dialect: engine, rules: free}).door(e)
	}
	return out
}

// Door returns the door of the entity of that name, or nil. The system's asks no rule.
func (d *Doors) Door(entity string, system bool) *Door {
	if system {
		return d.system[entity]
	}
	return d.caller[entity]
}

func (c *compiler) door(e *design.Entity) *Door {
	p := &query.Projection{Entity: e, Read: c.rules.verb(e, design.Get)}
	for f := range e.All() {
		if f.Type != design.TypeSecret {
			p.Fields, p.Guards = append(p.Fields, f), append(p.Guards, c.rules.field(f).read)
		}
	}
	door := &Door{Entity: e, Row: query.NewRow(c.dialect, p), Object: objectFrom(p, nil, 0, nil), List: c.doorList(p)}
	resource := &design.Resource{Of: design.Ref[design.Entity]{Name: e.Name.Text, To: e}}
	operation := func(v design.Verb) *design.Operation {
		o := &design.Operation{Verb: v, Resource: resource}
		for _, f := range e.Fields {
			if v == design.Update && f != e.Tenant.To || v == design.Create && f.Type != design.TypeState {
				o.Body = append(o.Body, design.Ref[design.Field]{Name: f.Name.Text, To: f})
			}
		}
		return o
	}
	compiled := func(v design.Verb, compile func(*design.Operation, *design.Node) (*Body, *Write)) *Operation {
		body, write := compile(operation(v), c.rules.verb(e, v))
		return &Operation{Verb: v, Entity: e, Body: body, Write: write}
	}
	door.Create = compiled(design.Create, c.create)
	door.Update = compiled(design.Update, c.change)
	door.Delete = compiled(design.Delete, c.change)
	return door
}

func (c *compiler) doorList(p *query.Projection) *List {
	l := &List{Sort: map[string]*design.Field{}, Size: usualDoorPage, Max: usualDoorPage, Order: &query.Order{}}
	var tests []query.Test
	for _, f := range p.Fields {
		if len(tests) < mostTests && design.EqualTo.Suits(f) {
			l.Filters = append(l.Filters, filter(f, design.EqualTo))
			tests = append(tests, query.Test{Field: f, Operator: design.EqualTo})
		}
	}
	l.Shape = query.NewList(c.dialect, p, tests, nil, nil, func(f *design.Field) *design.Node { return c.rules.field(f).read })
	return l
}

// usualDoorPage is how many rows of a list are read at once.
const usualDoorPage = 100

// inputs returns the program that writes the values of a body of those fields, by their
// place among them, for Go code to read. Secrets are not told.
func inputs(fields []*design.Field) *payload.Object {
	var members []payload.Member
	for i, f := range fields {
		if f.Type != design.TypeSecret {
			members = append(members, payload.Member{
				Name: f.Name.Text, Format: format(f), Prefix: prefix(f), Places: f.Places, Column: i, Visible: -1,
			})
		}
	}
	return payload.NewObject(members)
}

// returned returns the program that reads what a Go function returns, and the one that
// writes it to the client.
func returned(fields []*design.Field) (*payload.Input, *payload.Object) {
	slots := make([]payload.Slot, len(fields))
	for i, f := range fields {
		slots[i] = slot(f)
	}
	return payload.NewInput(slots), inputs(fields)
}

// code compiles what Go code may do at op, as o says.
func (c *compiler) code(o *design.Operation, op *Operation) *Go {
	g := &Go{Declared: o, Handled: o.Go, Returns: op.Resource, Refuses: map[string]string{}}
	for _, r := range o.Refuses {
		g.Refuses[r.Name.Text] = r.Says.Text
	}
	if op.Body != nil {
		fields := make([]*design.Field, len(op.Body.Slots))
		for i, s := range op.Body.Slots {
			fields[i] = s.Field
		}
		g.Told = inputs(fields)
	}
	switch r := o.Returns; {
	case r == nil:
	case r.Resource.To != nil:
		g.Returns = c.plan.resource(r.Resource.Name)
	default:
		g.Answer, g.Sent = returned(r.Fields)
	}
	return g
}
