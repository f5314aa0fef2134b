// Package stage is the nine steps that carry an API from a requirement to a
// running service, in their order: one table, [All], which the command line, the
// documentation and the tests read.
//
// It is the one room that knows every other: [Rules] and [Page] reach over all of
// them. It refuses to know how a step is done, and how its outcome looks.
package stage
