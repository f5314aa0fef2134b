package generate

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/newel-api/newel/internal/design"
)

// A write is looked at from beside: what a read shows before it and after it.

// beside is the read that shows what a try writes: the row that it changes, or the list in
// which a new row would stand; nil for none.
func (r *run) beside(t *try) *try {
	p := t.op.plan
	if p == nil || p.Write == nil || t.method != "" {
		return nil
	}
	of, path := p.get, t.path
	if p.Verb == design.Create || t.op.many {
		of = p.list
	}
	if of == nil || len(of.plan.Params) > len(path) || of.plan.OneRow == nil && len(of.plan.Params) != len(path) && !t.op.many {
		return nil
	}
	read := &try{op: of, caller: t.caller, path: path[:len(of.plan.Params)]}
	if l := of.plan.List; l != nil { // a new row is on the one page, or makes a difference in the count
		read.query = append(read.query, member{"limit", right(strconv.Itoa(l.Max), "")})
		if l.Total > 0 {
			read.query = append(read.query, member{"total", right("true", "")})
		}
	}
	return read
}

// seen is what a read showed: its status, its tag, and its rows without what comes and goes
// by itself.
type seen struct {
	status int
	tag    string
	text   string
}

// look asks a read.
func (r *run) look(ctx context.Context, t *try) (*seen, error) {
	key := t.op.ID + " " + t.address() + " " + string(rune('0'+t.caller+1))
	if s := r.seen[key]; s != nil {
		return s, nil
	}
	a, err := r.send(ctx, t)
	if err != nil {
		return nil, err
	}
	s := &seen{a.status, a.header.Get("ETag"), ""}
	for page := 1; a.status == http.StatusOK; page++ {
		s.text += steady(t.op, a.body)
		next := cursorOf(a.body)
		if next == "" || page == mostPages {
			break
		}
		more := t.clone()
		more.query = append(more.query, member{"cursor", right(next, "")})
		if a, err = r.send(ctx, more); err != nil {
			return nil, err
		}
	}
	r.seen[key] = s
	return s, nil
}

// mostPages is how many pages of a list are looked at.
const mostPages = 10

// cursorOf is the cursor of the next page; "" on the last, and of what is no page.
func cursorOf(body []byte) string {
	var page struct {
		Next  string            `json:"next"`
		Items []json.RawMessage `json:"items"`
	}
	if json.Unmarshal(body, &page) != nil || page.Items == nil {
		return ""
	}
	return page.Next
}

// steady is an answer without its computed values and without the rows beside it.
func steady(op *operation, body []byte) string {
	var v map[string]any
	if json.Unmarshal(body, &v) != nil {
		return string(body)
	}
	rows := []any{v}
	if items, ok := v["items"].([]any); ok {
		rows = items
		delete(v, "next") // a cursor is sealed anew each time
	}
	for _, row := range rows {
		if row, ok := row.(map[string]any); ok {
			strip(op, row)
		}
	}
	text, err := json.Marshal(v)
	if err != nil {
		return string(body)
	}
	return string(text)
}

// strip takes out of a row what can be another value a moment later.
func strip(op *operation, row map[string]any) {
	delete(row, "expand")
	if op.plan == nil || op.plan.Sent == nil {
		return
	}
	for i, f := range op.plan.Sent.Fields {
		if f.Calc != nil || op.plan.Living.Has(i) {
			delete(row, f.Name.Text)
		}
	}
}

// unchanged is wrong when a write that must change nothing has changed what is seen beside
// it.
func (r *run) unchanged(ctx context.Context, t *try, read *try, before *seen) (*wrongness, error) {
	if read == nil || before == nil || before.status != http.StatusOK {
		return nil, nil
	}
	clear(r.seen)
	after, err := r.look(ctx, read)
	if err != nil {
		return nil, err
	}
	if *after != *before {
		what := "a refused request"
		if t.dry {
			what = "a dry run"
		}
		return is(Changed, "%s leaves everything as it was; %s showed %s %s before, and %s %s after it",
			what, read.op.ID, before.tag, short(before.text), after.tag, short(after.text)), nil
	}
	return nil, nil
}

// truth is wrong when a row that was answered is not there as it was answered, or one that
// was deleted still is.
func (r *run) truth(ctx context.Context, t *try, a *answer) (*wrongness, error) {
	p := t.op.plan
	if p == nil || p.Write == nil || p.get == nil || t.op.many || t.dry || a.header.Get("Idempotency-Replayed") != "" {
		return nil, nil
	}
	read := &try{op: p.get, caller: t.caller, path: slices.Clone(t.path)}
	if a.status == http.StatusNoContent {
		if p.Verb != design.Delete || len(p.get.plan.Params) != len(t.path) {
			return nil, nil
		}
		got, err := r.send(ctx, read)
		if err != nil || got.status == http.StatusNotFound {
			return nil, err
		}
		return is(NotAsTold, "404 from %s after the row was deleted, not %d", p.get.ID, got.status), nil
	}
	var row map[string]json.RawMessage
	if json.Unmarshal(a.body, &row) != nil || p.Sent == nil || p.Sent.Entity != p.get.plan.Entity {
		return nil, nil
	}
	read.path = nil
	for i := range p.get.plan.Params {
		of := &p.get.plan.Params[i]
		text := plainText(row[of.Field.Name.Text])
		if of.Parent {
			if i >= len(t.path) || p.Params[i].Field != of.Field {
				return nil, nil
			}
			text = t.path[i]
		}
		if text == "" {
			return nil, nil // it was not asked for
		}
		read.path = append(read.path, text)
	}
	if len(read.path) == 0 && p.OneRow == nil {
		return nil, nil
	}
	got, err := r.send(ctx, read)
	if err != nil {
		return nil, err
	}
	return differs(t.op, p.get, a, got), nil
}

// differs compares what a write answered with what a read of the row shows.
func differs(op, get *operation, told, got *answer) *wrongness {
	if got.status != http.StatusOK {
		return is(NotAsTold, "200 from %s for the row that was answered, not %d", get.ID, got.status)
	}
	if one, two := told.header.Get("ETag"), got.header.Get("ETag"); one != two && one != "" {
		return is(NotAsTold, "the tag %s from %s, not %s", one, get.ID, two)
	}
	var one, two map[string]any
	if json.Unmarshal(told.body, &one) != nil || json.Unmarshal(got.body, &two) != nil {
		return nil
	}
	strip(op, one)
	strip(get, one)
	for name, v := range one {
		other, there := two[name]
		if !there {
			continue // it is not sent there
		}
		a, _ := json.Marshal(v)
		b, _ := json.Marshal(other)
		if !bytes.Equal(a, b) {
			return is(NotAsTold, "%s for %s from %s, as it was answered, not %s", short(string(a)), name, get.ID, short(string(b)))
		}
	}
	return nil
}
