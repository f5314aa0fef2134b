package contract

// Document is what clients of an API may rely on.
type Document struct {
	Title      string
	Describe   string // what the design says of the API, "" for nothing
	Base       string // the path before every resource, "" for none
	SignIn     bool   // callers can sign in, and bring a bearer token
	Tags       []Tag
	Operations []*Operation
	Shapes     []*Shape // those that have names, in alphabetical order
}

// Tag is a group of operations: a resource, or signing in.
type Tag struct{ Name, Describe string }

// Operation is one method on one path.
type Operation struct {
	ID       string
	Tag      string
	Method   string // "GET"
	Path     string // a template: "/v1/tickets/{id}"
	Verb     string // "list" and so on, as designs have it; "" for what is Newel's own
	Summary  string
	Describe string

	Deprecated bool
	Sunset     string // the day from which it is gone; "" for none
	Caller     Caller
	Params     []*Param // of the path, then of the query, then headers
	Body       *Body    // nil for none
	Answers    []*Answer
	Links      []*Link // of its success, to what can be done with the row that was made
}

// Caller is who may call an operation.
type Caller uint8

// The callers.
const (
	Anybody  Caller = iota // whether they are signed in makes no difference
	Either                 // signed in or not: the answers may differ
	SignedIn               // nobody else can ever be allowed
)

// Where a parameter stands.
const (
	InPath   = "path"
	InQuery  = "query"
	InHeader = "header"
)

// Param is one parameter of an operation.
type Param struct {
	Name     string
	In       string
	Required bool
	Describe string
	Shape    *Shape // a list is written with commas between its items
	Example  any    // JSON; nil for none

	// Prose keeps it out of the list of parameters that OpenAPI has, because tools would
	// take every answer for one that must do without it: what it does is described.
	Prose bool
}

// Body is what an operation takes.
type Body struct {
	Required bool
	Types    []string // media types
	Shape    *Shape
	Example  any
	Patch    *Shape // of application/json-patch+json; nil where that is not taken
}

// Answer is what an operation may answer with a status.
type Answer struct {
	Status   int
	Describe string
	Headers  []*Header
	Type     string // media type; "" without a body
	Shape    *Shape // nil without a body
	Example  any
	Empty    bool // the body may be missing

	// Of a problem: the codes that it may have, in alphabetical order, and the codes in
	// its errors, by where they point.
	Codes  []string
	Errors []*Errors

	rate string // whose headers it has; "" for none
	own  bool   // it has headers that only this operation has
}

// Errors are the codes that may stand in the errors of a problem at one place.
type Errors struct {
	Pointer string // "/subject"; "" for what is wrong with the whole
	Codes   []string
}

// Header is one header of an answer.
type Header struct {
	Name     string
	Always   bool
	Describe string
	Shape    *Shape
	Example  any
}

// Link is what can be done next with a row that was made.
type Link struct {
	Name      string
	Operation string      // its ID
	Params    [][2]string // names with the expressions that give them
}

// Answer returns the answer of that status, or nil.
func (o *Operation) Answer(status int) *Answer {
	for _, a := range o.Answers {
		if a.Status == status {
			return a
		}
	}
	return nil
}

// Param returns the parameter of that name that is not a header, or nil.
func (o *Operation) Param(name string) *Param {
	for _, p := range o.Params {
		if p.Name == name && p.In != InHeader {
			return p
		}
	}
	return nil
}

// Operation returns the operation of that id, or nil.
func (d *Document) Operation(id string) *Operation {
	for _, o := range d.Operations {
		if o.ID == id {
			return o
		}
	}
	return nil
}

// Whole returns s, or the shape of the document that it stands for. Whether null may be
// there, s says.
func (d *Document) Whole(s *Shape) *Shape {
	if whole := d.Shape(s.Name); whole != nil {
		return whole
	}
	return s
}

// Shape returns the shape of that name, or nil.
func (d *Document) Shape(name string) *Shape {
	for _, s := range d.Shapes {
		if s.Name == name {
			return s
		}
	}
	return nil
}
