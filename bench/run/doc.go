// Package run builds the servers of the comparison, gives each the same rows, makes
// sure that they answer alike, and measures them in turns: a server alone on one
// processor, the load on another. It ends only processes that it has started, and
// keeps everything in one folder that goes away.
package run
