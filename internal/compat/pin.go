package compat

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/newel-api/newel/internal/diag"
)

// PinFolder is the folder in that of a design that holds the contract its clients have.
const PinFolder = "contract.pin"

// Files of a pin.
const (
	pinDocument  = "openapi.json"
	pinFacts     = "behaviour.json"
	pinApprovals = "approved.yaml"
)

var brokenPin = diag.Rule{ID: "compat/broken-pin", Severity: diag.Error, Title: "a pinned contract that cannot be read"}

// Pin is the contract that clients have, and what was approved since.
type Pin struct {
	Document *Document
	Facts    *Facts
	Approved []*Approval

	text []byte // of approved.yaml
	name string // of it, as findings call it
}

// Text returns the text of a file of the pin that findings name, or nil.
func (p *Pin) Text(name string) []byte {
	if p != nil && name == p.name {
		return p.text
	}
	return nil
}

// ReadPin reads the pin of the design in the folder dir; nil when there is none. What is
// wrong with it is added to diags; the error is the disk's.
func ReadPin(dir string, diags *diag.List) (*Pin, error) {
	r := &pinReader{folder: filepath.Join(dir, PinFolder), shown: path.Join(filepath.ToSlash(dir), PinFolder), diags: diags}
	info, err := os.Stat(r.folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read the pinned contract: %w", err)
	case !info.IsDir():
		r.broken("", "%q is a file", r.shown)
		return nil, nil
	}
	p := &Pin{name: path.Join(r.shown, pinApprovals)}
	if p.text, err = r.read(pinApprovals); err != nil {
		return nil, err
	}
	p.Approved = ReadApprovals(p.name, p.text, diags)
	document, err := r.read(pinDocument)
	if err != nil {
		return nil, err
	}
	facts, err := r.read(pinFacts)
	if err != nil {
		return nil, err
	}
	for name, text := range map[string][]byte{pinDocument: document, pinFacts: facts} {
		if text == nil {
			r.broken(name, "%q is missing", path.Join(r.shown, name))
		}
	}
	if document == nil || facts == nil {
		return p, nil
	}
	p.Document = Load(path.Join(r.shown, pinDocument), document, diags)
	p.Facts = r.facts(facts)
	return p, nil
}

type pinReader struct {
	folder, shown string
	diags         *diag.List
}

func (r *pinReader) broken(file, format string, args ...any) {
	r.diags.Add(&brokenPin, diag.Span{File: path.Join(r.shown, file)}, format, args...).
		Mend(`take it from version control, or write it anew with "newel contract pin": the contract of now then counts as the one that clients have`)
}

// read reads one file; nil when it is not there.
func (r *pinReader) read(name string) ([]byte, error) {
	at := filepath.Join(r.folder, name)
	info, err := os.Stat(at)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read the pinned contract: %w", err)
	case !info.Mode().IsRegular() || info.Size() > MaxBytes:
		return nil, fmt.Errorf("read the pinned contract: %s is not a file of at most %d bytes", at, MaxBytes)
	}
	text, err := os.ReadFile(at)
	if err != nil {
		return nil, fmt.Errorf("read the pinned contract: %w", err)
	}
	return text, nil
}

func (r *pinReader) facts(text []byte) *Facts {
	f := new(Facts)
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	switch err := d.Decode(f); {
	case err != nil:
		r.broken(pinFacts, "%q cannot be read: %s", path.Join(r.shown, pinFacts), err)
		return nil
	case f.Newel != FactsVersion:
		r.broken(pinFacts, "%q is of form %d, and this Newel reads form %d", path.Join(r.shown, pinFacts), f.Newel, FactsVersion)
		return nil
	case !f.whole():
		r.broken(pinFacts, "%q has null where something must stand", path.Join(r.shown, pinFacts))
		return nil
	}
	return f
}

// whole tells whether nothing is null that the comparison looks into.
func (f *Facts) whole() bool {
	for _, r := range f.Rules {
		if !r.whole(maxDepth) {
			return false
		}
	}
	for _, row := range f.Rows {
		if row == nil || !allWhole(row.Checks) {
			return false
		}
	}
	for _, o := range f.Operations {
		if o == nil || !allWhole(o.Require) {
			return false
		}
	}
	return true
}

func allWhole(rules map[string]*Rule) bool {
	for _, r := range rules {
		if !r.whole(maxDepth) {
			return false
		}
	}
	return true
}

func (r *Rule) whole(depth int) bool {
	if r == nil || depth == 0 {
		return false
	}
	for _, kids := range [...][]*Rule{r.Any, r.All} {
		for _, kid := range kids {
			if !kid.whole(depth - 1) {
				return false
			}
		}
	}
	if r.Not != nil && !r.Not.whole(depth-1) {
		return false
	}
	if r.Some != "" || r.Every != "" {
		return r.Where.whole(depth - 1)
	}
	return true
}

// WritePin writes the pin of the design in the folder dir: each file whole or not at all. Approvals
// speak of changes since the pin before, so they end here. It returns the files it wrote.
func WritePin(dir string, document []byte, facts *Facts) ([]string, error) {
	folder := filepath.Join(dir, PinFolder)
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, fmt.Errorf("write the pinned contract: %w", err)
	}
	text, err := facts.JSON()
	if err != nil {
		return nil, err
	}
	var wrote []string
	for _, file := range [...]struct {
		name string
		text []byte
	}{{pinDocument, document}, {pinFacts, text}} {
		at := filepath.Join(folder, file.name)
		if err := replace(at, file.text); err != nil {
			return nil, fmt.Errorf("write the pinned contract: %w", err)
		}
		wrote = append(wrote, path.Join(filepath.ToSlash(dir), PinFolder, file.name))
	}
	err = os.Remove(filepath.Join(folder, pinApprovals))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("end the approvals: %w", err)
	}
	return wrote, nil
}

// replace gives a file another text: all of it, or nothing when the machine fails.
func replace(at string, text []byte) (err error) {
	beside, err := os.CreateTemp(filepath.Dir(at), "."+filepath.Base(at)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(beside.Name()) // what was wrong is told already
		}
	}()
	_, err = beside.Write(text)
	if closed := beside.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	if err = os.Chmod(beside.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(beside.Name(), at)
}
