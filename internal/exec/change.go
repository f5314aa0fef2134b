package exec

import (
	"context"
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// conditionRule is the first condition of a plan.Write's Target; guards of slots follow.
const conditionRule = 0

// change updates a row, or runs a declared operation on it.
func (x *Executor) change(ctx context.Context, c *Call, dst []byte) (Answer, error) {
	return x.write(ctx, c, dst, func(w *writing) (Answer, error) {
		id, err := w.change()
		if err != nil {
			return Answer{}, err
		}
		return w.after(id, dst)
	})
}

// change changes the row and returns its id.
func (w *writing) change() (id value.Value, err error) {
	if err := w.target(); err != nil {
		return id, err
	}
	row := slices.Clone(w.frame.Resource)
	if err := w.alter(row); err != nil {
		return id, err
	}
	if err := w.allowChange(); err != nil {
		return id, err
	}
	if err := w.named(); err != nil {
		return id, err
	}
	if err := w.invalid(); err != nil {
		return id, err
	}
	if err := w.before(); err != nil {
		return id, err
	}
	if err := w.update(row); err != nil {
		return id, err
	}
	return row[0], w.also()
}

// delete removes a row.
func (x *Executor) delete(ctx context.Context, c *Call) (Answer, error) {
	return x.write(ctx, c, nil, func(w *writing) (Answer, error) {
		if err := w.delete(); err != nil {
			return Answer{}, err
		}
		return Answer{ID: w.about()}, w.deleted()
	})
}

func (w *writing) delete() error {
	if err := w.target(); err != nil {
		return err
	}
	if err := w.before(); err != nil {
		return err
	}
	return w.execute(w.plan.Change.Delete(&w.frame), w.slots(nil))
}

// target reads the row that the call is about into the frame, and refuses when
// the caller may not read it, may not do this, or expects another version.
func (w *writing) target() error {
	allowed, err := w.find()
	if err != nil {
		return err
	}
	if err := w.call.Stale(w.version()); err != nil {
		return err
	}
	w.allowed = allowed
	if w.call.Patch != nil {
		if err := w.patched(); err != nil {
			return err
		}
	}
	return w.guards(allowed)
}

// find reads the row that the call is about into the frame, and tells which conditions of
// its target hold. It refuses when the caller may not read it, or may not do this.
func (w *writing) find() ([]bool, error) {
	t := w.plan.Target
	statement := t.Statement(&w.frame)
	var slots [query.SlotFirst]value.Value
	slots[query.SlotID], slots[query.SlotParent] = w.call.ID, w.call.parent
	width := len(t.Entity.Fields) + len(t.Entity.System)
	if statement == nil {
		return nil, notFound()
	}
	allowed := make([]bool, t.Conditions)
	var buffer [12]value.Value
	found, err := w.tx.Query(statement.SQL, statement.Args(&w.frame, slots[:], buffer[:0]), func(r store.Row) error {
		w.frame.Resource = make([]value.Value, width)
		for f := range t.Entity.All() {
			w.frame.Resource[f.Index] = r.Value(f.Index, f.Kind())
		}
		for i := range allowed {
			allowed[i] = r.Int(width+i) == 1
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case found == 0:
		return nil, notFound()
	case !allowed[conditionRule]:
		return nil, refuse(w.call)
	}
	return allowed, nil
}

// guards refuses the members of the body that the caller may not write.
func (w *writing) guards(allowed []bool) error {
	if w.body == nil {
		return nil
	}
	var denied []payload.Violation
	for i, s := range w.body.Slots {
		if s.Guard >= 0 && w.call.Present[i] && !allowed[s.Guard] {
			denied = append(denied, mayNotWrite(s.Field))
		}
	}
	return w.denied(denied)
}

// denied returns the refusal of members that the caller may not write, nil for none.
func (w *writing) denied(members []payload.Violation) error {
	if len(members) == 0 {
		return nil
	}
	refusal := refuse(w.call)
	refusal.Violations = members
	return refusal
}

func mayNotWrite(f *design.Field) payload.Violation {
	return payload.Violation{Pointer: "/" + f.Name.Text, Code: "forbidden", Detail: "you may not write this field"}
}

func (w *writing) version() int64 { return w.frame.Resource[versionIndex(w.plan.Entity)].Int }

func versionIndex(e *design.Entity) int { return e.Field(design.FieldVersion).Index }

// alter makes the row as it will be: the body, then the design's values, then
// the move. It becomes the frame's result.
func (w *writing) alter(row []value.Value) error {
	if w.call.Operation.Verb == design.Update {
		for i, s := range w.body.Slots {
			switch {
			case w.call.Present[i]:
				row[s.Field.Index] = w.call.Input[i]
			case w.call.Operation.Whole && w.mayClear(&s):
				row[s.Field.Index] = s.Default
			}
		}
		if err := w.moves(row); err != nil {
			return err
		}
	}
	if err := w.set(&w.plan.Sets, row); err != nil {
		return err
	}
	if m := w.plan.Move; m != nil {
		if now := row[m.Field.Index].Str; !slices.Contains(m.From, now) {
			return &Refusal{
				Kind: Conflict, Code: "illegal_move", Detail: "The row is not in a state that this operation can leave.",
				Violations: []payload.Violation{{Pointer: "/" + m.Field.Name.Text, Code: "illegal_move", Detail: "must be " + orList(m.From)}},
			}
		}
		row[m.Field.Index] = m.To
	}
	w.frame.Result = row
	if err := w.references(row); err != nil {
		return err
	}
	if len(w.violations) == 0 {
		if err := w.complete(row); err != nil {
			return err
		}
	}
	return w.invalid()
}

// mayClear tells whether a replacement without that member changes its field. One that the
// caller may not write stays as it is, since a refusal would tell of what they may not read;
// and a slug is made once.
func (w *writing) mayClear(s *plan.Slot) bool {
	return s.Field.Type != design.TypeSlug && (s.Guard < 0 || w.allowed[s.Guard])
}

func orList(words []string) string {
	out := ""
	for i, word := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			out += " or "
		default:
			out += ", "
		}
		out += word
	}
	return out
}

// allowChange asks the rule on the row as it will be. An update must be allowed
// on both; a rule that names the result says itself what it means.
func (w *writing) allowChange() error {
	if w.plan.Rule == nil {
		return nil
	}
	f := w.frame
	if w.plan.RuleNew {
		f.Resource = w.frame.Result
	}
	allowed, err := w.asked(w.plan.Rule, &f)
	if err == nil && !allowed {
		return refuse(w.call)
	}
	return err
}

// update writes what differs. A change that changes nothing writes nothing: the
// row keeps its version.
func (w *writing) update(row []value.Value) error {
	e := w.plan.Entity
	var changed []*design.Field
	for f := range e.All() {
		if row[f.Index] != w.frame.Resource[f.Index] {
			changed = append(changed, f)
		}
	}
	if len(changed) == 0 || w.plan.Change == nil {
		return nil
	}
	updated, version := e.Field(design.FieldUpdatedAt), e.Field(design.FieldVersion)
	// The clock may go back; a row's own times do not.
	row[updated.Index] = value.OfMicros(max(w.call.Now.Int, w.frame.Resource[updated.Index].Int))
	row[version.Index] = value.OfInt(w.version() + 1)
	changed = append(changed, updated, version)
	return w.execute(w.plan.Change.Update(&w.frame, changed), w.slots(row))
}

// slots are those of a Change: the row that was read, then the row to write.
func (w *writing) slots(row []value.Value) []value.Value {
	slots := make([]value.Value, query.SlotFirst, query.SlotFirst+len(row))
	slots[query.SlotID] = w.about()
	slots[query.SlotVersion] = value.OfInt(w.version())
	return append(slots, row...)
}

// execute runs a change, which must meet the row that was read in this very
// transaction: that it does not is a conflict with another writer.
func (w *writing) execute(s *query.Statement, slots []value.Value) error {
	if s == nil {
		return refuse(w.call)
	}
	n, err := w.tx.Exec(s.SQL, s.Args(&w.frame, slots, make([]value.Value, 0, len(s.Params))))
	if err == nil && n == 0 {
		return &Refusal{Kind: Conflict, Code: "conflict", Detail: "Somebody else changed the row at the same time; try again."}
	}
	return err
}
