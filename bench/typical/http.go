package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/newel-api/newel/bench/dataset"
	"github.com/newel-api/newel/bench/peer"
)

// callerKey is where the middleware leaves who asks.
type callerKey struct{}

// statusError is a request that is refused.
type statusError int

func (e statusError) Error() string { return http.StatusText(int(e)) }

// Input is the body of a create.
type Input struct {
	Author *string `json:"author"`
	Slug   *string `json:"slug"`
	Title  *string `json:"title"`
	Body   *string `json:"body"`
	Status *string `json:"status"`
}

func routes(s *store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, struct{}{}, nil) })
	mux.HandleFunc("GET /v1/articles/{id}", s.handleGet)
	mux.HandleFunc("GET /v1/articles", s.handleList)
	mux.HandleFunc("POST /v1/articles", s.handleCreate)
	mux.HandleFunc("PATCH /v1/articles/{id}", s.handleUpdate)
	mux.HandleFunc("DELETE /v1/session", s.handleSignOut)
	return s.authenticate(mux)
}

// authenticate finds out who asks.
func (s *store) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller := ""
		if header := r.Header.Get("Authorization"); header != "" {
			token, ok := strings.CutPrefix(header, "Bearer ")
			err := errToken
			if ok {
				caller, err = s.Caller(r.Context(), token)
			}
			if err != nil {
				answer(w, 0, nil, err)
				return
			}
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, caller)))
	})
}

func callerOf(r *http.Request) string {
	caller, _ := r.Context().Value(callerKey{}).(string)
	return caller
}

// answer sends v, or what err says.
func answer(w http.ResponseWriter, status int, v any, err error) {
	if err != nil {
		refuse(w, err)
		return
	}
	text, err := json.Marshal(v)
	if err != nil {
		refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	_, _ = w.Write(text) // a client that is gone needs no answer
}

func refuse(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	var known statusError
	switch {
	case errors.As(err, &known):
		status = int(known)
	case errors.Is(err, errNotFound):
		status = http.StatusNotFound
	case errors.Is(err, errForbidden):
		status = http.StatusForbidden
	case errors.Is(err, errTaken):
		status = http.StatusConflict
	case errors.Is(err, errCursor):
		status = http.StatusBadRequest
	case errors.Is(err, errToken):
		status = http.StatusUnauthorized
		w.Header().Set("WWW-Authenticate", "Bearer")
	default:
		log.Print(err)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"status": status, "title": http.StatusText(status)})
}

// query reads the parameters; a name that is not known, or stands twice, is refused.
func query(r *http.Request) (q Query, err error) {
	q.Limit = 20
	for name, values := range r.URL.Query() {
		if len(values) != 1 {
			return q, statusError(http.StatusBadRequest)
		}
		ok := true
		switch value := values[0]; name {
		case "author":
			q.Author = value
		case "sort":
			ok = value == "-created_at"
		case "limit":
			q.Limit, err = strconv.Atoi(value)
			ok = err == nil && q.Limit >= 1 && q.Limit <= 100
		case "expand":
			q.Expand, ok = true, value == "author"
		case "cursor":
			q.Cursor = value
		default:
			ok = false
		}
		if !ok {
			return q, statusError(http.StatusBadRequest)
		}
	}
	return q, nil
}

func (s *store) handleGet(w http.ResponseWriter, r *http.Request) {
	q, err := query(r)
	if err != nil {
		refuse(w, err)
		return
	}
	article, err := s.Get(r.Context(), callerOf(r), r.PathValue("id"), q.Expand)
	answer(w, http.StatusOK, article, err)
}

func (s *store) handleList(w http.ResponseWriter, r *http.Request) {
	q, err := query(r)
	if err == nil && q.Author == "" {
		err = statusError(http.StatusBadRequest)
	}
	if err != nil {
		refuse(w, err)
		return
	}
	page, err := s.List(r.Context(), callerOf(r), q)
	answer(w, http.StatusOK, page, err)
}

// read reads the body into v.
func read(w http.ResponseWriter, r *http.Request, v any) error {
	if callerOf(r) == "" {
		return errToken
	}
	if r.Header.Get("Content-Type") != "application/json" {
		return statusError(http.StatusUnsupportedMediaType)
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return statusError(http.StatusBadRequest)
	}
	if _, err := d.Token(); err != io.EOF {
		return statusError(http.StatusBadRequest)
	}
	return nil
}

var slugPattern = regexp.MustCompile(`^[a-z0-9-]+$`)

// valid holds a member that is there to its bounds.
func valid(s *string, least, most int) bool {
	return s == nil || utf8.RuneCountInString(*s) >= least && utf8.RuneCountInString(*s) <= most
}

func (c *Change) valid() bool {
	return valid(c.Title, 1, 200) && valid(c.Body, 0, 20_000) && (c.Status == nil || *c.Status == "draft" || *c.Status == "published")
}

func (s *store) handleCreate(w http.ResponseWriter, r *http.Request) {
	var in Input
	if err := read(w, r, &in); err != nil {
		refuse(w, err)
		return
	}
	if in.Status == nil {
		draft := "draft"
		in.Status = &draft
	}
	change := Change{in.Title, in.Body, in.Status}
	if in.Author == nil || in.Slug == nil || in.Title == nil || in.Body == nil || !change.valid() || !valid(in.Slug, 1, 200) || !slugPattern.MatchString(*in.Slug) {
		refuse(w, statusError(http.StatusUnprocessableEntity))
		return
	}
	if *in.Author != callerOf(r) {
		refuse(w, errForbidden)
		return
	}
	now := time.Now().UTC()
	at := now.Format(peer.Time)
	article := Article{
		ID: newID(now), Author: *in.Author, Slug: *in.Slug, Title: *in.Title, Body: *in.Body, Status: *in.Status, CreatedAt: at, UpdatedAt: at,
	}
	err := s.Create(r.Context(), article)
	w.Header().Set("Location", "/v1/articles/"+article.ID)
	answer(w, http.StatusCreated, article, err)
}

func (s *store) handleUpdate(w http.ResponseWriter, r *http.Request) {
	var change Change
	err := read(w, r, &change)
	if err == nil && !change.valid() {
		err = statusError(http.StatusUnprocessableEntity)
	}
	if err != nil {
		refuse(w, err)
		return
	}
	article, err := s.Update(r.Context(), callerOf(r), r.PathValue("id"), change, time.Now().UTC().Format(peer.Time))
	answer(w, http.StatusOK, article, err)
}

func (s *store) handleSignOut(w http.ResponseWriter, r *http.Request) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if callerOf(r) == "" {
		refuse(w, errToken)
		return
	}
	if err := s.End(r.Context(), token); err != nil {
		refuse(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// newID returns a new UUID of version 7 as ids are spelt.
func newID(now time.Time) string {
	var id dataset.Raw
	_, _ = rand.Read(id[:]) // never fails: it ends the process instead
	binary.BigEndian.PutUint64(id[:8], uint64(now.UnixMilli())<<16|0x7000|uint64(id[6]&15)<<8|uint64(id[7]))
	id[8] = id[8]&0x3f | 0x80
	return string(dataset.AppendID(nil, dataset.ArticlePrefix, id))
}
