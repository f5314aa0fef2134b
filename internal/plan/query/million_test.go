//go:build million

package query_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	sqlite3 "github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/ext/fts5"

	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

const (
	manyTickets = 1_000_000
	manyOrgs    = 2000
	manyUsers   = 20_000
)

// TestMillion counts the steps of the engine that the pages of the helpdesk's tickets
// take, of a million in 2000 organizations, for each kind of caller. The database goes
// to the file MILLION, which is used again when it is there, and each statement with its
// values to MILLION.sql:
//
//	MILLION=/tmp/million.db go test -tags million -run Million -v ./internal/plan/query
func TestMillion(t *testing.T) {
	file := os.Getenv("MILLION")
	if file == "" {
		file = filepath.Join(t.TempDir(), "million.db")
	}
	_, missing := os.Stat(file)
	db, err := sqlite3.Open("file:" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := fts5.Register(db); err != nil {
		t.Fatal(err)
	}
	folder := "../../../examples/helpdesk/design"
	k := deskOf(t, folder, db, missing != nil)
	if missing != nil {
		k.million()
	}
	k.keep = true
	texts, err := os.Create(file + ".sql")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = texts.Close() }()
	l := k.plan.Operation("listTickets").List
	for _, c := range []struct {
		who  string
		user int
	}{{"agent of 1", 1}, {"agent of 5", 5}, {"agent of 50", 50}, {"customer", 5000}, {"customer with many", 100}, {"member of nothing", 19_999}} {
		for _, org := range []int{-1, c.user % manyOrgs, 1999} {
			f := &expr.Frame{Now: value.OfMicros(0), Caller: []value.Value{id(len("User"), c.user)}}
			for _, plain := range []bool{false, true} {
				k.walkMillion(t, texts, f, query.Page{Order: l.Order}, org, fmt.Sprintf("%s, org %d, plain %t", c.who, org, plain), plain)
			}
		}
	}
	if l.Shape.Statement(&expr.Frame{}, &query.Page{Order: l.Order}) != nil {
		t.Error("nobody has a statement")
	}
}

// walkMillion walks ten pages.
func (k *desk) walkMillion(t *testing.T, texts *os.File, f *expr.Frame, page query.Page, org int, what string, plain bool) {
	l := k.plan.Operation("listTickets").List
	slots := make([]value.Value, query.SlotFirst+len(l.Filters)+2)
	slots[query.SlotLimit] = value.OfInt(21)
	if org >= 0 {
		page.Filtered = 1
		slots[query.SlotFirst] = id(len("Organization"), org)
	}
	most, rows := 0, 0
	for n := range 10 {
		s := l.Shape.Split(f, &page)
		if plain || s == nil {
			s = l.Shape.Plain(f, &page)
		}
		found, last, steps := k.page(l, s, f, &page, slots)
		fmt.Fprintf(texts, "-- %s, page %d\n%s;\n", what, n, k.text)
		most, rows = max(most, steps), rows+len(found)
		if len(found) < 21 {
			break
		}
		page.After = true
		copy(slots[query.SlotFirst+len(l.Filters):], last)
	}
	t.Logf("%-50s %4d rows, at most %8d steps a page", what, rows, most)
	if !plain && most > 21*400 {
		t.Errorf("%s: too many steps", what)
	}
}

// million: user n < 100 is an agent of n organizations, the others are customers of one;
// one ticket in a hundred is of user 100, the rest of all customers alike.
func (k *desk) million() {
	r := rand.New(rand.NewPCG(1, 2))
	must := func(err error) {
		if err != nil {
			k.t.Fatal(err)
		}
	}
	must(k.db.Exec("PRAGMA synchronous = OFF; BEGIN"))
	for i := range manyOrgs {
		k.orgs = append(k.orgs, k.insert("Organization", i, 0, map[string]value.Value{"name": value.OfText("o")})[0])
	}
	for i := range manyUsers {
		k.users = append(k.users, k.insert("User", i, 0, map[string]value.Value{"email": value.OfText(fmt.Sprintf("u%d@example.org", i))}))
	}
	member := func(user, org int, role string) {
		k.insert("Membership", user*1000+org, 0, map[string]value.Value{"org": k.orgs[org], "user": k.users[user][0], "role": value.OfText(role)})
	}
	for user := range 100 {
		for n := range user {
			member(user, (user+n*20)%manyOrgs, "agent")
		}
	}
	for user := 100; user < manyUsers-1; user++ {
		member(user, user%manyOrgs, "customer")
	}
	for i := range manyTickets {
		user := 100 + r.IntN(manyUsers-101)
		org := user % manyOrgs
		if i%100 == 0 {
			user = 100
		}
		k.insert("Ticket", i, i*1000+r.IntN(100_000), map[string]value.Value{
			"org": k.orgs[org], "requester": k.users[user][0], "subject": value.OfText("Help"), "priority": value.OfText("low"),
			"state": value.OfText([]string{"open", "open", "pending", "solved"}[r.IntN(4)]),
		})
	}
	must(k.db.Exec("COMMIT"))
}
