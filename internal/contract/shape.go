package contract

// Kind is what a value is in JSON.
type Kind uint8

// The kinds, with the fields of Shape that each uses.
const (
	Anything Kind = iota // any value but null
	Object               // Members
	List                 // Item, Least, Most
	Text                 // Format, Pattern, RE2, Words, Least, Most
	Integer              // Format, Min, Max
	Number               // Format, Low, High
	Boolean
)

// kindNames are the types of JSON Schema, by Kind.
var kindNames = [...]string{"", "object", "array", "string", "integer", "number", "boolean"}

// String returns the type of JSON Schema, "" for anything.
func (k Kind) String() string { return kindNames[k] }

// Shape is what a value may be. One with a name may stand for that among Document.Shapes,
// with nothing but Nullable of its own: see [Document.Whole].
type Shape struct {
	Name     string // "" for one that stands where it is used
	Kind     Kind
	Nullable bool
	Describe string

	Format      string   // "date-time", "int64"
	Pattern     string   // of all of the text, as JavaScript reads it; "" for none, or one that it cannot read
	RE2         string   // the same as the design has it
	Words       []string // all that it may be
	Least, Most *int64   // characters of a text, items of a list
	Min, Max    *int64
	Low, High   *float64
	Unique      bool // no item stands twice in the list
	Hidden      bool // it is taken and never sent
	Default     any  // JSON; nil for none
	Example     any

	Members []*Member
	Closed  bool // nothing else may stand in it
	Item    *Shape
}

// Member is one member of an object.
type Member struct {
	Name     string
	Required bool // in a request: it must be sent; in an answer: it is always there
	Shape    *Shape
	Describe string
}

// Member returns the member of that name, or nil.
func (s *Shape) Member(name string) *Member {
	for _, m := range s.Members {
		if m.Name == name {
			return m
		}
	}
	return nil
}

// orNull returns what s is, or null; s has a name.
func (s *Shape) orNull() *Shape { return &Shape{Name: s.Name, Nullable: true} }
