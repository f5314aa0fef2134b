//go:build race

package generate_test

// racing tells that the race detector looks, which makes everything slow.
const racing = true
