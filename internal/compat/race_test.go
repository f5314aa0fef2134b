//go:build race

package compat_test

// every is the part of the designs that is mutated: the race detector makes them slow.
const every = 8
