// Package dataset is the rows that every server of the comparison holds: users,
// articles by them, comments on these. A row follows from its number alone, so that
// a program that fills a database and one that asks a server know the same rows
// without having talked.
//
// The package knows no server and no table. Ids are spelt in two ways: as Newel and
// the hand-written servers spell them, and as PocketBase does.
package dataset
