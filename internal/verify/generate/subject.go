package generate

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
)

// planned is what the plan knows of an operation.
type planned struct {
	*plan.Operation
	get, list *operation // that read the row it writes, and the rows beside it; nil for none
}

// slotOf is a member of a body, as the plan has it.
type slotOf struct {
	slot  payload.Slot
	field *design.Field
}

// mostKnown is how many values of a field are remembered, the newest.
const mostKnown = 40

// operations puts document and plan together.
func (r *run) readOperations(p *plan.Plan) {
	for _, o := range r.doc.Operations {
		op := &operation{Operation: o, slots: map[string]*slotOf{}}
		if of := p.Operation(o.ID); of != nil {
			op.plan = &planned{Operation: of}
			op.many = of.Bulk > 0
			if of.Body != nil {
				slots := of.Body.Input.Slots()
				for i := range min(len(slots), len(of.Body.Slots)) {
					op.slots[slots[i].Name] = &slotOf{slots[i], of.Body.Slots[i].Field}
				}
			}
		}
		if o.Body != nil {
			shape := r.doc.Whole(o.Body.Shape)
			if op.many {
				shape = r.doc.Whole(shape.Member("items").Shape.Item)
			}
			op.members = shape.Members
		}
		r.operations = append(r.operations, op)
	}
	for _, op := range r.operations {
		if op.plan == nil {
			continue
		}
		for _, other := range r.operations {
			if other.plan == nil || other.many || other.plan.Resource != op.plan.Resource {
				continue
			}
			switch other.plan.Verb {
			case design.Get:
				op.plan.get = other
			case design.List:
				op.plan.list = other
			case design.VerbNone, design.Create, design.Update, design.Delete, design.Post:
			}
		}
	}
}

// knower is somebody who has seen values of a field: a caller, or anybody.
type knower struct {
	field  *design.Field
	caller int
}

// anyone has seen what any caller has.
const anyone = -2

// learn remembers a value of a field that a caller has seen.
func (r *run) learn(f *design.Field, text string, caller int) {
	for _, who := range []int{caller, anyone} {
		key := knower{f, who}
		known := r.known[key]
		if text == "" || slices.Contains(known, text) {
			continue
		}
		known = append(known, text)
		if len(known) > mostKnown {
			known = slices.Delete(known, 0, 1)
		}
		r.known[key] = known
	}
}

// learnRows remembers ids and keys of the rows in an answer.
func (r *run) learnRows(op *operation, body []byte, caller int) {
	if op.plan == nil || op.plan.Sent == nil {
		return
	}
	var page struct {
		Items []map[string]json.RawMessage `json:"items"`
	}
	var row map[string]json.RawMessage
	if json.Unmarshal(body, &row) != nil {
		return
	}
	rows := []map[string]json.RawMessage{row}
	if row["items"] != nil && json.Unmarshal(body, &page) == nil {
		rows = page.Items
	}
	for _, row := range rows {
		for _, f := range op.plan.Sent.Fields {
			if f.Type == design.TypeID || r.keys[f] {
				r.learn(f, plainText(row[f.Name.Text]), caller)
			}
		}
	}
}

// plainText is a text or a number of JSON, without quotes.
func plainText(raw json.RawMessage) string {
	var s string
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return ""
	case json.Unmarshal(raw, &s) == nil:
		return s
	}
	return string(raw)
}

// readKeys finds the fields that rows are addressed by.
func (r *run) readKeys() {
	for _, op := range r.operations {
		if op.plan == nil {
			continue
		}
		for i := range op.plan.Params {
			r.keys[op.plan.Params[i].Field] = true
		}
	}
}

// row returns a value of a field that some row has, mostly one that the caller has seen; ""
// for none. The newest are likelier.
func (r *run) row(f *design.Field, caller int) string {
	known := r.known[knower{f, caller}]
	if len(known) == 0 || r.IntN(4) == 0 {
		known = r.known[knower{f, anyone}]
	}
	if len(known) == 0 {
		return ""
	}
	if r.IntN(3) == 0 {
		return known[len(known)-1-r.IntN(min(4, len(known)))]
	}
	return known[r.IntN(len(known))]
}

// absent is an id of that kind that no row has.
func absent(e *design.Entity) string {
	switch {
	case e.Counted() && e.Prefix.Text == "":
		return "987654321987"
	case e.Counted():
		return e.Prefix.Text + "_987654321987"
	}
	return e.Prefix.Text + "_01zzzzzzzzzzzzzzzzzzzzzzzz"
}

// idOf is the field of the id of e.
func idOf(e *design.Entity) *design.Field { return e.Field(design.FieldID) }

// rowIn tells of which entity a member names a row; nil for none.
func (op *operation) rowIn(name string) *design.Entity {
	s := op.slots[name]
	switch {
	case s != nil && s.field != nil && s.field.Type == design.TypeRef:
		return s.field.Target.To
	case s == nil && name == "id" && op.many:
		return op.plan.Entity
	}
	return nil
}

// fill gives a member a value that the contract takes; not ok when there is none.
func (r *run) fill(op *operation, m *contract.Member, caller int) (member, bool) {
	if op.plan == nil && m.Name == "operations" {
		return member{m.Name, right(r.calls(), "calls")}, true
	}
	if e := op.rowIn(m.Name); e != nil {
		id := r.row(idOf(e), caller)
		why := ""
		lost := id == ""
		if lost {
			id, why = absent(e), "a row that is not there"
		}
		return member{m.Name, value{text: idJSON(e, id), why: why, lost: lost}}, true
	}
	var slot *payload.Slot
	if s := op.slots[m.Name]; s != nil {
		slot = &s.slot
	}
	if op.plan == nil && op.ID != "batch" && strings.HasPrefix(op.ID, "sign") { // references of who signs up
		text := exampleOf(m.Shape.Example)
		if text != "" && text != "null" {
			return member{m.Name, right(text, "")}, true
		}
	}
	text, ok := r.value(m.Shape, slot)
	return member{m.Name, right(text, "")}, ok
}

// idJSON writes an id in a body.
func idJSON(e *design.Entity, id string) string {
	if e.Counted() && e.Prefix.Text == "" {
		return id
	}
	return quoted(id)
}

// calls are calls of a batch: of reads that need nothing in their path.
func (r *run) calls() string {
	var some []string
	for _, op := range r.operations {
		if op.plan != nil && (op.Verb == "list" || op.Verb == "get") && len(op.plan.Params) == 0 && op.hit != nil && op.hit.caller == nobody {
			some = append(some, `{"call":`+quoted(op.ID)+`,"id":"c`+strconv.Itoa(len(some))+`"}`)
		}
	}
	if len(some) == 0 {
		for _, op := range r.operations {
			if op.plan != nil && op.Verb == "list" && len(op.plan.Params) == 0 {
				return `[{"call":` + quoted(op.ID) + `}]`
			}
		}
	}
	return "[" + strings.Join(some[:min(len(some), 3)], ",") + "]"
}

// base is a request of op that keeps to the contract, as the caller whom it was answered to
// before, if there is one. With optional, some of the members that may be left out are there.
func (r *run) base(op *operation, optional bool) *try {
	if op.hit == nil {
		return r.baseAs(op, r.anybody(op), optional)
	}
	t := r.baseAs(op, op.hit.caller, optional)
	t.path = slices.Clone(op.hit.path)
	return t
}

// baseAs is the same as somebody.
func (r *run) baseAs(op *operation, caller int, optional bool) *try {
	t := &try{op: op, caller: caller, many: op.many, path: r.paths(op, caller)}
	if op.Body != nil {
		t.media = op.Body.Types[len(op.Body.Types)-1]
		for _, m := range op.members {
			if !m.Required && !(optional && r.IntN(2) == 0) {
				continue
			}
			if one, ok := r.fill(op, m, t.caller); ok {
				t.body = append(t.body, one)
			}
		}
	}
	r.headers(t)
	return t
}

// headers adds those that the contract asks for.
func (r *run) headers(t *try) {
	if v := r.version; v != nil && v.Header != "" {
		t.header = append(t.header, [2]string{v.Header, v.Current})
	}
	for _, p := range t.op.Params {
		if p.In != contract.InHeader || !p.Required {
			continue
		}
		text := "*" // If-Match, of whoever knows what they overwrite
		if p.Name == idempotencyKey {
			text = r.newKey()
		}
		t.header = append(t.header, [2]string{p.Name, text})
	}
}

// anybody is a caller who may be let in.
func (r *run) anybody(op *operation) int {
	if len(r.tokens) == 0 || op.ID == signOut {
		return nobody
	}
	if op.Caller != contract.SignedIn && r.IntN(len(r.tokens)+1) == 0 {
		return nobody
	}
	return r.IntN(len(r.tokens))
}

// paths are values of the parameters of the path, of rows that are there.
func (r *run) paths(op *operation, caller int) (values []string) {
	for _, p := range op.Params {
		if p.In != contract.InPath {
			continue
		}
		text := "x"
		if op.plan != nil {
			for i := range op.plan.Params {
				of := &op.plan.Params[i]
				if of.Name != p.Name {
					continue
				}
				if text = r.row(of.Field, caller); text != "" {
					continue
				}
				text = "none"
				if of.Field.Type == design.TypeID {
					text = absent(of.Field.Entity)
				}
			}
		}
		values = append(values, text)
	}
	return values
}

const (
	idempotencyKey = "Idempotency-Key"
	signOut        = "signOut"
)
