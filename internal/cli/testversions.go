package cli

import (
	"context"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/law"
)

// lawful is the result of test versions, in JSON.
type lawful struct {
	Versions int          `json:"versions"`
	Tried    int          `json:"tried"`
	Broken   []law.Broken `json:"broken"`
}

// lawSeed is the same each time: what is found once is found again.
const lawSeed = 1

func runTestVersions(_ context.Context, c *call) (any, error) {
	d, err := c.readWhole()
	if err != nil || c.diags.Err() != nil {
		return nil, err
	}
	p := compile.Plan(d, dialect.SQLite)
	if len(p.Versions) == 0 {
		return nil, usage("%s has no older versions: write versions in contract.yaml", c.folder())
	}
	broken, tried := law.Check(d, p, lawSeed, &c.diags)
	for _, b := range broken {
		c.say("%s of %s: %s\n    %s\n    %s", b.Operation, b.Version, b.Law, visible(b.Example), visible(b.Detail))
	}
	if len(broken) == 0 {
		c.say("ok: %s with %s and rows", plural(len(p.Versions), "older version holds", "older versions hold"), plural(tried, "random body", "random bodies"))
	}
	return &lawful{len(p.Versions), tried, append([]law.Broken{}, broken...)}, nil
}
