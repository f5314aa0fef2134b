package design

import "github.com/newel-api/newel/internal/diag"

// Computed is a value that a resource sends beside the fields of its rows.
type Computed struct {
	Name     Name
	Describe Name // what it means, to people; not set when not written
	Type     Type // as declared
	TypeSpan diag.Span
	Value    Expr
	Field    *Field // stands for it among the fields that the resource sends; set by bind
	Address  bool   // it is the absolute address of the row; nothing else is written then
}

// CalcKind is how a computed value comes about.
type CalcKind uint8

// The kinds, with the fields of Calc that each uses.
const (
	CalcTerm  CalcKind = iota // Term
	CalcTruth                 // Node: null where it is neither true nor false
	CalcSize                  // Node: how many rows there are
	CalcSum                   // Node, Term: the sum over those rows; null where 64 bits do not hold it
)

// Calc is a value that is computed from a row and the rows around it. It sees what
// the caller may read and nothing else: Guard says where it may be seen at all, and
// each OpExists and OpAll of Node has Seen.
type Calc struct {
	Kind  CalcKind
	Type  Type
	Term  *Term // CalcSum: of the row Node.Var
	Node  *Node // CalcSize, CalcSum: an OpExists; its relation's rows for which its condition holds
	Guard *Node // over the row as resource; nil = whoever reads the row

	Address *Resource // CalcTerm: the value is sent as the address of the row, whose key it is
}
