package expr

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/value"
)

// Root is where a term begins.
type Root uint8

// The roots. Literal and Now are known always.
const (
	Literal  Root = iota
	Now           // the time of the request
	Caller        // who asks; its row is a row of the identity entity
	Resource      // the row as it is
	Result        // the row as it will be
	Input         // what the request's body says
	Bound         // the variable of an exists or all
	Param         // a parameter of a policy; none is left after compilation
)

// Roots is a set of roots.
type Roots uint16

// RootsOf returns the set of those roots.
func RootsOf(roots ...Root) (set Roots) {
	for _, r := range roots {
		set |= 1 << r
	}
	return set
}

// Has tells whether r is in the set.
func (s Roots) Has(r Root) bool { return s&(1<<r) != 0 }

// Var is the variable of one exists or all; equal only to itself.
type Var struct {
	Name   string
	Entity *design.Entity
}

// Term is a value: a literal, now, or a path of fields from a row. A path that is
// empty means the row itself, that is, its id; ".id" is never a step.
type Term struct {
	Root    Root
	Literal value.Value     // Root Literal
	Var     *Var            // Root Bound
	Entity  *design.Entity  // the entity of the root's row; nil for Literal, Now and Input
	Path    []*design.Field // every step but the last is a reference
	Authed  bool            // Root Caller: caller.authenticated; Path is empty
	Param   int             // Root Param: its number; until the policy is put in place
	Type    design.Type     // of the value: TypeRef where it is a row's id
	Of      *design.Entity  // the entity that a TypeRef value refers to
}

// IsRow tells whether the term is a reference to a row.
func (t *Term) IsRow() bool { return t.Of != nil }

// Op is the kind of a node.
type Op uint8

// The kinds. Comments name the fields of Node that they use.
const (
	Const  Op = iota // Truth
	And              // Kids
	Or               // Kids
	Not              // Kids[0]
	Is               // Left, a boolean term
	Has              // Left; or Left and Many: the row of a relation is there
	Equal            // Left, Right
	Less             // Left, Right: Left < Right
	AtMost           // Left, Right: Left <= Right
	In               // Left, List
	Prefix           // Left, Right: Left.startsWith(Right)
	Suffix           // Left, Right
	Within           // Left, Right: Left.contains(Right)
	Exists           // Left.Many.exists(Var, Kids[0])
	All              // Left.Many.all(Var, Kids[0])
)

// Node is a condition. "a > b" is Less with the sides swapped, "a != b" is Not of
// Equal. Trees are immutable once compiled and may share nodes.
type Node struct {
	Op    Op
	Truth Truth
	Kids  []*Node
	Left  *Term
	Right *Term
	List  []value.Value
	Many  *design.Inverse
	Var   *Var
}

// Truth is Kleene's: an error (absent value) is neither true nor false.
type Truth int8

// The three truths.
const (
	False   Truth = -1
	Unknown Truth = 0
	True    Truth = 1
)

// TruthOf returns b as a Truth.
func TruthOf(b bool) Truth {
	if b {
		return True
	}
	return False
}
