// Package door stands between the design and the Go code of its owner.
//
// It compares the types of functions with the contract and tells every difference
// with its line, runs functions inside a call with their time bounded and their panics
// contained, and writes the Go types that fit a design.
//
// It knows Go types and the JSON of rows. It refuses to know HTTP and SQL: package
// exec does what a function asks for. The entries are [Functions] and [Generate].
package door
