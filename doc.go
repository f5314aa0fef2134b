// Package newel compiles the design of an API, written as data, and serves it.
//
// The newel command is the smallest program that can be written with it:
//
//	func main() { new(newel.App).Main() }
//
// A program of your own registers Go functions for what its design leaves to them:
//
//	func main() {
//		a := new(newel.App)
//		newel.Handle(a, "mergeTickets", mergeTickets)
//		a.Main()
//	}
//
// It then has every command: check, serve, explain and the rest. Functions get a [Call]
// and read and write rows with [Get], [List], [Create], [Update] and [Delete], as the
// caller may. What a design is, and what the commands do, is told in the documentation
// of the repository; docs/go.md is about Go code.
package newel
