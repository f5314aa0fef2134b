package cli

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/contract"
)

func runContractOpenAPI(_ context.Context, c *call) (any, error) {
	version := contract.Version(c.flags.openapi)
	if !slices.Contains(contract.Versions, version) {
		return nil, usage("--openapi %q is neither 3.1 nor 3.2", c.flags.openapi)
	}
	d, err := c.contract()
	if d == nil {
		return nil, err
	}
	text := d.OpenAPI(version)
	c.say("%s", strings.TrimSuffix(string(text), "\n"))
	return json.RawMessage(text), nil
}
