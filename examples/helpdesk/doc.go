// Command helpdesk is the helpdesk of ./design with its Go code: the newel command with
// the functions that its contract leaves to Go.
//
//	go run ./examples/helpdesk serve examples/helpdesk/design --dev
package main
