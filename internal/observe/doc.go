// Package observe is how a running server is watched: counters and histograms for
// Prometheus, ids of requests, and the lines of the access log.
//
// It knows operations as names, requests as a status and a duration. It refuses to
// know the design, the database and HTTP itself: serve tells it what happened.
// Nothing secret reaches it: no token, no body, no query string.
//
//	m := observe.NewMetrics()
//	s := m.Series("listTickets", "GET") // once, at start
//	s.Observe(200, took)                // for each request: no lock, no allocation
//	text := m.Append(nil)               // for each scrape
package observe
