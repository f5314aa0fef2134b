package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag/report"
	"github.com/newel-api/newel/internal/seed"
)

// counts is the result of check, in JSON.
type counts struct {
	Entities   int      `json:"entities"`
	Operations int      `json:"operations"`
	Resources  int      `json:"resources"`
	Decisions  int      `json:"decisions"`
	Missing    []string `json:"missing"` // steps without which it cannot be served
}

func runCheck(_ context.Context, c *call) (any, error) {
	d, err := c.read()
	if err != nil || c.diags.Err() != nil {
		return nil, err
	}
	c.compare(d)
	if seed.World(d, &c.diags); c.diags.Err() != nil {
		return nil, nil
	}
	if err := c.gate(d); err != nil || c.diags.Err() != nil {
		return nil, err
	}
	n := countsOf(d, c.files)
	if report.Passes(&c.diags) {
		c.say("ok: %s", n)
	}
	return n, nil
}

// read compiles the design that the command line names. Its findings are in
// c.diags.
func (c *call) read() (*design.Design, error) {
	d, files, err := compile.Folder(c.folder(), &c.diags)
	if err != nil {
		return nil, err
	}
	c.files = files
	return d, nil
}

// compare compares the functions of the program with the design, where it has any.
func (c *call) compare(d *design.Design) {
	if c.diags.Err() == nil && !c.program.Functions.None() {
		c.program.Functions.Check(d, &c.diags)
	}
}

// folder returns the folder of the design, as it was typed.
func (c *call) folder() string {
	if len(c.operands) > 0 {
		return c.operands[0]
	}
	return c.program.Design
}

func countsOf(d *design.Design, files *compile.Files) *counts {
	n := &counts{Entities: len(d.Data.Entities), Resources: len(d.Contract.Resources), Decisions: len(d.Decisions.List), Missing: files.Missing()}
	for _, r := range d.Contract.Resources {
		n.Operations += len(r.Operations)
	}
	return n
}

// String returns the counts as in "5 entities, 14 operations, 3 resources".
func (n *counts) String() string {
	text := strings.Join([]string{
		plural(n.Entities, "entity", "entities"), plural(n.Operations, "operation", "operations"), plural(n.Resources, "resource", "resources"),
	}, ", ")
	if n.Decisions > 0 {
		text += ", " + plural(n.Decisions, "decision", "decisions")
	}
	if len(n.Missing) > 0 {
		text += "; not written yet: " + list(n.Missing)
	}
	return text
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
