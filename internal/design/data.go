package design

import (
	"regexp"
	"strings"

	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/value"
)

// Data is data.yaml.
type Data struct {
	Span     diag.Span // the file
	Language int       // the key newel:
	Entities []*Entity // in the order written; bind adds those that links make
	Types    []*Field  // types: by name, as fields that are in no entity; what uses them has them already
}

// Entity returns the entity of that name, or nil.
func (d *Data) Entity(name string) *Entity {
	for _, e := range d.Entities {
		if e.Name.Text == name {
			return e
		}
	}
	return nil
}

// Entity is one kind of row.
type Entity struct {
	Name    Name
	Was     Name       // was: the name that it had before; not set when not written
	Global  bool       // global: true
	Tenant  Ref[Field] // tenant: the field of this entity that refers to its tenant
	IDs     IDs        // id: what its ids are
	Prefix  Name       // prefix: of ids on the wire; bind fills it when not written, but not for ids that are integers
	Expect  *Expect    // expect: nil when not written
	Fields  []*Field   // as written
	Links   []*Link    // links: as written
	Link    *Link      // the line of links that bind made the entity of; nil for one that is written itself
	Unique  [][]Ref[Field]
	Checks  []*Rule // check: over resource, its own fields only
	Indexes []*Index
	Search  []Ref[Field] // the texts in which words are found

	// System are the fields that every entity has: id, created_at, updated_at,
	// version, in this order. decode makes them.
	System []*Field
	// Inverses are the to-many relations that references elsewhere declare with
	// inverse:. bind fills them.
	Inverses []*Inverse
}

// Names of the system fields.
const (
	FieldID        = "id"
	FieldCreatedAt = "created_at"
	FieldUpdatedAt = "updated_at"
	FieldVersion   = "version"
)

// Field returns the declared or system field of that name, or nil.
func (e *Entity) Field(name string) *Field {
	for f := range e.All() {
		if f.Name.Text == name {
			return f
		}
	}
	return nil
}

// Keyed returns the field of which that is the column or the Key, or nil.
func (e *Entity) Keyed(column string) *Field {
	return e.Field(strings.TrimSuffix(column, foldedColumn))
}

// Inverse returns the to-many relation of that name, or nil.
func (e *Entity) Inverse(name string) *Inverse {
	for _, i := range e.Inverses {
		if i.Name.Text == name {
			return i
		}
	}
	return nil
}

// All yields id, then the declared fields, then the other system fields: the
// order of columns in tables and rows.
func (e *Entity) All() func(yield func(*Field) bool) {
	return func(yield func(*Field) bool) {
		first := min(1, len(e.System))
		for _, part := range [...][]*Field{e.System[:first], e.Fields, e.System[first:]} {
			for _, f := range part {
				if !yield(f) {
					return
				}
			}
		}
	}
}

// Table returns the name of the entity's table.
func (e *Entity) Table() string { return Snake(e.Name.Text) }

// Expect is how large the author expects an entity to grow; the index advisor
// plans for it.
type Expect struct {
	Rows     int64
	Distinct map[string]int64 // values per field
}

// Type is a word after type:.
type Type uint8

// The types of fields. TypeID is the type of the system field id only.
const (
	TypeNone Type = iota
	TypeID
	TypeText
	TypeEmail
	TypeInteger
	TypeBoolean
	TypeTimestamp
	TypeDate
	TypeUUID
	TypeURL
	TypeNumber  // a double
	TypeDecimal // exact, with Field.Places
	TypeJSON    // any JSON value, which nothing looks into
	TypeList    // a list of scalars, which is asked for an item and for how many they are
	TypeSlug    // a text for addresses, made from another field
	TypeSecret  // a text of which only a hash is kept, and which nobody gets back
	TypeEnum
	TypeState
	TypeRef
)

// TypeNames are the words that authors write, by Type; empty where they write
// none (ref: is a key of its own).
var TypeNames = [...]string{
	TypeText: "text", TypeEmail: "email", TypeInteger: "integer", TypeBoolean: "boolean",
	TypeTimestamp: "timestamp", TypeDate: "date", TypeUUID: "uuid", TypeURL: "url", TypeNumber: "number", TypeDecimal: "decimal",
	TypeJSON: "json", TypeList: "list", TypeSlug: "slug", TypeSecret: "secret",
	TypeEnum: "enum", TypeState: "state", TypeRef: "",
}

// String returns the word an author would use.
func (t Type) String() string {
	switch t {
	case TypeNone:
		return "no type"
	case TypeID:
		return "id"
	case TypeRef:
		return "ref"
	default:
		return TypeNames[t]
	}
}

// Kind returns how a value of this type is held; of an id and a reference see Field.Kind.
func (t Type) Kind() value.Kind {
	switch t {
	case TypeID, TypeRef, TypeUUID:
		return value.ID
	case TypeInteger, TypeDecimal:
		return value.Int
	case TypeBoolean:
		return value.Bool
	case TypeTimestamp:
		return value.Time
	case TypeDate:
		return value.Date
	case TypeNumber:
		return value.Float
	case TypeSecret:
		return value.Bytes
	case TypeText, TypeEmail, TypeURL, TypeJSON, TypeList, TypeSlug, TypeEnum, TypeState:
		return value.Text
	case TypeNone:
	}
	return value.Null
}

// Opaque tells whether conditions, filters, orders and keys can make nothing of whole values
// of this type: whether one is there is all that they may ask.
func (t Type) Opaque() bool { return t == TypeJSON || t == TypeList || t == TypeSecret }

// Textual tells whether values of this type are texts to conditions and orders too.
func (t Type) Textual() bool {
	return t == TypeText || t == TypeEmail || t == TypeURL || t == TypeSlug
}

// OnDelete is what happens to a row when the row it refers to is deleted.
type OnDelete uint8

// The words after on_delete:.
const (
	OnDeleteNone OnDelete = iota // not written
	Restrict
	Cascade
	SetNull
)

// OnDeleteNames are the words that authors write, by OnDelete.
var OnDeleteNames = [...]string{"", "restrict", "cascade", "set_null"}

// String returns the word an author would use.
func (o OnDelete) String() string { return OnDeleteNames[o] }

// Case is a word after case:.
type Case uint8

// The words after case:.
const (
	CaseNone    Case = iota // not written: texts that differ in case are different
	Insensitive             // they are the same
)

// CaseNames are the words that authors write, by Case.
var CaseNames = [...]string{"", "insensitive"}

// Field is one value of a row, or one input of an operation.
type Field struct {
	Name     Name
	Was      Name      // was: the name that it had before; not set when not written
	Describe Name      // what it means, to people; not set when not written
	Span     diag.Span // of its declaration
	Type     Type
	Named    string    // the type of the design that it is made from, "" for none
	TypeSpan diag.Span // of the word after type:, or of the key ref
	Min, Max *Bound    // text: code points; list: items; a number of any type: the value; nil when not written
	Digits   int       // decimal: how many in all
	Places   int       // decimal: how many of them after the point
	Pattern  *Pattern  // text; nil when not written
	Item     *Field    // list: what each of its items is
	Caseless bool      // text: case: insensitive
	Optional bool
	Unique   *diag.Span   // where unique: true stands; nil when not
	Default  *Default     // nil when not written
	Values   []Name       // enum, and state (in the order of moves, then targets)
	From     Ref[Field]   // slug: the field that it is made from
	Ordered  bool         // enum: conditions may ask which of two values comes first
	Initial  Name         // state
	Moves    []Transition // state
	Target   Ref[Entity]  // ref
	Inverse  Name         // ref: the to-many relation it gives its target
	OnDelete OnDelete     // ref
	Entity   *Entity      // where it is declared; nil for an input
	System   bool         // id, created_at, updated_at, version
	Index    int          // position in Entity.All, or among the inputs; set by bind
	Relation *Inverse     // ref with inverse: the relation; set by bind
	Calc     *Calc        // of a field that stands for a computed value, which no table has; set by bind
	Options  []OptionSpan // where each key of the declaration stands
}

// OptionSpan is where one key of a field's declaration stands.
type OptionSpan struct {
	Key  string
	Span diag.Span
}

// Option returns where the key stands, or the whole declaration.
func (f *Field) Option(key string) diag.Span {
	for _, o := range f.Options {
		if o.Key == key {
			return o.Span
		}
	}
	return f.Span
}

// Range returns what a decimal may be at the least and at the most, scaled: what its
// digits hold, narrowed by min and max.
func (f *Field) Range() (low, high int64) {
	high = 1
	for range f.Digits {
		high *= 10
	}
	high--
	low = -high
	if f.Min != nil {
		low = max(low, f.Min.N)
	}
	if f.Max != nil {
		high = min(high, f.Max.N)
	}
	return low, high
}

// Column returns the name of the field's column.
func (f *Field) Column() string { return f.Name.Text }

// foldedColumn ends the name of the column beside a text that compares without case.
// No name of the design has two underscores in a row.
const foldedColumn = "__folded"

// Key returns the name of the column by which values of the field are the same or not:
// beside a text that compares without case, one with the folded text.
func (f *Field) Key() string {
	if f.Caseless {
		return f.Column() + foldedColumn
	}
	return f.Column()
}

// Compared returns v as the column Key holds it.
func (f *Field) Compared(v value.Value) value.Value {
	if f.Caseless {
		return v.Folded()
	}
	return v
}

// WithinTenant tells whether the field is a reference between two entities of one tenant:
// then the rows on both sides have the same one.
func (f *Field) WithinTenant() bool {
	if f.Type != TypeRef || f.Entity == nil {
		return false
	}
	mine, theirs := f.Entity.Tenant.To, f.Target.To.Tenant.To
	return mine != nil && theirs != nil && f != mine && mine.Target.To == theirs.Target.To
}

// Required tells whether every row must hold a value.
func (f *Field) Required() bool { return !f.Optional }

// Bound is a number after min: or max:.
type Bound struct {
	N     int64   // of a decimal: the value times 10^Places
	Float float64 // of a number; else it is not used
	Span  diag.Span
}

// Pattern is a regular expression (RE2) that all of a text matches.
type Pattern struct {
	Text  string
	Span  diag.Span
	Whole *regexp.Regexp // matches the whole text; set by bind
}

// Default is a value after default:.
type Default struct {
	Value value.Value
	Items []*Default // of a list: each of its items
	Span  diag.Span
}

// Transition is the list of states that may follow From.
type Transition struct {
	From Name
	To   []Name
}

// Index is one line of indexes:.
type Index struct {
	Span diag.Span
	Keys []SortKey
}

// SortKey is a field with a direction: "-created_at" sorts downwards.
type SortKey struct {
	Field Ref[Field]
	Desc  bool
}

// Inverse is the to-many side of a reference.
type Inverse struct {
	Name Name
	On   *Entity // the entity that has the relation: the reference's target
	Via  *Field  // the reference that it inverts
}

// Many returns the entity of the rows in the relation.
func (i *Inverse) Many() *Entity { return i.Via.Entity }

// Snake returns a PascalCase name in snake_case: "OrderLine" → "order_line".
func Snake(name string) string {
	out := make([]byte, 0, len(name)+4)
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			if i > 0 && (name[i-1] < 'A' || name[i-1] > 'Z' || i+1 < len(name) && name[i+1] >= 'a' && name[i+1] <= 'z') && name[i-1] != '_' {
				out = append(out, '_')
			}
			c += 'a' - 'A'
		}
		out = append(out, c)
	}
	return string(out)
}
