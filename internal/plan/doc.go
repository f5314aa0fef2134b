// Package plan is what the machine will do: every operation of the design with
// its route, its input and output programs, its statements and its questions,
// ready to run. A Plan is immutable; [Compile] makes it from a design that bound
// without errors, once, and no request looks at the design again.
//
// The package knows designs, conditions and shapes of statements. It refuses to
// know HTTP requests and open databases.
package plan
