package cli

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/newel-api/newel/internal/compat"
)

// Bounds of what is asked of git.
const (
	gitTime  = 30 * time.Second
	gitFiles = 4096
)

// revision reads the design as it was at a revision that git knows: a commit, a branch, a tag.
func (c *call) revision(ctx context.Context, ref string) (old *side, err error) {
	if strings.HasPrefix(ref, "-") {
		return nil, usage("--against %q is not %q, a file, a folder or a revision of git", ref, baseline)
	}
	ctx, cancel := context.WithTimeout(ctx, gitTime)
	defer cancel()
	if _, err := c.git(ctx, "rev-parse", "--is-inside-work-tree"); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return nil, refused("--against %q names no file, so it would be a revision of git, and git is not installed: name a file or a folder", ref)
		}
		return nil, usage("--against %q names no file, and %s is not in a repository of git", ref, c.folder())
	}
	if _, err := c.git(ctx, "rev-parse", "--verify", "--quiet", ref+"^{commit}"); err != nil {
		return nil, usage(`--against %q names no file and no revision of git; "git log" and "git tag" list those that there are`, ref)
	}
	archive, err := c.git(ctx, "archive", "--format=tar", ref, ".")
	if err != nil {
		return nil, usage("--against %q: %s was not there then", ref, c.folder())
	}
	dir, err := os.MkdirTemp("", "newel-revision-*")
	if err != nil {
		return nil, machine(err, "cannot hold the design of %s", ref)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := unpack(archive, dir); err != nil {
		return nil, machine(err, "cannot read the design of %s", ref)
	}
	return c.designIn(dir, ref)
}

// git runs git in the folder of the design and returns what it printed.
func (c *call) git(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", c.folder()}, args...)...)
	out := &capped{left: compat.MaxBytes}
	cmd.Stdout = out
	if err := cmd.Run(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// capped holds so many bytes and refuses more.
type capped struct {
	bytes.Buffer
	left int
}

var errTooMuch = errors.New("git printed more than a design can have")

func (w *capped) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errTooMuch
	}
	return w.Buffer.Write(p)
}

// unpack writes the files of an archive below dir. Links and whatever would lie outside are left out.
func unpack(archive []byte, dir string) error {
	r := tar.NewReader(bytes.NewReader(archive))
	for range gitFiles {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg || !filepath.IsLocal(filepath.FromSlash(h.Name)) {
			continue
		}
		at := filepath.Join(dir, filepath.FromSlash(h.Name))
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			return err
		}
		text, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		if err := os.WriteFile(at, text, 0o600); err != nil {
			return err
		}
	}
	return errors.New("the folder has more files than a design")
}
