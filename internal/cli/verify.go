package cli

import (
	"context"
	"os"
	"regexp"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/verify/conform"
)

// conformed is the result of verify http, in JSON.
type conformed struct {
	Holds        int              `json:"holds"`
	Failed       int              `json:"failed"`
	DoesNotApply int              `json:"does_not_apply"`
	Results      []conform.Result `json:"results"`
}

// tokenVariable has the token of whoever asks a server that runs: a flag would stand in the
// list of processes.
const tokenVariable = "NEWEL_TOKEN"

func runVerifyHTTP(ctx context.Context, c *call) (any, error) {
	var only *regexp.Regexp
	if c.flags.run != "" {
		var err error
		if only, err = regexp.Compile(c.flags.run); err != nil {
			return nil, usage("--run %q is not a regular expression: %s", c.flags.run, err)
		}
	}
	d, err := c.readWhole()
	if err != nil || c.diags.Err() != nil {
		return nil, err
	}
	results, err := c.probe(ctx, d, only)
	if err != nil || c.diags.Err() != nil {
		return nil, err
	}
	if len(results) == 0 {
		return nil, usage("--run %q matches no probe: it is compared with their ids, as H-01", c.flags.run)
	}
	conform.Report(results, d.Contract.Title.Span, &c.diags)
	v := &conformed{Results: results}
	for i := range results {
		switch r := &results[i]; r.Outcome {
		case conform.Holds:
			v.Holds++
		case conform.Apart:
			v.DoesNotApply++
			c.note("%s does not apply: %s", r.ID, r.Why)
		case conform.Fails:
			v.Failed++
			c.probeFailed(r)
		}
	}
	if v.Failed == 0 {
		c.say("ok: %s, %d do not apply", plural(v.Holds, "probe holds", "probes hold"), v.DoesNotApply)
	} else {
		c.say("%d of %s fail", v.Failed, plural(v.Holds+v.Failed, "probe", "probes"))
	}
	return v, nil
}

// probe asks the server at --url, or one of its own.
func (c *call) probe(ctx context.Context, d *design.Design, only *regexp.Regexp) ([]conform.Result, error) {
	if c.flags.url != "" {
		s := conform.Subject{URL: c.flags.url, Plan: plan.Compile(d, dialect.SQLite)}
		if token := os.Getenv(tokenVariable); token != "" {
			s.Tokens = []string{token}
		}
		results, err := conform.Run(ctx, s, only)
		if err != nil {
			return nil, usage("--url: %s", err)
		}
		return results, nil
	}
	rows := seed.World(d, &c.diags)
	if c.diags.Err() != nil {
		return nil, nil
	}
	if rows == nil || len(rows.List) == 0 { // no world: then the rows beside the design
		c.flags.dev = true
		var err error
		if rows, err = c.seed(d); err != nil || c.diags.Err() != nil {
			return nil, err
		}
	}
	results, err := conform.Serve(ctx, conform.Options{Design: d, Rows: rows, Only: only, Functions: c.functions()})
	if err != nil {
		return nil, machine(err, "cannot ask the probes")
	}
	return results, nil
}

// probeFailed shows a probe that fails.
func (c *call) probeFailed(r *conform.Result) {
	f := r.Failure
	c.say("%s: %s (%s)\n    expected %s", r.ID, r.Says, r.Section, f.Expected)
	for _, part := range []string{f.Request, f.Answer} {
		c.say("")
		for line := range strings.SplitSeq(strings.TrimSuffix(part, "\n"), "\n") {
			c.say("        %s", visible(strings.TrimSuffix(line, "\r")))
		}
	}
	c.say("\n    %s\n", f.Curl)
}
