package cli

import (
	"context"
	"time"

	"github.com/newel-api/newel/internal/compat"
	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
)

// pinned is the result of contract pin, in JSON.
type pinned struct {
	Files   []string `json:"files"`   // written
	Changed bool     `json:"changed"` // whether there was a contract that differs
	Changes int      `json:"changes"` // from the contract that was pinned before
}

func runContractPin(_ context.Context, c *call) (any, error) {
	d, err := c.readWhole()
	if err != nil || c.diags.Err() != nil {
		return nil, err
	}
	var broken diag.List // what is wrong with the pin before ends with it
	pin, err := compat.ReadPin(c.folder(), &broken)
	if err != nil {
		return nil, machine(err, "cannot read what is pinned")
	}
	now := c.sideOf(c.folder(), d)
	result := &pinned{Changed: true}
	if pin != nil && pin.Document != nil && pin.Facts != nil {
		result.Changes = len(now.changesSince(&side{document: pin.Document, facts: pin.Facts}))
		result.Changed = result.Changes > 0
	}
	if result.Files, err = compat.WritePin(c.folder(), now.text, now.facts); err != nil {
		return nil, machine(err, "cannot pin the contract")
	}
	for _, file := range result.Files {
		c.say("%s", file)
	}
	return result, nil
}

// pin reads what is pinned beside the design; nil when nothing is.
func (c *call) pin() (*compat.Pin, error) {
	pin, err := compat.ReadPin(c.folder(), &c.diags)
	if err != nil {
		return nil, machine(err, "cannot read what is pinned")
	}
	c.pinned = pin
	return pin, nil
}

// gate adds a finding for each breaking change since the contract was pinned that nobody
// approved. A design that cannot be served yet, or has no pin, has none.
func (c *call) gate(d *design.Design) error {
	if len(c.files.Missing()) > 0 || c.diags.Err() != nil {
		return nil
	}
	pin, err := c.pin()
	if err != nil || pin == nil || pin.Document == nil || pin.Facts == nil {
		return err
	}
	c.judge(c.sideOf(c.folder(), d).changesSince(&side{document: pin.Document, facts: pin.Facts}), pin.Approved, c.folder())
	return nil
}

// judge marks what was approved and adds a finding for each breaking change that was not.
func (c *call) judge(changes []*compat.Change, approved []*compat.Approval, fallback string) {
	compat.Approve(changes, approved, today(), &c.diags)
	compat.Gate(changes, fallback, &c.diags)
}

func today() string { return time.Now().UTC().Format(time.DateOnly) }

// side is one of two contracts that are compared.
type side struct {
	name     string
	document *compat.Document
	text     []byte         // of document
	facts    *compat.Facts  // nil of a plain document
	design   *design.Design // nil of what is no design of now
}

// sideOf makes the contract of a design.
func (c *call) sideOf(name string, d *design.Design) *side {
	text := contract.Of(plan.Compile(d, dialect.SQLite), contract.Everyone()).OpenAPI(contract.OpenAPI31)
	return &side{name: name, document: compat.Load(name, text, &c.diags), text: text, facts: compat.FactsOf(d), design: d}
}

// changesSince returns the changes from old to s. Between two designs they are of behaviour
// too.
func (s *side) changesSince(old *side) []*compat.Change {
	changes := compat.Compare(old.document, s.document, compat.Options{Today: today(), Strict: s.facts != nil})
	if old.facts != nil && s.facts != nil {
		changes = compat.Merge(changes, compat.CompareFacts(old.facts.Renamed(old.document, s.document), s.facts))
	}
	if s.design != nil {
		compat.Locate(changes, s.design)
	}
	return changes
}
