// Package verify runs what requirements promise: each criterion on a server of its own,
// with the rows of the world in a database that goes away, over real HTTP.
//
// It knows the design, and what an answer must be. It refuses to know how a finding
// looks, and what the server does inside.
//
//	world := seed.World(d, &diags)
//	results, err := verify.Run(ctx, verify.Options{Design: d, World: world}, &diags)
package verify
