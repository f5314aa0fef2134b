package plan

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// Plan is a compiled design.
type Plan struct {
	Design     *design.Design
	Dialect    dialect.Dialect
	Title      string
	Base       string // the path before every resource
	Resources  []*Resource
	Operations []*Operation
	Auth       *Auth // nil when nobody signs in
	CORS       *design.CORS
	Compress   bool // long answers, to who wants that
	Absolute   bool // answers have addresses, which need the origin of the server
	Batch      int  // how many calls one request makes at the most; 0 when there is no such request

	Versioning *Versioning // nil of an API with one version
	Versions   []*Version  // older ones that are served, the newest first
}

// Resource is what clients see of an entity.
type Resource struct {
	Name   string
	Path   string // with the base, as "/v1/tickets"
	Entity *design.Entity
	Key    *design.Field // the field by whose values its rows are addressed: the id, if no other; nil when each caller has one row
}

// Operation is one method on one path. The parts that its verb does not need are
// nil.
type Operation struct {
	Name     string
	Verb     design.Verb
	Method   string
	Path     string // a template: "/v1/tickets/{id}/assign"
	Params   []Param
	Under    *query.Parent // finds the row that the path goes through; nil when it goes through none
	OneRow   *design.Term  // the row that the caller has; nil where the path says which
	Location *Location     // of a create; nil when nobody can tell
	Resource *Resource
	Entity   *design.Entity
	SignedIn bool              // no anonymous caller can ever be allowed
	Sent     *query.Projection // what its answer has of each row; nil of a delete
	Object   *payload.Object   // writes a row of Sent as JSON
	Living   value.Bits        // the fields of Sent that come, go or change while the row's version does not
	Row      *query.Row        // reads the one row of its answer, as Sent has it
	Hand     *Hand             // writes it from the row that was written, where that can be; nil for none
	Paths    Paths             // what a request may ask for beside a row of its answer, by bit
	Deep     *Deep             // nil when no reference is expanded through another
	List     *List
	Body     *Body
	Write    *Write
	Go       *Go // of an operation that Go code does, or may refuse

	// What the design says of HTTP; nil where it says nothing.
	Rate         *design.Rate
	Cache        *design.Cache
	Deprecated   *design.Deprecated
	All          *All // of a delete of all rows; nil for one
	Absolute     bool // its answer may have addresses, which need the origin of the server: see payload.Address
	Bulk         int  // how many rows a request is about at the most; 0 for one, which is no list
	Whole        bool // an update gives what its body leaves out its default, or no value
	NeedsVersion bool // a request must say which version of the row it means
	NeedsKey     bool // a request must have a key by which it can be repeated
	// Of an operation as an older version has it.
	Version string            // its name
	Status  int               // of an answer that is no error; 0 for today's
	Lens    *Lens             // reads its bodies
	Asks    []Ask             // what fields= may name; nil for the fields of Sent by their names
	names   *design.Members   // what it calls the members of its answers; nil for today's
	Old     map[string]string // the version's names of members by today's; "" for one that it does not have
}

// Go is what an operation tells Go code, and takes from it.
type Go struct {
	Declared *design.Operation
	Handled  bool              // a Go function does the work
	Told     *payload.Object   // writes the slots of Body as the input
	Returns  *Resource         // of the row that it answers with
	Answer   *payload.Input    // reads the object that it answers with; nil for a row
	Sent     *payload.Object   // writes that
	Refuses  map[string]string // code to what it means
}

// List is a list operation.
type List struct {
	Shape   *query.List
	Deep    *query.List // Shape with what Operation.Deep asks for
	Filters []Filter
	Sort    map[string]*design.Field // what sort= may name
	Sorts   []string                 // its names, in the order declared
	Order   *query.Order             // when the request names none
	Size    int                      // items of a page when the request does not say
	Max     int
	Total   int  // how many rows are counted at the most; 0 for no count
	Bare    bool // the answer is an array of the rows alone
}

// All is how the rows are found that an operation is about, when it is about all of them.
type All struct {
	Shape *query.List // gives their ids, the oldest first
	Order *query.Order
	Max   int // how many they may be
}

// MostAmong is how many values a filter "in" takes at the most.
const MostAmong = 64

// Filter is one query parameter of a list.
type Filter struct {
	Name     string // "state", "created_at[ge]"
	Operator design.Operator
	Field    *design.Field
	Slot     *payload.Slot
	Asked    design.Operator     // what a request asks with Words, which Operator then is one way to find
	Words    map[string][]string // of an older version whose enum has other words: today's that each stands for; nil for its own
}

// Body is the JSON body of an operation.
type Body struct {
	Input *payload.Input
	Slots []Slot
	Row   int // length of the frame's Input: the fields of the entity, or the inputs
}

// Slot is one member of a body.
type Slot struct {
	Field     *design.Field
	InPath    bool             // not of the JSON: the row that the path goes through; the last one
	Default   value.Value      // of an input that the body leaves out
	Reference *query.Reference // a reference must name a row that the caller may read
	Guard     int              // condition of the write's Target that allows writing it; -1 = none
	GuardNew  *query.Ask       // the same for a create, over the new row as resource
}

// Write is what an operation that writes does, beside its body.
type Write struct {
	Entity   *design.Entity
	Defaults []value.Value // a new row before anything is set, by Field.Index

	// Target reads the row of an update, delete or post, if the caller may read
	// it. Its condition 0 is the operation's rule (true when it names the result),
	// the others are guards of slots.
	Target *query.Target
	Change *query.Change // nil when the operation does not write its row

	Insert *query.Statement // create
	Number string           // a query that takes the id of a new row; "" where ids are made without the database

	Slugs    []Slug // of a new row
	Sets     Sets
	Move     *Move
	Rule     *query.Ask // over the result; nil when Target decided the rule
	RuleNew  bool       // Rule is asked with the new row as resource
	Requires []Check    // 422, named by the design
	Checks   []Check    // of the entity, over the new row as resource
	Also     []Also
}

// Sets are the values that an operation gives to fields.
type Sets struct {
	Direct  []Set            // from rows held in Go
	Deep    []Set            // those that Reading fills, in its order of columns
	Reading *query.Statement // nil when Deep is empty
}

// Set gives one field a value.
type Set struct {
	Field *design.Field
	Term  *design.Term
}

// Move is the one change of state that an operation makes.
type Move struct {
	Field *design.Field
	To    value.Value
	From  []string // the states that it may leave
}

// Check is a named condition.
type Check struct {
	Name string
	Ask  *query.Ask
}

// Also is a row that an operation writes beside its own.
type Also struct {
	Entity   *design.Entity
	Defaults []value.Value
	Insert   *query.Statement
	Number   string // as of a Write
	Sets     Sets
	Slugs    []Slug
}

// Slug is a field of a new row that is made from another one when nothing gives it.
type Slug struct {
	Field *design.Field
	From  *design.Field
	Taken *query.Statement // gives a row iff another has SlotFirst, in the tenant of SlotTenant
}

// Auth is how callers sign in.
type Auth struct {
	Identity *design.Entity
	Login    *design.Field
	SignIn   *payload.Input // the login, then the password
	SignUp   *SignUp        // nil when nobody signs up by themselves
	Enrol    *SignUp        // how whoever runs the server makes a row: with any field, and references that nobody need read
}

// SignUp is how an identity row is made, with a password.
type SignUp struct {
	Fields []payload.Slot // how the slots of Body are written
	Body   *Body          // its Input has the password as last member, beyond Slots; Enrol's has none
	Write  *Write
}

// Operation returns the operation of that name, or nil.
func (p *Plan) Operation(name string) *Operation {
	for _, op := range p.Operations {
		if op.Name == name {
			return op
		}
	}
	return nil
}

// Resource returns the resource that shows all rows of e, or nil.
func (p *Plan) Resource(e *design.Entity) *Resource {
	for _, r := range p.Resources {
		if r.Entity == e && r.Key != nil {
			return r
		}
	}
	return nil
}

// resource returns the resource of that name, or nil.
func (p *Plan) resource(name string) *Resource {
	for _, r := range p.Resources {
		if r.Name == name {
			return r
		}
	}
	return nil
}
