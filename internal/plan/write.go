package plan

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

var always = &design.Node{Op: design.OpConst, Truth: design.True}

// create compiles an operation that makes a row.
func (c *compiler) create(o *design.Operation, rule *design.Node) (*Body, *Write) {
	e := o.Entity()
	body := c.body(targets(o.Body), width(e), false, e)
	if o.Parent != nil {
		body.Slots = append(body.Slots, Slot{Field: o.Under.To, InPath: true, Guard: -1})
	}
	for i := range body.Slots {
		s := &body.Slots[i]
		if guard := c.rules.field(s.Field).write; guard != nil {
			s.GuardNew = query.NewAsk(c.dialect, guard)
		}
	}
	return body, &Write{
		Entity: e, Defaults: defaults(e), Insert: query.Insert(c.dialect, e), Number: c.number(e), Slugs: c.slugs(e),
		Sets: c.sets(o.Set), Rule: query.NewAsk(c.dialect, rule),
		Requires: c.named(o.Require), Checks: c.named(e.Checks), Also: c.also(o.Also),
	}
}

// change compiles an operation on a row that is there: update, delete, post.
func (c *compiler) change(o *design.Operation, rule *design.Node) (*Body, *Write) {
	e := o.Entity()
	w := &Write{Entity: e, Sets: c.sets(o.Set), Requires: c.named(o.Require), Checks: c.named(e.Checks), Also: c.also(o.Also)}
	onOld := rule
	switch {
	case uses(rule, design.RootResult):
		w.Rule, onOld = query.NewAsk(c.dialect, rule), always
	case o.Verb == design.Update:
		w.Rule, w.RuleNew = query.NewAsk(c.dialect, rule), true
	}
	conditions := []*design.Node{onOld}
	var body *Body
	switch o.Verb {
	case design.Update:
		body = c.body(targets(o.Body), width(e), !o.Whole, e)
		for i := range body.Slots {
			if guard := c.rules.field(body.Slots[i].Field).write; guard != nil {
				body.Slots[i].Guard = len(conditions)
				conditions = append(conditions, guard)
			}
		}
	case design.Post:
		body = c.body(o.Input, len(o.Input), false, e)
	case design.List, design.Get, design.Create, design.Delete, design.VerbNone:
	}
	if o.Bulk != nil {
		body = bulk(body, e, o.IfMatch == design.Required)
	}
	if o.Move != nil {
		w.Move = move(o.Move)
	}
	w.Target = query.NewTarget(c.dialect, e, c.address(o), c.rules.verb(e, design.Get), conditions...)
	if o.Verb != design.Post || len(o.Set) > 0 || o.Move != nil {
		w.Change = query.NewChange(c.dialect, e, onOld)
	}
	return body, w
}

// bulk returns the body of one row among many: two members more, beyond the slots, say which
// row it is, and which version of it.
func bulk(b *Body, e *design.Entity, versioned bool) *Body {
	if b == nil {
		b = &Body{Input: payload.NewInput(nil)}
	}
	id, one := slot(e.Field(design.FieldID)), int64(1)
	id.Required = true
	b.Input = b.Input.With(id, payload.Slot{Name: design.FieldVersion, Format: payload.Integer, Min: &one, Required: versioned})
	return b
}

func move(m *design.Move) *Move {
	out := &Move{Field: m.Field.To, To: value.OfText(m.To.Text)}
	for _, t := range m.Field.To.Moves {
		if slices.ContainsFunc(t.To, func(n design.Name) bool { return n.Text == m.To.Text }) {
			out.From = append(out.From, t.From.Text)
		}
	}
	return out
}

// sets parts what can be read from rows held in Go from what is in the database.
func (c *compiler) sets(assigns []*design.Assign) (s Sets) {
	var deep []*design.Term
	for _, a := range assigns {
		if len(a.Term.Path) > 1 {
			s.Deep = append(s.Deep, Set{a.Field.To, a.Term})
			deep = append(deep, a.Term)
			continue
		}
		s.Direct = append(s.Direct, Set{a.Field.To, a.Term})
	}
	if len(deep) > 0 {
		s.Reading = query.Values(c.dialect, deep)
	}
	return s
}

func (c *compiler) named(list []*design.Rule) (out []Check) {
	for _, r := range list {
		out = append(out, Check{r.Name.Text, query.NewAsk(c.dialect, r.Tree)})
	}
	return out
}

func (c *compiler) also(list []*design.Also) (out []Also) {
	for _, a := range list {
		e := a.Entity.To
		out = append(out, Also{Entity: e, Defaults: defaults(e), Insert: query.Insert(c.dialect, e), Number: c.number(e), Sets: c.sets(a.Set), Slugs: c.slugs(e)})
	}
	return out
}

// number returns the query that takes the id of a new row of e, "" for none.
func (c *compiler) number(e *design.Entity) string {
	if !e.Counted() {
		return ""
	}
	return c.dialect.NextNumber(e.Table())
}

func (c *compiler) slugs(e *design.Entity) (out []Slug) {
	for _, f := range e.Fields {
		if f.Type == design.TypeSlug {
			out = append(out, Slug{Field: f, From: f.From.To, Taken: query.Taken(c.dialect, f)})
		}
	}
	return out
}

// defaults returns a new row of e with its defaults and initial states.
func defaults(e *design.Entity) []value.Value {
	row := make([]value.Value, width(e))
	for f := range e.All() {
		switch {
		case f.Default != nil:
			row[f.Index] = f.Default.Value
		case f.Type == design.TypeState:
			row[f.Index] = value.OfText(f.Initial.Text)
		case f.System && f.Name.Text == design.FieldVersion:
			row[f.Index] = value.OfInt(1)
		}
	}
	return row
}

func width(e *design.Entity) int { return len(e.Fields) + len(e.System) }

func targets(refs []design.Ref[design.Field]) []*design.Field {
	fields := make([]*design.Field, len(refs))
	for i, r := range refs {
		fields[i] = r.To
	}
	return fields
}
