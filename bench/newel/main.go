// Newel-bench is newel serve with two differences that only a bench has use for: it
// writes no log, and it shows where its time goes when it is asked to.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof" // to http.DefaultServeMux, which -pprof alone serves
	"os"
	"os/signal"
	"syscall"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/engine"
)

func main() {
	folder := flag.String("design", "newel/design", "the folder of the design")
	database := flag.String("database", "", "the SQLite file")
	listen := flag.String("listen", "127.0.0.1:0", "where to listen")
	pprof := flag.String("pprof", "", "where to serve profiles; nowhere when empty")
	flag.Parse()
	if *pprof != "" {
		go func() { log.Print(http.ListenAndServe(*pprof, nil)) }()
	}
	if err := serve(*folder, *database, *listen); err != nil {
		log.Fatal(err)
	}
}

func serve(folder, database, listen string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var diags diag.List
	d, _, err := compile.Folder(folder, &diags)
	if err = errors.Join(err, diags.Err()); err != nil {
		return err
	}
	e, err := engine.Open(ctx, engine.Options{Design: d, Database: database})
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", listen)
	if err != nil {
		return errors.Join(err, e.Close())
	}
	fmt.Printf("listening on http://%s\n", ln.Addr())
	return errors.Join(e.Serve(ctx, ln), e.Close())
}
