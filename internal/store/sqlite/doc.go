// Package sqlite keeps a database in one SQLite file, in this process.
//
// It fills the seam of package store. One goroutine writes: it runs the writes
// that wait, each in a savepoint of its own, and commits them together, so that
// one fsync serves them all. Reads run beside it, each on a connection of a small
// pool, in a snapshot that the next read uses too while nothing is committed. A write
// is on the disk when Write returns.
//
// It knows files, connections, transactions and SQLite's errors. It refuses to know
// designs and schemas, and it refuses a file that another Newel has open.
//
//	db, err := sqlite.Open(ctx, "newel.db") // "" for one that is gone with Close
//	defer db.Close()
//
// docs/adr/0001-sqlite-driver.md says why this driver, and what it costs.
package sqlite
