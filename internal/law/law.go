package law

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// Broken is a law that a version does not obey.
type Broken struct {
	Version   string `json:"version"`
	Operation string `json:"operation"`
	Law       string `json:"law"`
	Example   string `json:"example"` // a body or a row, as JSON
	Detail    string `json:"detail"`
}

// perOperation is how many bodies and rows each operation is tried with.
const perOperation = 100

// Try tries all older versions of p, and returns what is broken, once for each law and
// operation, and how many bodies and rows were tried. The same seed tries the same.
func Try(p *plan.Plan, seed uint64) (broken []Broken, tried int) {
	for _, v := range p.Versions {
		for _, op := range v.Plan.Operations {
			t := &trial{source: source{rand.New(rand.NewPCG(seed, 1))}, op: op, version: v.Name}
			t.pointers()
			for range perOperation {
				t.body()
				t.row()
			}
			broken, tried = append(broken, t.broken...), tried+t.tried
		}
	}
	return broken, tried
}

// trial is one operation of a version.
type trial struct {
	source
	op      *plan.Operation
	version string
	broken  []Broken
	tried   int
}

// The laws.
const (
	lawBody    = "a body of the version is one of today"
	lawRow     = "a row of today is one of the version"
	lawBack    = "what an answer has is what a body means by it"
	lawThere   = "what a body means is what an answer has"
	lawPointer = "what is wrong is told in the version's names"
)

func (t *trial) breaks(law, example, format string, args ...any) {
	if slices.ContainsFunc(t.broken, func(b Broken) bool { return b.Law == law }) {
		return
	}
	t.broken = append(t.broken, Broken{t.version, t.op.Name, law, example, fmt.Sprintf(format, args...)})
}

// body tries a random body.
func (t *trial) body() {
	if t.op.Lens == nil {
		return
	}
	members := map[string]string{}
	for _, s := range t.op.Bodies() {
		switch v, ok := t.value(&s.Slot); {
		case s.Nullable && !s.Required && t.IntN(8) == 0:
			members[s.Name] = "null"
		case !ok && s.Required:
			return // nobody knows a value: it has a pattern
		case ok && s.Format != payload.Secret && (s.Required || t.IntN(3) > 0):
			members[s.Name] = spelled(&s.Slot, v)
		}
	}
	body := t.object(members)
	values, present, wrong, converted := t.read(body)
	if wrong != "" {
		return // not one of the version: the random source is to blame
	}
	t.tried++
	if len(converted) > 0 {
		lossy := slices.ContainsFunc(t.op.Bodies(), func(s plan.Shape) bool { return s.Made != nil && s.Made.Lossy })
		if !lossy && (t.op.Verb != design.Update || converted[0].Code != payload.CodeRequired) {
			t.breaks(lawBody, body, "%s %s", converted[0].Pointer, converted[0].Detail)
		}
		return
	}
	today := payload.NewInput(slotsOf(t.op.Body.Slots, t.op.Verb == design.Update))
	sent := map[string]string{}
	for i, s := range t.op.Body.Slots {
		if s.InPath || !present[i] {
			continue
		}
		slot := plan.SlotOf(s.Field)
		sent[slot.Name] = "null"
		if !values[i].IsNull() {
			sent[slot.Name] = spelled(&slot, values[i])
		}
	}
	as := t.object(sent)
	violations, err := today.Parse([]byte(as), make([]value.Value, today.Len()), make([]bool, today.Len()))
	switch {
	case err != nil:
		t.breaks(lawBody, body, "today it is %s, which is no JSON: %v", as, err)
	case len(violations) > 0:
		t.breaks(lawBody, body, "today it is %s, of which %s %s", as, violations[0].Pointer, violations[0].Detail)
	}
}

// slotsOf returns the slots of today's body.
func slotsOf(slots []plan.Slot, partial bool) (all []payload.Slot) {
	for _, s := range slots {
		if s.InPath || s.Field.Type == design.TypeSecret {
			continue
		}
		one := plan.SlotOf(s.Field)
		one.Required = one.Required && !partial
		all = append(all, one)
	}
	return all
}

// read reads a body of the version.
func (t *trial) read(body string) (values []value.Value, present []bool, wrong string, converted []payload.Violation) {
	l := t.op.Lens
	from, was := make([]value.Value, l.Input.Len()), make([]bool, l.Input.Len())
	violations, err := l.Input.Parse([]byte(body), from, was)
	switch {
	case err != nil:
		return nil, nil, err.Error(), nil
	case len(violations) > 0:
		return nil, nil, violations[0].Pointer + " " + violations[0].Detail, nil
	}
	values, present = make([]value.Value, len(t.op.Body.Slots)), make([]bool, len(t.op.Body.Slots))
	return values, present, "", l.Up(from, was, values, present)
}

// row tries a random row of today.
func (t *trial) row() {
	sent, shapes := t.op.Sent, t.op.Answers()
	if sent == nil {
		return
	}
	row := cells{query.ColumnVersion: value.OfInt(1)}
	for i, f := range sent.Fields {
		slot := plan.SlotOf(f)
		slot.Pattern = nil // an answer is not asked for it
		v, ok := t.value(&slot)
		if !ok || (f.Optional || f.Calc != nil) && t.IntN(5) == 0 {
			v = value.Value{}
		}
		if !ok && !f.Optional && f.Calc == nil {
			return
		}
		row = append(row, v)
		if _, visible := sent.Place(i); visible >= 0 {
			row = append(row, value.OfBool(true))
		}
	}
	t.tried++
	answer := string(t.op.Object.Append(nil, row))
	values, was := t.form(shapes, answer)
	if values == nil {
		return
	}
	t.back(shapes, sent, row, answer, values, was)
}

// form holds an answer to the form of the version, and returns its values.
func (t *trial) form(shapes []plan.Shape, answer string) (values []value.Value, was []bool) {
	var slots []payload.Slot
	for _, s := range shapes {
		s.Pattern = nil
		slots = append(slots, s.Slot)
	}
	in := payload.NewInput(slots)
	values, was = make([]value.Value, in.Len()), make([]bool, in.Len())
	violations, err := in.Parse([]byte(answer), values, was)
	switch {
	case err != nil:
		t.breaks(lawRow, answer, "it is no JSON: %v", err)
	case len(violations) > 0:
		t.breaks(lawRow, answer, "%s %s", violations[0].Pointer, violations[0].Detail)
	default:
		return values, was
	}
	return nil, nil
}

// back sends each member of an answer back in a body.
func (t *trial) back(shapes []plan.Shape, sent *query.Projection, row cells, answer string, values []value.Value, was []bool) {
	if t.op.Lens == nil || t.op.Verb != design.Update {
		return
	}
	t.made(shapes, sent, row, answer, values)
	for _, s := range t.op.Bodies() {
		i := slices.IndexFunc(shapes, func(a plan.Shape) bool { return a.Field == s.Field && s.Field != nil })
		if i < 0 || s.Lossy || !was[i] || s.Format == payload.Secret {
			continue
		}
		member := "null"
		if !values[i].IsNull() {
			member = spelled(&s.Slot, values[i])
		}
		body := t.object(map[string]string{s.Name: member})
		got, present, wrong, _ := t.read(body)
		column, _ := sent.Place(slices.Index(sent.Fields, s.Field))
		at := slices.IndexFunc(t.op.Body.Slots, func(b plan.Slot) bool { return b.Field == s.Field })
		switch {
		case wrong != "" && s.Pattern == nil:
			t.breaks(lawBack, answer, "the body %s is refused: %s", body, wrong)
		case wrong == "" && (!present[at] || got[at] != row[column]):
			t.breaks(lawBack, answer, "the body %s does not mean that %s of the row", body, s.Field.Name.Text)
		case wrong == "":
			again := append(cells{}, row...)
			again[column] = got[at]
			if text := string(t.op.Object.Append(nil, again)); text != answer {
				t.breaks(lawThere, body, "the answer is %s, and was %s", text, answer)
			}
		}
	}
}

// made sends what conversions make of a row back in a body.
func (t *trial) made(shapes []plan.Shape, sent *query.Projection, row cells, answer string, values []value.Value) {
	bodies := t.op.Bodies()
	for _, first := range bodies {
		c := first.Made
		if c == nil || c.Lossy || first.Name != nameOf(bodies, c) {
			continue
		}
		members := map[string]string{}
		for i, s := range shapes {
			switch {
			case s.Made != c:
			case values[i].IsNull():
				members[s.Name] = "null"
			default:
				members[s.Name] = spelled(&s.Slot, values[i])
			}
		}
		if len(members) < len(c.Old) {
			continue // not all of it is sent
		}
		body := t.object(members)
		got, present, wrong, converted := t.read(body)
		if wrong == "" && len(converted) > 0 {
			wrong = converted[0].Pointer + " " + converted[0].Detail
		}
		if wrong != "" {
			t.breaks(lawBack, answer, "the body %s is refused: %s", body, wrong)
			continue
		}
		for _, newer := range c.New {
			at := slices.IndexFunc(t.op.Body.Slots, func(b plan.Slot) bool { return b.Field == newer.Field })
			if at < 0 {
				continue
			}
			column, _ := sent.Place(slices.Index(sent.Fields, newer.Field))
			if !present[at] || got[at] != row[column] {
				t.breaks(lawBack, answer, "the body %s does not mean that %s of the row", body, newer.Field.Name.Text)
			}
		}
	}
}

// nameOf returns the name of the first member that c is of.
func nameOf(all []plan.Shape, c *design.Conversion) string {
	for _, s := range all {
		if s.Made == c {
			return s.Name
		}
	}
	return ""
}

// pointers tries where errors point at.
func (t *trial) pointers() {
	if t.op.Body == nil {
		return
	}
	known := map[string]bool{"": true}
	for _, s := range t.op.Bodies() {
		known["/"+s.Name] = true
	}
	for _, s := range t.op.Body.Slots {
		if s.InPath {
			continue
		}
		today := "/" + s.Field.Name.Text
		if old := t.op.OldPointer(today); !known[old] {
			t.breaks(lawPointer, today, "the version has no %s in the body", old)
		}
	}
}
