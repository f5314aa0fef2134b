package contract

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
)

// row returns the shape of the rows that an operation answers with.
func (c *calling) row() *Shape {
	r := c.declared.Answers()
	if c.declared.Fields == nil {
		return c.rowOf(r)
	}
	return c.name(c.object(r, c.declared.Fields, c.who), pascal(c.op.Name)+"Row")
}

// rowOf returns the shape of the rows of a resource, all that it sends.
func (b *builder) rowOf(r *design.Resource) *Shape {
	if s := b.rows[r]; s != nil {
		return s
	}
	name := pascal(r.Name.Text)
	if b.shown[r.Of.To] == r {
		name = r.Of.To.Name.Text
	}
	s := b.name(&Shape{Kind: Object, Describe: r.Describe.Text}, name)
	b.rows[r] = s // before its members, which may have it beside them
	who := b.view
	if anon := who.anonymous(); anon != nil && anon.never(b.rules.Read(r.Of.To)) {
		who = who.signedIn()
	}
	s.Members = b.object(r, r.Fields, who).Members
	if row := b.examples.row(r, s); row != nil {
		s.Example = row
	}
	return s
}

// object returns the shape of those fields of r, with what may stand beside them.
func (b *builder) object(r *design.Resource, fields []design.Ref[design.Field], who *View) *Shape {
	s := &Shape{Kind: Object, Describe: r.Describe.Text}
	for _, ref := range fields {
		f := ref.To
		guard := b.rules.ReadField(f)
		if guard != nil && who.never(guard) {
			continue
		}
		slot := plan.SlotOf(f)
		shape := valued(&slot)
		shape.Nullable = f.Optional && (f.Calc == nil || f.Calc.Kind != design.CalcSize) // a number of rows is always there
		s.Members = append(s.Members, &Member{
			Name: f.Name.Text, Required: guard == nil || who.always(guard), Shape: shape, Describe: f.Describe.Text,
		})
	}
	if expand := b.beside(r, fields, who); expand != nil {
		s.Members = append(s.Members, &Member{Name: "expand", Shape: expand, Describe: "The rows that the parameter expand asked for."})
	}
	return s
}

// beside returns the shape of the member expand; nil when nothing can be asked for.
func (b *builder) beside(r *design.Resource, fields []design.Ref[design.Field], who *View) *Shape {
	s := &Shape{Kind: Object}
	for _, x := range r.Expand {
		to := b.shown[x.Target()]
		if to == nil || who.never(b.rules.Read(x.Target())) {
			continue
		}
		if x.Many != nil {
			most := x.Size.N
			many := &Shape{Kind: Object, Members: []*Member{
				{Name: "items", Required: true, Shape: &Shape{Kind: List, Item: b.rowOf(to), Most: &most}},
				{Name: "more", Required: true, Shape: &Shape{Kind: Boolean}, Describe: "Whether there are others, which are not here."},
			}}
			s.Members = append(s.Members, &Member{Name: x.Name.Name, Shape: many})
			continue
		}
		if slices.ContainsFunc(fields, func(f design.Ref[design.Field]) bool { return f.To == x.Name.To }) {
			s.Members = append(s.Members, &Member{Name: x.Name.Name, Shape: b.rowOf(to).orNull()})
		}
	}
	if len(s.Members) == 0 {
		return nil
	}
	return s
}

// body describes what the operation takes.
func (c *calling) body() {
	if c.op.Body == nil {
		return
	}
	shape := &Shape{Kind: Object, Closed: true}
	slots := c.op.Body.Input.Slots()
	for i := range slots {
		if i >= len(c.op.Body.Slots) { // of one row among many: which one, in which version
			shape.Members = append(shape.Members, c.rowMember(&slots[i]))
			continue
		}
		s, of := &slots[i], &c.op.Body.Slots[i]
		if guard := c.guard(of.Field); guard != nil && c.who.never(guard) {
			continue
		}
		taken := taken(s)
		if c.op.Verb != design.Update || c.op.Whole {
			taken.Default = known(s, of.Default)
		}
		shape.Members = append(shape.Members, &Member{Name: s.Name, Required: s.Required, Shape: taken, Describe: of.Field.Describe.Text})
	}
	body := &Body{Required: len(slots) > 0 || c.op.Bulk > 0, Types: []string{jsonType}, Shape: shape, Example: c.examples.body(c.op, shape)}
	if c.patches() {
		body.Types, body.Patch = []string{mergeType, jsonType}, c.patch
	}
	switch {
	case c.op.Bulk > 0:
		c.name(shape, pascal(c.op.Name)+"Item")
		body.Shape, body.Example = c.many(shape), ordered{{"items", []any{body.Example}}}
	case len(shape.Members) > 0:
		c.name(shape, pascal(c.op.Name)+"Body")
	}
	c.out.Body = body
}

// rowMember describes a member that says which row of many is meant.
func (c *calling) rowMember(s *payload.Slot) *Member {
	m := &Member{Name: s.Name, Required: s.Required, Shape: taken(s), Describe: "The row."}
	if s.Name == design.FieldVersion {
		m.Describe = "The version that the row must have, in place of If-Match."
	}
	return m
}

// guard is who may write a field that a body holds; nil for whoever may do the operation.
func (c *calling) guard(f *design.Field) *design.Node {
	if c.op.Verb == design.Post || f.Entity == nil {
		return nil
	}
	return c.rules.WriteField(f)
}

// Media types.
const (
	jsonType    = "application/json"
	mergeType   = "application/merge-patch+json"
	problemType = "application/problem+json"
)

// returned returns the shape of an object that Go code answers with.
func (c *calling) returned() *Shape {
	s := &Shape{Kind: Object}
	for _, f := range c.declared.Returns.Fields {
		if f.Type == design.TypeSecret {
			continue
		}
		slot := plan.SlotOf(f)
		shape := valued(&slot)
		shape.Nullable = f.Optional || f.Default != nil || slot.Format == payload.Slug
		s.Members = append(s.Members, &Member{Name: f.Name.Text, Required: true, Shape: shape, Describe: f.Describe.Text})
	}
	s.Example = c.examples.object(s, "")
	return c.name(s, pascal(c.op.Name)+"Result")
}
