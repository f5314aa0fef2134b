// Package engine makes a design and a database into a running API.
//
// It knows in which order the rooms below are put together, and brings the
// database to the design before anything is served. It refuses to know files of
// designs, flags and terminals.
//
//	e, err := engine.Open(ctx, engine.Options{Design: d, Database: "newel.db"})
//	defer e.Close()
//	err = e.Serve(ctx, listener) // until ctx ends
package engine
