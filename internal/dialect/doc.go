// Package dialect holds what the two database engines spell differently:
// placeholders, identifiers, booleans, string functions and column types.
//
// It knows SQL text and nothing about designs, statements or connections. Every
// difference is one method with one switch, so that a third engine is one more
// case each.
package dialect
