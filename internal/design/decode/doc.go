// Package decode makes a design of the trees that source read: it knows how every
// key of the design files is spelled and how its value is written.
//
// The files are described by tables, one line a key (data.go, field.go,
// contract.go, operation.go, access.go). The reader goes by them, and [Language]
// shows them as [Shape]s, so that what is read and what a reference of the language
// says cannot differ. Where a value is not written as its line says, a finding tells
// what is expected there, and the rest is read on: a misspelt key is taken for the
// one that is nearest, so that one mistake gives one finding.
//
// The package refuses to know what a name means, whether it is declared, and
// whether an expression is right: that is bind.
//
// The entries are [Data], [Contract] and [Access]:
//
//	file := source.Parse("data.yaml", text, &diags)
//	var data design.Data
//	decode.Data([]*source.File{file}, &data, &diags)
package decode
