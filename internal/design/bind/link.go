package bind

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// linked puts behind each entity those that its links make. They are made here, where
// it is known what a name that is misspelt means: else each use of what is made of it
// would be told of too.
func (b *binder) linked() {
	written := slices.DeleteFunc(slices.Clone(b.design.Data.Entities), func(e *design.Entity) bool { return e.Link != nil })
	for _, e := range written {
		b.entities[e.Name.Text] = e
	}
	b.design.Data.Entities = written
	var all []*design.Entity
	for _, e := range written {
		all = append(all, e)
		for _, l := range e.Links {
			if l.To.Set() { // else a finding says that it is missing
				if b.entity(&l.To) == nil {
					b.breaks(l.Inverse)
				}
				all = append(all, b.pairs(e, l))
			}
		}
	}
	b.design.Data.Entities = all
}

// pairs makes the entity of l, which stands in e. Whatever it says of itself stands
// where the link is written.
func (b *binder) pairs(e *design.Entity, l *design.Link) *design.Entity {
	p := &design.Entity{Name: l.As, Was: l.Was, Link: l, Global: true}
	near := design.Ref[design.Entity]{Name: e.Name.Text, Span: l.Name.Span, To: e}
	far, was := l.To, design.Name{} // was: of the other side
	if far.To != nil {
		far.Name, was = far.To.Name.Text, far.To.Was
	}
	if p.Name.Text == "" {
		p.Name = design.Name{Text: near.Name + far.Name, Span: l.Name.Span}
		if p.Was.Text == "" && (e.Was.Text != "" || was.Text != "") { // what is made of names goes with them
			p.Was = design.Name{Text: before(near.Name, e.Was) + before(far.Name, was), Span: l.Name.Span}
		}
	}
	if e.Tenant.Set() {
		p.Global = false
		p.Fields = append(p.Fields, b.tenantField(e, p))
		p.Tenant = design.Ref[design.Field]{Name: p.Fields[0].Name.Text, Span: l.Name.Span}
	}
	p.Fields = append(p.Fields, side(p, near, l.Name, e.Was), side(p, far, l.Inverse, was))
	first, second := p.Sides()
	p.Unique = [][]design.Ref[design.Field]{{
		{Name: first.Name.Text, Span: first.Name.Span}, {Name: second.Name.Text, Span: second.Name.Span},
	}}
	p.System = design.SystemFields(p)
	return p
}

func before(now string, was design.Name) string {
	if was.Text != "" {
		return was.Text
	}
	return now
}

// side makes a reference of p, which is named after its target.
func side(p *design.Entity, to design.Ref[design.Entity], inverse, was design.Name) *design.Field {
	f := &design.Field{
		Name: design.Name{Text: design.Snake(to.Name), Span: to.Span}, Span: p.Link.Span, Type: design.TypeRef, TypeSpan: to.Span,
		Target: to, Inverse: inverse, OnDelete: design.Cascade, Entity: p,
	}
	if was.Text != "" {
		f.Was = design.Name{Text: design.Snake(was.Text), Span: to.Span}
	}
	if to.To == nil {
		f.Type = design.TypeNone // a finding says that there is no such entity
	}
	return f
}

// tenantField makes the field that says whose a row of p is: as in e. It has no type
// where that of e names no tenant; findings tell of that there.
func (b *binder) tenantField(e, p *design.Entity) *design.Field {
	var names []string
	for _, f := range e.Fields {
		names = append(names, f.Name.Text)
	}
	at := p.Link.Name.Span
	f := &design.Field{Name: design.Name{Text: e.Tenant.Name, Span: at}, Span: p.Link.Span, TypeSpan: at, Entity: p}
	own := e.Field(e.Tenant.Name)
	if own == nil {
		if own = e.Field(diag.Nearest(e.Tenant.Name, names)); own == nil {
			return f
		}
	}
	f.Name.Text = own.Name.Text
	if own.Was.Text != "" {
		f.Was = design.Name{Text: own.Was.Text, Span: at}
	}
	to := b.entities[own.Target.Name]
	if to == nil {
		to = b.entities[diag.Nearest(own.Target.Name, b.everyEntity())]
	}
	if own.Type == design.TypeRef && !own.Optional && to != nil {
		f.Type, f.OnDelete = design.TypeRef, design.Cascade
		f.Target = design.Ref[design.Entity]{Name: to.Name.Text, Span: at}
	}
	return f
}

// sides checks the names of the references of e, which are made of those of entities.
func (b *binder) sides(e *design.Entity) {
	near, far := e.Sides()
	for i, f := range e.Fields {
		why := ""
		switch first := slices.IndexFunc(e.Fields, func(o *design.Field) bool { return o.Name.Text == f.Name.Text }); {
		case f == far && near.Name.Text == far.Name.Text:
			why = `both of its references would be called "` + f.Name.Text + `"`
		case first < i:
			why = `its tenant and one of its references would both be called "` + f.Name.Text + `"`
		case f != near && f != far: // the name of a field that is written
		case slices.Contains(systemFields, f.Name.Text), slices.Contains(celWords, f.Name.Text), slices.Contains(postgresColumns, f.Name.Text):
			why = `its reference would be called "` + f.Name.Text + `", which means something already`
		case len(f.Name.Text) > longestName:
			why = "the name of its reference would be too long"
		}
		if why != "" {
			b.add(&badLink, e.Link.To.Span, "no entity can be made of the link %q: %s", e.Link.Name.Text, why).
				Mend("write the entity itself, with references of other names, and unique with both")
			return
		}
	}
}

// apart tells that the rows which a link puts together are not of one tenant.
func (b *binder) apart(e *design.Entity, far *design.Field) {
	near, _ := e.Sides()
	other, whose := far.Target.To.Name.Text, "no tenant"
	switch t := tenantOf(e); {
	case t != nil:
		whose = "one " + t.Name.Text
	case !near.Target.To.Global: // nobody knows
		return
	}
	b.add(&badLink, e.Link.To.Span, "no entity can be made of the link %q: rows of %s belong to one %s, those of %s to %s",
		e.Link.Name.Text, other, tenantOf(far.Target.To).Name.Text, near.Target.To.Name.Text, whose).
		Mend("link rows of one tenant, or of a tenant with global ones: write the link at the tenant's").
		See(far.Target.To.Tenant.Span, "the tenant of %s is declared here", other)
}
