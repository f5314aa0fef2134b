package query_test

import (
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

// TestTargetReads: the row that a write is about is looked for under the read rule, so
// that one the caller may not read is not fetched at all.
func TestTargetReads(t *testing.T) {
	var diags diag.List
	d, _, err := compile.Folder("../../../examples/helpdesk/design", &diags)
	if err != nil || diags.Err() != nil {
		t.Fatal(err, diags.Err())
	}
	caller := make([]value.Value, len(d.Access.Identity.To.Fields)+len(d.Access.Identity.To.System))
	caller[0] = value.FixedID(1, 2, 3)
	for _, engine := range []dialect.Dialect{dialect.SQLite, dialect.Postgres} {
		p := compile.Plan(d, engine)
		for _, name := range []string{"solveTicket", "updateTicket"} {
			target := p.Operation(name).Write.Target
			_, where, _ := strings.Cut(target.Statement(&expr.Frame{Caller: caller}).SQL, ` FROM "ticket"`)
			if !strings.Contains(where, `r."requester" = `) || !strings.Contains(where, "EXISTS") {
				t.Errorf("%s, %s: the rule of reading is not asked: %s", engine, name, where)
			}
			if s := target.Statement(&expr.Frame{}); s != nil {
				t.Errorf("%s, %s: nobody reads with %s", engine, name, s.SQL)
			}
		}
	}
}
