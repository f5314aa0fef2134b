package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/review"
)

// The result of review, in JSON.
type (
	reviewedDesign struct {
		Gate     string          `json:"gate"`
		Counts   map[string]int  `json:"counts"` // of findings that are not accepted, by severity
		Findings []namedFinding  `json:"findings"`
		Accepted []acceptedAlone `json:"accepted"`
	}
	// namedFinding is a finding of the envelope by the name that review.yaml knows it by.
	namedFinding struct {
		Rule string `json:"rule"`
		At   string `json:"at"`
		File string `json:"file"`
		Line int    `json:"line"`
	}
	acceptedAlone struct {
		namedFinding
		Because string `json:"because"`
		Until   string `json:"until"` // "" for always
	}
)

// gates are the severities that a gate may be at, the worst first.
var gates = []string{diag.Critical.String(), diag.High.String(), diag.Medium.String(), diag.Low.String(), diag.Info.String()}

func runReview(_ context.Context, c *call) (any, error) {
	if !slices.Contains(gates, c.flags.gate) {
		return nil, usage("--gate is %q; %s", c.flags.gate, didYouMean(diag.Nearest(c.flags.gate, gates), "it is one of "+list(gates)))
	}
	d, err := c.read()
	if err != nil || c.diags.Err() != nil {
		return nil, err
	}
	found := review.Run(d, today(), &c.diags)
	out := &reviewedDesign{Gate: c.flags.gate, Counts: map[string]int{}, Findings: []namedFinding{}, Accepted: []acceptedAlone{}}
	for _, g := range gates {
		out.Counts[g] = 0
	}
	for _, f := range c.diags.All() {
		out.Counts[f.Severity.String()]++
	}
	for _, f := range found.Findings {
		named := namedFinding{f.Rule.ID, f.At, f.Span.File, f.Span.Start.Line}
		if a := f.Accepted; a != nil {
			out.Accepted = append(out.Accepted, acceptedAlone{named, flat(a.Because.Text), a.Until.Text})
			continue
		}
		out.Findings = append(out.Findings, named)
	}
	c.reviewed(out)
	return out, nil
}

// reviewed says for people what was found in all, and what was accepted.
func (c *call) reviewed(r *reviewedDesign) {
	for _, a := range r.Accepted {
		until := ""
		if a.Until != "" {
			until = " (until " + a.Until + ")"
		}
		c.say("accepted: %s at %s%s: %s", a.Rule, a.At, until, a.Because)
	}
	var counts []string
	for _, g := range gates {
		if n := r.Counts[g]; n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, g))
		}
	}
	if len(counts) == 0 {
		c.say("ok: nothing found")
		return
	}
	c.say("found: %s; the gate is %s", strings.Join(counts, ", "), r.Gate)
}
