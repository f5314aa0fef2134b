package design

import "github.com/newel-api/newel/internal/diag"

// Requirements is requirements.yaml.
type Requirements struct {
	Span  diag.Span
	World []*Member // entities, each with rows, each with fields
	List  []*Requirement
}

// Requirement is one thing that the API must do.
type Requirement struct {
	Name       Name
	Story      Name
	Operations []Ref[Operation]
	Promises   []*Promise
	Accept     []*Criterion
}

// Promise is one thing that always holds, and the clause of the design that keeps it.
type Promise struct {
	Name Name
	Says Name
	By   Name // as "access.Ticket.operations.solveTicket"
}

// Criterion is one way to see that a requirement is met.
type Criterion struct {
	Name   Name
	Proves []Ref[Promise] // promises that are broken when it fails
	Steps  []*Step
}

// Step is one call, or the same call many times, and what must come of it.
type Step struct {
	Span     diag.Span
	As       Name // a row of the identity entity; not written for a caller without a session
	Call     Ref[Operation]
	Path     []*Member
	Query    []*Member
	Headers  []*Member
	Body     *Value // nil for none
	Expect   Expectation
	Save     []*Save
	Repeat   Bound // one after the other; 0 when not written
	Parallel Bound // at the same time; 0 when not written
}

// Expectation is what must come of a step.
type Expectation struct {
	Span     diag.Span
	Status   Bound
	Statuses []*Member // how many of the calls must get each status
	Headers  []*Member
	Body     *Value // nil for any
}

// Save keeps a part of an answer for later steps.
type Save struct {
	Name Name
	From Name // as "body.id"
}

// ValueKind tells which of a Value's fields are used.
type ValueKind uint8

// The kinds.
const (
	ValueScalar  ValueKind = iota // Text, Quoted
	ValueMapping                  // Members
	ValueList                     // Items
)

// Value is a value of any form, as written.
type Value struct {
	Kind    ValueKind
	Quoted  bool // text for certain; else it may be a number or a boolean
	Text    string
	Span    diag.Span
	Members []*Member
	Items   []*Value
}

// Member is one member of a mapping.
type Member struct {
	Name  Name
	Value *Value
}

// The matchers: keys that stand alone in a mapping that is expected. {~null: true} may
// stand in a body that is sent too, and is null there.
const (
	MatchAbsent   = "~absent"   // true: there is no such member
	MatchPresent  = "~present"  // true: there is one, whatever it is
	MatchNull     = "~null"     // true: it is null
	MatchPattern  = "~matches"  // a text that the regular expression matches
	MatchSize     = "~size"     // how many items, members or characters it has
	MatchContains = "~contains" // a text with that text in it
	MatchHas      = "~has"      // a list with an item that is as written
	MatchLacks    = "~lacks"    // a list without such an item
)

// Matchers are the names of all matchers.
var Matchers = []string{MatchAbsent, MatchPresent, MatchNull, MatchPattern, MatchSize, MatchContains, MatchHas, MatchLacks}
