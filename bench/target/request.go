package target

import (
	"net/http"
	"strconv"

	"github.com/newel-api/newel/bench/dataset"
)

// API is a way of spelling requests and answers.
type API struct{ PocketBase bool }

// Request is one, before it is bytes.
type Request struct {
	Method string
	Path   string // with the query
	Token  string // "" for nobody
	Body   string // JSON, "" for none
	Status int    // that it should get
}

// Append appends the request as HTTP/1.1 sends it.
func (r *Request) Append(dst []byte) []byte {
	dst = append(append(append(append(dst, r.Method...), ' '), r.Path...), " HTTP/1.1\r\nHost: 127.0.0.1\r\n"...)
	if r.Token != "" {
		dst = append(append(append(dst, "Authorization: Bearer "...), r.Token...), '\r', '\n')
	}
	if r.Body != "" {
		dst = append(dst, "Content-Type: application/json\r\nContent-Length: "...)
		dst = strconv.AppendInt(dst, int64(len(r.Body)), 10)
		dst = append(dst, '\r', '\n')
	}
	return append(append(dst, '\r', '\n'), r.Body...)
}

func (a API) base() string {
	if a.PocketBase {
		return "/api/collections/articles/records"
	}
	return "/v1/articles"
}

// Health is where a server says that it is well.
func (a API) Health() string {
	if a.PocketBase {
		return "/api/health"
	}
	return "/healthz"
}

// User returns the id of a user.
func (a API) User(u *dataset.User) string {
	if a.PocketBase {
		return u.PB
	}
	return u.ID
}

// Article returns the id of article n of set.
func (a API) Article(set dataset.Set, n int) string {
	id, pb := set.ArticleID(n)
	if a.PocketBase {
		return pb
	}
	return id
}

// Get asks for one article.
func (a API) Get(token, id string) Request {
	return Request{Method: http.MethodGet, Path: a.base() + "/" + id, Token: token, Status: http.StatusOK}
}

// List asks for the 20 newest articles of an author that the caller may read. What
// PocketBase counts beside it is left out, as Newel counts only when it is asked to.
func (a API) List(token, author string, expand bool) Request {
	r := Request{Method: http.MethodGet, Token: token, Status: http.StatusOK}
	if a.PocketBase {
		r.Path = a.base() + "?filter=(author%3D'" + author + "')&sort=-created_at&perPage=20&skipTotal=1"
	} else {
		r.Path = a.base() + "?author=" + author + "&sort=-created_at&limit=20"
	}
	if expand {
		r.Path += "&expand=author"
	}
	return r
}

// Create makes an article; body is JSON already, with its quotes.
func (a API) Create(token, author, slug, title, body, status string) Request {
	r := Request{
		Method: http.MethodPost, Path: a.base(), Token: token, Status: http.StatusCreated,
		Body: `{"author":"` + author + `","slug":"` + slug + `","title":"` + title + `","body":` + body + `,"status":"` + status + `"}`,
	}
	if a.PocketBase {
		r.Status = http.StatusOK
	}
	return r
}

// Patch gives an article another title.
func (a API) Patch(token, id, title string) Request {
	return Request{
		Method: http.MethodPatch, Path: a.base() + "/" + id, Token: token, Status: http.StatusOK, Body: `{"title":"` + title + `"}`,
	}
}
