package design

import "github.com/newel-api/newel/internal/diag"

// Access is access.yaml.
type Access struct {
	Span     diag.Span
	Identity Ref[Entity] // the entity whose rows sign in; not set when nobody does
	Password *Password   // sign_in: {password: …}; nil when not written
	SignUp   *SignUp     // nil when nobody signs up by themselves
	Policies []*Policy
	Allow    []*Allow
}

// Policy returns the policy of that name, or nil.
func (a *Access) Policy(name string) *Policy {
	for _, p := range a.Policies {
		if p.Name.Text == name {
			return p
		}
	}
	return nil
}

// Password is sign-in by password.
type Password struct {
	Span  diag.Span
	Login Ref[Field] // the unique field that a person types
}

// SignUp is how a person makes their own identity row.
type SignUp struct {
	Span   diag.Span
	Who    Condition // anyone or never
	Fields []Ref[Field]
}

// Policy is a named condition with parameters.
type Policy struct {
	Name Name
	With []*Param
	Is   Expr
	Tree *Node // set by bind; its parameters are terms with RootParam
}

// Param is one parameter of a policy: an entity's reference or a scalar.
type Param struct {
	Name   Name
	Type   Type        // TypeRef for an entity
	Entity Ref[Entity] // TypeRef
}

// Word is a condition that is a word instead of an expression.
type Word uint8

// The words.
const (
	NoWord   Word = iota // an expression, or nothing was written
	Anyone               // also without signing in; must say because
	SignedIn             // whoever is signed in
	Never
)

// WordNames are the words that authors write, by Word.
var WordNames = [...]string{"", "anyone", "signed_in", "never"}

// String returns the word an author would use.
func (w Word) String() string { return WordNames[w] }

// Condition is a word or an expression, and why. The zero Condition was not
// written: it means never.
type Condition struct {
	Span    diag.Span
	Word    Word
	Expr    Expr // when Word is NoWord
	Because Name
	Tree    *Node // set by bind, also for words
}

// Written tells whether the author wrote this condition at all.
func (c *Condition) Written() bool { return c.Span.Known() }

// Allow is what callers may do with the rows of one entity.
type Allow struct {
	Entity     Ref[Entity]
	Span       diag.Span
	Read       Condition
	Create     Condition
	Update     Condition
	Delete     Condition
	Fields     []*FieldAllow
	Operations []*OperationAllow
}

// FieldAllow narrows who may read or write one field.
type FieldAllow struct {
	Field Ref[Field]
	Read  Condition
	Write Condition
}

// OperationAllow is the condition of one operation.
type OperationAllow struct {
	Operation Ref[Operation]
	Condition Condition
}
