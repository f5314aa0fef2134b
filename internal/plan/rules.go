package plan

import (
	"github.com/newel-api/newel/internal/design"
)

// rules answers which condition governs what. Whatever the design does not write
// is never.
type rules struct {
	entities   map[*design.Entity]*design.Allow
	operations map[*design.Operation]*design.Node
	fields     map[*design.Field]fieldRules
	off        bool // everything may be done: what the system does of itself
}

// fieldRules are nil where the row's own rule is enough.
type fieldRules struct{ read, write *design.Node }

var never = &design.Node{Op: design.OpConst, Truth: design.False}

func newRules(d *design.Design) *rules {
	r := &rules{
		entities: map[*design.Entity]*design.Allow{}, operations: map[*design.Operation]*design.Node{}, fields: map[*design.Field]fieldRules{},
	}
	for _, a := range d.Access.Allow {
		r.entities[a.Entity.To] = a
		for _, f := range a.Fields {
			r.fields[f.Field.To] = fieldRules{f.Read.Tree, f.Write.Tree}
		}
		for _, o := range a.Operations {
			r.operations[o.Operation.To] = o.Condition.Tree
		}
	}
	return r
}

// verb returns the rule of a verb on rows of e.
func (r *rules) verb(e *design.Entity, v design.Verb) *design.Node {
	a := r.entities[e]
	switch {
	case r.off:
		return always
	case a == nil:
		return never
	}
	var tree *design.Node
	switch v {
	case design.Get, design.List:
		tree = a.Read.Tree
	case design.Create:
		tree = a.Create.Tree
	case design.Update:
		tree = a.Update.Tree
	case design.Delete:
		tree = a.Delete.Tree
	case design.Post, design.VerbNone:
	}
	if tree == nil {
		return never
	}
	return tree
}

// operation returns the rule of o: its verb's, and for an operation of those five
// verbs also its own; a declared operation has its own only.
func (r *rules) operation(o *design.Operation) *design.Node {
	own := r.operations[o]
	if o.Verb == design.Post {
		if own == nil {
			return never
		}
		return own
	}
	rule := r.verb(o.Entity(), o.Verb)
	if own == nil {
		return rule
	}
	return &design.Node{Op: design.OpAnd, Kids: []*design.Node{rule, own}}
}

func (r *rules) field(f *design.Field) fieldRules {
	if r.off {
		return fieldRules{}
	}
	return r.fields[f]
}

// uses tells whether n has a term that begins at root.
func uses(n *design.Node, root design.Root) bool {
	if n.Left != nil && n.Left.Root == root || n.Right != nil && n.Right.Root == root {
		return true
	}
	for _, kid := range n.Kids {
		if uses(kid, root) {
			return true
		}
	}
	return false
}
