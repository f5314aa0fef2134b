// Package oracle compares the verdicts of package compat with those of oasdiff, which
// others wrote. It is for tests only, and a module of its own so that nothing of Newel
// depends on it.
package oracle
