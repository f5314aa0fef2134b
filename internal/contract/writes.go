package contract

import (
	"net/http"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
)

func compare(a, b string) int { return strings.Compare(a, b) }

// conflicts adds the codes of 409 that the operation can meet.
func (c *calling) conflicts() {
	w := c.op.Write
	var codes []string
	errors := func(code string, f *design.Field) {
		a := c.out.refuse(http.StatusConflict, code)
		a.at("/"+f.Name.Text, code)
	}
	if c.op.Verb != design.Delete {
		for _, fields := range uniques(c.op.Entity) {
			if !slices.ContainsFunc(fields, c.writes) {
				continue
			}
			codes = append(codes, "taken")
			for _, f := range fields {
				if f != c.op.Entity.Tenant.To || len(fields) == 1 {
					errors("taken", f)
				}
			}
		}
	}
	for i := range w.Also {
		if len(uniques(w.Also[i].Entity)) > 0 {
			codes = append(codes, "taken")
		}
		if refersToCaller(&w.Also[i].Sets) {
			codes = append(codes, "reference_lost")
		}
	}
	if refersToCaller(&w.Sets) {
		codes = append(codes, "reference_lost")
	}
	if c.op.Verb == design.Delete && inUse(c.plan.Design, c.op.Entity, map[*design.Entity]bool{}) {
		codes = append(codes, "in_use")
	}
	if c.op.All != nil {
		codes = append(codes, "too_many_rows")
	}
	if m := w.Move; m != nil && len(m.From) < len(m.Field.Values) {
		errors("illegal_move", m.Field)
	}
	for _, set := range c.setsOfRequired() {
		if set.Term.Root != design.RootCaller && mayBeAbsent(set.Term) {
			codes = append(codes, "no_value")
			if slot := c.slotOf(set.Term); slot != nil {
				errors("no_value", slot)
			}
		}
	}
	if len(codes) > 0 {
		c.out.refuse(http.StatusConflict, codes...)
	}
}

// at notes that the errors of a problem may point there with those codes.
func (a *Answer) at(pointer string, codes ...string) {
	i := slices.IndexFunc(a.Errors, func(e *Errors) bool { return e.Pointer == pointer })
	if i < 0 {
		a.Errors = append(a.Errors, &Errors{Pointer: pointer})
		i = len(a.Errors) - 1
	}
	for _, code := range codes {
		if !slices.Contains(a.Errors[i].Codes, code) {
			a.Errors[i].Codes = append(a.Errors[i].Codes, code)
		}
	}
	slices.Sort(a.Errors[i].Codes)
}

// uniques returns the sets of fields whose values no two rows of e share.
func uniques(e *design.Entity) (sets [][]*design.Field) {
	for _, f := range e.Fields {
		if f.Unique != nil {
			sets = append(sets, []*design.Field{f})
		}
	}
	for _, refs := range e.Unique {
		var fields []*design.Field
		for _, r := range refs {
			fields = append(fields, r.To)
		}
		sets = append(sets, fields)
	}
	return sets
}

// writes tells whether the operation may give f another value.
func (c *calling) writes(f *design.Field) bool {
	w := c.op.Write
	of := func(s plan.Set) bool { return s.Field == f }
	return c.op.Verb == design.Create || w.Move != nil && w.Move.Field == f || slices.ContainsFunc(w.Sets.Direct, of) || slices.ContainsFunc(w.Sets.Deep, of) ||
		c.op.Verb == design.Update && slices.ContainsFunc(c.op.Body.Slots, func(s plan.Slot) bool { return s.Field == f })
}

// refersToCaller tells whether rows are made to refer to that of the caller, or to one
// that it refers to: those may be gone since the caller was looked up.
func refersToCaller(s *plan.Sets) bool {
	return slices.ContainsFunc(slices.Concat(s.Direct, s.Deep), func(s plan.Set) bool {
		return s.Field.Type == design.TypeRef && s.Term.Root == design.RootCaller
	})
}

// inUse tells whether rows of e can be held by others that refer to them, or to rows that
// go with them.
func inUse(d *design.Design, e *design.Entity, seen map[*design.Entity]bool) bool {
	if seen[e] {
		return false
	}
	seen[e] = true
	for _, other := range d.Data.Entities {
		for _, f := range other.Fields {
			if f.Type != design.TypeRef || f.Target.To != e {
				continue
			}
			switch f.OnDelete {
			case design.Cascade:
				if inUse(d, other, seen) {
					return true
				}
			case design.SetNull:
			case design.OnDeleteNone, design.Restrict:
				return true
			}
		}
	}
	return false
}

// setsOfRequired are the values that the design gives to fields that must have one.
func (c *calling) setsOfRequired() (all []plan.Set) {
	w := c.op.Write
	sets := slices.Concat(w.Sets.Direct, w.Sets.Deep)
	for i := range w.Also {
		sets = append(sets, slices.Concat(w.Also[i].Sets.Direct, w.Also[i].Sets.Deep)...)
	}
	for _, s := range sets {
		if s.Field.Required() {
			all = append(all, s)
		}
	}
	return all
}

// setsFromCaller tells whether a required field is given a value of the caller that may be
// absent.
func (c *calling) setsFromCaller() bool {
	return c.op.Write != nil && slices.ContainsFunc(c.setsOfRequired(), func(s plan.Set) bool {
		return s.Term.Root == design.RootCaller && mayBeAbsent(s.Term)
	})
}

// mayBeAbsent tells whether a step of the term may have no value.
func mayBeAbsent(t *design.Term) bool {
	return slices.ContainsFunc(t.Path, func(f *design.Field) bool { return f.Optional })
}

// slotOf returns the member of the body that a term begins with, or nil.
func (c *calling) slotOf(t *design.Term) *design.Field {
	if c.op.Body == nil || len(t.Path) == 0 || t.Root != design.RootInput && t.Root != design.RootResult {
		return nil
	}
	for i := range c.op.Body.Slots {
		if c.op.Body.Slots[i].Field == t.Path[0] {
			return t.Path[0]
		}
	}
	return nil
}

// invalid adds the codes of 422: what each member of the body can be refused with, and the
// conditions that have names.
func (c *calling) invalid() {
	w, body := c.op.Write, c.op.Body
	var names []string
	for _, r := range slices.Concat(w.Requires, w.Checks) {
		names = append(names, r.Name)
	}
	if body == nil {
		return
	}
	a := c.out.refuse(http.StatusUnprocessableEntity, "invalid")
	a.at("", names...)
	a.body(body.Input)
	for _, s := range body.Slots {
		if s.Reference != nil && !s.InPath {
			a.at("/"+s.Field.Name.Text, "not_found")
		}
	}
	for _, set := range c.setsOfRequired() {
		if f := c.slotOf(set.Term); f != nil && f.Optional {
			a.at("/"+f.Name.Text, payload.CodeNull, payload.CodeRequired)
		}
	}
	if u := c.op.Under; u != nil && u.Tenant != nil && c.op.Verb == design.Create {
		tenant := c.op.Entity.Tenant.To
		if slices.ContainsFunc(body.Slots, func(s plan.Slot) bool { return s.Field == tenant }) {
			a.at("/"+tenant.Name.Text, "not_found")
		} else {
			a.at("", "not_found")
		}
	}
}

// body adds what a body can be refused with by its form alone.
func (a *Answer) body(in *payload.Input) {
	a.at("", payload.CodeInvalidText, payload.CodeWrongType)
	slots := in.Slots()
	for i := range slots {
		a.at("/"+slots[i].Name, codesOf(&slots[i])...)
		if item := slots[i].Item; item != nil {
			each := *item
			each.Required = false // as one that is not there, it is no item
			a.at("/"+slots[i].Name+"/*", codesOf(&each)...)
		}
	}
}

// ofGo tells whether the design says that Go code does the operation, or may refuse it.
func (c *calling) ofGo() bool {
	return c.op.Go != nil && (c.op.Go.Handled || len(c.op.Go.Refuses) > 0)
}

// code adds what Go code may refuse with. It may also read and write other rows, and
// refuse with what that was refused with.
func (c *calling) code() {
	c.out.refuse(http.StatusForbidden, "forbidden")
	c.out.refuse(http.StatusNotFound, "not_found")
	c.out.refuse(http.StatusConflict, "conflict", "illegal_move", "in_use", "no_value", "reference_lost", "taken")
	a := c.out.refuse(http.StatusUnprocessableEntity, "invalid")
	for _, r := range c.declared.Refuses {
		a.at("", r.Name.Text)
	}
	if c.op.Go.Handled {
		c.out.refuse(http.StatusNotImplemented, "not_implemented")
	}
}
