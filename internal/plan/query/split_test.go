package query_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	sqlite3 "github.com/ncruces/go-sqlite3"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/value"
)

const deskData = `newel: 1
entities:
  Org: {global: true, fields: {name: {type: text, max: 20}}}
  User:
    global: true
    fields: {email: {type: email, unique: true}, admin: {type: boolean}}
  Member:
    tenant: org
    fields:
      org: {ref: Org, inverse: members, on_delete: cascade}
      user: {ref: User, inverse: memberships, on_delete: cascade}
      role: {type: enum, values: [customer, agent]}
    unique: [[org, user]]
  Ticket:
    tenant: org
    fields:
      org: {ref: Org, inverse: tickets, on_delete: cascade}
      requester: {ref: User, on_delete: restrict}
      helper: {ref: User, optional: true, on_delete: restrict}
      home: {ref: Org, optional: true, on_delete: restrict}
      note: {type: text, max: 20, optional: true}
      due: {type: date, optional: true}
      open: {type: boolean}
      level: {type: integer}
      title: {type: text, max: 20}
    indexes:
      - [org, -created_at]
      - [requester, -created_at]
      - [helper, created_at]
      - [home, -created_at]
      - [open, -created_at]
      - [org, level, title]
      - [org, -level]
      - [org, open, -created_at]
      - [due]
      - [org, -due, level]
      - [requester, due]
      - [open, requester, level, title]
`

const deskContract = `title: Desk
base: /v1
resources:
  orgs: {of: Org, fields: [id, name, created_at], operations: {listOrgs: {list: {order: [-created_at], sort: [created_at]}}}}
  tickets:
    of: Ticket
    fields: [id, org, requester, helper, home, note, open, level, title, due, created_at]
    operations:
      listTickets:
        list: {order: [-created_at], sort: [created_at, level, title, open, due], filter: [org, open, {level: [eq, ge]}, requester]}
`

const deskAccess = `identity: User
sign_in: {password: {login: email}}
policies:
  agent_of: {with: {org: Org}, is: "org.members.exists(m, m.user == caller.id && m.role == 'agent')"}
allow:
  Org: {read: "resource.members.exists(m, m.user == caller.id) || caller.admin"}
  Ticket:
    read: "%s"
    fields:
      note: {read: "agent_of(resource.home) || resource.requester == caller.id"}
      home: {read: "agent_of(resource.org)"}
`

// desk is a design with a database of its own.
type desk struct {
	t     testing.TB
	plan  *plan.Plan
	keep  bool                     // text, which takes time
	text  string                   // of the last statement, with its values
	stmts map[string]*sqlite3.Stmt // by text
	db    *sqlite3.Conn
	orgs  []value.Value
	users [][]value.Value
	apart int // pages of an order with nulls that were compared
}

func newDesk(t testing.TB, rule, data string) *desk {
	folder := t.TempDir()
	write(t, folder, rule, data)
	db, err := sqlite3.Open(":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return deskOf(t, folder, db, true)
}

func deskOf(t testing.TB, folder string, db *sqlite3.Conn, create bool) *desk {
	var diags diag.List
	d, _, err := compile.Folder(folder, &diags)
	if err != nil || diags.Err() != nil {
		t.Fatal(err, diags.Err())
	}
	k := &desk{t: t, plan: compile.Plan(d, dialect.SQLite), db: db, stmts: map[string]*sqlite3.Stmt{}}
	for _, text := range schema.Build(d).Create(dialect.SQLite) {
		if !create {
			break
		}
		if err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	return k
}

func id(kind, n int) value.Value { return value.FixedID(uint64(kind), 0, uint64(n)) }

// insert writes one row; what is not given is null.
func (k *desk) insert(entity string, n, created int, cells map[string]value.Value) []value.Value {
	e := k.plan.Design.Data.Entity(entity)
	var row []value.Value
	for f := range e.All() {
		v := cells[f.Name.Text]
		switch f.Name.Text {
		case design.FieldID:
			if v = id(len(entity), n); e.IDKind() == value.Int {
				v = value.OfInt(int64(n + 1))
			}
		case design.FieldCreatedAt, design.FieldUpdatedAt:
			v = value.OfMicros(int64(created))
		case design.FieldVersion:
			v = value.OfInt(1)
		}
		row = append(row, v)
	}
	slots := append(make([]value.Value, query.SlotFirst), row...)
	s := query.Insert(dialect.SQLite, e)
	k.run(s.SQL, s.Args(&expr.Frame{}, slots, nil), func(*sqlite3.Stmt) {})
	return row
}

// run runs a statement and returns how many steps the engine took.
func (k *desk) run(text string, args []value.Value, row func(*sqlite3.Stmt)) int {
	k.t.Helper()
	s := k.stmts[text]
	if s == nil {
		var err error
		if s, _, err = k.db.Prepare(text); err != nil {
			k.t.Fatal(err, text)
		}
		k.stmts[text] = s
	}
	for i, v := range args {
		var err error
		switch v.Kind {
		case value.Null:
			err = s.BindNull(i + 1)
		case value.Text:
			err = s.BindText(i+1, v.Str)
		case value.ID:
			err = s.BindBlob(i+1, []byte(v.Str))
		default:
			err = s.BindInt64(i+1, v.Int)
		}
		if err != nil {
			k.t.Fatal(err)
		}
	}
	if k.keep {
		k.text = s.ExpandedSQL()
	}
	for s.Step() {
		row(s)
	}
	if s.Err() != nil {
		k.t.Fatal(s.Err(), text)
	}
	if err := s.Reset(); err != nil {
		k.t.Fatal(err)
	}
	return s.Status(sqlite3.STMTSTATUS_VM_STEP, true)
}

// fill makes a small world, in which everything is often alike.
func (k *desk) fill(r *rand.Rand) {
	for i := range 6 {
		k.orgs = append(k.orgs, k.insert("Org", i, r.IntN(4), map[string]value.Value{"name": value.OfText("o")})[0])
	}
	for i := range 6 {
		email := value.OfText(fmt.Sprintf("u%d@example.org", i))
		k.users = append(k.users, k.insert("User", i, 0, map[string]value.Value{"email": email, "admin": value.OfBool(i == 5)}))
	}
	for i := range 24 {
		if r.IntN(4) == 0 {
			continue
		}
		k.insert("Member", i, 0, map[string]value.Value{
			"org": k.orgs[i%6], "user": k.users[i/4][0], "role": value.OfText([]string{"customer", "agent"}[r.IntN(2)]),
		})
	}
	for i := range 60 {
		cells := map[string]value.Value{
			"org": k.orgs[r.IntN(6)], "requester": k.users[r.IntN(5)][0], "open": value.OfBool(r.IntN(2) == 0),
			"level": value.OfInt([]int64{math.MinInt64, -1, 0, 1, 2, math.MaxInt64}[r.IntN(6)]), "title": value.OfText(string(rune('a' + r.IntN(3)))),
			"note": value.OfText("n"),
		}
		if r.IntN(2) == 0 {
			cells["helper"] = k.users[r.IntN(5)][0]
		}
		if r.IntN(3) > 0 {
			cells["due"] = value.OfDate(int64(r.IntN(4)))
		}
		if r.IntN(2) == 0 {
			cells["home"] = k.orgs[r.IntN(6)]
		}
		k.insert("Ticket", i, r.IntN(8), cells)
	}
}

// page reads a page, and returns the rows as text, the values of the last one's order
// and the number of steps.
func (k *desk) page(l *plan.List, s *query.Statement, f *expr.Frame, p *query.Page, slots []value.Value) (rows []string, last []value.Value, steps int) {
	if s == nil {
		return nil, nil, 0
	}
	steps = k.run(s.SQL, s.Args(f, slots, nil), func(row *sqlite3.Stmt) {
		var cells []string
		for i := range row.ColumnCount() {
			cells = append(cells, fmt.Sprintf("%x", row.ColumnRawText(i)))
		}
		rows = append(rows, strings.Join(cells, " "))
		last = nil
		for i, key := range p.Order.Keys {
			column := l.Shape.KeyColumn(i)
			if row.ColumnType(column) == sqlite3.NULL {
				last = append(last, value.Value{})
			} else if query.KeyKind(key.Field) == value.Text {
				last = append(last, value.OfText(row.ColumnText(column)))
			} else {
				last = append(last, value.Value{Kind: query.KeyKind(key.Field), Int: row.ColumnInt64(column)})
			}
		}
		key := value.Value{Kind: l.Shape.Projection.Entity.IDKind()}
		if column := l.Shape.KeyColumn(len(p.Order.Keys)); key.Kind == value.Int {
			key.Int = row.ColumnInt64(column)
		} else {
			key.Str = string(row.ColumnRawBlob(column))
		}
		last = append(last, key)
	})
	return rows, last, steps
}

// TestSplit compares the statement in branches, and the one that looks for nulls apart, with
// the plain one: the same rows, in the same order, on all pages.
func TestSplit(t *testing.T) {
	for rule, splits := range map[string]bool{
		"agent_of(resource.org) || resource.requester == caller.id": true,
		"agent_of(resource.org)":                                    true,
		"agent_of(resource.org) && resource.open || resource.helper == caller.id || resource.requester == caller.id && !resource.open":                                                      true,
		"agent_of(resource.org) && agent_of(resource.home) || resource.requester == caller.id":                                                                                              true,
		"agent_of(resource.org) || agent_of(resource.home) && resource.open":                                                                                                                true,
		"agent_of(resource.org) && resource.open || agent_of(resource.org) && resource.level > 0":                                                                                           true,
		"resource.org.members.exists(m, m.user == caller.id && m.role == 'customer') || agent_of(resource.org)":                                                                             true,
		"agent_of(resource.org) || resource.requester.memberships.exists(m, m.user == caller.id && m.role == 'agent')":                                                                      true,
		"resource.org.members.exists(m, m.user == caller.id && m.role in ['customer']) && resource.level > 0 || resource.org.members.exists(m, m.user == caller.id && m.role in ['agent'])": true,
		"agent_of(resource.org) && resource.level > 0 || resource.requester == caller.id && !agent_of(resource.org)":                                                                        true,
		"caller.admin || agent_of(resource.org) || resource.open":                                                                                                                           true,
		"resource.helper == caller.id || resource.org.members.exists(m, m.user == caller.id) && resource.requester.admin == false":                                                          true,
		"resource.requester.memberships.exists(m, m.org == resource.org && m.user == caller.id) || resource.requester == caller.id":                                                         false,
		"resource.level > 1 || resource.requester == caller.id":                                                                                                                             false,
		"resource.requester == caller.id": false,
	} {
		splitOnce(t, rule, splits, deskData)
		splitOnce(t, rule, splits, strings.Replace(deskData, "  Ticket:\n", "  Ticket:\n    id: integer\n", 1))
	}
}

// splitOnce does so in one world, for each of its users and for nobody. splits tells whether
// the list of tickets has such statements.
func splitOnce(t *testing.T, rule string, splits bool, data string) {
	k := newDesk(t, rule, data)
	r := rand.New(rand.NewPCG(1, uint64(len(rule))))
	k.fill(r)
	split := 0
	for _, user := range append(k.users, nil) {
		f := &expr.Frame{Now: value.OfMicros(0), Caller: user}
		for _, name := range []string{"listTickets", "listOrgs"} {
			l := k.plan.Operation(name).List
			for range 15 {
				split += k.walk(l, f, r)
			}
		}
	}
	if rule := "listTickets: " + rule; splits != (split > 0) {
		t.Errorf("%s: %d pages in branches", rule, split)
	}
	if k.apart == 0 {
		t.Errorf("%s: no order with nulls was compared", rule)
	}
}

// walk reads all pages of a random list both ways, and returns how many were in branches.
func (k *desk) walk(l *plan.List, f *expr.Frame, r *rand.Rand) (split int) {
	page := &query.Page{Order: k.order(l, r)}
	slots := make([]value.Value, query.SlotFirst+len(l.Filters)+len(page.Order.Keys)+1)
	slots[query.SlotLimit] = value.OfInt(int64(1 + r.IntN(5)))
	for i, filter := range l.Filters {
		if r.IntN(3) > 0 {
			continue
		}
		page.Filtered |= 1 << i
		switch filter.Field.Name.Text {
		case "org":
			slots[query.SlotFirst+i] = k.orgs[r.IntN(6)]
		case "requester":
			slots[query.SlotFirst+i] = k.users[r.IntN(6)][0]
		case "open":
			slots[query.SlotFirst+i] = value.OfBool(r.IntN(2) == 0)
		default:
			slots[query.SlotFirst+i] = value.OfInt(int64(r.IntN(3)))
		}
	}
	for {
		plain, last, _ := k.page(l, l.Shape.Plain(f, page), f, page, slots)
		if s := l.Shape.Split(f, page); s != nil {
			if l.Shape.Projection.Entity.Name.Text == "Ticket" {
				split++
			}
			if got, _, _ := k.page(l, s, f, page, slots); !slices.Equal(got, plain) {
				k.t.Fatalf("%s\n%v\n got %v\nwant %v", s.SQL, slots, got, plain)
			}
		}
		if s := l.Shape.Apart(f, page); s != nil {
			k.apart++
			if got, _, _ := k.page(l, s, f, page, slots); !slices.Equal(got, plain) {
				k.t.Fatalf("%s\n%v\n got %v\nwant %v", s.SQL, slots, got, plain)
			}
		}
		if int64(len(plain)) < slots[query.SlotLimit].Int {
			return split
		}
		page.After, page.Nulls = true, 0
		for i, v := range last {
			if v.IsNull() {
				page.Nulls |= 1 << i
			}
		}
		copy(slots[query.SlotFirst+len(l.Filters):], last)
	}
}

func (k *desk) order(l *plan.List, r *rand.Rand) *query.Order {
	var names []string
	for name := range l.Sort {
		names = append(names, name)
	}
	slices.Sort(names)
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	o := &query.Order{}
	desc := r.IntN(2) == 0
	for _, name := range names[:1+r.IntN(min(2, len(names)))] {
		if r.IntN(4) == 0 {
			desc = !desc
		}
		o.Keys = append(o.Keys, query.Key{Field: l.Sort[name], Desc: desc})
		o.Text += fmt.Sprint(name, desc)
	}
	return o
}

// TestSplitText pins what the engines are asked for the next page of an agent's list.
func TestSplitText(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "agent_of(resource.org) || resource.requester == caller.id", deskData)
	var diags diag.List
	d, _, err := compile.Folder(folder, &diags)
	if err != nil || diags.Err() != nil {
		t.Fatal(err, diags.Err())
	}
	for _, engine := range []dialect.Dialect{dialect.SQLite, dialect.Postgres} {
		l := compile.Plan(d, engine).Operation("listTickets").List
		f := &expr.Frame{Caller: make([]value.Value, 8)}
		f.Caller[0] = id(1, 1)
		for name, filtered := range map[string]uint64{"": 0, "_org": 1, "_open": 2} {
			s := l.Shape.Split(f, &query.Page{Order: l.Order, After: true, Filtered: filtered})
			if s == nil {
				t.Fatalf("%s%s: no branches", engine, name)
			}
			golden(t, strings.ToLower(engine.String())+name, s.SQL)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	pinned(t, filepath.Join("testdata", "split_"+name+".sql"), broken(got)+"\n")
}

// write writes a design with that rule on tickets.
func write(t testing.TB, folder, rule, data string) {
	for name, text := range map[string]string{"data": data, "contract": deskContract, "access": fmt.Sprintf(deskAccess, rule)} {
		if err := os.WriteFile(filepath.Join(folder, name+".yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSplitVisitsFew: what a page costs does not follow from how many rows there are
// that the caller may not read.
func TestSplitVisitsFew(t *testing.T) {
	for rule, all := range map[string]bool{ // whether everybody may read everything
		"agent_of(resource.org) || resource.requester == caller.id":                  false,
		"resource.open && agent_of(resource.org) || resource.requester == caller.id": false, // [open, -created_at] has everything
		"resource.open || resource.requester == caller.id":                           true,
	} {
		t.Run(rule, func(t *testing.T) { visitsFew(t, rule, all) })
	}
}

func visitsFew(t *testing.T, rule string, all bool) {
	k := newDesk(t, rule, deskData)
	for i := range 40 {
		k.orgs = append(k.orgs, k.insert("Org", i, 0, map[string]value.Value{"name": value.OfText("o")})[0])
		email := value.OfText(fmt.Sprintf("u%d@example.org", i))
		k.users = append(k.users, k.insert("User", i, 0, map[string]value.Value{"email": email, "admin": value.OfBool(false)}))
		k.insert("Member", i, 0, map[string]value.Value{"org": k.orgs[i], "user": k.users[i][0], "role": value.OfText("agent")})
	}
	for i := range 4000 {
		k.insert("Ticket", i, i, map[string]value.Value{
			"org": k.orgs[i%39], "requester": k.users[i%38][0], "open": value.OfBool(true),
			"level": value.OfInt(0), "title": value.OfText("a"),
		})
	}
	l := k.plan.Operation("listTickets").List
	page := &query.Page{Order: l.Order}
	slots := make([]value.Value, query.SlotFirst+len(l.Filters)+2)
	slots[query.SlotLimit] = value.OfInt(10)
	for user, most := range map[int]int{0: 10 * 400, 38: 10 * 400, 39: 200} { // both, an agent's only, nothing
		if all {
			most = 10 * 400
		}
		f := &expr.Frame{Caller: k.users[user]}
		if _, _, steps := k.page(l, l.Shape.Statement(f, page), f, page, slots); steps > most {
			t.Errorf("user %d: %d steps", user, steps)
		}
	}
	if all {
		return
	}
	// An organization that is not theirs is not walked through.
	page.Filtered, slots[query.SlotFirst] = 1, k.orgs[3]
	f := &expr.Frame{Caller: k.users[39]}
	if _, _, steps := k.page(l, l.Shape.Statement(f, page), f, page, slots); steps > 200 {
		t.Errorf("another organization: %d steps", steps)
	}
}
