package design

import "github.com/newel-api/newel/internal/diag"

// Decisions is decisions.yaml.
type Decisions struct {
	Span diag.Span
	List []*Decision
}

// Decision is one choice that is expensive to reverse.
type Decision struct {
	Name         Name
	Span         diag.Span
	Title        Name
	Context      Name
	Options      []*Option
	Choice       Ref[Option] // not set while it is open
	Because      Name
	Consequences []Name
	RevisitWhen  Name
	Reversing    *Reversing // nil when not written
	Requirements []Ref[Requirement]
	Status       Status // as written; see Decision.State
	StatusSpan   diag.Span
	Supersedes   []Ref[Decision]
	Checks       []*Rule // over the design; Rule.Tree is not used

	// By is the decision that took the place of this one, nil for none; set by bind.
	By *Decision
}

// Option is one thing that could be chosen.
type Option struct {
	Name Name
	Says Name
	Pros []Name
	Cons []Name
}

// Reversing is what it takes to choose otherwise later.
type Reversing struct {
	Span diag.Span
	Cost Cost
	How  Name
}

// Cost is how long it takes to reverse a decision.
type Cost uint8

// The words after cost:.
const (
	CostNone Cost = iota // not written
	CostHours
	CostDays
	CostWeeks
	CostMonths
	CostNever // nobody can
)

// CostNames are the words that authors write, by Cost.
var CostNames = [...]string{"", "hours", "days", "weeks", "months", "never"}

// String returns the word an author would use.
func (c Cost) String() string { return CostNames[c] }

// Status is how far a decision is.
type Status uint8

// The statuses. Authors write proposed and accepted.
const (
	StatusNone Status = iota // not written
	Proposed                 // to be talked about: it binds nothing
	Accepted                 // it binds
	Open                     // nothing is chosen
	Superseded               // another took its place: it binds nothing any more
)

// StatusNames are the words, by Status.
var StatusNames = [...]string{"", "proposed", "accepted", "open", "superseded"}

// String returns the word.
func (s Status) String() string { return StatusNames[s] }

// State returns how far the decision is.
func (d *Decision) State() Status {
	switch {
	case d.By != nil:
		return Superseded
	case d.Status == Proposed:
		return Proposed
	case d.Choice.Set():
		return Accepted
	}
	return Open
}

// Decision returns the decision of that name, or nil.
func (d *Decisions) Decision(name string) *Decision {
	for _, one := range d.List {
		if one.Name.Text == name {
			return one
		}
	}
	return nil
}

// Option returns the option of that name, or nil.
func (d *Decision) Option(name string) *Option {
	for _, o := range d.Options {
		if o.Name.Text == name {
			return o
		}
	}
	return nil
}
