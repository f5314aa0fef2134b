// Package generate makes requests from the contract of an API and judges what becomes of
// them: those that keep to the contract must not be refused as if they did not, those that
// break it must be refused with the place that breaks it, and nothing may be answered that
// the contract does not have.
//
// First come the edges of everything that an operation takes, one at a time; then
// combinations by chance, over rows that the requests before have made. The same number for
// chance gives the same requests, but for the ids that a server makes. What fails is made small.
//
// The package knows the document of the contract and the plan, for what a document leaves to
// prose: the bounds of dates and decimals, and which rows a reference means. It refuses to
// know rules: who may do what, it finds out by asking.
//
//	report, err := generate.Serve(ctx, generate.Options{Design: d, Rows: world, Cases: 3000, Chance: 1})
package generate
