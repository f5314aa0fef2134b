package cli

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/newel-api/newel/internal/design/decode"
	"github.com/newel-api/newel/internal/design/jsonschema"
	"github.com/newel-api/newel/internal/diag"
)

func runJSONSchema(_ context.Context, c *call) (any, error) {
	step, err := stepNamed(c.operands[0])
	if err != nil {
		return nil, err
	}
	extent := jsonschema.Whole
	if c.flags.part {
		extent = jsonschema.Part
	}
	text, err := jsonschema.Of(step, extent)
	if err != nil {
		return nil, err
	}
	c.say("%s", strings.TrimSuffix(string(text), "\n"))
	return json.RawMessage(text), nil
}

// stepNamed returns the design file that is called so, with or without its .yaml.
func stepNamed(name string) (decode.Step, error) {
	var names []string
	for _, step := range decode.Language {
		if step.Name == strings.TrimSuffix(name, ".yaml") {
			return step, nil
		}
		names = append(names, step.Name)
	}
	near := diag.Nearest(strings.TrimSuffix(name, ".yaml"), names)
	return decode.Step{}, usage("%q is not a design file; %s", name, didYouMean(near, "the design files are "+list(names)))
}
