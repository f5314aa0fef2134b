package bind_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/store/sqlite"
	"github.com/newel-api/newel/internal/value"
)

// tried binds f: nothing may panic, findings do not depend on chance, and what binds
// without errors can be planned. It tells whether it does.
func tried(t interface{ Fatalf(string, ...any) }, db database, f files) bool {
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
	if err := db.understands(planned(d)); err != nil {
		t.Fatalf("SQLite: %v", err)
	}
	return true
}

// question is a statement as one call asks it.
type question struct {
	sql  string
	args []value.Value
}

// questions collects the statements of calls.
type questions struct {
	frame expr.Frame
	all   []question
}

func (q *questions) add(s *query.Statement) {
	if s != nil {
		q.all = append(q.all, question{s.SQL, s.Args(&q.frame, make([]value.Value, 300), nil)})
	}
}

func (q *questions) ask(a *query.Ask) {
	if a != nil {
		s, _ := a.Statement(&q.frame)
		q.add(s)
	}
}

// planned makes whatever is made of a design, and returns the statements that make
// its tables in SQLite, and those that it will be asked there.
func planned(d *design.Design) (tables []string, asked []question) {
	for _, engine := range []dialect.Dialect{dialect.Postgres, dialect.SQLite} {
		tables = schema.Build(d).Create(engine)
		p := plan.Compile(d, engine)
		callers := [][]value.Value{nil}
		if e := d.Access.Identity.To; e != nil {
			callers = append(callers, row(e))
		}
		q := &questions{}
		for _, caller := range callers {
			for _, op := range p.Operations {
				q.frame = expr.Frame{Now: value.OfMicros(0), Caller: caller}
				q.operation(op)
			}
		}
		if p.Auth != nil && p.Auth.SignUp != nil {
			q.frame = expr.Frame{Result: row(p.Auth.Identity)}
			q.write(p.Auth.SignUp.Body, p.Auth.SignUp.Write)
		}
		asked = q.all
	}
	return tables, asked
}

func row(e *design.Entity) []value.Value {
	cells := make([]value.Value, len(e.Fields)+len(e.System))
	cells[0] = value.NewID()
	return cells
}

func (q *questions) operation(op *plan.Operation) {
	if op.Row != nil {
		q.add(op.Row.Statement(&q.frame))
	}
	q.expands(op)
	if op.Under != nil {
		q.add(op.Under.Statement(&q.frame))
	}
	switch {
	case op.List != nil:
		shape, used := op.List.Shape, uint64(1)<<len(op.List.Shape.Tests)-1
		q.add(shape.Statement(&q.frame, &query.Page{Order: op.List.Order, Filtered: used}))
		q.add(shape.Statement(&q.frame, &query.Page{Order: op.List.Order, Filtered: used, After: true}))
		order := &query.Order{Text: "all"}
		for _, name := range slices.Sorted(maps.Keys(op.List.Sort)) {
			order.Keys = append(order.Keys, query.Key{Field: op.List.Sort[name]})
		}
		q.add(shape.Statement(&q.frame, &query.Page{Order: order, After: true, Nulls: 1}))
		if shape.Searching(&q.frame) {
			words := slices.Repeat([]payload.Word{{Text: "one"}}, payload.MostWords)
			sought := len(shape.Sought(&q.frame, words))
			q.add(shape.Statement(&q.frame, &query.Page{Order: op.List.Order, Filtered: used, After: true, Sought: sought}))
			q.add(shape.Count(&q.frame, &query.Page{Order: op.List.Order, Filtered: used, Sought: sought}))
		}
	case op.Write != nil:
		q.frame.Resource, q.frame.Result = row(op.Entity), row(op.Entity)
		if op.Body != nil {
			q.frame.Input = make([]value.Value, op.Body.Row)
		}
		q.write(op.Body, op.Write)
	}
}

// expands asks for all that rows of op's answer can be expanded by.
func (q *questions) expands(op *plan.Operation) {
	everything := uint64(1)<<len(op.Paths) - 1
	if everything == 0 {
		return
	}
	for i, p := range op.Paths {
		if p.Many != nil {
			q.add(p.Many.Rows.Statement(&q.frame, op.Paths.Below(i, everything)))
		}
	}
	rows, lists := []*query.Row{op.Row}, []*query.List{}
	if op.Deep != nil {
		rows = append(rows, op.Deep.Row)
	}
	if op.List != nil {
		lists = append(lists, op.List.Shape, op.List.Deep)
	}
	for _, row := range rows {
		if row != nil {
			q.add(row.Expanding(&q.frame, everything))
		}
	}
	for _, list := range lists {
		if list != nil {
			q.add(list.Statement(&q.frame, &query.Page{Order: op.List.Order, Expanded: everything}))
		}
	}
}

func (q *questions) write(body *plan.Body, w *plan.Write) {
	if body != nil {
		for _, s := range body.Slots {
			if s.Reference != nil {
				q.add(s.Reference.Statement(&q.frame))
			}
			q.ask(s.GuardNew)
		}
	}
	if w.Target != nil {
		q.add(w.Target.Statement(&q.frame))
	}
	if w.Change != nil {
		q.add(w.Change.Delete(&q.frame))
		q.add(w.Change.Update(&q.frame, []*design.Field{w.Entity.Field(design.FieldVersion)}))
	}
	q.ask(w.Rule)
	for _, c := range slices.Concat(w.Requires, w.Checks) {
		q.ask(c.Ask)
	}
	q.add(w.Insert)
	q.sets(&w.Sets)
	for i := range w.Also {
		q.add(w.Also[i].Insert)
		q.sets(&w.Also[i].Sets)
	}
}

func (q *questions) sets(s *plan.Sets) {
	q.add(s.Reading)
	for _, one := range s.Direct {
		q.frame.Value(one.Term)
	}
}

// database is a SQLite for many designs, none of which leaves anything in it.
type database struct{ store.DB }

func opened(t testing.TB) database {
	t.Helper()
	db, err := sqlite.Options{Readers: 1}.Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return database{db}
}

var errUndo = errors.New("undo")

// understands tells what SQLite does not understand of a planned design, or nil.
func (db database) understands(tables []string, asked []question) error {
	err := db.DDL(context.Background(), func(tx store.Tx) error {
		for _, text := range tables {
			if _, err := tx.Exec(text, nil); err != nil {
				return fmt.Errorf("%s: %w", text, err)
			}
		}
		for _, q := range asked {
			if _, err := tx.Query("EXPLAIN "+q.sql, q.args, func(store.Row) error { return nil }); err != nil {
				return fmt.Errorf("%s: %w", q.sql, err)
			}
		}
		return errUndo
	})
	if errors.Is(err, errUndo) {
		return nil
	}
	return err
}

var wordOrList = regexp.MustCompile(`\[[^][]*\]|"[^"]*"|[A-Za-z_][A-Za-z0-9_]*`)

// TestMutations changes the helpdesk in ways that leave most of it a design.
func TestMutations(t *testing.T) {
	whole := helpdesk(t)
	var pool []string
	for i := range 3 {
		pool = append(pool, wordOrList.FindAllString(*whole.part(i), -1)...)
	}
	sound, db := 0, opened(t)
	rapid.Check(t, func(t *rapid.T) {
		for range 5 {
			f := whole
			for range rapid.IntRange(1, 4).Draw(t, "changes") {
				mutate(t, f.part(rapid.IntRange(0, 2).Draw(t, "file")), pool)
			}
			if tried(t, db, f) {
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
	f.Add(notes.data, notes.contract, notes.access)
	f.Add(notes.data+"    search: [body]\n", notes.contract+"      listNotes: {list: {search: [body], order: [body]}}\n",
		"allow:\n  Note: {read: {rule: anyone, because: of all}, fields: {body: {read: \"resource.body != 'x'\"}}}\n")
	f.Add(papers.data, papers.contract, papers.access)
	f.Add("newel: 1\nentities:\n  A: {global: true, fields: {b: {type: email, unique: true}}}\n  C: {tenant: a, fields: {a: {ref: A, inverse: d}, s: {type: state, initial: e, moves: {e: [f]}}}}\n",
		"title: g\nresources: {h: {of: C, fields: [id, s], operations: {i: {post: '/{id}/j', move: {s: f}}, k: {list: {filter: [s]}}}}}\n",
		"identity: A\nsign_in: {password: {login: b}}\npolicies: {l: {with: {m: A}, is: 'm.id == caller.id'}}\nallow: {C: {read: 'l(resource.a)', operations: {i: signed_in}}}\n")
	db := opened(f)
	f.Fuzz(func(t *testing.T, data, contract, access string) {
		tried(t, db, files{data: data, contract: contract, access: access})
	})
}
