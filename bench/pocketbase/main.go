// Pocketbase is PocketBase with the collections and rules of the comparison. It is a
// module of its own, because of what it needs.
//
// Everything is as PocketBase has it, but for one thing that BENCH_SYNC asks for: with
// FULL a commit is on disk when it returns, as at every other server; as it comes,
// PocketBase says NORMAL, and a power cut may take the last commits away.
//
//	pocketbase serve --dir DIR --http HOST:PORT
//	pocketbase fill --dir DIR --tokens FILE [--logs=false]    rows come from the standard input
package main

import (
	"errors"
	"log"
	"os"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
)

// connect is PocketBase's own way to connect, with another word for synchronous.
func connect(synchronous string) func(string) (*dbx.DB, error) {
	return func(path string) (*dbx.DB, error) {
		return dbx.Open("sqlite", path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)"+
			"&_pragma=synchronous("+synchronous+")&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)")
	}
}

func main() {
	config := pocketbase.Config{}
	switch word := os.Getenv("BENCH_SYNC"); word {
	case "", "NORMAL":
	case "FULL":
		config.DBConnect = connect(word)
	default:
		log.Fatal(errors.New("BENCH_SYNC is FULL, NORMAL or empty"))
	}
	app := pocketbase.NewWithConfig(config)
	app.RootCmd.AddCommand(fillCommand(app))
	if err := app.Start(); err != nil {
		log.Fatal(err)
	}
}
