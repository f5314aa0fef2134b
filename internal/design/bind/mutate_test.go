package bind_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/value"
)

// tried binds f: nothing may panic, findings do not depend on chance, and what binds
// without errors can be planned. It tells whether it does.
func tried(t interface{ Fatalf(string, ...any) }, f files) bool {
	d, diags, bound := compile(f)
	_, again, _ := compile(f)
	if diff := cmp.Diff(all(diags), all(again)); diff != "" {
		t.Fatalf("the findings differ from one time to the next: %s", diff)
	}
	for _, found := range diags.All() {
		if found.Message == "" || found.Fix == "" || !found.Span.Known() {
			t.Fatalf("a finding says too little: %s", shown(found))
		}
	}
	whole := d.Data.Span.Known() && d.Contract.Span.Known() && d.Access.Span.Known()
	if !bound || !whole || diags.Err() != nil {
		return false
	}
	planned(d)
	return true
}

// planned makes whatever is made of a design.
func planned(d *design.Design) {
	for _, engine := range []dialect.Dialect{dialect.SQLite, dialect.Postgres} {
		schema.Build(d).Create(engine)
		p := plan.Compile(d, engine)
		for _, op := range p.Operations {
			statements(p, op, &expr.Frame{Now: value.OfMicros(0)})
			if e := d.Access.Identity.To; e != nil {
				statements(p, op, &expr.Frame{Now: value.OfMicros(0), Caller: row(e)})
			}
		}
		if p.Auth != nil && p.Auth.SignUp != nil {
			writes(p.Auth.SignUp.Body, p.Auth.SignUp.Write, &expr.Frame{Result: row(p.Auth.Identity)})
		}
	}
}

func row(e *design.Entity) []value.Value {
	cells := make([]value.Value, len(e.Fields)+len(e.System))
	cells[0] = value.NewID()
	return cells
}

// statements makes the statements of one call.
func statements(p *plan.Plan, op *plan.Operation, f *expr.Frame) {
	op.Resource.Row.Statement(f)
	switch {
	case op.Get != nil:
		op.Get.Statement(f)
	case op.List != nil:
		used := uint64(1)<<len(op.List.Filters) - 1
		op.List.Shape.Statement(f, &query.Page{Order: op.List.Order, Filtered: used})
		op.List.Shape.Statement(f, &query.Page{Order: op.List.Order, Filtered: used, After: true})
		order := &query.Order{Text: "all"}
		for _, field := range op.List.Sort {
			order.Keys = append(order.Keys, query.Key{Field: field})
		}
		op.List.Shape.Statement(f, &query.Page{Order: order, After: true, Nulls: 1})
	case op.Write != nil:
		f.Resource, f.Result = row(op.Entity), row(op.Entity)
		if op.Body != nil {
			f.Input = make([]value.Value, op.Body.Row)
		}
		writes(op.Body, op.Write, f)
	}
}

func writes(body *plan.Body, w *plan.Write, f *expr.Frame) {
	if body != nil {
		for _, s := range body.Slots {
			if s.Reference != nil {
				s.Reference.Statement(f)
			}
			if s.GuardNew != nil {
				s.GuardNew.Statement(f)
			}
		}
	}
	if w.Target != nil {
		w.Target.Statement(f)
	}
	if w.Change != nil {
		w.Change.Delete(f)
		w.Change.Update(f, []*design.Field{w.Entity.Field(design.FieldVersion)})
	}
	if w.Rule != nil {
		w.Rule.Statement(f)
	}
	for _, c := range append(w.Requires, w.Checks...) {
		c.Ask.Statement(f)
	}
	for _, s := range w.Sets.Direct {
		f.Value(s.Term)
	}
}

var wordOrList = regexp.MustCompile(`\[[^][]*\]|"[^"]*"|[A-Za-z_][A-Za-z0-9_]*`)

// TestMutations changes the helpdesk in ways that leave most of it a design.
func TestMutations(t *testing.T) {
	whole := helpdesk(t)
	var pool []string
	for i := range 3 {
		pool = append(pool, wordOrList.FindAllString(*whole.part(i), -1)...)
	}
	sound := 0
	rapid.Check(t, func(t *rapid.T) {
		for range 10 {
			f := whole
			for range rapid.IntRange(1, 4).Draw(t, "changes") {
				mutate(t, f.part(rapid.IntRange(0, 2).Draw(t, "file")), pool)
			}
			if tried(t, f) {
				sound++
			}
		}
	})
	t.Logf("%d of the changed designs were planned", sound)
	if sound == 0 {
		t.Error("no changed design was ever planned")
	}
}

// mutate changes one line or one word of text.
func mutate(t *rapid.T, text *string, pool []string) {
	lines := strings.Split(*text, "\n")
	at := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
	switch rapid.IntRange(0, 5).Draw(t, "how") {
	case 0: // a line less
		lines = append(lines[:at:at], lines[at+1:]...)
	case 1: // a line from elsewhere
		lines[at] = lines[rapid.IntRange(0, len(lines)-1).Draw(t, "other")]
	case 2: // the end of the file is lost
		lines = lines[:at]
	default: // another word
		words := wordOrList.FindAllStringIndex(lines[at], -1)
		if len(words) == 0 {
			return
		}
		w := words[rapid.IntRange(0, len(words)-1).Draw(t, "word")]
		other := pool[rapid.IntRange(0, len(pool)-1).Draw(t, "by")]
		lines[at] = lines[at][:w[0]] + other + lines[at][w[1]:]
	}
	*text = strings.Join(lines, "\n")
}

// FuzzBind: whatever the files say.
func FuzzBind(f *testing.F) {
	whole := helpdesk(f)
	f.Add(notes.data, notes.contract, notes.access)
	f.Add(whole.data, whole.contract, whole.access)
	f.Add(whole.data, notes.contract, whole.access)
	f.Fuzz(func(t *testing.T, data, contract, access string) {
		tried(t, files{data, contract, access})
	})
}
