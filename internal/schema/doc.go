// Package schema is the tables that a design needs: columns, checks, foreign
// keys and indexes, as SQL of either engine, and what changes between two of
// them.
//
// It knows the design and SQL text. It refuses to know open databases: what a
// database has, and bringing it to what the design wants, is store/migrate.
//
// What a row may hold is said twice on purpose: programs check requests, the
// tables check programs. A row that breaks the design cannot be stored, whoever
// writes it.
//
// The entries are [Build], [Schema.Create] and [Diff].
package schema
