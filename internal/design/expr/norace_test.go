//go:build !race

package expr_test

// slower divides the work of long tests; see race_test.go.
const slower = 1
