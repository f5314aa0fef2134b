package handbook

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan"
)

// shape is an object that answers have.
type shape struct {
	Name, Describe string
	Rows           []*row
	Example        string
	Expand         []*row // what may stand in its member expand
}

// row is a line of a table: a parameter, a member of a body or of an answer.
type row struct {
	Name, In string // In is of a parameter
	Required bool
	Type     kind
	Describe string
	Read     []*rule  // who may read it, where not everybody who may read the row
	Write    []*rule  // who may write it, where not everybody who may write the row
	Sometime bool     // it may be missing from an answer
	Computed string   // the expression that makes it
	By       []string // the operations whose body takes it

	// Of a filter: the field, and the operators beside the field alone.
	Field     string
	Operators []string
}

// Call is how a parameter is written.
func (r *row) Call() string {
	out := r.Name
	for _, o := range r.Operators {
		if with := r.Field + "[" + o + "]"; with != r.Name {
			out += ", [" + o + "]"
		}
	}
	return out
}

// shapesOf tells the shapes that o answers with, and which were not told before.
func (b *book) shapesOf(g *group, o *contract.Operation, told map[string]bool) {
	for _, a := range o.Answers {
		if a.Shape == nil || len(a.Codes) > 0 {
			continue
		}
		b.tell(g, a.Shape, told)
	}
}

func (b *book) tell(g *group, s *contract.Shape, told map[string]bool) {
	s = b.doc.Whole(s)
	if items := s.Member("items"); items != nil && items.Shape.Kind == contract.List {
		s = b.doc.Whole(items.Shape.Item)
	}
	s = b.wider(s)
	if s.Name == "" || told[s.Name] || s.Kind != contract.Object {
		return
	}
	told[s.Name] = true
	g.Shapes = append(g.Shapes, b.shape(s, b.resourceOf(s.Name)))
	if expand := s.Member("expand"); expand != nil {
		for _, m := range expand.Shape.Members {
			b.tell(g, m.Shape, told)
		}
	}
}

// resourceOf returns the resource whose rows have the shape of that name, or nil.
func (b *book) resourceOf(name string) *design.Resource {
	all := b.plan.Design.Contract.Resources
	i := slices.IndexFunc(all, func(r *design.Resource) bool { return r.Of.Name == name && !r.Only.Written() })
	if i < 0 {
		i = slices.IndexFunc(all, func(r *design.Resource) bool { return pascal(r.Name.Text) == name })
	}
	if i < 0 {
		return nil
	}
	return all[i]
}

// shape tells a shape; r is the resource whose rows it is of, nil for none.
func (b *book) shape(s *contract.Shape, r *design.Resource) *shape {
	out := &shape{Name: s.Name, Describe: s.Describe}
	if s.Example != nil {
		out.Example = string(contract.JSON(s.Example))
	}
	for _, m := range s.Members {
		if m.Name == "expand" && m.Shape.Kind == contract.Object && m.Shape.Name == "" {
			for _, x := range m.Shape.Members {
				out.Expand = append(out.Expand, &row{Name: x.Name, Type: beside(x.Shape)})
			}
			continue
		}
		f := fieldOf(r, m.Name)
		line := &row{Name: m.Name, Type: typed(m.Shape, f), Describe: join(m.Describe, m.Shape.Describe), Sometime: !m.Required}
		if f != nil {
			b.rulesOfField(line, r, f)
			line.By = b.writers(r, m.Name)
		}
		out.Rows = append(out.Rows, line)
	}
	return out
}

// beside says what stands in the member expand.
func beside(s *contract.Shape) kind {
	if items := s.Member("items"); items != nil {
		k := typed(items.Shape.Item, nil)
		return kind{"items: up to " + whole(items.Shape.Most) + " ", k.Of, "; more: whether there are others"}
	}
	return typed(s, nil)
}

// rulesOfField tells who may read and write f, and what it is made of.
func (b *book) rulesOfField(line *row, r *design.Resource, f *design.Field) {
	if !b.Rules {
		return
	}
	for _, c := range r.Computed {
		if c.Field == f {
			line.Computed = folded(c.Value.Text)
		}
	}
	a := b.allowed(r.Of.To)
	if a == nil {
		return
	}
	for _, one := range a.Fields {
		if one.Field.To == f {
			line.Read, line.Write = rulesOf(&one.Read), rulesOf(&one.Write)
		}
	}
}

// writers are the operations about rows of r whose body takes the field of that name.
func (b *book) writers(r *design.Resource, name string) (ids []string) {
	for _, o := range b.doc.Operations {
		if o.Tag != r.Name.Text || o.Body == nil || o.Verb != design.Create.String() && o.Verb != design.Update.String() {
			continue
		}
		if o.Body.Shape.Member(name) != nil {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

// fieldOf returns the field that r sends under that name, or nil.
func fieldOf(r *design.Resource, name string) *design.Field {
	if r == nil {
		return nil
	}
	for _, f := range r.Fields {
		if f.To != nil && f.To.Name.Text == name {
			return f.To
		}
	}
	return nil
}

// bodyRows tells the members of a body.
func (b *book) bodyRows(o *contract.Operation, op *plan.Operation) (out []*row) {
	for _, m := range o.Body.Shape.Members {
		var f *design.Field
		if op != nil && op.Body != nil {
			for i := range op.Body.Slots {
				if slot := op.Body.Slots[i].Field; slot.Name.Text == m.Name {
					f = slot
				}
			}
		}
		line := &row{Name: m.Name, Required: m.Required, Type: typed(m.Shape, f), Describe: join(m.Describe, m.Shape.Describe)}
		if f != nil && f.Entity != nil && op.Verb != design.Post {
			b.rulesOfField(line, b.design(op.Name).Resource, f)
			line.Read = nil
		}
		out = append(out, line)
	}
	return out
}

// paramField returns the field that a parameter is compared with; nil where it is none.
func paramField(op *plan.Operation, p *contract.Param) *design.Field {
	if op == nil || p.Shape.Kind == contract.List {
		return nil
	}
	if p.In == contract.InPath {
		for _, one := range op.Params {
			if one.Name == p.Name {
				return one.Field
			}
		}
		return nil
	}
	if op.List != nil {
		for _, f := range op.List.Filters {
			if f.Name == p.Name && f.Operator != design.Present {
				return f.Field
			}
		}
	}
	return nil
}

// join puts sentences behind each other, without the point of the last one.
func join(a, b string) string {
	return strings.TrimSuffix(strings.TrimSpace(a+" "+b), ".")
}
