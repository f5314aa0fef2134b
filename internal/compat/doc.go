// Package compat compares two contracts and says what changed for clients.
//
// A contract is an OpenAPI document (3.0, 3.1 or 3.2, JSON or YAML), which [Load] reads
// into operations, parameters, bodies, answers and shapes; a shape is a set of JSON
// values. Beside it may stand [Facts]: what a design promises and no OpenAPI document
// says, as who may call an operation and how a list is ordered, which [FactsOf] takes from
// a plan.
//
// One rule decides what breaks: variance. What clients send is contravariant: a change
// breaks them where a value that was taken is not taken any more. What they get is
// covariant: it breaks them where a value comes that could not come before. Each part
// of a shape (types, enum, bounds, members) says by itself whether its set became wider,
// narrower or both, and where that cannot be decided the change is a warning. Everything
// that is no set of values, as statuses and credentials, is in a finite table.
//
// A change has an id from direction, kind and action, as
// "response-property-enum-value-added"; a tier, which is whom it reaches: the names of
// generated clients, the bytes on the wire, or how the API behaves; and a fingerprint, by
// which a person approves it. It is said once for each shape, with the operations that it
// reaches.
//
// The package refuses to know how documents are made and how changes are shown: that is
// for the rooms contract and cli.
//
//	old, new := compat.Load("old.yaml", a, &diags), compat.Load("new.yaml", b, &diags)
//	for _, change := range compat.Compare(old, new, compat.Options{}) {
//		fmt.Println(change.ID, change.Place, change.Text)
//	}
package compat
