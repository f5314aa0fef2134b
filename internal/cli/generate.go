package cli

import (
	"bytes"
	"context"
	"errors"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/door"
	"github.com/newel-api/newel/internal/handbook"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/serve"
)

// generated is the result of generate go, in JSON.
type generated struct {
	File string `json:"file,omitempty"` // "" when it was not written
	Text string `json:"text,omitempty"` // when it was not written
}

func runGenerateGo(_ context.Context, c *call) (any, error) {
	if !token.IsIdentifier(c.flags.pkg) || c.flags.pkg == "_" {
		return nil, usage("--package %q is not the name of a Go package", c.flags.pkg)
	}
	if c.flags.given["out"] && c.flags.out == "" {
		return nil, usage("--out needs the name of a file")
	}
	d, err := c.read()
	if err != nil || c.diags.Err() != nil {
		return nil, err
	}
	text, err := door.Generate(d, c.flags.pkg)
	if err != nil {
		return nil, err
	}
	if c.flags.out == "" {
		c.say("%s", string(text[:len(text)-1]))
		return &generated{Text: string(text)}, nil
	}
	if err := os.WriteFile(c.flags.out, text, 0o666); err != nil {
		return nil, machine(err, "cannot write the Go types")
	}
	c.say("wrote %s", c.flags.out)
	return &generated{File: c.flags.out}, nil
}

// paged is the result of generate decisions and generate docs, in JSON.
type paged struct {
	Files   []string        `json:"files"`           // that were written
	Removed []string        `json:"removed"`         // pages of what is no more
	Pages   []handbook.Page `json:"pages,omitempty"` // when they were not written
}

func runGenerateDecisions(_ context.Context, c *call) (any, error) {
	if c.flags.given["out"] && c.flags.out == "" {
		return nil, usage("--out needs the name of a folder")
	}
	d, err := c.read()
	if err != nil || c.diags.Err() != nil {
		return nil, err
	}
	if len(d.Decisions.List) == 0 {
		return nil, usage("%s has no decisions: write decisions.yaml", c.folder())
	}
	pages := handbook.Decisions(d)
	return c.publish(pages, handbook.Mark, [2]string{"page", "pages"}, "whose decision is no more")
}

func runGenerateDocs(_ context.Context, c *call) (any, error) {
	if c.flags.given["out"] && c.flags.out == "" {
		return nil, usage("--out needs the name of a folder")
	}
	d, err := c.readWhole()
	if err != nil || c.diags.Err() != nil {
		return nil, err
	}
	options := handbook.Options{Files: true, Body: serve.MostBody, Rules: d.Contract.Docs != nil && d.Contract.Docs.Rules}
	pages, err := handbook.Reference(plan.Compile(d, dialect.SQLite), options)
	if err != nil {
		return nil, err
	}
	return c.publish(pages, handbook.MarkDocs, [2]string{"file", "files"}, "which is no more of the reference")
}

// publish prints the pages, or writes them into the folder --out. noun says what one and
// many of them are, gone why one that was there is removed.
func (c *call) publish(pages []handbook.Page, mark string, noun [2]string, gone string) (any, error) {
	out := &paged{Files: []string{}, Removed: []string{}}
	if c.flags.out == "" {
		for i, p := range pages {
			if i > 0 {
				c.say("")
			}
			c.say("# %s\n\n%s", p.Name, visible(p.Text[:len(p.Text)-1]))
		}
		out.Pages = pages
		return out, nil
	}
	if err := c.writePages(pages, out, mark); err != nil {
		return nil, err
	}
	c.say("wrote %s into %s", plural(len(out.Files), noun[0], noun[1]), c.flags.out)
	for _, name := range out.Removed {
		c.say("removed %s, %s", name, gone)
	}
	return out, nil
}

// writePages writes the pages into the folder --out, and removes those that were made
// from what is no more. A page of this kind has the mark; a page that somebody wrote is left alone.
func (c *call) writePages(pages []handbook.Page, out *paged, mark string) error {
	if err := os.MkdirAll(c.flags.out, 0o777); err != nil {
		return machine(err, "cannot make the folder of the pages")
	}
	for _, p := range pages {
		at := filepath.Join(c.flags.out, p.Name)
		switch made, err := isPage(at, mark); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return machine(err, "cannot read what is there")
		case !made:
			return refused("%s was not made by newel, and is left as it is: name another folder with --out", at)
		}
	}
	for _, p := range pages {
		if err := os.WriteFile(filepath.Join(c.flags.out, p.Name), []byte(p.Text), 0o666); err != nil {
			return machine(err, "cannot write the pages")
		}
		out.Files = append(out.Files, p.Name)
	}
	var there []string
	for _, kind := range []string{"*.md", "*.html"} {
		some, err := filepath.Glob(filepath.Join(c.flags.out, kind))
		if err != nil {
			return machine(err, "cannot look for old pages")
		}
		there = append(there, some...)
	}
	for _, at := range there {
		name := filepath.Base(at)
		made, err := isPage(at, mark)
		if err != nil || !made || slices.Contains(out.Files, name) {
			continue
		}
		if err := os.Remove(at); err != nil {
			return machine(err, "cannot remove an old page")
		}
		out.Removed = append(out.Removed, name)
	}
	return nil
}

// isPage tells whether the file has the mark of those that were made.
func isPage(at, mark string) (bool, error) {
	text, err := os.ReadFile(at)
	return bytes.Contains(text[:min(len(text), 1000)], []byte(mark)), err
}
