// Package store is the seam between Newel and a database engine: statements in,
// rows out, transactions that are durable when they return.
//
// It knows values and SQL text, not designs or requests. sqlite and postgres fill
// the seam, storetest holds both to the same behaviour, migrate moves schemas.
package store
