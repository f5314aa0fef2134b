package jsonschema_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/decode"
	"github.com/newel-api/newel/internal/design/jsonschema"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
)

// TestCommitted holds docs/schema to the language; UPDATE=1 rewrites it.
func TestCommitted(t *testing.T) {
	for _, step := range decode.Language {
		want := schemaOf(t, step, jsonschema.Whole)
		at := filepath.Join("..", "..", "..", "docs", "schema", step.Name+".json")
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(at, want, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(at)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s is not what the language says (UPDATE=1 rewrites it): -language +file\n%s", at, diff)
		}
	}
}

// TestDeterministic: the same language gives the same bytes, of both extents.
func TestDeterministic(t *testing.T) {
	for _, step := range decode.Language {
		for _, extent := range []jsonschema.Extent{jsonschema.Whole, jsonschema.Part} {
			first := schemaOf(t, step, extent)
			for range 20 {
				if string(schemaOf(t, step, extent)) != string(first) {
					t.Fatalf("%s has two schemas", step.Name)
				}
			}
		}
	}
}

func schemaOf(t testing.TB, step decode.Step, extent jsonschema.Extent) []byte {
	t.Helper()
	text, err := jsonschema.Of(step, extent)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// compiled returns the validator of each step, made by somebody else's program.
func compiled(t testing.TB, extent jsonschema.Extent) map[string]*validator.Schema {
	t.Helper()
	all := map[string]*validator.Schema{}
	for _, step := range decode.Language {
		document, err := validator.UnmarshalJSON(strings.NewReader(string(schemaOf(t, step, extent))))
		if err != nil {
			t.Fatal(err)
		}
		c := validator.NewCompiler()
		if err := c.AddResource(step.Name, document); err != nil {
			t.Fatal(err)
		}
		if all[step.Name], err = c.Compile(step.Name); err != nil {
			t.Fatalf("the schema of %s is none: %v", step.Name, err)
		}
	}
	return all
}

// instance is what a validator sees of a value; ok is false where it sees nothing.
func instance(n *source.Node) (v any, ok bool) {
	if n == nil {
		return nil, true
	}
	switch n.Kind {
	case source.Map:
		m := map[string]any{}
		for _, p := range n.Pairs {
			if m[p.Key.Text], ok = instance(p.Value); !ok {
				return nil, false
			}
		}
		return m, true
	case source.List:
		l := []any{}
		for _, item := range n.Items {
			v, ok := instance(item)
			if !ok {
				return nil, false
			}
			l = append(l, v)
		}
		return l, true
	case source.Scalar:
	}
	var number json.Number
	switch {
	case n.Style != source.Plain:
		return n.Text, true
	case n.Text == "true" || n.Text == "false":
		return n.Text == "true", true
	case json.Unmarshal([]byte(n.Text), &number) == nil:
		return number, true
	}
	return n.Text, !n.Refused
}

// stepOf returns the step of a file of a design, by its name in its folder.
func stepOf(name string) (step string, extent jsonschema.Extent, ok bool) {
	if folder, _, part := strings.Cut(filepath.ToSlash(name), "/"); part {
		return folder, jsonschema.Part, strings.HasSuffix(name, ".yaml")
	}
	step, ok = strings.CutSuffix(name, ".yaml")
	return step, jsonschema.Whole, ok
}

// checker validates files of designs.
type checker map[jsonschema.Extent]map[string]*validator.Schema

func newChecker(t testing.TB) checker {
	return checker{jsonschema.Whole: compiled(t, jsonschema.Whole), jsonschema.Part: compiled(t, jsonschema.Part)}
}

// check returns the complaint about a file, nil when there is none. It is not ok when
// no schema is for it, or YAML alone refuses it.
func (c checker) check(name, text string) (complaint error, ok bool) {
	step, extent, ok := stepOf(name)
	schema := c[extent][step]
	if !ok || schema == nil {
		return nil, false
	}
	var diags diag.List
	f := source.Parse(name, []byte(text), &diags)
	v, ok := instance(f.Root)
	if !ok || diags.Len() > 0 || f.Root == nil {
		return nil, false
	}
	return schema.Validate(v), true
}

// TestPages: every design that is good keeps to the schemas; a page about how keys
// and values are written has one that does not.
func TestPages(t *testing.T) {
	c := newChecker(t)
	good, bad := 0, 0
	for _, room := range compile.Rooms() {
		pages, err := page.All(room.Pages)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pages {
			for name, text := range p.Good {
				if complaint, ok := c.check(name, text); ok {
					good++
					if complaint != nil {
						t.Errorf("%s: good/%s: %v", p.Rule, name, complaint)
					}
				}
			}
			if !strings.HasPrefix(p.Rule, "decode/") || beyond[p.Rule] {
				continue
			}
			refused := false
			for name, text := range p.Bad {
				complaint, ok := c.check(name, text)
				refused = refused || ok && complaint != nil
			}
			bad++
			if !refused {
				t.Errorf("%s: its bad design keeps to the schemas", p.Rule)
			}
		}
	}
	if good < 100 || bad < 8 {
		t.Errorf("only %d good files and %d bad pages were checked", good, bad)
	}
}

// beyond are the rules that a schema cannot tell: what YAML's text or a second place
// decides.
var beyond = map[string]bool{
	"decode/because-missing": true, "decode/cel-not-quoted": true, "decode/defined-twice": true, "decode/repeated-item": true,
	"decode/word-quoted": true, "decode/wrong-default": true,
	"decode/circular-type": true, "decode/unknown-type": true, "decode/wider-type": true,
}

// TestExamples: every example of this repository keeps to the schemas.
func TestExamples(t *testing.T) {
	c := newChecker(t)
	for name, text := range examples(t) {
		if complaint, ok := c.check(filepath.Base(name), text); !ok || complaint != nil {
			t.Errorf("%s: %v", name, complaint)
		}
	}
}

// examples are the design files of the examples and of the starter.
func examples(t testing.TB) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, pattern := range []string{"examples/*/design/*.yaml", "internal/cli/starter/design/*.yaml"} {
		names, err := filepath.Glob(filepath.Join("..", "..", "..", filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if step, _, _ := stepOf(filepath.Base(name)); !known(step) {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = strings.ReplaceAll(string(text), "{{TITLE}}", `"A"`)
		}
	}
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "language.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range strings.Split(string(text), "```yaml\n")[1:] { // each begins with "# NAME"
		block, _, _ = strings.Cut(block, "```")
		name, _, _ := strings.Cut(strings.TrimPrefix(block, "# "), "\n")
		if step, _, ok := stepOf(name); ok && known(step) {
			files["language.md/"+name] = block
		}
	}
	if len(files) < 9 {
		t.Fatalf("only %d files", len(files))
	}
	return files
}

func known(step string) bool {
	for _, s := range decode.Language {
		if s.Name == step {
			return true
		}
	}
	return false
}

// TestReader: on designs with mistakes put in, a schema complains exactly where the
// reader finds something, but for what a schema cannot see.
func TestReader(t *testing.T) {
	c := newChecker(t)
	seeds := map[string][]string{}
	for name, text := range examples(t) {
		step, _, _ := stepOf(filepath.Base(name))
		seeds[step] = append(seeds[step], text)
	}
	for _, step := range decode.Language {
		t.Run(step.Name, rapid.MakeCheck(func(t *rapid.T) {
			texts := seeds[step.Name]
			if len(texts) == 0 {
				t.Skip("no example")
			}
			var diags diag.List
			root := source.Parse("x.yaml", []byte(rapid.SampledFrom(sorted(texts)).Draw(t, "seed")), &diags).Root
			text := (&spoiler{T: t, left: rapid.IntRange(0, 2).Draw(t, "mistakes"), nodes: count(root)}).value(root)
			name := step.Name + ".yaml"
			complaint, ok := c.check(name, text)
			if !ok {
				t.Skip("YAML refuses it")
			}
			found, other := findings(name, text), false
			told := found[:0:0]
			for _, d := range found {
				decimals := strings.Contains(d.Message, "cannot be: it")                                               // depends on digits and places
				word := d.Rule.ID == "decode/unknown-word" && strings.HasSuffix(d.Message, "anyone, signed_in, never") // in quotes it is an expression
				if beyond[d.Rule.ID] || word || d.Rule.ID == "decode/out-of-range" && decimals {
					other = true
				} else {
					told = append(told, d)
				}
			}
			switch {
			case complaint != nil && len(told) == 0 && !other:
				t.Fatalf("%s\nis read, and its schema says %v", text, complaint)
			case complaint == nil && len(told) > 0:
				t.Fatalf("%s\nkeeps to its schema, and the reader says %s: %s", text, told[0].Rule.ID, told[0].Message)
			}
		}))
	}
}

func findings(name, text string) []*diag.Diagnostic {
	var diags diag.List
	files := []*source.File{source.Parse(name, []byte(text), &diags)}
	d := new(design.Design)
	switch name {
	case "data.yaml":
		decode.Data(files, &d.Data, &diags)
	case "contract.yaml":
		decode.Contract(files, nil, &d.Contract, &diags)
	case "requirements.yaml":
		decode.Requirements(files, &d.Requirements, &diags)
	case "decisions.yaml":
		decode.Decisions(files, &d.Decisions, &diags)
	case "review.yaml":
		decode.Review(files, &d.Review, &diags)
	case "access.yaml":
		decode.Access(files, &d.Access, &diags)
	}
	return diags.All()
}
