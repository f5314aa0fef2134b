package cli

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/verify"
)

// arazzo is the result of contract arazzo, in JSON.
type arazzo struct {
	Workflows int                 `json:"workflows"`
	LeftOut   []*contract.LeftOut `json:"left_out"`
	Document  json.RawMessage     `json:"document"`
}

func runContractArazzo(_ context.Context, c *call) (any, error) {
	d, err := c.readWhole()
	if err != nil || c.diags.Err() != nil {
		return nil, err
	}
	world := seed.World(d, &c.diags)
	if c.diags.Err() != nil {
		return nil, nil
	}
	if len(d.Requirements.List) == 0 {
		return nil, usage("%s has no requirements: write requirements.yaml", c.folder())
	}
	p := plan.Compile(d, dialect.SQLite)
	text, workflows, left := contract.Arazzo(p, c.flags.source, func(row string) (any, bool) { return verify.IDOf(world, row) })
	if workflows == 0 {
		return nil, refused("%s has no criterion that Arazzo can say: %s", c.folder(), left[0].Why)
	}
	c.say("%s", strings.TrimSuffix(string(text), "\n"))
	whole := 0
	for _, l := range left {
		if l.Whole {
			whole++
		}
	}
	if len(left) > 0 {
		c.note("%s; left out, since Arazzo cannot say it: %s and %s (--json tells which, and why)",
			plural(workflows, "workflow", "workflows"), plural(whole, "criterion", "criteria"), plural(len(left)-whole, "expectation", "expectations"))
	}
	return &arazzo{workflows, append([]*contract.LeftOut{}, left...), text}, nil
}
