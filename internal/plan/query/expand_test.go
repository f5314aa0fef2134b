package query_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

var library = map[string]string{
	"data.yaml": `newel: 1
entities:
  Person: {global: true, fields: {email: {type: email, unique: true}, name: {type: text}}}
  Book:
    global: true
    fields: {author: {ref: Person}, editor: {ref: Person, optional: true}, reader: {ref: Person}, title: {type: text}}
`,
	"contract.yaml": `title: Library
base: /v1
resources:
  people: {of: Person, fields: [id, name], operations: {getPerson: get}}
  books:
    of: Book
    fields: [id, title, author, editor, reader]
    expand: [author, editor, reader]
    operations: {listBooks: {list: {filter: [author, editor, reader]}}}
`,
	"access.yaml": `identity: Person
sign_in: {password: {login: email}}
allow:
  Person: {read: {rule: anyone, because: they are known}}
  Book:
    read: {rule: anyone, because: books are for all}
    fields: {reader: {read: "resource.reader == caller.id"}}
`,
}

func books(t *testing.T, engine dialect.Dialect) *plan.Operation {
	folder := t.TempDir()
	for name, text := range library {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var diags diag.List
	d, _, err := compile.Folder(folder, &diags)
	if err != nil || diags.Err() != nil {
		t.Fatal(err, diags.Err())
	}
	return compile.Plan(d, engine).Operation("listBooks")
}

// TestOneRowBesideAll: where the request says which row all of them refer to, and it is
// there and may be seen, the engine is free to find it first. A row that may be absent or
// hidden must not take those that refer to it from the list.
func TestOneRowBesideAll(t *testing.T) {
	const author, editor, reader = 1, 2, 4
	f := &expr.Frame{Caller: make([]value.Value, 8)}
	f.Caller[0] = id(1, 1)
	for _, c := range []struct {
		filtered, expanded uint64
		once               bool
	}{
		{author, author, true},
		{author, author | editor, true},
		{0, author, false},
		{editor | reader, author, false},
		{editor, editor, false},
		{reader, reader, false},
	} {
		for _, engine := range []dialect.Dialect{dialect.SQLite, dialect.Postgres} {
			l := books(t, engine).List
			text := l.Shape.Statement(f, &query.Page{Filtered: c.filtered, Order: l.Order, Expanded: c.expanded}).SQL
			joins, left := strings.Count(text, ` JOIN "person" AS `), strings.Count(text, ` LEFT JOIN "person" AS `)
			want := 0
			if c.once {
				want = 1
			}
			if joins-left != want || joins == 0 {
				t.Errorf("%s, filters %b, expands %b: %d of %d joins keep every row\n%s", engine, c.filtered, c.expanded, left, joins, text)
			}
		}
	}
}
