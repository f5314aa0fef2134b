// Package law tries whether the older versions of an API obey the laws that make them
// safe to change from: with random bodies and rows, and without a server or a database.
//
//   - A body that is right in an older version is right today.
//   - A row of today has the form of the older version.
//   - What an answer says of a member, sent back in a body, is what it was; and the other
//     way round. Where the design says that a change is lossy, nothing is promised.
//   - What is wrong with a body is told in the version's own names.
//
// It knows the programs of a plan. It refuses to know how they came about, and HTTP.
//
//	broken, tried := law.Try(p, seed)
package law
