package seed

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

// reader reads one file.
type reader struct {
	design  *design.Design
	diags   *diag.List
	rows    []*Row // in the order written
	byName  map[*design.Entity]map[string]*Row
	ordered []*Row
}

// file reads the entities.
func (r *reader) file(root *source.Node) {
	if !r.mapping(root, root.Span, "a seed file is") {
		return
	}
	for _, p := range root.Pairs {
		e := r.design.Data.Entity(p.Key.Text)
		if e == nil {
			r.noEntity(p.Key)
			continue
		}
		if p.Value == nil || !r.mapping(p.Value, p.Value.Span, "what stands below an entity is") {
			continue
		}
		r.byName[e] = map[string]*Row{}
		for _, row := range p.Value.Pairs {
			r.row(e, row)
		}
	}
}

// mapping makes sure that n is a mapping. It is silent about what was refused before.
func (r *reader) mapping(n *source.Node, at diag.Span, what string) bool {
	if n.Kind == source.Map {
		return true
	}
	if !n.Refused {
		r.diags.Add(&wrongForm, at, "%s a mapping, and this is not one", what).
			Mend("write Entity: {row: {field: value}}, each on a line of its own if you like")
	}
	return false
}

func (r *reader) noEntity(key *source.Node) {
	var names []string
	for _, e := range r.design.Data.Entities {
		names = append(names, e.Name.Text)
	}
	d := r.diags.Add(&unknownEntity, key.Span, "%q is not an entity", key.Text)
	if near := diag.Nearest(key.Text, names); near != "" {
		d.Mend("did you mean %q?", near)
		return
	}
	d.Mend("write the name of an entity of data.yaml: %s", strings.Join(names, ", "))
}

// row reads one row.
func (r *reader) row(e *design.Entity, p source.Pair) {
	row := &Row{Entity: e, Name: p.Key.Text, Span: p.Key.Span, Values: plan.DefaultsOf(e)}
	if !isName(row.Name) {
		r.diags.Add(&wrongForm, p.Key.Span, "%q cannot be the name of a row", row.Name).
			Mend("write a letter, then letters, digits, - and _: others refer to it as $name")
		return
	}
	if e.Counted() {
		row.Values[0] = value.OfInt(int64(len(r.byName[e])) + 1)
	} else {
		row.Values[0] = idOf(e, row.Name)
	}
	for _, f := range e.System {
		switch f.Name.Text {
		case design.FieldCreatedAt, design.FieldUpdatedAt:
			row.Values[f.Index] = madeAt(len(r.rows))
		}
	}
	r.rows = append(r.rows, row)
	r.byName[e][row.Name] = row
	if p.Value == nil || !r.mapping(p.Value, p.Value.Span, "a row is") {
		return
	}
	for _, f := range p.Value.Pairs {
		r.field(row, f)
	}
}

func isName(s string) bool {
	for i, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		case i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '_'):
		default:
			return false
		}
	}
	return s != ""
}

// field reads one value. References wait until all rows are known.
func (r *reader) field(row *Row, p source.Pair) {
	if r.signsIn(row.Entity) && p.Key.Text == plan.PasswordMember {
		r.password(row, p)
		return
	}
	f := row.Entity.Field(p.Key.Text)
	switch {
	case f == nil:
		r.noField(row.Entity, p.Key)
		return
	case f.System:
		r.diags.Add(&systemField, p.Key.Span, "%q is set by Newel, in every row", p.Key.Text).
			Mend("remove it; another row refers to this one as $%s", row.Name)
		return
	}
	slot := plan.SlotOf(f)
	if f.Type == design.TypeRef {
		slot.Format = payload.Text // of what is referred to its name is written
	}
	if p.Value != nil && !p.Value.Refused && (f.Type == design.TypeList && p.Value.Kind == source.List || f.Type == design.TypeJSON && p.Value.Kind != source.Scalar) {
		row.fields = append(row.fields, field{to: f, node: p.Value})
		row.Values[f.Index] = r.whole(row, p, &slot)
		return
	}
	if !r.scalar(row, p, &slot) {
		return
	}
	row.fields = append(row.fields, field{to: f, node: p.Value})
	if f.Type != design.TypeRef {
		row.Values[f.Index] = r.value(row, p, &slot)
	}
}

// signsIn tells whether rows of e have a password.
func (r *reader) signsIn(e *design.Entity) bool {
	return r.design.Access.Password != nil && r.design.Access.Identity.To == e
}

func (r *reader) password(row *Row, p source.Pair) {
	low, high := int64(plan.PasswordMin), int64(plan.PasswordMax)
	slot := payload.Slot{Name: plan.PasswordMember, Format: payload.Text, Min: &low, Max: &high}
	if r.scalar(row, p, &slot) {
		row.Password = r.value(row, p, &slot).Str
	}
}

func (r *reader) noField(e *design.Entity, key *source.Node) {
	var names []string
	for _, f := range e.Fields {
		names = append(names, f.Name.Text)
	}
	if r.signsIn(e) {
		names = append(names, plan.PasswordMember)
	}
	d := r.diags.Add(&unknownField, key.Span, "%q is not a field of %s", key.Text, e.Name.Text)
	near := diag.Nearest(key.Text, names)
	switch inverse := e.Inverse(key.Text); {
	case inverse != nil:
		d.Mend("write those rows below %s, each with %s: $row", inverse.Many().Name.Text, inverse.Via.Name.Text)
	case near != "":
		d.Mend("did you mean %q?", near)
	case key.Text == plan.PasswordMember && r.design.Access.Password != nil:
		d.Mend("write it on a row of %s: only those sign in", r.design.Access.Identity.Name)
	case key.Text == plan.PasswordMember:
		d.Mend("remove it, or let people sign in: access.yaml has no sign_in with password")
	default:
		d.Mend("write one of its fields: %s", strings.Join(names, ", "))
	}
}

// scalar makes sure that p has a value of one piece, in the right quotes.
func (r *reader) scalar(row *Row, p source.Pair, s *payload.Slot) bool {
	bare := s.Format == payload.Integer || s.Format == payload.Boolean || s.Format == payload.Number
	switch {
	case p.Value == nil:
		d := r.wrong(row, p, p.Key.Span, "has no value")
		if s.Nullable {
			d.Mend("leave the line out: a field that is not written is empty")
		} else {
			d.Mend("write the value after the colon")
		}
	case p.Value.Refused:
	case p.Value.Kind != source.Scalar:
		r.wrong(row, p, p.Value.Span, "must be one value, not a mapping or a list").Mend("write one value after the colon")
	case bare && p.Value.Style != source.Plain:
		r.wrong(row, p, p.Value.Span, "must not stand in quotes").Mend("remove the quotes: in them it is text")
	default:
		return true
	}
	return false
}

func (r *reader) value(row *Row, p source.Pair, s *payload.Slot) value.Value {
	v, wrong := s.ParseString(p.Value.Text)
	if wrong != nil {
		r.wrong(row, p, p.Value.Span, wrong.Detail).Mend("change the value, or what data.yaml says of %q", p.Key.Text)
	}
	return v
}

func (r *reader) wrong(row *Row, p source.Pair, at diag.Span, why string) *diag.Diagnostic {
	return r.diags.Add(&wrongValue, at, "%q of %s %s", p.Key.Text, row, why)
}

// whole reads a list, or a json, that is written as YAML.
func (r *reader) whole(row *Row, p source.Pair, s *payload.Slot) (v value.Value) {
	if s.Format == payload.List {
		var items []value.Value
		for _, i := range p.Value.Items {
			one := source.Pair{Key: p.Key, Value: i}
			if !r.scalar(row, one, s.Item) {
				return v
			}
			item := r.value(row, one, s.Item)
			if item.IsNull() {
				return v
			}
			items = append(items, item)
		}
		list, wrong := s.ListOf(items)
		if wrong != nil {
			r.wrong(row, p, p.Value.Span, wrong.Detail).Mend("change the value, or what data.yaml says of %q", p.Key.Text)
		}
		return list
	}
	text, ok := p.Value.JSON()
	if !ok {
		return v // a finding says why
	}
	v, wrong := s.ParseString(string(text))
	if wrong != nil {
		r.wrong(row, p, p.Value.Span, wrong.Detail).Mend("change the value, or what data.yaml says of %q", p.Key.Text)
	}
	return v
}
