package compile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
)

const (
	noteData = `newel: 1
entities:
  Note:
    global: true
    fields:
      body: {type: text, max: 1000}
`
	labelData = `entities:
  Label:
    global: true
    fields:
      word: {type: text, max: 40}
      note: {ref: Note}
`
	noteContract = `title: Notes
base: /v1
resources:
  notes:
    of: Note
    fields: [id, body]
    operations:
      getNote: get
`
	noteAccess = `allow:
  Note: {read: {rule: anyone, because: the notes are public}}
`
)

// folder compiles files as a design whose folder is called dir in findings.
func folder(t *testing.T, dir string, files map[string]string) (*design.Design, *compile.Files, []string) {
	t.Helper()
	t.Chdir(write(t, files))
	var diags diag.List
	d, read, err := compile.Folder(dir, &diags)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, f := range diags.All() {
		found = append(found, f.Span.String()+" "+f.Rule.ID)
	}
	return d, read, found
}

// TestFolder: one file a step, read and bound, with names as they were typed.
func TestFolder(t *testing.T) {
	d, files, found := folder(t, "api/design/", map[string]string{
		"api/design/data.yaml": noteData, "api/design/contract.yaml": noteContract, "api/design/access.yaml": noteAccess,
		"api/design/README.md": "not ours", "api/design/.git.yaml": "not ours: [", "api/design/notes/more.yaml": "not ours: [",
	})
	if found != nil {
		t.Fatalf("findings: %q", found)
	}
	if got := d.Contract.Resources[0].Of.To; got == nil || got != d.Data.Entity("Note") {
		t.Errorf("the resource shows %v", got)
	}
	if at := d.Data.Entities[0].Name.Span.String(); at != "api/design/data.yaml:3:3" {
		t.Errorf("the entity stands at %s", at)
	}
	if got := string(files.Text("api/design/access.yaml")); got != noteAccess {
		t.Errorf("the text of access.yaml is %q", got)
	}
	if files.Text("data.yaml") != nil || files.Text("api/design/README.md") != nil {
		t.Error("there is a text of a file that is not of the design")
	}
	var diags diag.List
	if files.Complete(&diags); diags.Len() != 0 || !files.Has("data") || files.Has("decisions") {
		t.Errorf("the design is not complete: %d findings", diags.Len())
	}
	if op := compile.Plan(d, dialect.SQLite).Operation("getNote"); op == nil || op.Path != "/v1/notes/{id}" {
		t.Errorf("the plan of getNote is %+v", op)
	}
}

// TestParts: a folder in place of a file; its files are one, merged by key.
func TestParts(t *testing.T) {
	d, files, found := folder(t, "design", map[string]string{
		"design/data/a-labels.yaml": labelData, "design/data/notes.yaml": noteData, "design/data/README": "not ours",
		"design/data/.swap.yaml": "not ours: [", "design/contract.yaml": noteContract, "design/access/all.yaml": noteAccess,
	})
	if found != nil {
		t.Fatalf("findings: %q", found)
	}
	var names []string
	for _, e := range d.Data.Entities {
		names = append(names, e.Name.Text+" "+e.Name.Span.File)
	}
	want := []string{"Label design/data/a-labels.yaml", "Note design/data/notes.yaml"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if d.Data.Entity("Label").Field("note").Target.To != d.Data.Entity("Note") {
		t.Error("a reference from one file to another is not bound")
	}
	var diags diag.List
	if files.Complete(&diags); diags.Len() != 0 {
		t.Errorf("the design is not complete: %d findings", diags.Len())
	}
}

// TestPartsOfOneStep: what two files of a step say twice is told where the second
// stands.
func TestPartsOfOneStep(t *testing.T) {
	_, _, found := folder(t, "design", map[string]string{
		"design/data/one.yaml": noteData, "design/data/two.yaml": noteData,
	})
	want := []string{"design/data/two.yaml:1:1 decode/defined-twice", "design/data/two.yaml:3:3 decode/defined-twice"}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestNotADesign: what stands in the way of reading a design at all.
func TestNotADesign(t *testing.T) {
	for _, c := range []struct {
		name, dir string
		files     map[string]string
		want      []string
	}{
		{"no folder", "nowhere", nil, []string{"nowhere compile/no-design"}},
		{"a file", "design/data.yaml", map[string]string{"design/data.yaml": noteData}, []string{"design/data.yaml compile/no-design"}},
		{"an empty folder", "design", map[string]string{"design/.keep": ""}, []string{"design compile/no-design"}},
		{"only a misspelt file", ".", map[string]string{"datas.yaml": noteData}, []string{"datas.yaml compile/unknown-file"}},
		{"another ending", ".", map[string]string{"data.yaml": noteData, "access.yml": noteAccess}, []string{"access.yml compile/unknown-file"}},
		{"another ending within", ".", map[string]string{"data/a.yml": noteData, "data/b.yaml": noteData}, []string{"data/a.yml compile/unknown-file"}},
		{"a folder within", ".", map[string]string{"data/a/b.yaml": noteData, "data/b.yaml": noteData}, []string{"data/a compile/unknown-file"}},
		{
			"a step to come", ".",
			map[string]string{"data.yaml": noteData, "ship.yaml": "a: b", "tests/a.yaml": "a: b"},
			[]string{"ship.yaml compile/step-not-built", "tests/a.yaml compile/step-not-built"},
		},
		{"both forms", ".", map[string]string{"data.yaml": noteData, "data/b.yaml": labelData}, []string{"data.yaml compile/both-forms"}},
		{"a file that is called as a folder", ".", map[string]string{"data.yaml": noteData, "access": "not ours"}, nil},
		{"a broken file", ".", map[string]string{"data.yaml": "newel: [", "contract.yaml": noteContract}, []string{"data.yaml:1:8 source/unclosed-bracket"}},
		{"an empty file", ".", map[string]string{"data.yaml": ""}, []string{"data.yaml decode/missing-key", "data.yaml decode/missing-key"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, _, found := folder(t, c.dir, c.files)
			if diff := cmp.Diff(c.want, found); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if d == nil {
				t.Error("there is no design to look at")
			}
		})
	}
}

// TestNames: findings call a folder as it was typed.
func TestNames(t *testing.T) {
	bad := strings.Replace(noteData, "text", "txt", 1)
	for typed, shown := range map[string]string{
		".": "data.yaml", "./": "data.yaml", "../here": "../here/data.yaml", "./sub/": "sub/data.yaml", "sub/../sub": "sub/data.yaml",
	} {
		root := write(t, map[string]string{"here/data.yaml": bad, "here/sub/data.yaml": bad})
		t.Chdir(filepath.Join(root, "here"))
		var diags diag.List
		_, files, err := compile.Folder(typed, &diags)
		if err != nil {
			t.Fatal(err)
		}
		if got := diags.All()[0].Span.File; got != shown || files.Text(got) == nil {
			t.Errorf("%q: the finding stands in %q, want %q", typed, got, shown)
		}
	}
}

// TestComplete names what is missing.
func TestComplete(t *testing.T) {
	_, files, found := folder(t, "design", map[string]string{"design/data.yaml": noteData})
	if found != nil {
		t.Fatalf("findings: %q", found)
	}
	var diags diag.List
	files.Complete(&diags)
	var got []string
	for _, d := range diags.All() {
		got = append(got, d.Span.String()+" "+d.Message)
	}
	want := []string{
		`design "design/access.yaml" is missing: a design without it cannot be served`,
		`design "design/contract.yaml" is missing: a design without it cannot be served`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// refused reads a folder that cannot be read, and returns why.
func refused(t *testing.T, dir string) error {
	t.Helper()
	var diags diag.List
	d, files, err := compile.Folder(dir, &diags)
	if err == nil || d != nil || files != nil || diags.Len() != 0 {
		t.Fatalf("got %v, %v, %v and %d findings", d, files, err, diags.Len())
	}
	if !strings.HasPrefix(err.Error(), "read the design: ") {
		t.Errorf("the error is %q", err)
	}
	return err
}

// TestDisk: what is the disk's is an error, not a finding.
func TestDisk(t *testing.T) {
	t.Run("a link to nowhere", func(t *testing.T) {
		dir := write(t, map[string]string{"data.yaml": noteData})
		if err := os.Symlink("nowhere", filepath.Join(dir, "access.yaml")); err != nil {
			t.Skip(err)
		}
		if err := refused(t, dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the error is %q", err)
		}
	})
	t.Run("a folder that is called as a file", func(t *testing.T) {
		refused(t, write(t, map[string]string{"data.yaml/x.yaml": noteData}))
	})
	t.Run("a file without end", func(t *testing.T) {
		dir := write(t, map[string]string{"data.yaml": noteData})
		if err := os.Truncate(filepath.Join(dir, "data.yaml"), 65<<20); err != nil {
			t.Fatal(err)
		}
		refused(t, dir)
	})
	t.Run("a file that may not be read", func(t *testing.T) {
		if os.Geteuid() == 0 {
			t.Skip("file permissions do not stop root")
		}
		dir := write(t, map[string]string{"data.yaml": noteData})
		if err := os.Chmod(filepath.Join(dir, "data.yaml"), 0); err != nil {
			t.Fatal(err)
		}
		if err := refused(t, dir); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("the error is %q", err)
		}
	})
}

// TestSteps: callers may change what they are given.
func TestSteps(t *testing.T) {
	read, reserved := compile.Steps()
	if len(read)+len(reserved) != 9 {
		t.Errorf("there are %d steps", len(read)+len(reserved))
	}
	read[0], reserved[0] = "", ""
	if again, also := compile.Steps(); again[0] == "" || also[0] == "" {
		t.Error("a caller changed the steps of everybody")
	}
}
