package plan

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
)

// Shape is a member of a body or an answer, as the version of its operation has it.
type Shape struct {
	payload.Slot               // Required: it is always there, and not null; Nullable: it may be null
	Field        *design.Field // what it is today; nil for one that is gone
	Guarded      bool          // it is absent where the caller may not read it
	Lossy        bool          // something of it cannot be told in the other version

	Made *design.Conversion // of one that is made of others: how
}

// Answers returns the members of the rows that op answers with, in their order; nil when
// it answers with none.
func (op *Operation) Answers() (all []Shape) {
	if op.Sent == nil {
		return nil
	}
	for i, f := range op.Sent.Fields {
		s := Shape{Slot: slot(f), Field: f, Guarded: op.Sent.Guards[i] != nil}
		s.Nullable = f.Optional || f.Calc != nil
		if seen := op.names.Of(f); seen != nil {
			if seen.Hidden {
				continue
			}
			s.Name, s.Lossy = seen.Name, seen.Lossy
			if seen.Words != nil {
				s.Choices = seen.Words
			}
			s.Nullable = s.Nullable && seen.Answer == nil
		}
		s.Required = !s.Nullable
		all = append(all, s)
	}
	if op.names == nil {
		return all
	}
	for _, seen := range op.names.List {
		if seen.Gone != nil && !seen.Hidden {
			s := Shape{Slot: slot(seen.Gone), Lossy: true}
			s.Name, s.Nullable, s.Required = seen.Name, seen.Answer == nil, seen.Answer != nil
			if seen.Made != nil {
				m, sent := madeMember(seen, op.Sent, 0)
				if !sent {
					continue
				}
				s.Made, s.Lossy, s.Guarded = seen.Made, seen.Lossy, m.Also != nil
				s.Nullable, s.Required = seen.Gone.Optional, !seen.Gone.Optional
			}
			all = append(all, s)
		}
	}
	return all
}

// Bodies returns the members that the bodies of op may have; nil when it takes none.
func (op *Operation) Bodies() (all []Shape) {
	if op.Body == nil {
		return nil
	}
	if op.Lens == nil {
		for _, s := range op.Body.Slots {
			if !s.InPath {
				one := slot(s.Field)
				one.Required = one.Required && op.Verb != design.Update
				all = append(all, Shape{Slot: one, Field: s.Field})
			}
		}
		return all
	}
	for i, m := range op.Lens.members {
		s := Shape{Slot: op.Lens.Slots[i], Lossy: m.to < 0, Made: m.made}
		if m.to >= 0 {
			s.Field = op.Body.Slots[m.to].Field
			if seen := op.names.Of(s.Field); seen != nil {
				s.Lossy = seen.Lossy
			}
		}
		all = append(all, s)
	}
	return all
}
