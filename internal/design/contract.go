package design

import "github.com/newel-api/newel/internal/diag"

// Contract is contract.yaml.
type Contract struct {
	Span      diag.Span
	Title     Name
	Base      Name // the path before every resource, as "/v1"
	Resources []*Resource
}

// Resource is what clients see of an entity.
type Resource struct {
	Name       Name
	Of         Ref[Entity]
	Fields     []Ref[Field] // what is sent, in the order written
	FieldsSpan diag.Span
	Operations []*Operation
}

// Verb is what an operation does.
type Verb uint8

// The verbs. Post is an operation that the author declares with post:.
const (
	VerbNone Verb = iota
	List
	Get
	Create
	Update
	Delete
	Post
)

// VerbNames are the words that authors write, by Verb.
var VerbNames = [...]string{"", "list", "get", "create", "update", "delete", "post"}

// String returns the word an author would use.
func (v Verb) String() string { return VerbNames[v] }

// Operation is one method on one path.
type Operation struct {
	Name     Name // OpenAPI operationId
	Span     diag.Span
	Resource *Resource
	Verb     Verb
	VerbSpan diag.Span

	// list
	Filter []Ref[Field]
	Sort   []Ref[Field]
	Order  []SortKey // the order when the request names none
	Page   Page

	// create, update: what the body may hold
	Body []Ref[Field]

	// post
	Path  Name     // after the resource's path, as "/{id}/assign"
	Input []*Field // of its body

	// create, update, post
	Set     []*Assign
	Require []*Rule

	// update, post
	Move *Move

	// create, update, post: rows written beside it, in one transaction
	Also []*Also
}

// Entity returns the entity that the operation's resource shows; nil when it
// did not bind.
func (o *Operation) Entity() *Entity { return o.Resource.Of.To }

// Move is the one move that an operation makes: move: {state: solved}.
type Move struct {
	Field Ref[Field]
	To    Name
}

// Page is how many items a list sends.
type Page struct {
	Span diag.Span
	Size Bound // without a limit in the request; bind fills it when not written
	Max  Bound // at most; bind fills it when not written
}

// Also is one row that an operation writes beside its own.
type Also struct {
	Entity Ref[Entity]
	Span   diag.Span
	Set    []*Assign
}
