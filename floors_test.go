package newel_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/newel-api/newel"

// floors lists every package of the module, ground first. A package may import
// only packages on floors below its own; packages on one floor never import each
// other. "x/..." stands for every package under x. Tests may import anything.
//
// A package that stands nowhere here is an error: a new room is a line in this
// table, and its place is thought about once.
var floors = [][]string{
	{"internal/diag", "internal/value", "internal/catalogue"},
	{"internal/diag/page", "internal/diag/report", "internal/dialect", "internal/payload", "internal/design"},
	{"internal/design/source", "internal/design/expr", "internal/store", "internal/observe"},
	{"internal/design/fact"},
	{"internal/design/decode", "internal/design/bind", "internal/design/format", "internal/store/sqlite", "internal/store/storetest"},
	{"internal/plan/query", "internal/design/jsonschema", "internal/design/reference"},
	{"internal/plan"},
	{"internal/schema"},
	{"internal/compile", "internal/store/migrate", "internal/exec", "internal/law", "internal/contract", "internal/compat", "internal/review"},
	{"internal/authn", "internal/handbook"},
	{"internal/serve", "internal/seed", "internal/door"},
	{"internal/engine"},
	{"internal/verify", "internal/verify/conform", "internal/verify/generate"},
	{"internal/stage"},
	{"internal/cli"},
	{"."},
	{"neweltest", "cmd/newel", "examples/..."},
}

const (
	maxFileLines     = 600 // of a Go file, tests too
	maxFunctionLines = 90  // of a function that is not a test's
)

// longer lists what may be longer, with the reason: a table or a state machine,
// which would be harder to read in pieces. A key is a file, as "a/b.go", or a
// function in it, as "a/b.go Name" or "a/b.go Type.Name".
var longer = map[string]string{
	"internal/cli/table.go commands": "the table of commands, a few lines each",
}

func TestFloors(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range readHouse(t) {
		at, pattern := floorOf(f.pkg)
		seen[pattern] = true
		if f.isTest {
			continue
		}
		if at == 0 {
			t.Errorf("%s: package %s stands on no floor: give it a place in floors", f.path, f.pkg)
			continue
		}
		for _, spec := range f.syntax.Imports {
			imported, ours := packageOf(spec)
			if !ours {
				continue
			}
			where := fmt.Sprintf("%s:%d", f.path, f.line(spec.Pos()))
			switch below, _ := floorOf(imported); {
			case below >= at:
				t.Errorf("%s: %s (floor %d) imports %s (floor %d)", where, f.pkg, at, imported, below)
			case forTests(imported) && !forTests(f.pkg):
				t.Errorf("%s: %s imports %s, which is for tests", where, f.pkg, imported)
			}
		}
	}
	for i, names := range floors {
		for _, name := range names {
			if !seen[name] {
				t.Logf("floor %d: %s is listed and not built yet", i+1, name)
			}
		}
	}
}

// TestFloorsTable: a name that stands twice would have two floors.
func TestFloorsTable(t *testing.T) {
	all := slices.Concat(floors...)
	slices.Sort(all)
	for i := 1; i < len(all); i++ {
		if all[i] == all[i-1] {
			t.Errorf("%s stands in floors twice", all[i])
		}
	}
}

// TestPackageDocs: every package says in one place what it is for. go/doc would
// join comments of several files in an order nobody chose.
func TestPackageDocs(t *testing.T) {
	files, docs := map[string][]string{}, map[string][]string{}
	for _, f := range readHouse(t) {
		if f.isTest {
			continue
		}
		files[f.pkg] = append(files[f.pkg], f.path)
		if f.syntax.Doc != nil {
			docs[f.pkg] = append(docs[f.pkg], f.path)
		}
	}
	for pkg, paths := range files {
		want := path.Join(pkg, "doc.go")
		if len(paths) == 1 {
			want = paths[0]
		}
		if got := docs[pkg]; !slices.Equal(got, []string{want}) {
			t.Errorf("package %s: the doc comment belongs in %s and nowhere else; it stands in %q", pkg, want, got)
		}
	}
}

func TestLengths(t *testing.T) {
	needed := map[string]bool{}
	check := func(key, where string, lines, limit int) {
		if lines <= limit {
			return
		}
		needed[key] = true
		if longer[key] == "" {
			t.Errorf("%s: %s has %d lines, the limit is %d: split it, or say in longer why it reads better whole", where, key, lines, limit)
		}
	}
	for _, f := range readHouse(t) {
		check(f.path, f.path+":1", f.lines(f.syntax.FileStart, f.syntax.FileEnd)-1, maxFileLines)
		if f.isTest {
			continue
		}
		for _, decl := range f.syntax.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				where := fmt.Sprintf("%s:%d", f.path, f.line(fn.Pos()))
				check(f.path+" "+nameOf(fn), where, f.lines(fn.Pos(), fn.End()), maxFunctionLines)
			}
		}
	}
	for key := range longer {
		if !needed[key] {
			t.Errorf("longer lists %s, which is not too long, or not there: take it out", key)
		}
	}
}

// goFile is one Go file of the module.
type goFile struct {
	path   string // from the root, with slashes
	pkg    string // the package's folder from the root, "." for the root
	isTest bool
	syntax *ast.File
	set    *token.FileSet
}

func (f *goFile) line(p token.Pos) int { return f.set.Position(p).Line }

// lines counts the lines from one place to another, both included.
func (f *goFile) lines(from, to token.Pos) int { return f.line(to) - f.line(from) + 1 }

// readHouse parses every Go file of the module, whatever system it is for. It
// walks the folders itself, where go list would be shorter, so that go test knows
// them as inputs and does not answer from its cache when a file is new.
func readHouse(t *testing.T) []*goFile {
	t.Helper()
	var files []*goFile
	set := token.NewFileSet()
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && notOurs(name):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go"):
			return nil
		}
		syntax, err := parser.ParseFile(set, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		slashed := filepath.ToSlash(name)
		files = append(files, &goFile{
			path: slashed, pkg: path.Dir(slashed), isTest: strings.HasSuffix(name, "_test.go"), syntax: syntax, set: set,
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// notOurs tells whether the go command would leave the folder out of the module.
func notOurs(name string) bool {
	base := filepath.Base(name)
	if base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(name, "go.mod"))
	return err == nil
}

// floorOf returns the floor of a package, from 1, and its entry in floors; or 0.
func floorOf(pkg string) (floor int, pattern string) {
	for i, names := range floors {
		for _, name := range names {
			under, many := strings.CutSuffix(name, "...")
			if pkg == name || many && strings.HasPrefix(pkg+"/", under) {
				return i + 1, name
			}
		}
	}
	return 0, ""
}

// packageOf returns the folder of an imported package, if it is of this module.
func packageOf(spec *ast.ImportSpec) (pkg string, ours bool) {
	name, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return "", false
	}
	if name == module {
		return ".", true
	}
	return strings.CutPrefix(name, module+"/")
}

// forTests tells whether a package exists only to be imported by tests.
func forTests(pkg string) bool { return strings.HasSuffix(pkg, "test") }

// nameOf returns "Name" of a function, "Type.Name" of a method.
func nameOf(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	typ := fn.Recv.List[0].Type
	for {
		switch t := typ.(type) {
		case *ast.StarExpr:
			typ = t.X
		case *ast.IndexExpr:
			typ = t.X
		case *ast.IndexListExpr:
			typ = t.X
		case *ast.Ident:
			return t.Name + "." + fn.Name.Name
		default:
			return fn.Name.Name
		}
	}
}
