// Package cli is the newel command: what a person types, and what they read.
//
// One table, [commands], drives dispatch, help and the documentation: a command is
// a row in it and one file here. The package knows flags, exit codes and terminals.
// It refuses to know what makes a design wrong and how a request is answered.
//
// Results go to standard output, findings and failures to standard error. Exit
// codes are promises: 0 all is well, 1 findings at or above the gate, 2 a wrong
// command line, 3 the machine failed. With --json, standard output is the one
// envelope of package report.
//
// The entry is [Run].
package cli
