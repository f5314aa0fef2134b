package plan

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// Lens reads the bodies that clients of an older version send, as the values that today's
// body has. A member with another name is just another key; nothing is read twice.
type Lens struct {
	Input     *payload.Input
	Slots     []payload.Slot // that Input reads; those of members that are gone come last
	members   []lensMember   // by slot of Input
	fallbacks []fallback

	conversions []conversion
}

// lensMember is where the value of a member goes.
type lensMember struct {
	to    int               // the slot of the body; -1 for a member that is gone or converted
	words map[string]string // of an enum: what each word is today; nil for the same
	made  *design.Conversion
}

// fallback is what a slot of the body holds where the request has nothing for it.
type fallback struct {
	to     int
	value  value.Value
	absent bool // where the member is not there
	null   bool // where it is null
}

// Up puts the values of a body that Input has read into those of today's body. It returns
// what is wrong with values that are converted.
func (l *Lens) Up(from []value.Value, was []bool, into []value.Value, present []bool) (wrong []payload.Violation) {
	clear(into)
	clear(present)
	for i := range l.members {
		m := &l.members[i]
		if m.to < 0 || !was[i] {
			continue
		}
		into[m.to], present[m.to] = from[i], true
		if m.words != nil && !from[i].IsNull() {
			into[m.to] = value.OfText(m.words[from[i].Str])
		}
	}
	for i := range l.conversions {
		wrong = append(wrong, l.conversions[i].convert(from, was, into, present)...)
	}
	for i := range l.fallbacks {
		f := &l.fallbacks[i]
		if f.absent && !present[f.to] || f.null && present[f.to] && into[f.to].IsNull() {
			into[f.to], present[f.to] = f.value, true
		}
	}
	return wrong
}

// seen finishes op as the version of the compiler has it.
func (c *compiler) seen(op *Operation, o *design.Operation) {
	view, names := c.view.Operations[o], c.members(o.Resource)
	op.Old, op.Status = map[string]string{}, view.Status
	for _, m := range []*design.Members{names, c.view.Inputs[o]} {
		if m == nil {
			continue
		}
		for _, s := range m.List {
			if s.Field != nil {
				op.Old[s.Field.Name.Text] = called(m, s.Field)
				if s.Parted {
					op.Old[s.Field.Name.Text] = madeOf(m, s.Field)
				}
			}
		}
	}
	if op.List != nil && view.Limit > 0 {
		op.List.Size = view.Limit
	}
	if op.Body != nil {
		if m := c.view.Inputs[o]; m != nil {
			names = m
		}
		op.Lens = lens(op, names, view)
	}
}

// lens makes the program that reads the bodies of op in an older version.
func lens(op *Operation, names *design.Members, view *design.OperationView) *Lens {
	l := &Lens{}
	var slots []payload.Slot
	partial := op.Verb == design.Update
	for i, s := range op.Body.Slots {
		if s.InPath {
			continue
		}
		instead, falls := view.Absent[s.Field]
		if falls {
			l.fallbacks = append(l.fallbacks, fallback{i, instead.Value, !partial, instead.Null})
		}
		seen := names.Of(s.Field)
		if seen != nil && seen.Hidden {
			continue
		}
		one, m := slot(s.Field), lensMember{to: i}
		one.Required = one.Required && !partial
		if falls {
			one.Required, one.Nullable = false, one.Nullable || instead.Null
		}
		if seen != nil {
			one.Name = seen.Name
			if seen.Words != nil {
				one.Choices, m.words = seen.Words, seen.Up
			}
			if seen.Firm {
				one.Nullable, one.Required = false, !partial
			}
		}
		slots, l.members = append(slots, one), append(l.members, m)
	}
	for _, s := range names.List {
		if s.Gone != nil && !s.Hidden {
			one := slot(s.Gone)
			one.Name = s.Name
			if s.Made == nil {
				one.Required, one.Nullable = false, true
			}
			one.Required = one.Required && !partial
			if s.Made != nil && !l.converts(op, s, len(slots)) {
				continue // no body has what it becomes
			}
			slots, l.members = append(slots, one), append(l.members, lensMember{to: -1, made: s.Made})
		}
	}
	l.Input, l.Slots = payload.NewInput(slots), slots
	return l
}

// OldPointer returns where in a body of the operation's version that is which today is at
// the pointer; "" for the whole where the version has no such member.
func (op *Operation) OldPointer(pointer string) string {
	first, rest := strings.TrimPrefix(pointer, "/"), ""
	if i := strings.IndexByte(first, '/'); i >= 0 {
		first, rest = first[:i], first[i:]
	}
	switch old, known := op.Old[first]; {
	case !known:
		return pointer
	case old == "":
		return ""
	default:
		return "/" + old + rest
	}
}
