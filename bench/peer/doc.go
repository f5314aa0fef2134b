// Package peer is what the two hand-written servers of the comparison share: the
// tables, the statements and the answers that a client may count on. How a server
// gets from one to the other is its own.
//
// What is promised is what Newel promises for the same design: an article that the
// caller may not read is not there (404); one that they may read and not change is
// 403; members that are not known, doubled or of a wrong type are refused; a session
// can be ended at once; an answer to a write is given when the write is on disk. Times
// are kept as the text that is sent, which is the quickest to send.
package peer
