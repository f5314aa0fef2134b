package door_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/door"
)

// stub is what generated files take from package newel.
const stub = `package newel
type Row interface{ NewelEntity() string }
type ID[E Row] string
func Refuse(code string) error { return nil }
`

// only imports package newel from the stub, and the standard library from its source.
type only struct {
	newel *types.Package
	rest  types.Importer
}

func (o only) Import(path string) (*types.Package, error) {
	if path == "github.com/newel-api/newel" {
		return o.newel, nil
	}
	return o.rest.Import(path)
}

// TestGenerate: the types of every design of the repository are Go that compiles, and
// come out the same each time.
func TestGenerate(t *testing.T) {
	files := token.NewFileSet()
	std := importer.ForCompiler(files, "source", nil)
	newel := typeCheck(t, files, "newel.go", stub, std)
	dirs, err := filepath.Glob(filepath.Join("..", "..", "testdata", "designs", "*", "design"))
	if err != nil || len(dirs) < 30 {
		t.Fatalf("%d designs, %v", len(dirs), err)
	}
	for _, dir := range append(dirs, notes, filepath.Join("..", "..", "examples", "helpdesk", "design")) {
		d := designAt(t, dir)
		text, err := door.Generate(d, "api")
		if err != nil {
			t.Errorf("%s: %v", dir, err)
			continue
		}
		typeCheck(t, files, filepath.Join(dir, "types.go"), string(text), only{newel, std})
		if again, err := door.Generate(d, "api"); err != nil || string(again) != string(text) {
			t.Errorf("%s: another time the types are others", dir)
		}
	}
}

func typeCheck(t *testing.T, files *token.FileSet, name, text string, from types.Importer) *types.Package {
	t.Helper()
	syntax, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := (&types.Config{Importer: from}).Check("github.com/newel-api/"+syntax.Name.Name, files, []*ast.File{syntax}, nil)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return pkg
}

// TestGenerated: what is committed is what is generated.
func TestGenerated(t *testing.T) {
	for _, c := range []struct{ design, file, pkg string }{
		{notes, filepath.Join("..", "..", "door_types_test.go"), "newel_test"},
		{filepath.Join("..", "..", "examples", "helpdesk", "design"), filepath.Join("..", "..", "examples", "helpdesk", "types.go"), "main"},
	} {
		want, err := door.Generate(designAt(t, c.design), c.pkg)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(c.file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (go generate ./... mends it): -want +got\n%s", c.file, diff)
		}
	}
}
