package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design/format"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// laidOut is the result of fmt, in JSON.
type laidOut struct {
	Files   int      `json:"files"`   // looked at
	Written []string `json:"written"` // those in another layout
}

func runFmt(_ context.Context, c *call) (any, error) {
	files, err := compile.Texts(c.folder(), &c.diags)
	if err != nil {
		return nil, err
	}
	c.files = files
	out := &laidOut{Files: len(files.Names()), Written: []string{}}
	for _, name := range files.Names() {
		if err := c.layOut(name, files.Text(name), out); err != nil {
			return nil, err
		}
	}
	if c.flags.check && c.diags.Len() == 0 {
		c.say("ok: %s", plural(out.Files, "file", "files"))
	}
	return out, nil
}

// layOut writes one file in the layout, or only checks it.
func (c *call) layOut(name string, text []byte, out *laidOut) error {
	var found diag.List
	file := source.Parse(name, text, &found)
	c.diags.Append(&found)
	if found.Len() > 0 {
		return nil
	}
	if c.flags.check {
		if err := format.Check(file, &c.diags); err != nil {
			return refused("%s: %s; that is a mistake of this program, so please report it", name, err)
		}
		return nil
	}
	laid, err := format.File(file)
	switch {
	case err != nil:
		return refused("%s: %s; that is a mistake of this program, so please report it", name, err)
	case bytes.Equal(laid, text):
		return nil
	}
	if err := replace(name, laid); err != nil {
		return machine(err, "cannot write %s", name)
	}
	out.Written = append(out.Written, name)
	c.say("%s", name)
	return nil
}

// replace gives a file that is there another text: all of it, or nothing when the
// machine fails.
func replace(name string, text []byte) (err error) {
	at, err := filepath.EvalSymlinks(filepath.FromSlash(name))
	if err != nil {
		return err
	}
	info, err := os.Stat(at)
	if err != nil {
		return err
	}
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
		return fmt.Errorf("write the new text: %w", err)
	}
	if err = os.Chmod(beside.Name(), info.Mode().Perm()); err != nil {
		return err
	}
	return os.Rename(beside.Name(), at)
}
