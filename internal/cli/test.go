package cli

import (
	"context"
	"errors"
	"net"
	"net/url"
	"regexp"
	"strings"

	"github.com/newel-api/newel/internal/door"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/verify"
)

// tested is the result of test requirements, in JSON.
type tested struct {
	Requirements int             `json:"requirements"`
	Criteria     int             `json:"criteria"`
	Failed       int             `json:"failed"`
	Skipped      int             `json:"skipped"`
	Results      []verify.Result `json:"results"`
}

func runTestRequirements(ctx context.Context, c *call) (any, error) {
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
	world := seed.World(d, &c.diags)
	if c.diags.Err() != nil {
		return nil, nil
	}
	if len(d.Requirements.List) == 0 {
		return nil, usage("%s has no requirements: write requirements.yaml", c.folder())
	}
	if c.flags.worlds {
		return nil, c.worlds(ctx, verify.Options{Design: d, World: world, Functions: c.functions(), Time: c.program.Time})
	}
	through, err := c.through()
	if err != nil {
		return nil, err
	}
	results, err := verify.Run(ctx, verify.Options{
		Design: d, World: world, Only: only, Functions: c.functions(), Time: c.program.Time, Through: through,
	}, &c.diags)
	if err != nil {
		return nil, machine(err, "cannot run the criteria")
	}
	t := &tested{Criteria: len(results), Results: results}
	seen := map[string]bool{}
	for _, r := range results {
		if r.Skipped {
			t.Skipped++
			continue
		}
		if !seen[r.Requirement] {
			seen[r.Requirement] = true
			t.Requirements++
		}
		if r.Failure != nil {
			t.Failed++
			c.failed(&r)
		}
	}
	switch {
	case t.Criteria == 0:
		return nil, usage("--run %q matches no criterion: it is compared with REQUIREMENT/CRITERION", c.flags.run)
	case t.Failed == 0:
		c.say("ok: %s of %s hold", plural(t.Criteria-t.Skipped, "criterion", "criteria"), plural(t.Requirements, "requirement", "requirements"))
	default:
		c.say("%d of %s fail", t.Failed, plural(t.Criteria-t.Skipped, "criterion", "criteria"))
	}
	if t.Skipped > 0 {
		c.note("%s skipped: they call Go functions, which this program does not have; run the program that does", plural(t.Skipped, "criterion was", "criteria were"))
	}
	if through != nil {
		if n := through.Passed(); n > 0 {
			c.note("%s the proxy: what the document says does not hold with fields=, or of an older version", plural(n, "request went past", "requests went past"))
		}
	}
	return t, nil
}

// through returns the proxy of --proxy, nil for none.
func (c *call) through() (*verify.Through, error) {
	if !c.flags.given["proxy"] {
		if c.flags.given["listen"] {
			return nil, usage("--listen goes with --proxy, where the proxy sends requests on, or with --worlds")
		}
		return nil, nil
	}
	u, err := url.Parse(c.flags.proxy)
	if err != nil || u.Scheme != "http" || u.Host == "" || u.Path != "" && u.Path != "/" {
		return nil, usage("--proxy %q is no address as http://127.0.0.1:4010", c.flags.proxy)
	}
	ln, err := listen(c.flags.listen)
	if err != nil {
		return nil, err
	}
	return &verify.Through{Proxy: u, Listener: ln}, nil
}

// worlds answers requests for criteria that another program runs, until it is told to stop.
func (c *call) worlds(ctx context.Context, o verify.Options) error {
	if c.flags.given["proxy"] || c.flags.given["run"] {
		return usage("--worlds runs no criteria: --proxy and --run have nothing to do with it")
	}
	ln, err := listen(c.flags.listen)
	if err != nil {
		return err
	}
	if at, ok := ln.Addr().(*net.TCPAddr); !ok || !at.IP.IsLoopback() {
		return errors.Join(usage("--worlds listens on this machine only, as on 127.0.0.1: a name is a token there"), ln.Close())
	}
	c.note("listening on %s", urlOf(ln, ""))
	if err := verify.Serve(ctx, o, ln); err != nil {
		return machine(err, "cannot serve the worlds")
	}
	return nil
}

// functions returns those of the program, nil when it has none.
func (c *call) functions() *door.Functions {
	if c.program.Functions.None() {
		return nil
	}
	return c.program.Functions
}

// failed shows a criterion that fails: what was asked, what came, and what differs.
func (c *call) failed(r *verify.Result) {
	f := r.Failure
	c.say("%s/%s\n    step %d, %s", r.Requirement, r.Criterion, f.Step, f.At)
	for _, difference := range f.Differences {
		c.say("    %s", difference)
	}
	for _, part := range []string{f.Request, f.Answer} {
		c.say("")
		for line := range strings.SplitSeq(strings.TrimSuffix(part, "\n"), "\n") {
			c.say("        %s", visible(line))
		}
	}
	c.say("\n    %s\n", f.Curl)
}
