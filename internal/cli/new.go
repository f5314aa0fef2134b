package cli

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design/decode"
	"github.com/newel-api/newel/internal/design/jsonschema"
)

// starter is what "newel new" writes. In its files TITLE stands for the name of the
// new API as a YAML string, and NAME for it as plain words.
//
//go:embed all:starter
var starter embed.FS

// made is the result of new, in JSON.
type made struct {
	Folder string   `json:"folder"`
	Files  []string `json:"files"` // in the folder, with slashes
}

func runNew(_ context.Context, c *call) (any, error) {
	folder := c.operands[0]
	name, err := nameOf(folder)
	if err != nil {
		return nil, err
	}
	if err := emptyFolder(folder); err != nil {
		return nil, err
	}
	m := &made{Folder: filepath.ToSlash(filepath.Clean(folder)), Files: []string{}}
	err = fs.WalkDir(starter, "starter", func(at string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		inside := strings.TrimPrefix(at, "starter/")
		text, err := fs.ReadFile(starter, at)
		if err != nil {
			return err
		}
		m.Files = append(m.Files, inside)
		return write(filepath.Join(folder, filepath.FromSlash(inside)), filled(string(text), name))
	})
	if err == nil {
		err = m.schemas(folder)
	}
	if err != nil {
		return nil, machine(err, "cannot write the design")
	}
	slices.Sort(m.Files)
	c.say("made %s/: %s", m.Folder, strings.Join(m.Files, ", "))
	c.say("next: cd %s && newel serve --dev", m.Folder)
	return m, nil
}

// schemas writes what the first lines of the design files name, so that an editor
// completes and checks them.
func (m *made) schemas(folder string) error {
	for _, step := range decode.Language {
		text, err := jsonschema.Of(step, jsonschema.Whole)
		if err != nil {
			return err
		}
		inside := "design/.schema/" + step.Name + ".json"
		m.Files = append(m.Files, inside)
		if err := write(filepath.Join(folder, filepath.FromSlash(inside)), string(text)); err != nil {
			return err
		}
	}
	return nil
}

// nameOf returns the name of the API that is begun in folder: the folder's own.
func nameOf(folder string) (string, error) {
	whole, err := filepath.Abs(folder)
	if err != nil {
		return "", machine(err, "cannot tell where %q is", folder)
	}
	name := filepath.Base(whole)
	if name == string(filepath.Separator) || name == "." {
		return "", usage("%q has no name: choose a folder for the new API", folder)
	}
	return name, nil
}

// emptyFolder makes the folder, or makes sure that it is empty.
func emptyFolder(folder string) error {
	entries, err := os.ReadDir(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := os.MkdirAll(folder, 0o777); err != nil {
			return machine(err, "cannot make the folder")
		}
		return nil
	case err != nil:
		return machine(err, "cannot begin a design in %q", folder)
	case len(entries) > 0:
		return refused("%q is not empty, and nothing is overwritten: choose the name of a new folder", path.Clean(filepath.ToSlash(folder)))
	}
	return nil
}

// filled puts the name of the API into a file of the starter.
func filled(text, name string) string {
	return strings.NewReplacer("{{TITLE}}", strconv.Quote(name), "{{NAME}}", name).Replace(text)
}

// write makes a file that is not there.
func write(at, text string) error {
	if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
		return err
	}
	f, err := os.OpenFile(at, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
