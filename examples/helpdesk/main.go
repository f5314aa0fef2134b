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
