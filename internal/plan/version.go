package plan

import (
	"slices"
	"time"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// Versioning is how requests say which version they mean.
type Versioning struct {
	Header  string // "" where it is a segment of the path, behind Base
	Current string
	Default string // the version of requests that name none
}

// Version is an older version of the API: the same operations, with programs that read
// and write what its clients know. Policies and rows are those of today.
type Version struct {
	Name   string
	Since  time.Time         // when it was deprecated
	Until  time.Time         // from when on it is served no more; zero for no end
	Errors map[string]string // codes of today that it calls otherwise
	Plan   *Plan             // its operations; it has no versions itself
}

// versions compiles the older versions of d.
func (p *Plan) versions(d *design.Design, engine dialect.Dialect, rules *rules) {
	said := &d.Contract.Versioning
	if !said.Span.Known() {
		return
	}
	p.Versioning = &Versioning{Header: said.Name.Text, Current: said.Current.Text, Default: said.Current.Text}
	for _, v := range d.Contract.Versions {
		older := compile(d, engine, rules, v.View)
		for _, op := range older.Operations {
			op.Version = v.Name.Text
		}
		p.Versions = append(p.Versions, &Version{Name: v.Name.Text, Since: v.Since, Until: v.Until, Errors: v.View.Errors, Plan: older})
		if said.Default == design.DefaultOldest {
			p.Versioning.Default = v.Name.Text
		}
	}
}

// has tells whether the version has the operation.
func (c *compiler) has(o *design.Operation) bool {
	if c.view == nil {
		return !o.Retired
	}
	return !c.view.Operations[o].Hidden
}

// segments returns the path of o below the base.
func (c *compiler) segments(o *design.Operation) []design.Segment {
	if c.view == nil {
		return o.Segments()
	}
	return c.view.Segments(o)
}

// inPaths returns the name of r in paths.
func (c *compiler) inPaths(r *design.Resource) string { return pathIn(c.view, r) }

// pathIn returns the name of r in the paths of a view; nil for that of today.
func pathIn(view *design.View, r *design.Resource) string {
	if view != nil && view.Paths[r] != "" {
		return view.Paths[r]
	}
	return r.Name.Text
}

// members returns how the version calls the members of r; nil for their own names.
func (c *compiler) members(r *design.Resource) *design.Members {
	if c.view == nil {
		return nil
	}
	return c.view.Resources[r]
}

// visible returns those of fields that the version has.
func (c *compiler) visible(r *design.Resource, fields []design.Ref[design.Field]) []design.Ref[design.Field] {
	names := c.members(r)
	if names == nil {
		return fields
	}
	return slices.DeleteFunc(slices.Clone(fields), func(ref design.Ref[design.Field]) bool {
		s := names.Of(ref.To)
		return s != nil && s.Hidden && !s.Parted // what others are made of is read, and not sent
	})
}

// expandsOf returns the expands of r that the version has.
func (c *compiler) expandsOf(r *design.Resource) []*design.Expand {
	names := c.members(r)
	if names == nil {
		return r.Expand
	}
	return slices.DeleteFunc(slices.Clone(r.Expand), func(x *design.Expand) bool { return nameOf(names, x) == "" })
}

func isHidden(names *design.Members, f *design.Field) bool {
	s := names.Of(f)
	return s != nil && s.Hidden
}

// called returns what a version calls f, "" where it does not have it.
func called(names *design.Members, f *design.Field) string {
	switch s := names.Of(f); {
	case s == nil:
		return f.Name.Text
	case s.Hidden:
		return ""
	default:
		return s.Name
	}
}

// nameOf returns what a version calls an expand, "" where it does not have it.
func nameOf(names *design.Members, x *design.Expand) string {
	if x.Many == nil {
		return called(names, x.Name.To)
	}
	if names != nil {
		for _, s := range names.List {
			if s.Many == x.Many && s.Hidden {
				return ""
			}
			if s.Many == x.Many {
				return s.Name
			}
		}
	}
	return x.Name.Name
}

// seenAs makes m what a version has of the member; s is nil where that is the same.
func seenAs(m *payload.Member, s *design.Seen) {
	if s == nil {
		return
	}
	m.Name, m.Silent = s.Name, s.Hidden
	if s.Answer != nil {
		m.Null = spelled(m.Format, m.Places, m.Prefix, *s.Answer)
	}
	if s.Down != nil {
		words := payload.OtherWords{}
		for today, old := range s.Down {
			words[today] = old
		}
		m.Format, m.Bridge = payload.Bridged, words
	}
}

// spelled returns the JSON of a value.
func spelled(format payload.Format, places int, prefix string, v value.Value) string {
	o := payload.NewObject([]payload.Member{{Format: format, Places: places, Prefix: prefix, Visible: -1}})
	object := o.Append(nil, constant{v})
	return string(object[len(`{"":`) : len(object)-1])
}

// constant is a row with one value.
type constant struct{ value value.Value }

func (c constant) IsNull(int) bool  { return c.value.IsNull() }
func (c constant) Int(int) int64    { return c.value.Int }
func (c constant) Bytes(int) []byte { return []byte(c.value.Str) }

// gone returns the members that only a version has, with what answers say of them; p has
// the fields beside them, with columns that are counted from that one.
func gone(names *design.Members, p *query.Projection, from int) (members []payload.Member) {
	if names == nil {
		return nil
	}
	for _, s := range names.List {
		if s.Gone == nil || s.Hidden {
			continue
		}
		if s.Made != nil {
			if m, ok := madeMember(s, p, from); ok {
				members = append(members, m)
			}
			continue
		}
		says := "null"
		if s.Answer != nil {
			says = spelled(format(s.Gone), s.Gone.Places, "", *s.Answer)
		}
		members = append(members, payload.Member{Name: s.Name, Format: payload.Bridged, Visible: -1, Required: true, Bridge: payload.Constant(says)})
	}
	return members
}

// Ask is a name that fields= may have.
type Ask struct {
	Name   string
	Fields []int      // of Sent: those that it is made of
	Bits   value.Bits // what the answer is asked for
}

// asks returns what fields= may name of what a version sends; nil where names are today's.
func asks(names *design.Members, p *query.Projection) (all []Ask) {
	if names == nil {
		return nil
	}
	for i, f := range p.Fields {
		a := Ask{Name: called(names, f), Fields: []int{i}}
		a.Bits.Add(i)
		if a.Name != "" {
			all = append(all, a)
		}
	}
	for i, m := range gone(names, p, 0) { // in the places behind the fields, as objectFrom has them
		a := Ask{Name: m.Name}
		a.Bits.Add(len(p.Fields) + i)
		if s := names.Named(m.Name); s.Made != nil {
			for _, part := range s.Made.New {
				at := slices.Index(p.Fields, part.Field)
				a.Fields = append(a.Fields, at)
				a.Bits.Add(at)
			}
		}
		all = append(all, a)
	}
	return all
}

// seenFilter returns the parameter as a version has it. With other words, what each asks for
// may be several of today's, or all others.
func seenFilter(f Filter, s *design.Seen) Filter {
	if s == nil {
		return f
	}
	f.Name = s.Name + f.Name[len(f.Field.Name.Text):]
	if s.Words == nil || f.Operator != design.EqualTo && f.Operator != design.UnlikeTo && f.Operator != design.AmongThem {
		return f
	}
	slot := *f.Slot
	slot.Choices = s.Words
	f.Slot, f.Asked, f.Operator, f.Words = &slot, f.Operator, design.AmongThem, map[string][]string{}
	for _, old := range s.Words {
		f.Words[old] = []string{}
		for _, v := range f.Field.Values {
			if (s.Down[v.Text] == old) != (f.Asked == design.UnlikeTo) {
				f.Words[old] = append(f.Words[old], v.Text)
			}
		}
	}
	return f
}
