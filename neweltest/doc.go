// Package neweltest runs an API inside a Go test: its design, its Go functions, and the
// rows of the world of its requirements, on a database of its own that goes away.
//
//	s := neweltest.Start(t, app())
//	s.As("ann").Post("/tickets/"+s.ID("printer")+"/merge", `{"into": "`+s.ID("paper")+`"}`).Want(200)
package neweltest
