package contract

import (
	"encoding/json"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/catalogue"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

// examples makes values that a shape allows: those of the world of the requirements, where
// there is one, or made up. The same design gives the same ones.
type examples struct {
	design *design.Design
	world  map[string]*design.Member // entity to its first row
}

// ordered is an object whose members have an order.
type ordered []pair

type pair struct {
	name  string
	value any
}

func newExamples(p *plan.Plan) *examples {
	x := &examples{design: p.Design, world: map[string]*design.Member{}}
	for _, e := range p.Design.Requirements.World {
		if len(e.Value.Members) > 0 {
			x.world[e.Name.Text] = e.Value.Members[0]
		}
	}
	return x
}

// row returns a row of r.
func (x *examples) row(r *design.Resource, s *Shape) any {
	return x.objectOf(s, r.Of.To, r.Of.To.Name.Text)
}

// object returns an object of that shape, with values of an entity of that name.
func (x *examples) object(s *Shape, entity string) any {
	return x.objectOf(s, x.design.Data.Entity(entity), entity)
}

// objectOf gives each member that s has a value, but for what stands beside a row.
func (x *examples) objectOf(s *Shape, e *design.Entity, entity string) any {
	out := ordered{}
	for _, m := range s.Members {
		if m.Name == "expand" && m.Shape.Kind == Object {
			continue
		}
		var f *design.Field
		if e != nil {
			f = e.Field(m.Name)
		}
		v, ok := x.member(f, m, entity)
		if ok {
			out = append(out, pair{m.Name, v})
		}
	}
	return out
}

// body returns a body of an operation.
func (x *examples) body(op *plan.Operation, s *Shape) any {
	e := op.Entity
	out := ordered{}
	for _, m := range s.Members {
		var f *design.Field
		if op.Verb != design.Post {
			f = e.Field(m.Name)
		} else if i := slices.IndexFunc(op.Body.Slots, func(s plan.Slot) bool { return s.Field.Name.Text == m.Name }); i >= 0 {
			f = op.Body.Slots[i].Field
		}
		if v, ok := x.member(f, m, e.Name.Text); ok {
			out = append(out, pair{m.Name, v})
		}
	}
	return out
}

// answer returns an answer of that shape.
func (x *examples) answer(s *Shape) any {
	if s.Example != nil {
		return s.Example
	}
	if items := s.Member("items"); items != nil && s.Kind == Object && items.Shape.Kind == List {
		return ordered{{"items", []any{x.answer(items.Shape.Item)}}, {"next", nil}}
	}
	return x.objectOf(s, nil, "")
}

// member returns a value of m, which f may be the field of.
func (x *examples) member(f *design.Field, m *Member, entity string) (v any, ok bool) {
	if f != nil {
		if row := x.world[entity]; row != nil {
			if v, ok := x.written(f, row, m.Shape); ok {
				return v, true
			}
		}
		if v := x.value(f, m.Shape); v != nil {
			return v, true
		}
	}
	if v := x.made(m.Shape, m.Name); v != nil {
		return v, true
	}
	return nil, m.Shape.Nullable
}

// written returns what the world gives a field of a row.
func (x *examples) written(f *design.Field, row *design.Member, s *Shape) (any, bool) {
	i := slices.IndexFunc(row.Value.Members, func(m *design.Member) bool { return m.Name.Text == f.Name.Text })
	if f.Type == design.TypeID {
		return raw(x.id(f.Entity, row.Name.Text)), true
	}
	if i < 0 {
		return nil, false
	}
	v := row.Value.Members[i].Value
	if name, refers := strings.CutPrefix(v.Text, "$"); refers && f.Type == design.TypeRef && v.Kind == design.ValueScalar {
		return raw(x.id(f.Target.To, name)), true
	}
	if v.Kind != design.ValueScalar || f.Type == design.TypeRef || strings.HasPrefix(v.Text, "$") {
		return nil, false
	}
	slot := plan.SlotOf(f)
	got, wrong := slot.ParseString(v.Text)
	if wrong != nil || slot.Format == payload.Secret {
		return nil, false
	}
	_ = s
	return known(&slot, got), true
}

// id returns the id of a row of that name, as JSON.
func (x *examples) id(e *design.Entity, name string) []byte {
	if e.Counted() {
		text := value.AppendNumber(nil, e.Prefix.Text, 1)
		if e.Prefix.Text == "" {
			return text
		}
		return payload.AppendString(nil, string(text))
	}
	h := fnv.New64a()
	h.Write([]byte(e.Name.Text + "/" + name))
	const exampleMillis = 1_767_225_600_000 // 2026-01-01
	return payload.AppendString(nil, string(e.AppendID(nil, value.FixedID(exampleMillis, 0, h.Sum64()>>2))))
}

// value returns a value of f that is made up; nil for none.
func (x *examples) value(f *design.Field, s *Shape) any {
	switch f.Type {
	case design.TypeID:
		return raw(x.id(f.Entity, x.first(f.Entity)))
	case design.TypeRef:
		return raw(x.id(f.Target.To, x.first(f.Target.To)))
	default:
		return x.made(s, f.Name.Text)
	}
}

// first returns the name of the first row of e in the world, "" without one.
func (x *examples) first(e *design.Entity) string {
	if row := x.world[e.Name.Text]; row != nil {
		return row.Name.Text
	}
	return ""
}

// made returns a value of that shape that is made up; nil where none comes to mind.
func (x *examples) made(s *Shape, name string) any {
	switch {
	case s.Example != nil:
		return s.Example
	case s.Default != nil:
		return s.Default
	}
	switch s.Kind {
	case Boolean:
		return true
	case Integer:
		return clamp(1, s.Min, s.Max)
	case Number:
		n := 1.5
		if s.Low != nil {
			n = math.Max(n, *s.Low)
		}
		if s.High != nil {
			n = math.Min(n, *s.High)
		}
		return n
	case List:
		item := x.made(s.Item, name)
		if item == nil {
			return []any{}
		}
		return slices.Repeat([]any{item}, int(clamp(1, s.Least, s.Most)))
	case Object:
		return x.objectOf(s, nil, "")
	case Anything:
		return ordered{}
	case Text:
		return text(s, name)
	}
	return nil
}

func clamp(n int64, low, high *int64) int64 {
	if low != nil {
		n = max(n, *low)
	}
	if high != nil {
		n = min(n, *high)
	}
	return n
}

// text makes up a text.
func text(s *Shape, name string) any {
	switch {
	case len(s.Words) > 0:
		return s.Words[0]
	case s.RE2 != "":
		return matching(s, fitting(sentence(spaced(name)), s))
	}
	switch s.Format {
	case "date-time":
		return "2026-01-01T09:30:00Z"
	case "date":
		return "2026-01-01"
	case "uuid":
		return "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
	case "uri":
		return "https://example.com/" + name
	case "uri-reference":
		return "/problems/not_found"
	case "email":
		return "ann@example.com"
	case "password":
		return fitting("correct horse battery staple", s)
	}
	switch {
	case s.Pattern == patternSlug:
		return "my-first-post"
	case strings.HasPrefix(s.Pattern, "^-?"):
		return "1"
	case strings.HasSuffix(s.Pattern, patternLetter):
		prefix := strings.TrimSuffix(strings.TrimPrefix(s.Pattern, "^"), patternLetter)
		return prefix + "01kd0000000000000000000000"
	}
	return fitting(sentence(spaced(name)), s)
}

// fitting makes a text as long as it must be.
func fitting(t string, s *Shape) string {
	if s.Most != nil && int64(len(t)) > *s.Most {
		t = t[:*s.Most]
	}
	for s.Least != nil && int64(len(t)) < *s.Least {
		t += "x"
	}
	return t
}

// problemExample returns a problem with the first code of an answer.
func problemExample(a *Answer) any {
	code := a.Codes[0]
	if i := slices.IndexFunc(a.Codes, func(code string) bool { return !strings.HasPrefix(code, "idempotency_key") }); i >= 0 {
		code = a.Codes[i] // what is refused without a key, too
	}
	e, _ := catalogue.Find(code)
	return ordered{
		{"type", typeOf(code)},
		{"title", e.Title},
		{"status", int64(a.Status)},
		{"detail", e.Detail},
		{"code", code},
		{"request_id", requestID.Example},
	}
}

// typeOf returns the type of a problem: of what is registered with IANA, that one.
func typeOf(code string) string {
	if code == "quota_exceeded" {
		return "https://iana.org/assignments/http-problem-types#quota-exceeded"
	}
	return catalogue.Type(code)
}

// MarshalJSON implements json.Marshaler.
func (r raw) MarshalJSON() ([]byte, error) { return r, nil }

var _ json.Marshaler = raw(nil)
