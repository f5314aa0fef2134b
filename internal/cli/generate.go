package cli

import (
	"context"
	"go/token"
	"os"

	"github.com/newel-api/newel/internal/door"
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
