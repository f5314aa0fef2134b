package engine_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/format"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/engine"
	"github.com/newel-api/newel/internal/seed"
)

// corpus is where the designs stand that are served as they are: a folder each, with
// seed.yaml beside the design. A new design is data, and no line of a test.
var corpus = filepath.Join("..", "..", "testdata", "designs")

// fewest is how many designs there are at least.
const fewest = 29

// names are the designs of the corpus.
func names(t *testing.T) (all []string) {
	t.Helper()
	dirs, err := os.ReadDir(corpus)
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		if dir.IsDir() {
			all = append(all, dir.Name())
		}
	}
	if len(all) < fewest {
		t.Errorf("%d designs, want at least %d", len(all), fewest)
	}
	return all
}

// TestDesigns compiles each design of the corpus without a finding of any kind, and
// asks what it serves everything that its contract offers, as everybody that its seed
// knows, as somebody new, and as nobody.
func TestDesigns(t *testing.T) {
	for i, name := range names(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(corpus, name)
			d := load(t, filepath.Join(dir, "design"))
			text, err := os.ReadFile(filepath.Join(dir, "seed.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			var diags diag.List
			rows := seed.Read("seed.yaml", text, d, &diags)
			for _, f := range diags.All() {
				t.Fatalf("%s: %s; %s", f.Span, f.Message, f.Fix)
			}
			if i%every != 0 {
				t.Skip("served where the race detector does not look")
			}
			smoke(t, name, d, rows, open(t, engine.Options{Design: d, Seed: rows, Dev: true}))
		})
	}
}

// TestDesignsLayout: people copy the designs, so they have the layout of newel fmt.
func TestDesignsLayout(t *testing.T) {
	for _, name := range names(t) {
		for _, file := range stepFiles(t, name) {
			var diags diag.List
			if got, err := format.File(source.Parse(file.name, file.text, &diags)); err != nil || string(got) != string(file.text) {
				t.Errorf("%s has not the layout of newel fmt", file.name)
			}
		}
	}
}

type stepFile struct {
	step, name string
	text       []byte
}

func stepFiles(t *testing.T, name string) (files []stepFile) {
	t.Helper()
	steps, _ := compile.Steps()
	for _, step := range steps {
		at := filepath.Join(corpus, name, "design", step+".yaml")
		text, err := os.ReadFile(at)
		if errors.Is(err, fs.ErrNotExist) {
			continue // a step that serving does not need
		}
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, stepFile{step, at, text})
	}
	return files
}

// manyTenants tells whether rows of d belong to tenants.
func manyTenants(d *design.Design) bool {
	return slices.ContainsFunc(d.Data.Entities, func(e *design.Entity) bool { return e.Tenant.To != nil })
}
