package design

import "github.com/newel-api/newel/internal/diag"

// Contract is contract.yaml.
type Contract struct {
	Span      diag.Span
	Title     Name
	Describe  Name // what the API is for, to people; not set when not written
	Base      Name // the path before every resource, as "/v1"
	Batch     *Batch
	Docs      *Docs // nil when nobody is shown the reference
	Resources []*Resource
	CORS      *CORS // nil when no page of another origin may call
	Rates     []*Rate
	Compress  bool // long answers, to who wants that

	Versioning Versioning // not set: the API has one version
	Versions   []*Version // older ones; the newest first, once bound
}

// Batch is that a request may have several calls, or be about several rows, which are done
// together or not at all.
type Batch struct {
	Span diag.Span
	Max  Bound // how many
}

// Docs is who is shown the pages of the reference.
type Docs struct {
	Span  diag.Span
	Show  Condition // a word
	Rules bool      // they tell the rules of access
}

// Resource is what clients see of an entity.
type Resource struct {
	Name       Name
	Describe   Name // what its rows are, to people; not set when not written
	Of         Ref[Entity]
	Only       Expr         // of a resource that shows each caller one row: which; not written for the others
	OnlyTerm   *Term        // Only, set by bind
	Key        Ref[Field]   // the field by whose values rows are addressed; not set for the id
	Fields     []Ref[Field] // what is sent, in the order written
	FieldsSpan diag.Span
	Address    Name        // of the member that has the absolute address of the row; not set for none
	Computed   []*Computed // values beside the fields; those among Fields are sent
	Expand     []*Expand   // the rows that a request may ask for beside
	Operations []*Operation
}

// Expand is what a request may ask for beside a row of a resource: the row that a
// reference leads to, or the rows of a relation.
type Expand struct {
	Name  Ref[Field] // To is the reference, nil for a relation; set by bind
	Many  *Inverse   // the relation, nil for a reference; set by bind
	Size  Bound      // how many rows of a relation at the most; bind fills it when not written
	Order []SortKey  // of the rows of a relation; by id when not written
}

// ExpandDepth is how many steps a request may expand: "comments.author" has two.
const ExpandDepth = 2

// Target returns the entity of the rows that are expanded, nil when it did not bind.
func (x *Expand) Target() *Entity {
	switch {
	case x.Many != nil:
		return x.Many.Many()
	case x.Name.To != nil:
		return x.Name.To.Target.To
	}
	return nil
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

// ReplaceWord is what authors write for an update of all that the body may hold.
const ReplaceWord = "replace"

// String returns the word an author would use.
func (v Verb) String() string { return VerbNames[v] }

// Operation is one method on one path.
type Operation struct {
	Name     Name // OpenAPI operationId
	Span     diag.Span
	Summary  Name // one line for people; not set when not written
	Describe Name // more, for people; not set when not written
	Resource *Resource
	Verb     Verb
	VerbSpan diag.Span
	Under    Ref[Field] // the reference to the row that its path begins with; not set for none
	Parent   *Resource  // what shows that row; set by bind
	Retired  bool       // only older versions have it; set by bind

	// all but delete
	Fields     []Ref[Field] // what its answer has, of the resource's; nil for all of them
	FieldsSpan diag.Span

	// list
	Filter []*Filter
	Sort   []Ref[Field]
	Order  []SortKey // the order when the request names none
	Page   Page
	Search []Ref[Field] // the texts that a request may look for words in
	Total  *Bound       // how many rows total=true counts at the most; nil when it may not be asked
	Bare   bool         // the answer is an array of the rows, and Link alone says what follows

	// delete: all rows that the caller may read, so many at the most; nil for one row
	All *Bound

	// create, update: what the body may hold
	Body []Ref[Field]

	// update: written replace, what the body leaves out gets its default, or no value
	Whole bool

	// post
	Path  Name     // after the resource's path, as "/{id}/assign"; Segments has all of it
	Input []*Field // of its body

	// create, update, post
	Set     []*Assign
	Require []*Rule

	// post
	Move *Move

	// create, update, post: rows written beside it, in one transaction
	Also []*Also

	// post: whether a Go function of the owner runs, and what the operation answers
	// with then; nil for the row that it is about
	Go      bool
	GoSpan  diag.Span
	Returns *Returns

	// all that write: what Go code may refuse with
	Refuses []*Refusal

	// list, get: that caches which many share may keep its answers; nil for not
	Cache *Cache

	Rate       Ref[Rate]   // how many requests one caller may make; Contract.RateOf where it is not set
	Deprecated *Deprecated // nil when it is not
	// create, update, delete: that a request is about many rows, in one transaction; nil for one
	Bulk *Batch

	// update, delete, post: whether a request must say which version of the row it means
	IfMatch Need
	// all that write: whether a request must have a key by which it can be repeated
	Idempotency Need
}

// Need tells whether requests must have a header that they may have.
type Need uint8

// The needs.
const (
	NotNeeded Need = iota
	Required
)

// NeedNames are the words that authors write, by Need.
var NeedNames = [...]string{"", "required"}

// Returns is what an operation in Go answers with: a row, as a resource sends it, or
// an object of its own.
type Returns struct {
	Span     diag.Span
	Resource Ref[Resource] // not set for an object
	Fields   []*Field
}

// Refusal is a reason that Go code may refuse an operation for.
type Refusal struct {
	Name Name // the code that clients get
	Says Name // what it means, to people
}

// Word returns the key that says what the operation does.
func (o *Operation) Word() string {
	if o.Whole {
		return ReplaceWord
	}
	return o.Verb.String()
}

// Entity returns the entity that the operation's resource shows; nil when it
// did not bind.
func (o *Operation) Entity() *Entity { return o.Resource.Of.To }

// Answers returns the resource whose rows the operation answers with; nil when its answer
// is an object of its own, or did not bind.
func (o *Operation) Answers() *Resource {
	if o.Returns == nil {
		return o.Resource
	}
	return o.Returns.Resource.To
}

// Move is the one move that an operation makes: move: {state: solved}.
type Move struct {
	Field Ref[Field]
	To    Name
}

// Filter is one field that a request may filter a list by, and how.
type Filter struct {
	Field     Ref[Field]
	Operators []OperatorAt // as written; equal where only the field is
}

// OperatorAt is one operator where it is written.
type OperatorAt struct {
	Operator Operator
	Span     diag.Span
}

// Operator is how the value of a field is compared with that of a request.
type Operator uint8

// The operators. A field without a value is met by Present only.
const (
	NoOperator Operator = iota
	EqualTo             // the same value
	UnlikeTo            // another value
	AmongThem           // one of some values
	LessThan            // and so on, by the order of the type
	AtMost              //
	MoreThan            //
	AtLeast             //
	BeginsWith          // of text
	Present             // true: there is a value; false: there is none
	Holds               // of a list: the value is among its items
)

// OperatorNames are the words that authors and requests write, by Operator.
var OperatorNames = [...]string{"", "eq", "ne", "in", "lt", "le", "gt", "ge", "prefix", "present", "has"}

// String returns the word.
func (o Operator) String() string { return OperatorNames[o] }

// Suits tells whether values of f can be compared so.
func (o Operator) Suits(f *Field) bool {
	switch o {
	case Present:
		return f.Optional
	case BeginsWith:
		return f.Type.Textual()
	case Holds:
		return f.Type == TypeList && f.Item != nil && f.Item.Type != TypeNumber
	case EqualTo, UnlikeTo, AmongThem:
		return !f.Type.Opaque() && f.Type != TypeNone
	case LessThan, AtMost, MoreThan, AtLeast:
		switch f.Type {
		case TypeText, TypeEmail, TypeInteger, TypeTimestamp, TypeDate, TypeNumber, TypeDecimal:
			return true
		default:
			return false
		}
	case NoOperator:
	}
	return false
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
