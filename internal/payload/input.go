package payload

import (
	"bytes"

	"github.com/newel-api/newel/internal/value"
)

// Input reads the bodies of one operation. It is immutable and safe for
// concurrent use.
type Input struct {
	slots []Slot
	index index
}

// NewInput returns the program that reads objects with those members. Their
// names must differ.
func NewInput(slots []Slot) *Input { return &Input{slots, newIndex(slots)} }

// With returns the program that reads those members besides, behind the others.
func (in *Input) With(slots ...Slot) *Input {
	return NewInput(append(in.slots[:len(in.slots):len(in.slots)], slots...))
}

// Len returns the number of slots.
func (in *Input) Len() int { return len(in.slots) }

// Parse reads one JSON object. values and present must have as many elements as
// there are slots; present[i] tells that the member was written, null included,
// and values[i] is what it holds. It returns every violation (at most 100) in
// the order of the body, missing members last; or a *SyntaxError when the body
// is not JSON. In both cases values and present are not to be used. Nothing of
// body is kept.
func (in *Input) Parse(body []byte, values []value.Value, present []bool) ([]Violation, error) {
	values, present = values[:len(in.slots)], present[:len(in.slots)]
	clear(values)
	clear(present)
	p := parsing{reader: reader{body: body}, in: in, values: values, present: present}
	p.root()
	if p.err != nil {
		return nil, p.err
	}
	return p.violations, nil
}

// parsing is one Parse under way.
type parsing struct {
	reader
	in         *Input
	values     []value.Value
	present    []bool
	violations []Violation
}

func (p *parsing) violate(v Violation) {
	if len(p.violations) < maxViolations {
		p.violations = append(p.violations, v)
	}
}

// root reads the body.
func (p *parsing) root() {
	if bytes.HasPrefix(p.body, []byte("\xef\xbb\xbf")) {
		p.fail(0, "the body begins with a byte order mark, which JSON does not have")
		return
	}
	p.space()
	switch c := p.peek(); {
	case p.at >= len(p.body):
		p.fail(p.at, "the body is empty where a JSON object is expected")
	case c == '{':
		p.object()
		p.missing()
	default:
		p.skip(0)
		p.violate(Violation{Code: CodeWrongType, Detail: "must be an object, not " + typeOf(c)})
	}
	p.end()
}

func (p *parsing) object() {
	p.open(0)
	for n := 0; p.more(n, '}'); n++ {
		name := p.name()
		if p.err == nil {
			p.member(name)
		}
	}
}

// member reads the value of a member. Values that nobody takes are checked for
// syntax all the same.
func (p *parsing) member(name text) {
	i := p.in.index.find(p.in.slots, name.bytes)
	switch {
	case name.half:
		p.violate(Violation{Code: CodeInvalidText, Detail: "has a member name with half a surrogate pair"})
	case i < 0:
		if len(p.violations) < maxViolations {
			p.violate(p.in.unknown(string(name.bytes)))
		}
	case p.present[i]:
		p.violate(Violation{pointer(p.in.slots[i].Name), CodeDuplicateKey, "must be written only once"})
	default:
		p.present[i] = true
		v, wrong := p.value(&p.in.slots[i])
		if wrong != nil {
			p.violate(Violation{pointer(p.in.slots[i].Name), wrong.Code, wrong.Detail})
		}
		p.values[i] = v
		return
	}
	p.skip(1)
}

// value reads the value of s.
func (p *parsing) value(s *Slot) (value.Value, *Violation) {
	c := p.peek()
	switch {
	case c == 'n':
		p.literal("null")
		if s.Nullable && !s.Required {
			return value.Value{}, nil
		}
		return value.Value{}, &Violation{Code: CodeNull, Detail: "must not be null"}
	case s.Format == JSON:
		return p.document()
	case s.Format == List:
		if c == '[' {
			return p.list(s)
		}
	case c == '"' && s.Format != Integer && s.Format != Boolean && s.Format != Number:
		return s.fromString(p.string())
	case (c == '-' || isDigit(c)) && s.Format == Integer:
		return s.integer(p.number())
	case (c == '-' || isDigit(c)) && s.Format == Number:
		return s.float(p.number())
	case c == 't' && s.Format == Boolean:
		p.literal("true")
		return value.OfBool(true), nil
	case c == 'f' && s.Format == Boolean:
		p.literal("false")
		return value.OfBool(false), nil
	}
	p.skip(1)
	return value.Value{}, s.wrongType(c)
}

// missing reports the members that must be there and are not.
func (p *parsing) missing() {
	for i := range p.in.slots {
		if s := &p.in.slots[i]; s.Required && !p.present[i] {
			p.violate(Violation{pointer(s.Name), CodeRequired, "is missing"})
		}
	}
}

// Slots returns the members that bodies may hold, in the order of the design.
func (in *Input) Slots() []Slot { return in.slots }
