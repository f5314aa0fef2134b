package plan

import (
	"slices"
	"strconv"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// madeMember returns the member that a conversion makes of the fields of p, whose columns
// are counted from that one. It is not ok where p does not send all that it is made of.
func madeMember(s *design.Seen, p *query.Projection, from int) (m payload.Member, ok bool) {
	one := slot(s.Gone)
	one.Min, one.Max, one.Low, one.High, one.Pattern = nil, nil, nil, nil, nil // what is there is sent, too much of it too
	if one.Format == payload.Decimal {
		one.Min, one.Max = new(int64(-1<<63)), new(int64(1<<63-1))
	}
	d := &down{lens: s.Made.Down[s.Part], slot: &one, parts: make([]part, len(s.Made.New))}
	m = payload.Member{Name: s.Name, Format: payload.Bridged, Visible: -1, Required: true, Bridge: d}
	for i, newer := range s.Made.New {
		at := slices.Index(p.Fields, newer.Field)
		if at < 0 {
			return m, false
		}
		column, visible := p.Place(at)
		d.parts[i] = partOf(newer, column+from)
		if visible >= 0 {
			m.Also = append(m.Also, visible+from)
		}
	}
	return m, true
}

// part is a member of today that a lens sees.
type part struct {
	payload.Member
	kind  design.Type
	words map[string]string // today's word, and the newer version's; nil for the same
	null  value.Value       // what stands for null
}

func partOf(s *design.Seen, column int) part {
	f := s.Field
	p := part{
		Member: payload.Member{Format: format(f), Prefix: prefix(f), Places: f.Places, Column: column, Visible: -1},
		kind:   design.LensType(f), words: s.Down,
	}
	if s.Answer != nil {
		p.null = *s.Answer
	}
	return p
}

// seen returns a value as a lens sees it: a number, a truth, or the text that stands for it
// in JSON.
func seen(format payload.Format, places int, kind design.Type, v value.Value) value.Value {
	if v.IsNull() || kind != design.TypeText {
		return v
	}
	switch format {
	case payload.Date, payload.Timestamp, payload.UUID, payload.Decimal:
		quoted := spelled(format, places, "", v)
		return value.OfText(quoted[1 : len(quoted)-1])
	default:
		return v
	}
}

// down is the Bridge of a member that is made of others.
type down struct {
	lens  *design.LensNode
	slot  *payload.Slot // what the version says of it
	parts []part
}

// AppendBridged implements [payload.Bridge].
func (d *down) AppendBridged(dst []byte, row payload.Columns, _ int) []byte {
	var buffer [4]value.Value
	values := buffer[:0]
	for i := range d.parts {
		p := &d.parts[i]
		switch {
		case row.IsNull(p.Column):
			values = append(values, p.null)
		case p.kind == design.TypeInteger:
			values = append(values, value.OfInt(row.Int(p.Column)))
		case p.kind == design.TypeBoolean:
			values = append(values, value.OfBool(row.Int(p.Column) != 0))
		case p.words != nil:
			values = append(values, value.OfText(p.words[string(row.Bytes(p.Column))]))
		default:
			values = append(values, seen(p.Format, p.Places, p.kind, p.cell(row)))
		}
	}
	made := expr.Through(d.lens, values)
	if made.IsNull() {
		return append(dst, "null"...)
	}
	v, wrong := d.slot.ParseString(written(made))
	if wrong != nil {
		return append(dst, "null"...)
	}
	return append(dst, spelled(d.slot.Format, d.slot.Places, d.slot.Prefix, v)...)
}

// cell returns the value of the part, which is not null.
func (p *part) cell(row payload.Columns) value.Value {
	switch p.Format {
	case payload.Date:
		return value.OfDate(row.Int(p.Column))
	case payload.Timestamp:
		return value.OfMicros(row.Int(p.Column))
	case payload.Decimal:
		return value.OfInt(row.Int(p.Column))
	case payload.UUID:
		return value.Value{Kind: value.ID, Str: string(row.Bytes(p.Column))}
	default:
		return value.OfText(string(row.Bytes(p.Column)))
	}
}

// written returns what a lens has made as a query string has it; "" for what is absent.
func written(v value.Value) string {
	switch v.Kind {
	case value.Int:
		return strconv.FormatInt(v.Int, 10)
	case value.Bool:
		return strconv.FormatBool(v.True())
	default:
		return v.Str
	}
}

// conversion makes members of a body of others.
type conversion struct {
	from []converted // of the version
	to   []converted // of today
	up   []*design.LensNode
}

// converted is a member on one side of a conversion.
type converted struct {
	at   int // its slot
	slot payload.Slot
	kind design.Type
	up   map[string]string // of the newer version's words, what each is today; nil for the same
}

// converts adds the conversion of which s is a part, once; slot is that of s. It is false
// where the body of op has none of what it becomes.
func (l *Lens) converts(op *Operation, s *design.Seen, at int) bool {
	in := func(newer *design.Seen) int {
		return slices.IndexFunc(op.Body.Slots, func(b Slot) bool { return b.Field == newer.Field })
	}
	if !slices.ContainsFunc(s.Made.New, func(newer *design.Seen) bool { return in(newer) >= 0 }) {
		return false
	}
	if s.Part == 0 {
		c := conversion{up: s.Made.Up}
		for _, newer := range s.Made.New {
			one := slot(newer.Field)
			one.Required = one.Required && op.Verb != design.Update
			c.to = append(c.to, converted{at: in(newer), slot: one, kind: design.LensType(newer.Field), up: newer.Up})
		}
		l.conversions = append(l.conversions, c)
	}
	one := slot(s.Gone)
	one.Name = s.Name
	c := &l.conversions[len(l.conversions)-1]
	c.from = append(c.from, converted{at: at, slot: one, kind: design.LensType(s.Gone)})
	return true
}

// convert puts what the members of the version become into today's body.
func (c *conversion) convert(from []value.Value, was []bool, into []value.Value, present []bool) (wrong []payload.Violation) {
	some, values := false, make([]value.Value, len(c.from))
	for i := range c.from {
		one := &c.from[i]
		some = some || was[one.at]
		values[i] = seen(one.slot.Format, one.slot.Places, one.kind, from[one.at])
	}
	if !some {
		return nil
	}
	pointer := "/" + c.from[0].slot.Name
	for i := range c.from {
		if one := &c.from[i]; !was[one.at] && !one.slot.Nullable {
			return []payload.Violation{{Pointer: "/" + one.slot.Name, Code: payload.CodeRequired, Detail: "is missing beside " + pointer[1:]}}
		}
	}
	for i := range c.to {
		one := &c.to[i]
		if one.at < 0 {
			continue
		}
		made := expr.Through(c.up[i], values)
		if one.up != nil && !made.IsNull() {
			made = value.OfText(one.up[made.Str])
		}
		if made.IsNull() && one.slot.Nullable {
			into[one.at], present[one.at] = value.Value{}, true
			continue
		}
		v, bad := one.slot.ParseString(written(made))
		switch {
		case made.IsNull():
			wrong = append(wrong, payload.Violation{Pointer: pointer, Code: payload.CodeNotConvertible, Detail: "has no counterpart in the version of today"})
		case bad != nil:
			wrong = append(wrong, payload.Violation{Pointer: pointer, Code: payload.CodeNotConvertible, Detail: "has no counterpart in the version of today, which " + bad.Detail})
		default:
			into[one.at], present[one.at] = v, true
		}
	}
	return wrong
}

// madeOf returns the name of the first member that a conversion makes f of; "" for none.
func madeOf(names *design.Members, f *design.Field) string {
	for _, s := range names.List {
		if s.Made != nil && s.Part == 0 && !s.Hidden && slices.ContainsFunc(s.Made.New, func(newer *design.Seen) bool { return newer.Field == f }) {
			return s.Name
		}
	}
	return ""
}
