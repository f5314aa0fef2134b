package plan

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan/query"
)

// format returns how a value of f is written in JSON.
func format(f *design.Field) payload.Format {
	switch f.Type {
	case design.TypeEmail:
		return payload.Email
	case design.TypeInteger:
		return payload.Integer
	case design.TypeBoolean:
		return payload.Boolean
	case design.TypeTimestamp:
		return payload.Timestamp
	case design.TypeDate:
		return payload.Date
	case design.TypeUUID:
		return payload.UUID
	case design.TypeURL:
		return payload.URL
	case design.TypeNumber:
		return payload.Number
	case design.TypeDecimal:
		return payload.Decimal
	case design.TypeJSON:
		return payload.JSON
	case design.TypeList:
		return payload.List
	case design.TypeSecret:
		return payload.Secret
	case design.TypeSlug:
		return payload.Slug
	case design.TypeEnum, design.TypeState:
		return payload.Choice
	case design.TypeID, design.TypeRef:
		switch {
		case !named(f).Counted():
			return payload.ID
		case named(f).Prefix.Text == "":
			return payload.Integer
		}
		return payload.Counted
	case design.TypeText, design.TypeNone:
	}
	return payload.Text
}

// prefix returns the prefix of the ids that f holds, "" for other fields.
func prefix(f *design.Field) string {
	if e := named(f); e != nil {
		return e.Prefix.Text
	}
	return ""
}

// named returns the entity of which f holds an id; nil where it holds none.
func named(f *design.Field) *design.Entity {
	switch f.Type {
	case design.TypeID:
		return f.Entity
	case design.TypeRef:
		return f.Target.To
	default:
		return nil
	}
}

// slot returns the member of a new row's body that gives f.
func slot(f *design.Field) payload.Slot {
	s := payload.Slot{
		Name: f.Name.Text, Format: format(f), Prefix: prefix(f), Places: f.Places,
		Required: f.Required() && f.Default == nil && f.Type != design.TypeSlug, Nullable: f.Optional,
	}
	s.Min, s.Max, s.Low, s.High = bounds(f)
	if f.Item != nil {
		item := slot(f.Item)
		item.Required = true
		s.Item = &item
	}
	if f.Pattern != nil {
		s.Pattern = f.Pattern.Whole
	}
	for _, v := range f.Values {
		s.Choices = append(s.Choices, v.Text)
	}
	return s
}

// bounds returns what the values of f may be, in the form that a Slot has them.
func bounds(f *design.Field) (least, most *int64, low, high *float64) {
	switch f.Type {
	case design.TypeDecimal:
		from, to := f.Range()
		return &from, &to, nil, nil
	case design.TypeNumber:
		if f.Min != nil {
			low = &f.Min.Float
		}
		if f.Max != nil {
			high = &f.Max.Float
		}
		return nil, nil, low, high
	case design.TypeID, design.TypeRef:
		if named(f).Counted() {
			least = new(int64(1))
		}
		return least, nil, nil, nil
	default:
		if f.Min != nil {
			least = &f.Min.N
		}
		if f.Max != nil {
			most = &f.Max.N
		}
		return least, most, nil, nil
	}
}

// objectFrom returns the program that writes the fields of p, which are called as names
// says (nil for their own), and whose columns are counted from that one.
func objectFrom(p *query.Projection, names *design.Members, from int, view *design.View) *payload.Object {
	members := make([]payload.Member, len(p.Fields))
	for i, f := range p.Fields {
		column, visible := p.Place(i)
		if column += from; visible >= 0 {
			visible += from
		}
		members[i] = payload.Member{
			Name: f.Name.Text, Format: format(f), Prefix: prefix(f), Places: f.Places, Column: column, Visible: visible,
			Required: !f.Optional && f.Calc == nil, // then its column is NOT NULL
		}
		if f.Calc != nil && f.Calc.Address != nil {
			members[i].Format, members[i].Bridge = payload.Bridged, addressOf(f.Calc.Address, view)
		}
		seenAs(&members[i], names.Of(f))
	}
	return payload.NewObject(append(members, gone(names, p, from)...))
}

// addressOf returns what writes the addresses of the rows of r, as a view has them.
func addressOf(r *design.Resource, view *design.View) payload.Address {
	key := r.Addressed()
	return payload.Address{Path: "/" + pathIn(view, r) + "/", Format: format(key), Prefix: prefix(key)}
}

// body returns the program that reads a body of those fields. Rows of the frame's
// Input have the given length.
func (c *compiler) body(fields []*design.Field, row int, partial bool, tenant *design.Entity) *Body {
	b := &Body{Row: row}
	slots := make([]payload.Slot, len(fields))
	for i, f := range fields {
		slots[i] = slot(f)
		if partial {
			slots[i].Required = false
		}
		s := Slot{Field: f, Guard: -1}
		if f.Default != nil {
			s.Default = f.Default.Value
		}
		if f.Type == design.TypeRef {
			s.Reference = c.reference(f.Target.To, tenant)
		}
		b.Slots = append(b.Slots, s)
	}
	b.Input = payload.NewInput(slots)
	return b
}

// reference asks for a row of e that the caller may read; from rows of a tenant,
// only one of the same tenant will do.
func (c *compiler) reference(e, from *design.Entity) *query.Reference {
	var tenant *design.Field
	if from != nil && from.Tenant.To != nil && e.Tenant.To != nil {
		tenant = e.Tenant.To
	}
	return query.NewReference(c.dialect, e, c.rules.verb(e, design.Get), tenant)
}
