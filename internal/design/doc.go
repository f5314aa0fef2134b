// Package design is what the authors of an API declared: plain data with the
// place of every name, in the order of the nine design files.
//
// decode fills it from YAML, bind points every name at the thing it names and
// every expression at its compiled form; after that it never changes. The
// package refuses to know YAML, CEL, SQL and HTTP. One file here for each
// design file: data.go, contract.go, access.go.
package design
