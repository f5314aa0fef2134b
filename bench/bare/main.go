// Bare is net/http that answers the same bytes and does nothing else: no token, no
// database, no JSON. It is the floor under every server that stands on net/http.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/newel-api/newel/bench/dataset"
	"github.com/newel-api/newel/bench/peer"
)

// answers are the bodies of an article, a page and a page with its author.
type answers struct{ article, list, expand []byte }

// makeAnswers returns the bodies as the first user gets them.
func makeAnswers(set dataset.Set) (a answers, err error) {
	u := set.User(0)
	article := func(n int, expand bool) map[string]any {
		a := set.Article(n)
		at := a.Created.Format(peer.Time)
		m := map[string]any{
			"id": a.ID, "author": u.ID, "slug": a.Slug, "title": a.Title, "body": a.Body, "status": a.Status, "created_at": at, "updated_at": at,
		}
		if expand {
			at := u.Created.Format(peer.Time)
			m["expand"] = map[string]any{"author": map[string]any{"id": u.ID, "name": u.Name, "created_at": at, "updated_at": at}}
		}
		return m
	}
	page := func(expand bool) map[string]any {
		var items []any
		for k := set.PerUser() - 1; k >= 0 && len(items) < 20; k-- {
			if n := set.Own(0, k); !set.Draft(n) {
				items = append(items, article(n, expand))
			}
		}
		return map[string]any{"items": items, "next": strings.Repeat("x", 80)}
	}
	for at, v := range map[*[]byte]any{&a.article: article(0, false), &a.list: page(false), &a.expand: page(true)} {
		if *at, err = json.Marshal(v); err != nil {
			return a, err
		}
	}
	return a, nil
}

func (a *answers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, text := http.StatusOK, a.article
	switch {
	case r.Method == http.MethodGet && r.URL.Path == "/v1/articles" && strings.Contains(r.URL.RawQuery, "expand"):
		text = a.expand
	case r.Method == http.MethodGet && r.URL.Path == "/v1/articles":
		text = a.list
	case r.Method == http.MethodPost:
		status = http.StatusCreated
		fallthrough
	case r.Method == http.MethodPatch:
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return
		}
	}
	w.Header()["Content-Type"] = []string{"application/json"}
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(text))}
	w.WriteHeader(status)
	_, _ = w.Write(text) // a client that is gone needs no answer
}

func main() {
	set := dataset.Whole
	flag.String("database", "", "is not read")
	listen := flag.String("listen", "127.0.0.1:0", "where to listen")
	flag.Parse()
	a, err := makeAnswers(set)
	if err != nil {
		log.Fatal(err)
	}
	ln, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://%s\n", ln.Addr())
	log.Fatal((&http.Server{Handler: &a, ReadHeaderTimeout: 5 * time.Second}).Serve(ln))
}
