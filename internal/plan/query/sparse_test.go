package query_test

import (
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

func agentsDesk(t *testing.T, engine dialect.Dialect) (*plan.Plan, *expr.Frame) {
	folder := t.TempDir()
	write(t, folder, "agent_of(resource.org) || resource.requester == caller.id", deskData)
	var diags diag.List
	d, _, err := compile.Folder(folder, &diags)
	if err != nil || diags.Err() != nil {
		t.Fatal(err, diags.Err())
	}
	f := &expr.Frame{Caller: make([]value.Value, 8)}
	f.Caller[0] = id(1, 1)
	return compile.Plan(d, engine), f
}

// TestSparseSplitText pins what the engines are asked for a page of some fields: the rows
// are found as those of all fields are.
func TestSparseSplitText(t *testing.T) {
	for _, engine := range []dialect.Dialect{dialect.SQLite, dialect.Postgres} {
		p, f := agentsDesk(t, engine)
		op := p.Operation("listTickets")
		page := &query.Page{Order: op.List.Order}
		s := op.List.Shape.Only(f, page, &value.Bits{1<<0 | 1<<8}) // the id and the title
		golden(t, strings.ToLower(engine.String())+"_sparse", s.SQL)
		_, rest, _ := strings.Cut(s.SQL, `r."id" FROM "ticket"`)
		if _, whole, _ := strings.Cut(op.List.Shape.Statement(f, page).SQL, `r."id" FROM "ticket"`); rest == "" || rest != whole {
			t.Errorf("%s: the rows are looked for otherwise:\n%s\n%s", engine, rest, whole)
		}
	}
}

// TestSparseIsBounded: however clients combine the fields that they ask for, what asks for
// all of them stays made.
func TestSparseIsBounded(t *testing.T) {
	p, f := agentsDesk(t, dialect.SQLite)
	op := p.Operation("listTickets")
	page := &query.Page{Order: op.List.Order}
	row := query.NewRow(dialect.SQLite, op.Sent)
	list, one := op.List.Shape.Statement(f, page), row.Statement(f)
	texts := map[string]bool{}
	for i := uint64(1); i < 1<<8; i++ {
		only := &value.Bits{i}
		some, part := op.List.Shape.Only(f, page, only), row.Only(f, 0, only)
		texts[some.SQL], texts[part.SQL] = true, true
		if op.List.Shape.Only(f, page, only) != some || row.Only(f, 0, only) != part {
			t.Fatalf("%b is made each time", i)
		}
	}
	if len(texts) != 2*(1<<8-1) {
		t.Errorf("%d texts", len(texts))
	}
	if op.List.Shape.Statement(f, page) != list || row.Statement(f) != one {
		t.Error("the statements of all fields were made again")
	}
}
