// Best is the articles API as the quickest that its author can write by hand in pure
// Go and still answers for: SQLite's native interface with prepared statements, JSON
// that is appended from its columns, commits that are shared, sessions remembered.
// It is what Newel is measured against, so it leaves out nothing that peer promises
// and does nothing else.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"
)

func main() {
	database := flag.String("database", "", "the file that the bench has made")
	listen := flag.String("listen", "127.0.0.1:0", "where to listen")
	readers := flag.Int("readers", 4, "connections for reading")
	cache := flag.Int("cache", 32<<10, "KiB of pages that each connection keeps")
	keep := flag.Bool("keep", false, "readers keep their transactions while nothing is committed")
	flag.Parse()
	s, err := open(*database, *readers, *cache, *keep)
	if err != nil {
		log.Fatal(err)
	}
	ln, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://%s\n", ln.Addr())
	server := &http.Server{
		Handler: &handler{s}, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: 45 * time.Second, IdleTimeout: 2 * time.Minute,
	}
	log.Fatal(server.Serve(ln))
}
