// Package contract says what clients of an API may rely on: its operations, what each
// takes, and all that each may answer, with the codes of its problems. [Of] makes that
// [Document] from a plan; [Document.OpenAPI] writes it as OpenAPI 3.1 or 3.2.
//
// The document is the model that others build on: two of them can be compared, pages and
// requests can be made from one. It has what HTTP shows and nothing of how it comes
// about: no entity, no rule, no statement.
//
// The same design gives the same document, byte for byte. What can happen to an operation
// is decided in one place, answers.go, which a test holds to a running server.
//
// The package knows plans and what the rooms below serve refuse with. It refuses to know
// HTTP requests: it says what comes of them.
//
//	d := contract.Of(p, contract.Everyone())
//	os.Stdout.Write(d.OpenAPI(contract.OpenAPI31))
package contract
