package verify

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/newel-api/newel/internal/engine"
)

// worldHeader is the header that names the world that a request is for.
const worldHeader = "X-Newel-World"

// mostWorlds bounds how many worlds stand at once.
const mostWorlds = 4096

// worlds are servers for criteria that somebody else runs: a name that a request gives is
// that of a world of its own, made when it is first named. A token that is the name of a
// row of the identity stands for a session of that row. They are for tests alone.
type worlds struct {
	ctx     context.Context
	options *Options

	lock sync.Mutex
	all  map[string]*run
}

// Serve answers on ln until ctx ends, each request in the world that it names.
func Serve(ctx context.Context, o Options, ln net.Listener) error {
	w := &worlds{ctx: ctx, options: &o, all: map[string]*run{}}
	server := &http.Server{Handler: w, ReadHeaderTimeout: patience}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ln) }()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if server.Shutdown(finish) != nil {
			_ = server.Close() // those that do not end are cut off
		}
		<-ended
	}
	w.lock.Lock()
	defer w.lock.Unlock()
	for _, r := range w.all {
		err = errors.Join(err, r.engine.Close())
	}
	return err
}

// ServeHTTP answers a request in its world.
func (w *worlds) ServeHTTP(to http.ResponseWriter, r *http.Request) {
	name := r.Header.Get(worldHeader)
	if name == "" {
		http.Error(to, "the header "+worldHeader+" names no world", http.StatusBadGateway)
		return
	}
	handler, err := w.prepare(name, r)
	if err != nil {
		http.Error(to, err.Error(), http.StatusBadGateway)
		return
	}
	r.Header.Del(worldHeader)
	handler.ServeHTTP(to, r)
}

// prepare finds or makes the world called so, and gives the request the token of its caller.
func (w *worlds) prepare(name string, r *http.Request) (http.Handler, error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	of := w.all[name]
	if of == nil {
		if len(w.all) == mostWorlds {
			return nil, errors.New("there are too many worlds: start anew")
		}
		o := w.options
		e, err := engine.Open(w.ctx, engine.Options{Design: o.Design, Seed: o.World, Dev: true, Functions: o.Functions, Time: o.Time})
		if err != nil {
			return nil, err
		}
		of = &run{ctx: w.ctx, engine: e, world: o.World, identity: o.Design.Access.Identity.To, tokens: map[string]string{}}
		w.all[name] = of
	}
	if as, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && of.known(as) {
		if err := of.session(as); err != nil {
			return nil, err
		}
		r.Header.Set("Authorization", "Bearer "+of.tokens[as])
	}
	return of.engine.Handler(), nil
}
