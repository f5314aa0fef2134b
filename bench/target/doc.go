// Package target knows how the operations of the comparison are asked for at each
// server, and what its answers say: PocketBase spells both in its own way, the others
// in Newel's.
package target
