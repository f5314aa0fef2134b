package compile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/diag"
)

// The steps whose files are read.
const (
	stepData     = "data"
	stepContract = "contract"
	stepAccess   = "access"

	stepRequirements = "requirements"
	stepDecisions    = "decisions"
	stepReview       = "review"
)

var (
	served  = []string{stepData, stepContract, stepAccess} // without which nothing can be
	built   = []string{stepData, stepContract, stepAccess, stepRequirements, stepDecisions, stepReview}
	unbuilt = []string{"tests", "attacks", "ship"}
)

// Steps returns the names of the design files that are read, and of those that
// the language reserves for steps that are not built.
func Steps() (read, reserved []string) { return slices.Clone(built), slices.Clone(unbuilt) }

const (
	extension = ".yaml"
	readable  = 64 << 20 // bytes; source refuses far smaller files, but says so with their place
)

var (
	noDesign     = diag.Rule{ID: "compile/no-design", Severity: diag.Error, Title: "a folder without a design"}
	unknownFile  = diag.Rule{ID: "compile/unknown-file", Severity: diag.Error, Title: "a file that is not one of a design"}
	stepNotBuilt = diag.Rule{ID: "compile/step-not-built", Severity: diag.Error, Title: "a file of a step that is not built"}
	stepMissing  = diag.Rule{ID: "compile/step-missing", Severity: diag.Error, Title: "a step without which nothing can be served"}
	bothForms    = diag.Rule{ID: "compile/both-forms", Severity: diag.Error, Title: "a step as a file and as a folder"}
)

// Files are the texts of a design.
type Files struct {
	dir  string // as findings show it
	list []*file
}

// file is one text.
type file struct {
	step string // "data"
	name string // as findings show it: "design/data.yaml"
	text []byte
}

// Text returns the text of the file that findings call so, or nil. It is what
// package report shows lines of source from.
func (f *Files) Text(name string) []byte {
	for _, file := range f.list {
		if file.name == name {
			return file.text
		}
	}
	return nil
}

// Has tells whether the design has a file of that step.
func (f *Files) Has(step string) bool {
	return slices.ContainsFunc(f.list, func(file *file) bool { return file.step == step })
}

// Complete adds a finding for each file that is missing and without which nothing
// can be served.
func (f *Files) Complete(diags *diag.List) {
	for _, step := range f.Missing() {
		diags.Add(&stepMissing, diag.Span{File: f.dir}, "%q is missing: a design without it cannot be served", f.shown(step+extension)).
			Mend("write it: %s", missing[step])
	}
}

// Missing returns the steps that have no file and without which nothing can be served.
func (f *Files) Missing() []string {
	return slices.DeleteFunc(slices.Clone(served), f.Has)
}

// missing says what stands in a file that is missing.
var missing = map[string]string{
	stepData:     "the entities and their fields",
	stepContract: "the resources and their operations",
	stepAccess:   "who may do what; until it says so, nobody may do anything",
}

// shown returns the name by which findings call a file of the folder.
func (f *Files) shown(name string) string { return path.Join(f.dir, name) }

// read reads all files of the design in the folder dir.
func read(dir string, diags *diag.List) (*Files, error) {
	r := reader{dir: dir, diags: diags, Files: Files{dir: path.Clean(filepath.ToSlash(dir))}}
	if err := r.folder(); err != nil {
		return nil, fmt.Errorf("read the design: %w", err)
	}
	return &r.Files, nil
}

type reader struct {
	Files
	dir   string
	diags *diag.List
}

func (r *reader) folder() error {
	whole := diag.Span{File: r.Files.dir}
	info, err := os.Stat(r.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.diags.Add(&noDesign, whole, "there is no folder %q", r.Files.dir).
			Mend(`name the folder that holds data.yaml, or begin a design with "newel new NAME"`)
		return nil
	case err != nil:
		return err
	case !info.IsDir():
		r.diags.Add(&noDesign, whole, "%q is a file, and a design is a folder", r.Files.dir).
			Mend("name the folder that it is in: %q", path.Dir(r.Files.dir))
		return nil
	}
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		return err
	}
	before := r.diags.Len()
	for _, entry := range entries {
		if err := r.entry(entry.Name()); err != nil {
			return err
		}
	}
	if len(r.list) == 0 && r.diags.Len() == before {
		r.diags.Add(&noDesign, whole, "the folder %q has no design file", r.Files.dir).
			Mend(`write data.yaml in it, or begin a design elsewhere with "newel new NAME"`)
	}
	return nil
}

// entry reads one file or folder of the design's folder, if it is of the design.
func (r *reader) entry(name string) error {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	switch {
	case strings.HasPrefix(name, "."): // editors' and version control's
		return nil
	case slices.Contains(built, name) || slices.Contains(unbuilt, name):
		return r.parts(name)
	case ext == extension && slices.Contains(built, stem):
		if r.Has(stem) { // its folder came before it, in the order of names
			r.diags.Add(&bothForms, diag.Span{File: r.shown(name)}, "%q is there as a file and as a folder", stem).
				Mend("move the file into the folder %s/, or what is in the folder into the file", stem)
		}
		return r.add(stem, name)
	case ext == extension && slices.Contains(unbuilt, stem):
		r.notBuilt(name)
	case ext == extension || ext == ".yml":
		r.unknown(name)
	}
	return nil
}

// parts reads the folder that stands for the file of a step.
func (r *reader) parts(step string) error {
	info, err := os.Stat(filepath.Join(r.dir, step))
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return nil // a file without .yaml is none of ours
	}
	entries, err := os.ReadDir(filepath.Join(r.dir, step))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := path.Join(step, entry.Name())
		switch ext := path.Ext(name); {
		case strings.HasPrefix(entry.Name(), "."):
		case ext == extension && slices.Contains(unbuilt, step):
			r.notBuilt(name)
		case ext == extension:
			if err := r.add(step, name); err != nil {
				return err
			}
		case ext == ".yml" || entry.IsDir():
			r.unknown(name)
		}
	}
	return nil
}

// add reads one file of a step.
func (r *reader) add(step, name string) error {
	at := filepath.Join(r.dir, filepath.FromSlash(name))
	info, err := os.Stat(at)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() { // a pipe would be waited for forever
		return fmt.Errorf("%s is not a file", at)
	}
	if info.Size() > readable {
		return fmt.Errorf("%s has %d bytes, which is not a file of a design", at, info.Size())
	}
	text, err := os.ReadFile(at)
	if err != nil {
		return err
	}
	r.list = append(r.list, &file{step, r.shown(name), text})
	return nil
}

func (r *reader) notBuilt(name string) {
	r.diags.Add(&stepNotBuilt, diag.Span{File: r.shown(name)}, "%q belongs to a step that this Newel does not read", name).
		Mend("move it out of the design until a Newel reads it: what it says would not hold")
}

func (r *reader) unknown(name string) {
	d := r.diags.Add(&unknownFile, diag.Span{File: r.shown(name)}, "%q is not a file of a design", name)
	folder, base := path.Split(name)
	stem := strings.TrimSuffix(base, path.Ext(base))
	if folder != "" {
		d.Mend("put what it says into a file directly in %s, with a name that ends in .yaml", folder)
		return
	}
	if near := diag.Nearest(strings.ToLower(stem), slices.Concat(built, unbuilt)); near != "" {
		d.Mend("did you mean %q?", near+extension)
		return
	}
	d.Mend("move it out of the folder, or into one of the design files: %s", strings.Join(built, extension+", ")+extension)
}
