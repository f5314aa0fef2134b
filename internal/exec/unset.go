package exec

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

// unset looks for required fields that the design sets from what is absent, and says
// whose it is to mend: a caller without the value may not do this; a member of the body
// that is not there is required; and a row that has none stands against it. An optional
// field takes what is absent as no value.
func (w *writing) unset(s *plan.Sets, row []value.Value) error {
	var stands *Refusal
	for _, sets := range [...][]plan.Set{s.Direct, s.Deep} {
		for _, one := range sets {
			switch {
			case !one.Field.Required() || !row[one.Field.Index].IsNull():
			case one.Term.Root == design.RootCaller:
				return refuse(w.call)
			case !w.asks(one.Term):
				stands = noValue(w.pointer(one.Term))
			}
		}
	}
	if stands != nil && len(w.violations) == 0 {
		return stands
	}
	return nil
}

// asks tells whether t is a member of the body that was not sent, and records that it
// must be.
func (w *writing) asks(t *design.Term) bool {
	i := w.member(t)
	if i < 0 {
		return false
	}
	first := design.Term{Root: t.Root, Path: t.Path[:1]}
	if !w.frame.Value(&first).IsNull() {
		return false
	}
	name := "/" + w.body.Slots[i].Field.Name.Text
	if w.call.Present[i] {
		w.violate(name, "null", "must not be null here")
	} else {
		w.violate(name, "required", "must be there")
	}
	return true
}

// member returns which slot of the body t begins with, or -1.
func (w *writing) member(t *design.Term) int {
	if w.body == nil || len(t.Path) == 0 || t.Root != design.RootInput && t.Root != design.RootResult {
		return -1
	}
	return slices.IndexFunc(w.body.Slots, func(s plan.Slot) bool { return s.Field == t.Path[0] })
}

// pointer returns where in the body t begins, "" when it does not.
func (w *writing) pointer(t *design.Term) string {
	if i := w.member(t); i >= 0 {
		return "/" + w.body.Slots[i].Field.Name.Text
	}
	return ""
}

func noValue(pointer string) *Refusal {
	r := &Refusal{Kind: Conflict, Code: "no_value", Detail: "The operation takes a value from a row that has none."}
	if pointer != "" {
		r.Violations = []payload.Violation{{Pointer: pointer, Code: "no_value", Detail: "refers to a row without a value that this operation takes"}}
	}
	return r
}
