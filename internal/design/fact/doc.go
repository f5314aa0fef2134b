// Package fact is what the profile plan of CEL sees of a design: kinds of things
// (entities, fields, resources, operations …) and, for each, what is known of it. One
// table, [Subject], by which claims are compiled and asked, and which the reference of the
// language prints.
//
// It refuses to know how a claim is written, and who makes it. What it tells is the design
// as it was bound; a design with errors has no facts.
//
//	claim := expr.Plan(e, &expr.Scope{Design: fact.Subject}, &diags)
//	verdict := claim.Ask(fact.Of(d, dialect.SQLite))
package fact
