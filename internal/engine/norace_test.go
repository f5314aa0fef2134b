//go:build !race

package engine_test

// every is the part of the designs that is served; see race_test.go.
const every = 1
