package query_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	sqlite3 "github.com/ncruces/go-sqlite3"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// shelf is a design with a list that filters by every operator, counts, and sorts by
// fields that are optional, ranked or hidden in some rows.
var shelf = map[string]string{
	"data": `newel: 1
entities:
  Person: {global: true, fields: {email: {type: email, unique: true}, chief: {type: boolean}}}
  Item:
    global: true
    fields:
      owner: {ref: Person, optional: true, on_delete: set_null}
      name: {type: text, max: 20, optional: true}
      rank: {type: integer}
      size: {type: enum, values: [small, large]}
      hidden: {type: integer, optional: true}
      shut: {type: boolean}
    indexes: [[rank], [name], [owner, rank]]
`,
	"contract": `title: Shelf
resources:
  items:
    of: Item
    fields: [id, owner, name, rank, size, hidden]
    operations:
      listItems:
        list:
          filter: [{name: [eq, ne, in, prefix, present]}, {rank: [lt, le, gt, ge]}, {hidden: [eq, ge]}]
          sort: [name, rank, size, hidden]
          order: [rank]
          total: 100
`,
	"access": `identity: Person
sign_in: {password: {login: email}}
allow:
  Item:
    read: "!resource.shut || resource.owner == caller.id"
    fields: {hidden: {read: "caller.chief || resource.owner == caller.id"}}
`,
}

// asked is one request of the list of the shelf.
type asked struct {
	name   string
	filter string // names of filters, with blanks between; a "-" before present asks for absence
	sizes  string // more values of each wide filter
	sort   string
	after  bool
	nulls  uint64 // of the cursor
	count  bool
	chief  bool
}

var askedOfShelf = []asked{
	{name: "the first page"},
	{name: "the next page", after: true},
	{name: "every order of what may be compared", filter: "rank[gt] rank[le]", sort: "rank"},
	{name: "as little as nothing", filter: "rank[lt] rank[ge]"},
	{name: "equal", filter: "name"},
	{name: "unlike", filter: "name[ne]"},
	{name: "one of three", filter: "name[in]", sizes: "\x02"},
	{name: "begins so", filter: "name[prefix]", sizes: "\x01"},
	{name: "begins with the last of all", filter: "name[prefix]", sizes: "\x00"},
	{name: "has one", filter: "name[present]"},
	{name: "has none", filter: "-name[present]"},
	{name: "two wide ones", filter: "name[in] name[prefix]", sizes: "\x01\x01"},
	{name: "what is hidden in some rows", filter: "hidden hidden[ge]"},
	{name: "the same for a chief", filter: "hidden hidden[ge]", chief: true},
	{name: "by what may be null", sort: "name", after: true},
	{name: "by what may be null, beyond the last that is not", sort: "name", after: true, nulls: 1},
	{name: "by what may be null, downwards", sort: "-name", after: true},
	{name: "by place in the declaration", sort: "size,-rank", after: true},
	{name: "by what is hidden in some rows", sort: "hidden,rank", after: true},
	{name: "by what is hidden in some rows, from null on", sort: "-hidden,rank", after: true, nulls: 1},
	{name: "downwards by an index", sort: "-rank", after: true},
	{name: "two ways", sort: "rank,-name", after: true},
	{name: "how many", count: true},
	{name: "how many of those", filter: "name[in] hidden[ge]", sizes: "\x01", count: true},
	{name: "how many, for a chief", filter: "rank[gt]", count: true, chief: true},
}

// page is a request as the executor puts it.
func (a asked) page(l *plan.List) *query.Page {
	p := &query.Page{Order: l.Order, After: a.after, Nulls: a.nulls, Sizes: a.sizes}
	for name := range strings.FieldsSeq(a.filter) {
		name, absent := strings.CutPrefix(name, "-")
		i := slices.IndexFunc(l.Filters, func(f plan.Filter) bool { return f.Name == name })
		p.Filtered |= 1 << i
		if absent {
			p.Absent |= 1 << i
		}
	}
	if a.sort != "" {
		p.Order = &query.Order{Text: a.sort}
		for name := range strings.SplitSeq(a.sort, ",") {
			name, desc := strings.CutPrefix(name, "-")
			p.Order.Keys = append(p.Order.Keys, query.Key{Field: l.Sort[name], Desc: desc})
		}
	}
	return p
}

// TestListText pins what both engines are asked for pages, filters and counts, and how
// SQLite goes about it.
func TestListText(t *testing.T) {
	folder := t.TempDir()
	for name, text := range shelf {
		if err := os.WriteFile(filepath.Join(folder, name+".yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var diags diag.List
	d, _, err := compile.Folder(folder, &diags)
	if err != nil || diags.Err() != nil {
		t.Fatal(err, diags.Err())
	}
	db, err := sqlite3.Open(":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	k := deskOf(t, folder, db, true)
	for _, engine := range []dialect.Dialect{dialect.SQLite, dialect.Postgres} {
		l := compile.Plan(d, engine).Operation("listItems").List
		var b strings.Builder
		for _, a := range askedOfShelf {
			f := &expr.Frame{Caller: make([]value.Value, 8)}
			f.Caller[0], f.Caller[d.Data.Entity("Person").Field("chief").Index] = id(1, 1), value.OfBool(a.chief)
			build := l.Shape.Statement
			if a.count {
				build = l.Shape.Count
			}
			s := build(f, a.page(l))
			if s == nil {
				t.Fatalf("%s: no statement", a.name)
			}
			fmt.Fprintf(&b, "-- %s\n%s;\n", a.name, broken(s.SQL))
			if engine == dialect.SQLite {
				b.WriteString(k.explain(s.SQL))
			}
			b.WriteString("\n")
		}
		pinned(t, filepath.Join("testdata", "list_"+strings.ToLower(engine.String())+".sql"), b.String())
	}
}

// explain says how SQLite goes about a statement.
func (k *desk) explain(text string) (lines string) {
	s, _, err := k.db.Prepare("EXPLAIN QUERY PLAN " + text)
	if err != nil {
		k.t.Fatal(err, text)
	}
	defer func() { _ = s.Close() }()
	for s.Step() {
		lines += "--   " + s.ColumnText(3) + "\n"
	}
	return lines
}

// broken is a statement in lines.
func broken(text string) string {
	for _, word := range []string{" FROM ", " WHERE ", " UNION ALL ", " ORDER BY ", " CROSS JOIN "} {
		text = strings.ReplaceAll(text, word, "\n"+word[1:])
	}
	return text
}

// pinned compares with a file; UPDATE=1 writes it.
func pinned(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
