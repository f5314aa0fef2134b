package cli

import (
	"context"
	"strings"

	"github.com/newel-api/newel/internal/design"
)

// The result of decisions, in JSON.
type (
	decided struct {
		Open      int               `json:"open"` // how many have nothing chosen
		Decisions []decisionDecided `json:"decisions"`
	}
	decisionDecided struct {
		Name         string          `json:"name"`
		Status       string          `json:"status"` // open, proposed, accepted or superseded
		Title        string          `json:"title"`
		Context      string          `json:"context"`
		Options      []optionDecided `json:"options"`
		Choice       string          `json:"choice"` // "" while it is open
		Because      string          `json:"because"`
		Consequences []string        `json:"consequences"`
		RevisitWhen  string          `json:"revisit_when"`
		Cost         string          `json:"cost"` // of reversing it
		How          string          `json:"how"`
		Requirements []string        `json:"requirements"`
		Supersedes   []string        `json:"supersedes"`
		By           string          `json:"superseded_by"`
		Checks       []checkDecided  `json:"checks"`
		At           string          `json:"at"` // file:line:col
	}
	optionDecided struct {
		Name string   `json:"name"`
		Says string   `json:"says"`
		Pros []string `json:"pros"`
		Cons []string `json:"cons"`
	}
	checkDecided struct {
		Name  string `json:"name"`
		CEL   string `json:"cel"`
		Binds bool   `json:"binds"` // it must hold: the decision is accepted
	}
)

func runDecisions(_ context.Context, c *call) (any, error) {
	d, err := c.read()
	if err != nil || c.diags.Err() != nil {
		return nil, err
	}
	if len(d.Decisions.List) == 0 {
		return nil, usage("%s has no decisions: write decisions.yaml", c.folder())
	}
	out := &decided{Decisions: []decisionDecided{}}
	var open []string
	for i, one := range d.Decisions.List {
		if i > 0 {
			c.say("")
		}
		r := decisionOf(one)
		c.decision(&r)
		if one.State() == design.Open {
			open = append(open, r.Name)
		}
		out.Decisions = append(out.Decisions, r)
	}
	if out.Open = len(open); out.Open > 0 {
		c.say("\nopen: %s", list(open))
	}
	return out, nil
}

func decisionOf(d *design.Decision) decisionDecided {
	r := decisionDecided{
		Name: d.Name.Text, Status: d.State().String(), Title: d.Title.Text, Context: flat(d.Context.Text), Options: []optionDecided{},
		Choice: d.Choice.Name, Because: flat(d.Because.Text), Consequences: sentences(d.Consequences), RevisitWhen: flat(d.RevisitWhen.Text),
		Requirements: []string{}, Supersedes: []string{}, Checks: []checkDecided{}, At: d.Name.Span.String(),
	}
	for _, o := range d.Options {
		r.Options = append(r.Options, optionDecided{o.Name.Text, flat(o.Says.Text), sentences(o.Pros), sentences(o.Cons)})
	}
	if d.Reversing != nil {
		r.Cost, r.How = d.Reversing.Cost.String(), flat(d.Reversing.How.Text)
	}
	for _, q := range d.Requirements {
		r.Requirements = append(r.Requirements, q.Name)
	}
	for _, old := range d.Supersedes {
		r.Supersedes = append(r.Supersedes, old.Name)
	}
	if d.By != nil {
		r.By = d.By.Name.Text
	}
	for _, check := range d.Checks {
		r.Checks = append(r.Checks, checkDecided{check.Name.Text, strings.TrimSpace(check.Expr.Text), d.State() == design.Accepted})
	}
	return r
}

// flat returns text on one line.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

func sentences(names []design.Name) []string {
	all := []string{}
	for _, n := range names {
		all = append(all, flat(n.Text))
	}
	return all
}

// decision shows one decision.
func (c *call) decision(d *decisionDecided) {
	c.say("%s (%s): %s\n", d.Name, d.Status, visible(d.Title))
	c.about("context", d.Context)
	for _, o := range d.Options {
		mark := "option"
		if o.Name == d.Choice {
			mark = map[bool]string{false: "chosen", true: "proposed"}[d.Status == design.Proposed.String()]
		}
		c.about(mark, o.Name+": "+o.Says)
		for _, pro := range o.Pros {
			c.about("", "+ "+pro)
		}
		for _, con := range o.Cons {
			c.about("", "- "+con)
		}
	}
	c.about("because", d.Because)
	for _, follows := range d.Consequences {
		c.about("follows", follows)
	}
	c.about("revisit", d.RevisitWhen)
	if d.Cost != "" {
		c.about("reversing", d.Cost+": "+d.How)
	}
	c.about("serves", strings.Join(d.Requirements, ", "))
	c.about("replaces", strings.Join(d.Supersedes, ", "))
	c.about("replaced", d.By)
	for _, check := range d.Checks {
		word := "holds"
		if !check.Binds {
			word = "checks"
		}
		c.about(word, check.Name+": "+check.CEL)
	}
}

// about prints a word and what is said under it, unless that is nothing.
func (c *call) about(word, text string) {
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(wrap(visible(text)), "\n") {
		c.say("    %-9s  %s", word, line)
		word = ""
	}
}
