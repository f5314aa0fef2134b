// Package seed reads the rows that a new database begins with, and writes them.
//
// A seed file is YAML, as the files of a design are, and stands beside the design's
// folder: entities, their rows by name, their fields. "$name" is the id of the row of
// that name, "password" on a row of the identity entity is what it signs in with:
//
//	Organization:
//	  acme: {name: Acme}
//	User:
//	  ann: {email: ann@acme.test, password: "correct horse battery staple"}
//	Membership:
//	  ann-acme: {org: $acme, user: $ann, role: agent}
//
// What can be wrong with rows is found on reading, with its place. Ids and times
// depend on the file alone, so they are the same on every machine: an id on the names
// of the entity and the row, the time on the row's number in the file.
//
// The package knows designs and rows. It refuses to know permissions: whoever writes
// the file runs the server.
//
//	rows := seed.Read("seed.yaml", text, design, &diags)
//	written, err := rows.Write(ctx, db, authn) // only into a database without rows
package seed
