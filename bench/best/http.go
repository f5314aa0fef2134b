package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"log"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/newel-api/newel/bench/dataset"
	"github.com/newel-api/newel/bench/peer"
)

const (
	path     = "/v1/articles"
	bodyMost = 1 << 20
)

// Header values that every answer shares; net/http only reads them.
var (
	jsonType    = []string{"application/json"}
	problemType = []string{"application/problem+json"}
)

// refusal is a request that gets no further, with its status.
type refusal int

func (r refusal) Error() string { return http.StatusText(int(r)) }

// buffers is what a request needs; it goes from one to the next.
type buffers struct {
	in, out []byte
	input   input
	page    page
}

var pool = sync.Pool{New: func() any { return &buffers{out: make([]byte, 0, 16<<10)} }}

type handler struct{ s *store }

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b := pool.Get().(*buffers)
	status, err := h.serve(b, r)
	switch {
	case err != nil:
		refuse(w, err)
	case status == http.StatusNoContent:
		w.WriteHeader(status)
	default:
		header := w.Header()
		header["Content-Type"] = jsonType
		header["Content-Length"] = []string{strconv.Itoa(len(b.out))}
		if status == http.StatusCreated {
			const id = len(`{"id":"`)
			header["Location"] = []string{path + "/" + string(b.out[id:id+len(dataset.ArticlePrefix)+26])}
		}
		w.WriteHeader(status)
		_, _ = w.Write(b.out) // a client that is gone needs no answer
	}
	pool.Put(b)
}

func refuse(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	var r refusal
	switch {
	case errors.As(err, &r):
		status = int(r)
	case errors.Is(err, errNotFound):
		status = http.StatusNotFound
	case errors.Is(err, errForbidden):
		status = http.StatusForbidden
	case errors.Is(err, errTaken):
		status = http.StatusConflict
	case errors.Is(err, errToken):
		status = http.StatusUnauthorized
		w.Header().Set("WWW-Authenticate", "Bearer")
	default:
		log.Print(err)
	}
	w.Header()["Content-Type"] = problemType
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `{"status":`+strconv.Itoa(status)+`,"title":"`+http.StatusText(status)+`"}`)
}

// serve leaves the answer in b.out.
func (h *handler) serve(b *buffers, r *http.Request) (status int, err error) {
	b.out = b.out[:0]
	caller, token := "", ""
	if values := r.Header["Authorization"]; len(values) > 0 {
		var ok bool
		if token, ok = strings.CutPrefix(values[0], "Bearer "); !ok {
			return 0, errToken
		}
		if caller, err = h.s.caller(token); err != nil {
			return 0, err
		}
	}
	rest, ok := strings.CutPrefix(r.URL.Path, path)
	switch {
	case !ok && r.URL.Path == "/v1/session" && r.Method == http.MethodDelete && caller != "":
		return http.StatusNoContent, h.s.end(token)
	case !ok && r.URL.Path == "/healthz":
		b.out = append(b.out, "{}"...)
		return http.StatusOK, nil
	case !ok, len(rest) > 0 && (rest[0] != '/' || strings.IndexByte(rest[1:], '/') >= 0):
		return 0, errNotFound
	case rest == "" && r.Method == http.MethodGet:
		return http.StatusOK, h.list(b, r, caller)
	case rest == "" && r.Method == http.MethodPost:
		return http.StatusCreated, h.create(b, r, caller)
	case rest != "" && r.Method == http.MethodGet:
		return http.StatusOK, h.get(b, r, caller, rest[1:])
	case rest != "" && r.Method == http.MethodPatch:
		return http.StatusOK, h.update(b, r, caller, rest[1:])
	}
	return 0, refusal(http.StatusMethodNotAllowed)
}

func (h *handler) get(b *buffers, r *http.Request, caller, id string) (err error) {
	if err := b.page.parse(r.URL.RawQuery); err != nil {
		return err
	}
	b.out, err = h.s.get(b.out, caller, id, b.page.expand)
	return err
}

func (h *handler) list(b *buffers, r *http.Request, caller string) (err error) {
	if err := b.page.parse(r.URL.RawQuery); err != nil {
		return err
	}
	if b.page.author == "" {
		return refusal(http.StatusBadRequest)
	}
	b.out, err = h.s.list(b.out, caller, &b.page)
	return err
}

// parse reads a query. A name that is not known, or stands twice, is refused.
func (p *page) parse(query string) error {
	*p = page{limit: 20}
	var seen [5]bool
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		name, value, _ := strings.Cut(pair, "=")
		if strings.ContainsAny(value, "%+") {
			var err error
			if value, err = url.QueryUnescape(value); err != nil {
				return refusal(http.StatusBadRequest)
			}
		}
		n, ok := 0, true
		switch name {
		case "author":
			n, p.author, ok = 0, value, value != ""
		case "sort":
			n, ok = 1, value == "-created_at"
		case "limit":
			var err error
			p.limit, err = strconv.Atoi(value)
			n, ok = 2, err == nil && p.limit >= 1 && p.limit <= 100
		case "expand":
			n, p.expand, ok = 3, true, value == "author"
		case "cursor":
			n, ok = 4, p.continueAt(value)
		default:
			ok = false
		}
		if !ok || seen[n] {
			return refusal(http.StatusBadRequest)
		}
		seen[n] = true
	}
	return nil
}

// A cursor is the time and the id of the last article of a page. What it says is only
// where to go on: it opens nothing.
func appendCursor(dst, place []byte) []byte { return base64.RawURLEncoding.AppendEncode(dst, place) }

func (p *page) continueAt(cursor string) bool {
	place, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(place) <= len(peer.Time) || len(place) > len(p.lastPlace) {
		return false
	}
	p.time, p.id = string(place[:len(peer.Time)]), string(place[len(peer.Time):])
	return true
}

// read reads and checks the body.
func (b *buffers) read(r *http.Request, caller string) error {
	if caller == "" {
		return errToken
	}
	if t := r.Header["Content-Type"]; len(t) == 0 || t[0] != jsonType[0] {
		return refusal(http.StatusUnsupportedMediaType)
	}
	if r.ContentLength > bodyMost {
		return refusal(http.StatusRequestEntityTooLarge)
	}
	b.in = b.in[:0]
	for {
		if len(b.in) > bodyMost {
			return refusal(http.StatusRequestEntityTooLarge)
		}
		if len(b.in) == cap(b.in) {
			b.in = append(b.in, make([]byte, 1024)...)[:len(b.in)]
		}
		n, err := r.Body.Read(b.in[len(b.in):cap(b.in)])
		b.in = b.in[:len(b.in)+n]
		if err == io.EOF {
			break
		}
		if err != nil {
			return refusal(http.StatusBadRequest)
		}
	}
	if !b.input.parse(b.in) {
		return refusal(http.StatusBadRequest)
	}
	if !b.input.valid() {
		return refusal(http.StatusUnprocessableEntity)
	}
	return nil
}

// valid holds the members that are there to their bounds.
func (in *input) valid() bool {
	v := &in.value
	for _, c := range v[slug] {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	if s := v[status]; s != nil && text(s) != "draft" && text(s) != "published" {
		return false
	}
	return between(v[slug], 1, 200) && between(v[title], 1, 200) && between(v[body], 0, 20_000)
}

// between tells whether a text that is there has so many characters.
func between(s []byte, least, most int) bool {
	return s == nil || len(s) >= least && (len(s) <= most || utf8.RuneCount(s) <= most)
}

func (h *handler) create(b *buffers, r *http.Request, caller string) error {
	if err := b.read(r, caller); err != nil {
		return err
	}
	in := &b.input
	if in.value[status] == nil {
		in.value[status] = []byte("draft")
	}
	for _, v := range in.value {
		if v == nil {
			return refusal(http.StatusUnprocessableEntity)
		}
	}
	if text(in.value[author]) != caller {
		return errForbidden
	}
	now := time.Now().UTC()
	j := takeJob(create)
	defer j.give()
	j.in, j.caller, j.out = in, caller, b.out
	j.id, j.now = newID(now), now.Format(peer.Time)
	err := h.s.writer.do(j)
	b.out = j.out
	return err
}

func (h *handler) update(b *buffers, r *http.Request, caller, id string) error {
	if err := b.read(r, caller); err != nil {
		return err
	}
	if b.input.value[author] != nil || b.input.value[slug] != nil {
		return refusal(http.StatusBadRequest)
	}
	j := takeJob(update)
	defer j.give()
	j.in, j.caller, j.id, j.out = &b.input, caller, id, b.out
	j.now = time.Now().UTC().Format(peer.Time)
	err := h.s.writer.do(j)
	b.out = j.out
	return err
}

// newID returns a new UUID of version 7 as ids are spelt.
func newID(now time.Time) string {
	var id dataset.Raw
	_, _ = rand.Read(id[:]) // never fails: it ends the process instead
	binary.BigEndian.PutUint64(id[:8], uint64(now.UnixMilli())<<16|0x7000|uint64(id[6]&15)<<8|uint64(id[7]))
	id[8] = id[8]&0x3f | 0x80
	return string(dataset.AppendID(nil, dataset.ArticlePrefix, id))
}
