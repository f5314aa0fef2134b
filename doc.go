// Package newel compiles the design of an API, written as data, and serves it.
//
// The newel command is the smallest program that can be written with it:
//
//	func main() { new(newel.App).Main() }
//
// A program of your own is the same with the folder of its design:
//
//	func main() { (&newel.App{Design: "design"}).Main() }
//
// It then has every command: check, serve, explain and the rest. What a design is,
// and what the commands do, is told in the documentation of the repository.
package newel
