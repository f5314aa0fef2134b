// Package serve is the HTTP runtime: it turns requests into calls of operations,
// and their answers and refusals into responses.
//
// It knows RFC 9110 and the plan's routes and programs, and holds every request to
// the same order of questions: is there a route (404), has it the method (405), is
// there room (503), who is it (401), do they take JSON (406), is the body of a known
// kind (415) and size (413), are parameters and body right (400, 422); then the
// executor answers. It refuses to know SQL, policies and passwords: a [Runner] and
// an [Authenticator] do.
//
// Addresses, tags, tokens and parameters have one spelling each; any other is
// another one. Answers are JSON, and problems. Beside the operations there are sign-up,
// sign-in and sign-out below the base, where the design has them, and /healthz, /readyz,
// /metrics, the catalog of RFC 9727, the documents of the API, which the engine makes, and
// /problems/CODE, the one that has a page for browsers too. What net/http refuses before
// a handler is asked becomes a problem on the wire.
//
//	h := serve.New(serve.Options{Plan: p, Runner: executor, Auth: authn})
//	err := serve.Serve(ctx, listener, h, log) // until ctx ends
package serve
