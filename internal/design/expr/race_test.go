//go:build race

package expr_test

// slower divides the work of long tests: the race detector makes them slow.
const slower = 10
