package serve_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// addressed returns the statements by which paths of the clubs find their rows, for
// whoever signs in.
func addressed(t *testing.T, d dialect.Dialect) (names []string, statements []*query.Statement, f *expr.Frame) {
	t.Helper()
	var diags diag.List
	read, files, err := compile.Folder("testdata/clubs", &diags)
	must(t, err)
	files.Complete(&diags)
	must(t, diags.Err())
	p := compile.Plan(read, d)
	f = &expr.Frame{Caller: make([]value.Value, 8)}
	f.Caller[0] = value.FixedID(1, 0, 1)
	add := func(name string, s *query.Statement) {
		names, statements = append(names, name), append(statements, s)
	}
	get := func(name string) *query.Statement { return p.Operation(name).Row.Statement(f) }
	list := func(name string) *query.Statement {
		l := p.Operation(name).List
		return l.Shape.Statement(f, &query.Page{Order: l.Order, Filtered: 1 << len(l.Filters)})
	}
	add("getClub", get("getClub"))
	add("the club of books", p.Operation("getBook").Under.Statement(f))
	add("getBook", get("getBook"))
	add("updateBook", p.Operation("updateBook").Write.Target.Statement(f))
	add("listBooks", list("listBooks"))
	add("the shelf of items", p.Operation("createItem").Under.Statement(f))
	add("getItem", get("getItem"))
	add("getShelved", get("getShelved"))
	add("getLoan", get("getLoan"))
	add("updateLoan", p.Operation("updateLoan").Write.Target.Statement(f))
	add("listLoans", list("listLoans"))
	add("getHome", get("getHome"))
	return names, statements, f
}

// TestPathSQL pins the statements that find the rows of paths, on each database.
func TestPathSQL(t *testing.T) {
	for _, d := range []dialect.Dialect{dialect.SQLite, dialect.Postgres} {
		var out strings.Builder
		names, statements, _ := addressed(t, d)
		for i, s := range statements {
			out.WriteString("-- " + names[i] + "\n" + s.SQL + "\n")
		}
		file := "testdata/clubs." + d.String() + ".sql"
		if os.Getenv("UPDATE") != "" {
			must(t, os.WriteFile(file, []byte(out.String()), 0o644))
		}
		want, err := os.ReadFile(file)
		must(t, err)
		if diff := cmp.Diff(string(want), out.String()); diff != "" {
			t.Errorf("%v (-want +got)\n%s", d, diff)
		}
	}
}

// TestPathByIndex: SQLite finds the rows of paths by an index.
func TestPathByIndex(t *testing.T) {
	w := newWorld(t, "testdata/clubs")
	names, statements, f := addressed(t, dialect.SQLite)
	slots := make([]value.Value, query.SlotFirst+8)
	for i, s := range statements {
		var steps []string
		must(t, w.db.Read(context.Background(), func(tx store.Tx) error {
			_, err := tx.Query("EXPLAIN QUERY PLAN "+s.SQL, s.Args(f, slots, nil), func(row store.Row) error {
				steps = append(steps, string(row.Bytes(3)))
				return nil
			})
			return err
		}))
		if plan := strings.Join(steps, "\n"); strings.Contains(plan, "SCAN r") || !strings.Contains(plan, "SEARCH r USING") {
			t.Errorf("%s: the plan has a scan:\n%s", names[i], plan)
		}
	}
}
