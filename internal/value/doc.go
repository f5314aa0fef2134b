// Package value is one cell of a row while it is in Go: a null, a boolean, an
// integer, a text, a time or an id, in 32 bytes and without reflection.
//
// It also owns ids: UUIDv7 inside, a prefix and 26 letters on the wire. It
// refuses to know entities, JSON and databases; both stores bind and scan these
// kinds as they see fit.
package value
