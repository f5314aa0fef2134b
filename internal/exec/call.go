package exec

import (
	"slices"
	"time"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// Call is one operation that a caller asks for.
type Call struct {
	Operation *plan.Operation
	Request   string        // its id, for logs
	Caller    []value.Value // the caller's identity row; nil when anonymous
	Now       value.Value   // the time of the request
	ID        value.Value   // of the row in the path, or its key, as Operation.Params say; null for list and create
	Parent    value.Value   // the same of the row that the path goes through; null when it goes through none
	Input     []value.Value // the body's values, by Operation.Body.Slots
	Present   []bool        // which of them the body holds
	Patch     payload.Patch // of an update: gives Input and Present when the row is known; nil for none
	IfMatch   Precondition
	IfNone    Precondition // If-None-Match
	Page      Page
	Expand    uint64     // bit i: the answer has path i of the operation, and has the one that it goes on from
	Only      value.Bits // the fields of Operation.Sent that the answer has; none for all of them
	Once      *Once      // nil for a call that was sent without a key
	Origin    string     // what stands before the paths of addresses in the answer: "https://api.example.com/v1"

	tx     store.Tx    // of a call that is one of several; nil for one of its own
	parent value.Value // the id of the row that the path goes through, once it was found
	tenant value.Value // of that row
}

// Precondition is an If-Match or If-None-Match header.
type Precondition struct {
	Given    bool
	Any      bool    // "*": whatever version, if the row is there
	Versions []int64 // one of these
}

// Names tells whether the header is there and names a row of that version.
func (p Precondition) Names(version int64) bool {
	return p.Given && (p.Any || slices.Contains(p.Versions, version))
}

// Stale returns the refusal of a call whose preconditions a row of that version
// does not meet, or that must have some, or nil.
func (c *Call) Stale(version int64) error {
	switch {
	case c.Operation.NeedsVersion && !c.IfMatch.Given:
		return &Refusal{Kind: Blind, Code: "precondition_required", Detail: "The request must name the version of the row that it means, in If-Match."}
	case c.IfMatch.Given && !c.IfMatch.Names(version):
		return &Refusal{Kind: Stale, Code: "precondition_failed", Detail: "The row has changed since you read it; read it again."}
	case c.IfNone.Names(version):
		return &Refusal{Kind: Stale, Code: "precondition_failed", Detail: "The row is there, in a version that the request rules out."}
	}
	return nil
}

// Page is what a list request asks for.
type Page struct {
	Filters []value.Value   // by Operation.List.Filters; null when not asked
	Among   [][]value.Value // by Operation.List.Filters: the others of a filter "in"; nil when no filter has any
	Search  []payload.Word  // to be found in the texts of List.Search; nil for no search
	Sort    string          // the request's spelling; "" for the operation's own order
	Total   bool            // also count all rows, up to the operation's bound
	Limit   int             // 0 for the operation's own size
	Cursor  string          // "" for the first page
}

// Answer is what an operation gave.
type Answer struct {
	Body    []byte      // JSON, appended to the buffer given; empty when the caller may not read the row
	ID      value.Value // of the row written or read
	Key     value.Value // of the row made: what its address has
	Version int64       // of that row; 0 when Body is empty
	Next    string      // the cursor of the next page; "" on the last
}

// Kind is why an operation is refused.
type Kind uint8

// The kinds, each with the HTTP status that serve gives it.
const (
	NotFound       Kind = iota + 1 // 404: the row is not there, or not for this caller
	Forbidden                      // 403
	SignIn                         // 401: somebody signed in might be allowed
	BadRequest                     // 400: a parameter is wrong
	Invalid                        // 422: the body breaks a rule
	Conflict                       // 409: the row's state, or another row, stands in the way
	Stale                          // 412: If-Match names another version
	Busy                           // 503: try again
	TooMany                        // 429: try again after some time
	NotImplemented                 // 501: the program has no code for it
	Blind                          // 428: the operation asks for If-Match
)

// Refusal is the error of an operation that is refused for a reason that the
// caller may know.
type Refusal struct {
	Kind       Kind
	Code       string // stable snake_case word
	Detail     string // one sentence for people; names nothing the caller may not know
	Violations []payload.Violation
	After      time.Duration // TooMany: when trying again may help
}

// Error returns the code and the detail.
func (r *Refusal) Error() string { return r.Code + ": " + r.Detail }
