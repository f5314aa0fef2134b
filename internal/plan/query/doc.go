// Package query writes SQL: every operation as a shape of statement, with the
// row policy inside it.
//
// A shape is made once from the design. For a request it decides in Go what the
// caller alone decides, and gives the statement for the rest; equal decisions
// share one text, so the database sees few texts, each prepared once. Nothing
// from a request is ever written into a text: it is bound.
//
// The shapes: [Row] and [List] read what a resource sends, [Target] reads the row
// that a write is about, [Ask] and [Values] and [Reference] answer the questions
// of a write, [Insert] and [Change] write.
//
// The package knows entities, conditions and SQL. It refuses to know requests,
// JSON and connections.
package query
