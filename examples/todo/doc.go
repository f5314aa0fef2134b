// Command todo is the list of things to do of ./design, with the interface that the public
// Todo-Backend specification asks for: the newel command, with no code of its own.
//
//	go run ./examples/todo serve examples/todo/design --dev
package main
