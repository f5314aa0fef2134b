package cli

import (
	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
)

// contract makes the document of the design that the command line names, for the caller
// of --as; nil when the design has findings that say why there is none.
func (c *call) contract() (*contract.Document, error) {
	d, err := c.readWhole()
	if err != nil || c.diags.Err() != nil {
		return nil, err
	}
	p := plan.Compile(d, dialect.SQLite)
	view := contract.Everyone()
	if c.flags.given["as"] {
		var why string
		if view, why = contract.NewView(p, c.flags.as); why != "" {
			return nil, usage("--as %q: %s", c.flags.as, why)
		}
	}
	return contract.Of(p, view), nil
}
