//go:build race

package engine_test

// every is the part of the designs that is served: the race detector makes them slow.
const every = 6
