package neweltest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/newel-api/newel"
	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/seed"
)

// Server is an API that answers on a free port of this machine until its test ends.
type Server struct {
	URL string // with the base path of the design

	t     testing.TB
	api   *newel.Server
	ids   map[string]string // of the world's rows, by name
	admit map[string]bool   // which of them are of the identity
}

// Start opens a with the rows of its world. The test fails when it cannot be opened,
// with every finding.
func Start(t testing.TB, a *newel.App) *Server {
	t.Helper()
	api, err := a.Open(t.Context(), newel.Options{World: true, Dev: true})
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewServer(api)
	t.Cleanup(func() {
		ts.Close()
		if err := api.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &Server{t: t, api: api, ids: map[string]string{}, admit: map[string]bool{}}
	d := s.world(a)
	s.URL = ts.URL + d.Contract.Base.Text
	return s
}

// world notes the ids of the world's rows: the names decide them.
func (s *Server) world(a *newel.App) *design.Design {
	s.t.Helper()
	var diags diag.List
	d, _, err := compile.Folder(a.DesignFolder(), &diags)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, row := range seed.World(d, &diags).List {
		s.ids[row.Name] = string(row.Entity.AppendID(nil, row.ID()))
		s.admit[row.Name] = row.Entity == d.Access.Identity.To
	}
	if err := diags.Err(); err != nil {
		s.t.Fatal(err)
	}
	return d
}

// ID returns the id of a row of the world.
func (s *Server) ID(name string) string {
	s.t.Helper()
	id, ok := s.ids[name]
	if !ok {
		s.t.Fatalf("the world of requirements.yaml has no row %q", name)
	}
	return id
}

// With returns the server for a part of the test: it is t that fails then.
func (s *Server) With(t testing.TB) *Server {
	part := *s
	part.t = t
	return &part
}

// Client asks as somebody.
type Client struct {
	server *Server
	token  string
	header [][2]string
}

// As returns a client of a row of the world that signs in; Anonymous is nobody's.
func (s *Server) As(name string) *Client {
	s.t.Helper()
	id := s.ID(name)
	if !s.admit[name] {
		s.t.Fatalf("%q is a row of the world that nobody signs in as", name)
	}
	token, err := s.api.Session(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return &Client{server: s, token: token}
}

// Anonymous returns a client without a session.
func (s *Server) Anonymous() *Client { return &Client{server: s} }

// Header returns the same client, which sends that header with every request.
func (c *Client) Header(name, value string) *Client {
	header := append(c.header[:len(c.header):len(c.header)], [2]string{name, value})
	return &Client{c.server, c.token, header}
}

// Answer is what came.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte

	t       testing.TB
	request string
}

// Get asks for a path below the base.
func (c *Client) Get(path string) *Answer { c.server.t.Helper(); return c.Do(http.MethodGet, path, "") }

// Post sends a body, as JSON, to a path below the base.
func (c *Client) Post(path, body string) *Answer {
	c.server.t.Helper()
	return c.Do(http.MethodPost, path, body)
}

// Do makes a request; body is JSON, "" for none.
func (c *Client) Do(method, path, body string) *Answer {
	t := c.server.t
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, c.server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for _, line := range c.header {
		r.Header.Set(line[0], line[1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return &Answer{response.StatusCode, response.Header, text, t, method + " " + path}
}

// Want fails the test when another status came.
func (a *Answer) Want(status int) *Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("%s: status %d, want %d\n%s", a.request, a.Status, status, a.Body)
	}
	return a
}

// Into reads the body into v.
func (a *Answer) Into(v any) *Answer {
	a.t.Helper()
	if err := json.Unmarshal(a.Body, v); err != nil {
		a.t.Fatalf("%s: %v\n%s", a.request, err, a.Body)
	}
	return a
}

// Requirements runs every criterion of a's requirements.yaml, each as a part of the test.
func Requirements(t *testing.T, a *newel.App) {
	t.Helper()
	criteria, err := a.Criteria(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range criteria {
		t.Run(c.Requirement+"/"+c.Name, func(t *testing.T) {
			if c.Failure != "" {
				t.Error(c.Failure)
			}
		})
	}
}
