package expr

import "github.com/newel-api/newel/internal/design"

// Scope is what the names of an expression mean at the place where it stands. What
// a place does not have is nil, and naming it is a finding.
type Scope struct {
	Identity *design.Entity  // of caller; nil when nobody signs in: then caller has only authenticated
	Resource *design.Entity  // the row as it is
	Result   *design.Entity  // the row as it will be, or the row just made
	Input    []*design.Field // of the body, by Field.Index; nil where there is no input
	Params   []*design.Param // of the policy that the expression defines

	// Profile is that of a condition: Permission, or OwnRow for what the database holds
	// too. Values and computed values have their own.
	Profile Profile

	// Policy returns the policy of that name with its Tree set, compiling it first
	// if need be. It is nil when there is none of that name; a policy that does not
	// compile, or that is being compiled (a cycle; its finding has been added), has
	// no Tree. PolicyNames are for "did you mean".
	Policy      func(name string) *design.Policy
	PolicyNames func() []string

	// Readable returns the read rule of an entity as a tree over resource, for
	// readable(x); nil when it does not compile or is being compiled (a cycle).
	// ok is false where readable may not be used.
	Readable func(e *design.Entity) (tree *design.Node, ok bool)

	// FieldRead returns the rule on reading a field, over its row as resource; nil
	// when whoever reads the row reads it. Computed asks, with ReadRule, which is as
	// Readable.
	FieldRead func(f *design.Field) *design.Node
	ReadRule  func(e *design.Entity) *design.Node

	// Design is what claims are about, of the profile plan.
	Design *Subject
}
