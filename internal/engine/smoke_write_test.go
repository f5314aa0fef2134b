package engine_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

// createAll makes rows by every create.
func (p *person) createAll() {
	p.t.Helper()
	for _, op := range p.plan.Operations {
		if op.Verb != design.Create {
			continue
		}
		for range p.tries { // references and words are drawn, and most combinations are not allowed
			path, ok := p.anyPath(op)
			if !ok {
				break
			}
			p.options(op, path)
			a := p.write(op, path, among(op, encode(p.bodyOf(op.Body, slotsOf(op.Body))), ""))
			if !p.outcome(op, path, a, http.StatusCreated) {
				continue
			}
			location := a.header.Get("Location")
			if len(a.body) > 0 && op.Bulk == 0 {
				p.created(op, location, a)
			}
			break
		}
	}
}

// created holds the answer to a create to what is there now.
func (p *person) created(op *plan.Operation, location string, a answer) {
	p.t.Helper()
	var o item
	err := json.Unmarshal(a.body, &o)
	p.note(op.Entity, o)
	if at, ok := p.address(op.Resource, o.id()); err != nil || op.Location != nil && ok && !strings.HasSuffix(location, "/"+at) {
		p.complain(op.Method+" "+op.Path, "Location is %q: %s", location, a.body)
		return
	}
	p.object(op.Method+" "+op.Path, p.sent(op), o, false)
	p.stored(op, o.id(), a)
}

// stored holds the answer to a write, which may be written without reading the row again,
// to what a get says of that row.
func (p *person) stored(op *plan.Operation, id string, a answer) {
	p.t.Helper()
	i := slices.IndexFunc(p.plan.Operations, func(g *plan.Operation) bool {
		return g.Verb == design.Get && g.Resource == op.Resource && slices.Equal(g.Sent.Fields, op.Sent.Fields)
	})
	if i < 0 || !op.Living.None() {
		return
	}
	path, ok := p.path(p.plan.Operations[i], id)
	if !ok {
		return
	}
	got := p.ask(http.MethodGet, path, "")
	if got.status == http.StatusOK && (string(got.body) != string(a.body) || got.header.Get("Etag") != a.header.Get("Etag")) {
		p.complain(op.Method+" "+op.Path, "the answer is %s %s, and a get of it is %s %s", a.header.Get("Etag"), a.body, got.header.Get("Etag"), got.body)
	}
}

// changeAll changes some of the rows that p sees, by every update and every operation
// of the design's own.
func (p *person) changeAll() {
	p.t.Helper()
	for _, i := range p.rng.Perm(len(p.plan.Operations)) {
		op := p.plan.Operations[i]
		if op.Verb != design.Update && op.Verb != design.Post {
			continue
		}
		for _, id := range p.some(op) {
			path, ok := p.path(op, id)
			if !ok {
				continue
			}
			p.options(op, path)
			if p.change(op, path, id) {
				break
			}
		}
	}
}

// change tries to change one row.
func (p *person) change(op *plan.Operation, path, id string) bool {
	p.t.Helper()
	for range 3 {
		body := ""
		if op.Body != nil {
			body = encode(p.bodyOf(op.Body, slotsOf(op.Body)))
		}
		a := p.write(op, path, among(op, body, id))
		if !p.outcome(op, path, a, http.StatusOK) {
			continue
		}
		var o item
		if a.status == http.StatusOK && op.Bulk == 0 && json.Unmarshal(a.body, &o) == nil {
			p.object(op.Method+" "+path, p.sent(op), o, false)
			p.note(op.Entity, o)
			p.stored(op, o.id(), a)
		}
		return true
	}
	return false
}

// some returns ids of a few of the rows that op could be about.
func (p *person) some(op *plan.Operation) []string {
	ids := p.known(op)
	p.rng.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	return ids[:min(len(ids), 12)]
}

// known returns ids of the rows that p sees, or, where no list shows them, of all.
func (p *person) known(op *plan.Operation) []string {
	if op.OneRow != nil {
		return []string{""}
	}
	if slices.ContainsFunc(p.plan.Operations, func(l *plan.Operation) bool { return l.Verb == design.List && l.Resource == op.Resource }) {
		return idsOf(p.seen[op.Resource])
	}
	return slices.Clone(p.ids[op.Entity])
}

// deleteAll deletes one of the rows that p sees, by every delete.
func (p *person) deleteAll() {
	p.t.Helper()
	for _, op := range p.plan.Operations {
		if op.Verb != design.Delete {
			continue
		}
		for _, id := range p.some(op) {
			path, ok := p.path(op, id)
			if !ok || !p.outcome(op, path, p.write(op, path, among(op, "", id)), http.StatusNoContent) {
				continue
			}
			if a := p.write(op, path, among(op, "", id)); a.status < 400 && op.All == nil {
				p.complain(op.Method+" "+path, "twice: %d", a.status)
			}
			break
		}
	}
}

// write asks for a write, with the headers that it needs. Now and then it comes with a key,
// and again, which must do nothing and be answered as the first time.
func (p *person) write(op *plan.Operation, path, body string) answer {
	p.t.Helper()
	header := map[string]string{}
	if op.NeedsVersion && op.Bulk == 0 {
		header["If-Match"] = "*"
		if a := p.ask(op.Method, path, body); a.status < 400 {
			p.complain(op.Method+" "+path, "%d without If-Match", a.status)
		}
	}
	p.count++
	if op.NeedsKey || p.count%4 == 0 {
		header["Idempotency-Key"] = fmt.Sprintf("smoke-%d", p.count)
	}
	if op.Method == http.MethodPatch && p.count%4 == 1 {
		header["Content-Type"], body = "application/json-patch+json", patchOf(body)
	}
	a := p.askWith(op.Method, path, body, header)
	if header["Idempotency-Key"] == "" || a.status >= 300 {
		return a
	}
	again := p.askWith(op.Method, path, body, header)
	if again.status != a.status || op.Living.None() && string(again.body) != string(a.body) || again.header.Get("Location") != a.header.Get("Location") ||
		again.header.Get("Idempotency-Replayed") != "true" {
		p.complain(op.Method+" "+path, "%d %s, and with the same key again %d %s", a.status, a.body, again.status, again.body)
	}
	return a
}

// among returns the body of an operation about one row; of one about many, that with this
// row alone.
func among(op *plan.Operation, body, id string) string {
	if op.Bulk == 0 {
		return body
	}
	row := item{}
	_ = json.Unmarshal([]byte(body), &row) // of a body made here
	if id != "" {
		row["id"] = quoted(id)
		if op.Entity.Counted() && op.Entity.Prefix.Text == "" {
			row["id"] = json.RawMessage(id)
		}
	}
	return `{"items": [` + encode(row) + `]}`
}

// patchOf returns the JSON Patch that does what a merge patch does.
func patchOf(body string) string {
	var members item
	_ = json.Unmarshal([]byte(body), &members) // of a body made here
	patch := []map[string]any{}
	for name, v := range members {
		patch = append(patch, map[string]any{"op": "add", "path": "/" + name, "value": v})
	}
	raw, _ := json.Marshal(patch)
	return string(raw)
}

// outcome holds the answer to a write to what it may be, and tells whether it is a
// success.
func (p *person) outcome(op *plan.Operation, path string, a answer, done int) bool {
	p.t.Helper()
	if a.status == done || a.status == http.StatusNoContent {
		p.worked[op.Name] = true
		return true
	}
	p.refused[op.Name] = string(a.body)
	switch a.status {
	case http.StatusNotImplemented: // what Go code does is refused last: here it has none
		if op.Go == nil || !op.Go.Handled {
			p.complain(op.Method+" "+path, "%s", a.body)
		}
		p.worked[op.Name] = true
	case http.StatusUnauthorized:
		if p.token != "" {
			p.complain(op.Method+" "+path, "%s", a.body)
		}
	case http.StatusForbidden, http.StatusNotFound, http.StatusConflict:
	case http.StatusUnprocessableEntity:
		var is struct {
			Errors []struct{ Code, Pointer string }
		}
		if err := json.Unmarshal(a.body, &is); err != nil || len(is.Errors) == 0 {
			p.complain(op.Method+" "+path, "%s", a.body)
		}
		for _, e := range is.Errors {
			member := slices.ContainsFunc(op.Body.Slots, func(s plan.Slot) bool { return e.Pointer == "/"+s.Field.Name.Text })
			if member && slices.Contains(malformed, e.Code) {
				p.complain(op.Method+" "+path, "a body that is as the contract has it: %s", a.body)
			}
		}
	default:
		p.complain(op.Method+" "+path, "%d %s", a.status, a.body)
	}
	return false
}

// malformed are the codes of what cannot be wrong with bodies that are made from the
// contract.
var malformed = []string{
	payload.CodeDuplicateKey, payload.CodeInvalidText, payload.CodeNoMatch, payload.CodeNotAChoice, payload.CodeNotADate,
	payload.CodeNotADecimal, payload.CodeNotASlug, payload.CodeNotAURL, payload.CodeNotAUUID, payload.CodeNotJSON,
	payload.CodeNotAnEmail, payload.CodeNotAnID, payload.CodeNotATimestamp, payload.CodeNull, payload.CodeRequired,
	payload.CodeTooLarge, payload.CodeTooLong, payload.CodeTooManyPlaces, payload.CodeTooShort, payload.CodeTooSmall,
	payload.CodeUnknownKey, payload.CodeWrongType,
}

// slotsOf returns how the members of a body are written.
func slotsOf(b *plan.Body) (slots []payload.Slot) {
	for i := range b.Slots {
		if !b.Slots[i].InPath {
			slots = append(slots, plan.SlotOf(b.Slots[i].Field))
		}
	}
	return slots
}

// bodyOf makes a body: every member that must be there, and some of the others.
func (p *person) bodyOf(b *plan.Body, slots []payload.Slot) item {
	body := item{}
	for i := range slots {
		s, f := &slots[i], b.Slots[i].Field
		switch {
		case !s.Required && p.rng.IntN(3) == 0:
		case !s.Required && s.Nullable && p.rng.IntN(8) == 0:
			body[s.Name] = json.RawMessage("null")
		default:
			body[s.Name] = p.member(s, f)
		}
	}
	return body
}

// member makes a value that s takes.
func (p *person) member(s *payload.Slot, f *design.Field) json.RawMessage {
	p.count++
	n := p.count
	switch s.Format {
	case payload.Text, payload.Secret:
		return quoted(p.words(s, f))
	case payload.Email:
		return quoted(fmt.Sprintf("smoke-%d@smoke.test", n))
	case payload.URL:
		return quoted(fmt.Sprintf("https://smoke.test/%d", n))
	case payload.Slug:
		return quoted(fmt.Sprintf("smoke-%d", n))
	case payload.UUID:
		return quoted(fmt.Sprintf("0190a1b2-c3d4-7e5f-8a9b-%012x", n))
	case payload.Integer:
		if f.Type == design.TypeRef {
			return json.RawMessage(p.reference(f.Target.To))
		}
		low, high := within(s, 0, 1000)
		return fmt.Appendf(nil, "%d", low+p.rng.Int64N(high-low+1))
	case payload.Decimal:
		low, high := within(s, 0, 100000)
		return quoted(scaled(low+p.rng.Int64N(high-low+1), s.Places))
	case payload.Number:
		low, high := 0.0, 100.0
		if s.Low != nil {
			low, high = *s.Low, *s.Low+1
		}
		if s.High != nil {
			high = *s.High
		}
		return fmt.Appendf(nil, "%.3f", low+(high-low)*p.rng.Float64())
	case payload.Boolean:
		return fmt.Appendf(nil, "%t", p.rng.IntN(2) == 0)
	case payload.Timestamp:
		return quoted(p.moment().Format(time.RFC3339))
	case payload.Date:
		return quoted(p.moment().Format(time.DateOnly))
	case payload.JSON, payload.Bridged:
		return json.RawMessage(`{"smoke": [1, "two", null]}`)
	case payload.Choice:
		return quoted(s.Choices[p.rng.IntN(len(s.Choices))])
	case payload.ID, payload.Counted:
		return quoted(p.reference(f.Target.To))
	case payload.List:
		low, high := within(s, 0, 3)
		items := make([]string, low+p.rng.Int64N(high-low+1))
		for i := range items {
			items[i] = string(p.member(s.Item, f.Item))
		}
		return json.RawMessage("[" + strings.Join(items, ", ") + "]")
	}
	return json.RawMessage("null")
}

// moment is a time of some years around.
func (p *person) moment() time.Time {
	return time.Now().Add(time.Duration(p.rng.IntN(3000)-1000) * 12 * time.Hour).UTC()
}

// words makes a text.
func (p *person) words(s *payload.Slot, f *design.Field) string {
	made := fmt.Sprintf("Smoke %d", p.count)
	if f.Pattern != nil {
		made = rapid.StringMatching(f.Pattern.Text).Filter(func(s string) bool {
			return f.Pattern.Whole.MatchString(s) && (f.Max == nil || int64(len([]rune(s))) <= f.Max.N)
		}).Example(p.count)
	}
	for s.Min != nil && int64(len(made)) < *s.Min {
		made += " and on"
	}
	if s.Max != nil && int64(len([]rune(made))) > *s.Max {
		made = made[int64(len(made))-*s.Max:]
	}
	return made
}

// within narrows a range to what s takes.
func within(s *payload.Slot, low, high int64) (from, to int64) {
	if s.Min != nil && (low < *s.Min || *s.Min < 0 && *s.Min > -1e9) {
		low = *s.Min
	}
	if s.Max != nil {
		high = min(high, *s.Max)
	}
	return low, max(low, high)
}

// scaled writes n/10^places.
func scaled(n int64, places int) string {
	digits := fmt.Sprintf("%0*d", places+1, n)
	if places == 0 {
		return digits
	}
	return digits[:len(digits)-places] + "." + digits[len(digits)-places:]
}

// reference names a row of e: mostly one that p sees, where there is any.
func (p *person) reference(e *design.Entity) string {
	ids := p.ids[e]
	if r := p.plan.Resource(e); r != nil && len(p.seen[r]) > 0 && p.rng.IntN(4) > 0 {
		ids = idsOf(p.seen[r])
	}
	if len(ids) == 0 {
		return string(e.AppendID(nil, value.Value{Kind: e.IDKind(), Int: 1, Str: strings.Repeat("\x00", 16)}))
	}
	return ids[p.rng.IntN(len(ids))]
}
