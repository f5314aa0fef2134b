package engine_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/decode"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/design/format"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/engine"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/verify"
)

// corpus is where the designs stand that are served as they are: a folder each, with
// seed.yaml beside the design. A new design is data, and no line of a test.
var corpus = filepath.Join("..", "..", "testdata", "designs")

// fewest is how many designs there are at least.
const fewest = 30

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
			requirements(t, d)
			smoke(t, name, d, rows, open(t, engine.Options{Design: d, Seed: rows, Dev: true}))
		})
	}
}

// requirements runs the criteria of a design that has some.
func requirements(t *testing.T, d *design.Design) {
	t.Helper()
	var diags diag.List
	if _, err := verify.Run(t.Context(), verify.Options{Design: d, World: seed.World(d, &diags), Seen: newHolder(t, d).seen}, &diags); err != nil {
		t.Fatal(err)
	}
	for _, f := range diags.All() {
		t.Errorf("%s: %s", f.Span, f.Message)
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
			continue // of a step that a design may do without
		}
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, stepFile{step, at, text})
	}
	return files
}

// TestDesignsUseTheLanguage: each key of the language, each of its words, and each
// function of conditions stands in some design, so that what is new is served too.
func TestDesignsUseTheLanguage(t *testing.T) {
	used := usage{keys: map[*decode.Key]bool{}, words: map[string]bool{}, at: map[*decode.Shape]map[string]bool{}, expressions: map[string]bool{}}
	for _, name := range names(t) {
		for _, file := range stepFiles(t, name) {
			var diags diag.List
			root := source.Parse(file.name, file.text, &diags).Root
			for _, step := range decode.Language {
				if step.Name == file.step {
					used.node("", step.Shape, root)
				}
			}
		}
	}
	for _, step := range decode.Language {
		used.missing(t, step.Name, step.Shape, map[*decode.Shape]bool{})
	}
	for _, f := range expr.Functions {
		sign := f.Name
		switch {
		case sign == "in":
			sign = " in "
		case f.Name[0] >= 'a' && f.Name[0] <= 'z':
			sign += "("
		}
		if !slices.ContainsFunc(used.all(), func(e string) bool { return strings.Contains(e, sign) }) {
			t.Errorf("no design uses %s in a condition", f.Name)
		}
	}
}

// usage is what designs have written.
type usage struct {
	keys        map[*decode.Key]bool
	words       map[string]bool                   // "type text", by the name of the key
	at          map[*decode.Shape]map[string]bool // the same, by what the key's value is
	expressions map[string]bool
}

func (u *usage) all() (list []string) {
	for e := range u.expressions {
		list = append(list, e)
	}
	return list
}

// node notes what n, the value of key, uses of s.
func (u *usage) node(key string, s *decode.Shape, n *source.Node) {
	if n == nil {
		return
	}
	switch s.Kind {
	case decode.Word:
		u.words[key+" "+n.Text] = true
		if u.at[s] == nil {
			u.at[s] = map[string]bool{}
		}
		u.at[s][n.Text] = true
	case decode.Expression:
		if n.Kind == source.Scalar && n.Style != source.Plain {
			u.expressions[n.Text] = true
		}
	case decode.List:
		for _, item := range n.Items {
			u.node(key, s.Item, item)
		}
	case decode.Names, decode.OneName:
		for _, p := range n.Pairs {
			u.node(key, s.Item, p.Value)
		}
	case decode.Mapping:
		for _, p := range n.Pairs {
			if k := s.Key(p.Key.Text); k != nil {
				u.keys[k] = true
				u.node(k.Name, k.Shape, p.Value)
			}
		}
	case decode.Alternative:
		for _, e := range s.Either {
			u.node(key, e, n)
		}
	case decode.Text, decode.Name, decode.Integer, decode.Boolean, decode.FieldValue, decode.Anything:
	}
}

// missing reports what stands in s, at place, and in no design.
func (u *usage) missing(t *testing.T, place string, s *decode.Shape, seen map[*decode.Shape]bool) {
	if s == nil || seen[s] {
		return
	}
	seen[s] = true
	for i := range s.Keys {
		k := &s.Keys[i]
		if !u.keys[k] {
			t.Errorf("no design uses %s.%s", place, k.Name)
		}
		u.missing(t, place+"."+k.Name, k.Shape, seen)
	}
	for _, word := range s.Words {
		key := place[strings.LastIndexByte(place, '.')+1:]
		if !u.words[key+" "+word] && !u.at[s][word] && place+" "+word != "access.allow.read anyone" { // which needs because
			t.Errorf("no design uses %s: %s", place, word)
		}
	}
	u.missing(t, place, s.Item, seen)
	for _, e := range s.Either {
		u.missing(t, place, e, seen)
	}
}

// manyTenants tells whether rows of d belong to tenants.
func manyTenants(d *design.Design) bool {
	return slices.ContainsFunc(d.Data.Entities, func(e *design.Entity) bool { return e.Tenant.To != nil })
}
