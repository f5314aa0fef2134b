// Package load asks a server for one operation over many connections, each of which
// asks again as soon as it has its answer, and says what that took: the processor
// time of the server above all, which says how much work a request is, whatever the
// machine does beside it.
//
// It speaks HTTP/1.1 itself, as little of it as the answers need, so that the one
// processor that it runs on is quicker than the server on the other.
package load
