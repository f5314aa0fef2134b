//go:build !race

package compat_test

// every is the part of the designs that is mutated; see race_test.go.
const every = 2
