package generate_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/verify/generate"
)

const helpdesk = "../../../examples/helpdesk/design"

// read reads a design and its rows: those of its world, or of its seed.
func read(t *testing.T, folder string) (*design.Design, *seed.Rows) {
	t.Helper()
	var diags diag.List
	d, files, err := compile.Folder(folder, &diags)
	if err != nil {
		t.Fatal(err)
	}
	files.Complete(&diags)
	rows := seed.World(d, &diags)
	if rows == nil || len(rows.List) == 0 {
		text, err := os.ReadFile(filepath.Join(folder, "..", "seed.yaml"))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			t.Fatal(err)
		default:
			rows = seed.Read("seed.yaml", text, d, &diags)
		}
	}
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	return d, rows
}

// TestHelpdesk: 3,000 requests to the flagship find nothing.
func TestHelpdesk(t *testing.T) {
	n := 3000
	if racing {
		n = 300
	}
	d, rows := read(t, helpdesk)
	report, err := generate.Serve(context.Background(), generate.Options{Design: d, Rows: rows, Cases: n, Chance: 1})
	if err != nil {
		t.Fatal(err)
	}
	show(t, "helpdesk", report)
	if report.Cases < n {
		t.Errorf("%d cases", report.Cases)
	}
}

func show(t *testing.T, name string, r *generate.Report) {
	t.Helper()
	t.Logf("%s: %d cases (%d edges, %d by chance, %d negative), %d requests, %d of %d operations succeeded, never %v, statuses %v",
		name, r.Cases, r.Edges, r.ByChance, r.Broken, r.Requests, r.Answered, r.Operations, r.Never, r.Statuses)
	for _, f := range r.Failures {
		t.Errorf("%s: %s: %s (%s)\nexpected %s\n%s\n%s\n%s", name, f.Operation, f.Kind, f.Why, f.Expected, f.Request, f.Answer, f.Curl)
	}
}

// TestDesigns: a sample of requests to every design of the corpus finds nothing.
func TestDesigns(t *testing.T) {
	folders, err := filepath.Glob("../../../testdata/designs/*/design")
	if err != nil || len(folders) < 30 {
		t.Fatal(len(folders), err)
	}
	for i, folder := range folders {
		if racing && i%8 != 0 {
			continue // the others are asked where the race detector does not look
		}
		name := filepath.Base(filepath.Dir(folder))
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, rows := read(t, folder)
			report, err := generate.Serve(context.Background(), generate.Options{Design: d, Rows: rows, Cases: cases(), Chance: 1})
			if err != nil {
				t.Fatal(err)
			}
			show(t, name, report)
		})
	}
}

// cases is how many requests each design of the corpus gets; NEWEL_CASES says another number.
func cases() int {
	if n, err := strconv.Atoi(os.Getenv("NEWEL_CASES")); err == nil {
		return n
	}
	return 300
}
