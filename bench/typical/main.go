// Typical is the articles API as it is usually written in Go: net/http's patterns,
// database/sql over the same SQLite engine, encoding/json. It is a good example of its
// kind: statements are prepared once, reads have a pool and writes a connection of
// their own. Each write is a transaction of its own, as usual.
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
	flag.Parse()
	s, err := open(*database, *readers, *cache)
	if err != nil {
		log.Fatal(err)
	}
	ln, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://%s\n", ln.Addr())
	server := &http.Server{
		Handler: routes(s), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: 45 * time.Second, IdleTimeout: 2 * time.Minute,
	}
	log.Fatal(server.Serve(ln))
}
