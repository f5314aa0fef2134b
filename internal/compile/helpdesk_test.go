package compile_test

import (
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/schema"
)

// TestHelpdesk: the example that everybody begins with has nothing to mend, and can be
// planned for both engines.
func TestHelpdesk(t *testing.T) {
	var diags diag.List
	d, files, err := compile.Folder("../../examples/helpdesk/design", &diags)
	if err != nil {
		t.Fatal(err)
	}
	files.Complete(&diags)
	for _, found := range diags.All() {
		t.Errorf("%s: %s [%s]; %s", found.Span, found.Message, found.Rule.ID, found.Fix)
	}
	if t.Failed() {
		return
	}
	for _, engine := range []dialect.Dialect{dialect.SQLite, dialect.Postgres} {
		p := compile.Plan(d, engine)
		if op := p.Operation("solveTicket"); op == nil || op.Path != "/v1/tickets/{id}/solve" {
			t.Errorf("%s: solveTicket is %+v", engine, op)
		}
		if len(schema.Build(d).Create(engine)) == 0 {
			t.Errorf("%s: no tables", engine)
		}
	}
}
