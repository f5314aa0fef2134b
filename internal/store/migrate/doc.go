// Package migrate brings a database to the tables that a design wants: what is
// there, what must change, and doing it in one transaction.
//
// It knows schemas and the store's seam. It refuses to know designs, and to guess:
// only additions are made, which can lose nothing and fail on no row; any other
// difference is refused with a sentence for each.
//
//	state, err := migrate.Inspect(ctx, db)
//	decision := migrate.Plan(state, schema.Build(design), title)
//	err = migrate.Apply(ctx, db, decision)
//
// A database remembers in _newel_meta which schema it was given, and in
// _newel_ledger each change that led there.
package migrate
