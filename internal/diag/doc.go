// Package diag is the vocabulary every room uses to say what is wrong in a
// design, where, how bad it is and how to mend it.
//
// It knows files, places and severities. It refuses to know YAML, CEL, SQL and
// HTTP, and how a finding looks on a screen (that is diag/report).
//
// The entry is [List.Add]:
//
//	diags.Add(unknownEntity, ref.Span, "%q is not an entity", ref.Name).
//		Mend("declare it in data.yaml, or name one that exists")
package diag
