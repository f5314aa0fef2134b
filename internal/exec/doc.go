// Package exec runs the operations of a plan on a database, for a caller: one
// transaction each, the policy inside it, all or nothing.
//
// It knows plans, statements and rows. It refuses to know HTTP: it takes a
// [Call] whose body is parsed already, and answers with JSON bytes or with a
// [Refusal] that serve turns into a problem. The entry is [New].
// [Executor.Enrol] makes the one row that nobody calls an operation for: that of
// somebody who signs up.
package exec
