package newel

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/report"
	"github.com/newel-api/newel/internal/engine"
	"github.com/newel-api/newel/internal/seed"
)

// ErrDesign is what [App.Open] wraps when the design does not compile, or the functions
// do not fit it: the error's text has every finding.
var ErrDesign = errors.New("the design has findings")

// Options are how [App.Open] opens an API.
type Options struct {
	Database string       // the SQLite file, made when it is not there; "" for a temporary one
	Log      *slog.Logger // nil for none
	World    bool         // an empty database gets the rows of the world in requirements.yaml
	Dev      bool         // [Server.Serve] stops at once, without waiting for balancers
}

// Server is a running API. It answers requests as an http.Handler or by [Server.Serve],
// and must be closed.
type Server struct {
	engine *engine.Engine
	design *design.Design
}

// Open compiles the design, compares the functions with it and brings the database to
// it. ctx bounds the opening only.
func (a *App) Open(ctx context.Context, o Options) (*Server, error) {
	var diags diag.List
	d, files, err := compile.Folder(a.DesignFolder(), &diags)
	if err != nil {
		return nil, err
	}
	if diags.Err() == nil {
		files.Complete(&diags)
		a.functions.Check(d, &diags)
	}
	var rows *seed.Rows
	if o.World && diags.Err() == nil {
		rows = seed.World(d, &diags)
	}
	if diags.Err() != nil {
		return nil, findings(&diags, files)
	}
	e, err := engine.Open(ctx, engine.Options{
		Design: d, Database: o.Database, Seed: rows, Log: o.Log, Dev: o.Dev, Functions: &a.functions, Time: a.Time,
	})
	if err != nil {
		return nil, err
	}
	return &Server{e, d}, nil
}

func findings(diags *diag.List, files *compile.Files) error {
	var text strings.Builder
	if err := report.Text(&text, diags, report.TextOptions{Source: files.Text}); err != nil {
		return err
	}
	return fmt.Errorf("%w:\n%s", ErrDesign, text.String())
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.engine.Handler().ServeHTTP(w, r)
}

// Serve answers requests on ln until ctx ends, and then finishes those under way. It
// closes ln.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error { return s.engine.Serve(ctx, ln) }

// Session makes a session for a row of the identity entity, by its id as clients write
// it, and returns the bearer token: for tests, and for programs that know who signs in
// by other means.
func (s *Server) Session(ctx context.Context, id string) (token string, err error) {
	identity := s.design.Access.Identity.To
	if identity == nil {
		return "", errors.New("nobody signs in to this design")
	}
	v, ok := identity.ParseID(id)
	if !ok {
		return "", fmt.Errorf("%q is no id of %s", id, identity.Name.Text)
	}
	return s.engine.Session(ctx, v)
}

// Close ends the connections to the database, and removes a temporary one.
func (s *Server) Close() error { return s.engine.Close() }
