package conform_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/verify/conform"
)

// read reads a design and its rows: those of its seed, or of its world.
func read(t *testing.T, folder string) (*design.Design, *seed.Rows) {
	t.Helper()
	var diags diag.List
	d, files, err := compile.Folder(folder, &diags)
	if err != nil {
		t.Fatal(err)
	}
	files.Complete(&diags)
	var rows *seed.Rows
	text, err := os.ReadFile(filepath.Join(folder, "..", "seed.yaml"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		rows = seed.World(d, &diags)
	case err != nil:
		t.Fatal(err)
	default:
		rows = seed.Read("seed.yaml", text, d, &diags)
	}
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	return d, rows
}

// TestDesigns: the flagship and designs of several kinds speak HTTP as the probes ask; and
// each probe applies to one of them.
func TestDesigns(t *testing.T) {
	applied := map[string]bool{}
	for _, folder := range []string{
		"../../../examples/helpdesk/design", "../../../examples/todo/design", "../../../testdata/designs/blog/design", "../../../testdata/designs/events/design",
		"../../../testdata/designs/flags/design", "../../../testdata/designs/polls/design", "testdata/kiosk/design",
	} {
		d, rows := read(t, folder)
		results, err := conform.Serve(context.Background(), conform.Options{Design: d, Rows: rows})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range results {
			if r.Took > 500 {
				t.Logf("%s: %s took %v ms for %d requests", folder, r.ID, r.Took, r.Requests)
			}
			switch r.Outcome {
			case conform.Fails:
				t.Errorf("%s: %s: %s\nexpected %s\n%s\n%s\n%s", folder, r.ID, r.Says, r.Failure.Expected, r.Failure.Request, r.Failure.Answer, r.Failure.Curl)
			case conform.Apart:
				t.Logf("%s: %s does not apply: %s", folder, r.ID, r.Why)
			case conform.Holds:
				applied[r.ID] = true
			}
		}
	}
	for _, p := range conform.Probes {
		if !applied[p.ID] {
			t.Errorf("%s applies to no design", p.ID)
		}
	}
}
