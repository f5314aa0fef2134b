// Command helpdesk is the helpdesk of ./design with its Go code: the newel command with
// the functions that its contract leaves to Go.
//
//	go run ./examples/helpdesk serve examples/helpdesk/design --dev
package main

import "github.com/newel-api/newel"

//go:generate go run ../../cmd/newel generate go design --package main --out types.go

func main() { app().Main() }

// app is the API with its functions.
func app() *newel.App {
	a := new(newel.App)
	newel.Handle(a, "mergeTickets", mergeTickets)
	return a
}
