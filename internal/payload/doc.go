// Package payload turns request bytes into column slots and rows into JSON: both
// in one pass, by programs that are made once.
//
// An [Input] reads a JSON object straight into values and reports everything
// that is wrong with it at once, each with its place. An [Object] writes the
// columns of a row as a JSON object. Neither uses reflection or builds a tree;
// reading allocates the texts and ids that are kept, writing nothing.
//
// JSON here is RFC 8259 as RFC 7493 (I-JSON) narrows it: UTF-8 without a byte
// order mark, nothing after the value, no member twice, no half of a surrogate
// pair; noncharacters are let through. Nesting is at most 32 deep and an object
// has at most 1000 members.
//
// Texts are kept in normalisation form C, as the Stream-Safe Text Format limits
// it (UAX #15), and may hold any character but U+0000, which PostgreSQL cannot
// store.
//
// The package knows formats, bounds and bytes. It refuses to know the design,
// SQL and HTTP: whoever makes a program has read the design already, and whoever
// gets a [Violation] or a [SyntaxError] picks the status.
package payload
