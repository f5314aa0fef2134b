package decode_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/newel-api/newel/internal/design/decode"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

const dumpFile = "dump"

// archives reads the designs of testdata.
func archives(t *testing.T) map[string]*txtar.Archive {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	all := map[string]*txtar.Archive{}
	for _, path := range paths {
		if all[path], err = txtar.ParseFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestGolden draws designs without findings; with UPDATE=1 it rewrites the drawings.
func TestGolden(t *testing.T) {
	for path, archive := range archives(t) {
		files, want := map[string]string{}, ""
		for _, f := range archive.Files {
			if f.Name == dumpFile {
				want = string(f.Data)
			} else {
				files[f.Name] = string(f.Data)
			}
		}
		var diags diag.List
		got := dump(files, read(files, &diags))
		for _, d := range diags.All() {
			t.Errorf("%s: %s %s: %s", path, d.Span, d.Rule.ID, d.Message)
		}
		if os.Getenv("UPDATE") != "" {
			update(t, path, archive, got)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (UPDATE=1 rewrites it): -want +got\n%s", path, diff)
		}
	}
}

func update(t *testing.T, path string, archive *txtar.Archive, got string) {
	t.Helper()
	kept := archive.Files[:0]
	for _, f := range archive.Files {
		if f.Name != dumpFile {
			kept = append(kept, f)
		}
	}
	archive.Files = append(kept, txtar.File{Name: dumpFile, Data: []byte(got)})
	if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestEveryKeyIsDrawn: no key of the tables is without an example in testdata.
func TestEveryKeyIsDrawn(t *testing.T) {
	used := map[*decode.Shape]map[string]bool{}
	for _, archive := range archives(t) {
		for _, f := range archive.Files {
			for _, step := range decode.Language {
				if filepath.Dir(f.Name) == step.Name || f.Name == step.Name+".yaml" {
					var diags diag.List
					mark(used, step.Shape, source.Parse(f.Name, f.Data, &diags).Root)
				}
			}
		}
	}
	for _, step := range decode.Language {
		eachMapping(step.Shape, step.Name, func(path string, s *decode.Shape) {
			for _, k := range s.Keys {
				if !used[s][k.Name] {
					t.Errorf("%s.%s stands in no file of testdata", path, k.Name)
				}
				if k.Doc == "" || k.Shape == nil {
					t.Errorf("%s.%s is not described", path, k.Name)
				}
			}
		})
	}
}

// mark notes the keys of mappings that n has.
func mark(used map[*decode.Shape]map[string]bool, s *decode.Shape, n *source.Node) {
	if n == nil {
		return
	}
	for _, e := range s.Either {
		mark(used, e, n)
	}
	for _, item := range n.Items {
		if s.Kind == decode.List {
			mark(used, s.Item, item)
		}
	}
	for _, p := range n.Pairs {
		if s.Kind == decode.Names || s.Kind == decode.OneName {
			mark(used, s.Item, p.Value)
		}
		for _, k := range s.Keys {
			if k.Name == p.Key.Text {
				if used[s] == nil {
					used[s] = map[string]bool{}
				}
				used[s][k.Name] = true
				mark(used, k.Shape, p.Value)
			}
		}
	}
}

// eachMapping calls do for every mapping of the language below s.
func eachMapping(s *decode.Shape, path string, do func(path string, s *decode.Shape)) {
	if s.Kind == decode.Mapping {
		do(path, s)
	}
	for _, e := range s.Either {
		eachMapping(e, path, do)
	}
	if s.Item != nil {
		eachMapping(s.Item, path+".*", do)
	}
	for _, k := range s.Keys {
		eachMapping(k.Shape, path+"."+k.Name, do)
	}
}
