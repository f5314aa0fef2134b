package design

import "github.com/newel-api/newel/internal/value"

// Root is where a term begins.
type Root uint8

// The roots. Literals, now and today are known always.
const (
	RootLiteral  Root = iota
	RootNow           // the time of the request
	RootToday         // the day of it, in UTC
	RootCaller        // who asks; its row is a row of the identity entity
	RootResource      // the row as it is
	RootResult        // the row as it will be
	RootInput         // what the request's body says
	RootVar           // the variable of an exists or all
	RootParam         // a parameter of a policy; none is left once policies are in place
)

// Var is the variable of one exists or all; equal only to itself.
type Var struct {
	Name   string
	Entity *Entity
}

// Term is a value: a literal, now, or a path of fields from a row. An empty path
// means the row itself, that is, its id; ".id" is never a step.
type Term struct {
	Root    Root
	Literal value.Value // RootLiteral
	Var     *Var        // RootVar
	Param   int         // RootParam: its number
	Authed  bool        // RootCaller: caller.authenticated; Path is empty
	Size    bool        // how many items the list has that Path leads to
	Path    []*Field    // every step but the last is a reference
	Type    Type        // of the value; TypeRef where it is a row's id
	Of      *Entity     // TypeRef: the entity whose row it is
}

// Op is the kind of a node.
type Op uint8

// The kinds, with the fields of Node that each uses.
const (
	OpConst    Op = iota // Truth
	OpAnd                // Kids
	OpOr                 // Kids
	OpNot                // Kids[0]
	OpIs                 // Left, a boolean term
	OpHas                // Left: is it present?
	OpEqual              // Left, Right
	OpLess               // Left, Right: Left < Right
	OpAtMost             // Left, Right: Left <= Right
	OpIn                 // Left, List
	OpPrefix             // Left, Right: Left.startsWith(Right)
	OpSuffix             // Left, Right: Left.endsWith(Right)
	OpContains           // Left, Right: Left.contains(Right)
	OpHolds              // Left, Right: Right in Left, a list
	OpExists             // Left.Many.exists(Var, Kids[0])
	OpAll                // Left.Many.all(Var, Kids[0])
)

// Node is a condition. "a > b" is OpLess with the sides swapped, "a != b" is
// OpNot of OpEqual. Trees never change once compiled and may share nodes.
type Node struct {
	Op    Op
	Truth Truth
	Kids  []*Node
	Left  *Term
	Right *Term
	List  []value.Value
	Many  *Inverse // OpExists, OpAll: the relation of the row Left
	Var   *Var
	Seen  *Node // OpExists, OpAll: rows for which it is not true are not there; nil = all are
}

// Truth is Kleene's: an error (something absent) is neither true nor false.
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
