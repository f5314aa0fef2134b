package cli

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/verify/generate"
)

// mostCases is how many requests one command makes.
const mostCases = 1_000_000

func runTestContract(ctx context.Context, c *call) (any, error) {
	var only *regexp.Regexp
	if c.flags.run != "" {
		var err error
		if only, err = regexp.Compile(c.flags.run); err != nil {
			return nil, usage("--run %q is not a regular expression: %s", c.flags.run, err)
		}
	}
	if c.flags.cases < 1 || c.flags.cases > mostCases {
		return nil, usage("--cases %d is not between 1 and %d", c.flags.cases, mostCases)
	}
	d, err := c.readWhole()
	if err != nil || c.diags.Err() != nil {
		return nil, err
	}
	rows := seed.World(d, &c.diags)
	if c.diags.Err() != nil {
		return nil, nil
	}
	if rows == nil || len(rows.List) == 0 { // no world: then the rows beside the design
		c.flags.dev = true
		if rows, err = c.seed(d); err != nil || c.diags.Err() != nil {
			return nil, err
		}
	}
	report, err := generate.Serve(ctx, generate.Options{
		Design: d, Rows: rows, Only: only, Cases: c.flags.cases, Chance: c.flags.chance, Functions: c.functions(),
	})
	if err != nil {
		return nil, machine(err, "cannot make the requests")
	}
	if report.Operations == 0 {
		return nil, usage("--run %q matches no operation: it is compared with their names, as createTicket", c.flags.run)
	}
	report.Add(d.Contract.Title.Span, &c.diags)
	for i := range report.Failures {
		c.caseFailed(&report.Failures[i])
	}
	if n := len(report.Failures); n > 0 {
		c.say("%s of %d requests; again with --cases %d --chance %d", plural(n, "finding", "findings"), report.Cases, c.flags.cases, c.flags.chance)
	} else {
		c.say("ok: %s (%d at edges, %d by chance; %d break the contract) to %s",
			plural(report.Cases, "request", "requests"), report.Edges, report.ByChance, report.Broken, plural(report.Operations, "operation", "operations"))
	}
	if len(report.Never) > 0 {
		c.note("no request to %s succeeded, with these rows", strings.Join(report.Never, ", "))
	}
	return report, nil
}

// caseFailed shows a request that fails.
func (c *call) caseFailed(f *generate.Failure) {
	c.say("%s: %s\n    case %s, %s\n    expected %s", f.Operation, f.Kind, strconv.Itoa(f.Case), visible(f.Why), visible(f.Expected))
	for _, part := range []string{f.Request, f.Answer} {
		c.say("")
		for line := range strings.SplitSeq(strings.TrimSuffix(part, "\n"), "\n") {
			c.say("        %s", visible(line))
		}
	}
	c.say("\n    %s\n", visible(f.Curl))
}
