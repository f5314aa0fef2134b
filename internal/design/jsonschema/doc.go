// Package jsonschema describes the design files in JSON Schema 2020-12, so that an
// editor completes them and marks mistakes while they are typed.
//
// A schema is made from the table that package decode reads by, and nothing else:
// what it allows and what is read cannot drift apart. It refuses to know what names
// mean and what is right beyond one file: a file that keeps to its schema may have
// findings all the same.
//
// Three things that a reader sees are lost on the way from YAML to JSON: whether
// text stood in quotes, whether a number was written with a fraction of zero, and
// that a name stands in a list twice.
//
//	text := jsonschema.Of(decode.Language[0], jsonschema.Whole)
package jsonschema
