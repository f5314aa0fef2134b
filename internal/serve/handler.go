package serve

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/observe"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
)

// Runner runs calls of operations: *exec.Executor. An error is an *exec.Refusal
// or the machine's.
type Runner interface {
	Run(ctx context.Context, c *exec.Call, dst []byte) (exec.Answer, error)
	RunTogether(ctx context.Context, t *exec.Together) error
}

// Options are what a Handler is made of.
type Options struct {
	Plan    *plan.Plan
	Runner  Runner
	Auth    Authenticator               // nil when nobody signs in
	Docs    *Documents                  // nil for none
	Pages   *Pages                      // nil for none
	Ready   func(context.Context) error // whether requests can be answered; nil for always
	Metrics *observe.Metrics            // nil for new ones
	Log     *slog.Logger                // nil for none
	Quiet   bool                        // the log has no line for each request
	Now     func() time.Time            // nil for the clock
	Limits  Limits
	Public  string         // the origin that addresses in answers begin with, as "https://api.example.com"; "" for that of each request
	Proxies []netip.Prefix // whose X-Forwarded-For is believed
	Dev     bool           // stop at once
}

// Handler answers requests. It is safe for concurrent use.
type Handler struct {
	plan    *plan.Plan
	runner  Runner
	auth    Authenticator
	ready   func(context.Context) error
	metrics *observe.Metrics
	log     *slog.Logger
	lines   bool             // the log has one for each request
	now     func() time.Time // nil for the clock
	limits  Limits
	proxies []netip.Prefix
	public  string // what addresses in answers begin with; "" for the host of each request

	routes    node
	pages     *pages                     // nil for none
	docs      *Documents                 // nil for none
	versioned *versioned                 // nil for an API with one version
	unmatched map[string]*observe.Series // by method, for what no endpoint answers
	allow     string                     // of the Allow header: what any route takes
	limiters  map[*design.Rate]*limiter
	cors      *crossOrigin // nil when no page of another origin may call
	compress  bool         // long answers, to who wants that
	ends      notice       // what is deprecated
	challenge string       // of the WWW-Authenticate header: that somebody must sign in
	catalog   []byte       // what the server has, as RFC 9727 tells it

	// Values of the Vary header: of what caches may keep for one caller, for all, in the
	// form that one asks for; of what a version answers, and of every answer, nil for none.
	vary, varyPublic, varyForm, varyVersion, varyAlways []string
	operations                                          map[string]*endpoint
	keys                                                sync.Map     // by digest: the idempotency keys of requests under way
	running                                             atomic.Int64 // requests for operations under way
	stopping                                            atomic.Bool
	exchanges                                           sync.Pool
}

// noOperation stands in metrics and logs for requests that no endpoint answers.
// Names of Newel's own have a dot, which those of operations cannot have.
const noOperation = "newel.none"

// methods are those that the metrics tell apart; "" is every other.
var methods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, "",
}

// New returns the handler of everything that a plan serves.
func New(o Options) *Handler {
	h := &Handler{
		plan: o.Plan, runner: o.Runner, auth: o.Auth, ready: o.Ready, metrics: o.Metrics, log: o.Log, now: o.Now,
		limits: o.Limits.filled(o.Dev), docs: o.Docs, proxies: o.Proxies, public: o.Public, unmatched: map[string]*observe.Series{}, operations: map[string]*endpoint{},
	}
	if h.metrics == nil {
		h.metrics = observe.NewMetrics()
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	h.lines = !o.Quiet && h.log.Enabled(context.Background(), slog.LevelInfo)
	for _, method := range methods {
		h.unmatched[method] = h.metrics.Series(noOperation, labelOf(method))
	}
	h.exchanges.New = func() any { return &exchange{h: h} }
	if o.Pages != nil {
		h.pages = o.Pages.kept()
	}
	h.transport()
	h.everything(h.plan, &h.routes)
	if h.plan.Batch > 0 {
		h.add(&h.routes, h.plan.Base+batchPath, &endpoint{name: "newel.batch", method: http.MethodPost, run: (*exchange).batch})
	}
	h.versions()
	h.finish()
	return h
}

// everything adds what p has to those routes, and what Newel answers itself.
func (h *Handler) everything(p *plan.Plan, routes *node) {
	h.watching(routes)
	if h.docs != nil {
		h.documented(routes, h.docs)
	}
	if h.auth != nil && h.plan.Auth != nil {
		h.authEndpoints(routes, h.plan.Auth)
	}
	for _, op := range p.Operations {
		h.operation(routes, op)
	}
	h.deprecations(routes)
	if h.pages != nil {
		h.paged(routes, h.pages)
	}
	h.discovery(routes)
}

// finish makes what follows from all routes.
func (h *Handler) finish() {
	taken := map[string]bool{}
	h.routes.methods(taken)
	h.allow = strings.Join(slices.Sorted(maps.Keys(taken)), ", ")
	h.challenge = challengeOf(h.plan)
}

// transport makes what the design says of HTTP.
func (h *Handler) transport() {
	h.cors = newCrossOrigin(h.plan.CORS)
	var always []string
	if h.compress = h.plan.Compress; h.compress {
		always = append(always, "Accept-Encoding")
	}
	if h.cors != nil && !h.cors.any {
		always = append(always, "Origin")
	}
	with := func(more ...string) []string {
		all := slices.Concat(more, always)
		slices.Sort(all)
		return []string{strings.Join(all, ", ")}
	}
	if len(always) > 0 {
		h.varyAlways = with()
	}
	h.varyForm = with("Accept")
	var version []string
	if v := h.plan.Versioning; v != nil && v.Header != "" {
		version = []string{v.Header}
		h.varyVersion = with(version...)
	}
	h.vary, h.varyPublic = with(append(version, "Accept", "Authorization")...), with(append(version, "Accept")...)
}

// limiterOf returns the limiter of an operation, nil for none. Operations of one rate share
// it.
func (h *Handler) limiterOf(op *plan.Operation) *limiter {
	if op.Rate == nil || h.limits.NoRates {
		return nil
	}
	if h.limiters == nil {
		h.limiters = map[*design.Rate]*limiter{}
	}
	if h.limiters[op.Rate] == nil {
		h.limiters[op.Rate] = newLimiter(op.Rate)
	}
	return h.limiters[op.Rate]
}

func (h *Handler) operation(routes *node, op *plan.Operation) {
	e := &endpoint{name: op.Name, method: op.Method, run: (*exchange).operate, operation: op, types: bodyTypes(op), rate: h.limiterOf(op), ending: h.newEnding(op)}
	if c := op.Cache; c != nil {
		e.shared = sharedFor(c)
	}
	if op.Verb == design.List {
		low, high := int64(1), int64(op.List.Max)
		e.limit = &payload.Slot{Name: parameterLimit, Format: payload.Integer, Min: &low, Max: &high}
	}
	if op.Bulk > 0 && op.Lens != nil {
		return // its rows are in the form of today only
	}
	if op.Bulk > 0 {
		e.run = (*exchange).bulk
		h.add(routes, op.Path, e)
		return
	}
	if op.All != nil {
		e.run = (*exchange).all
		h.add(routes, op.Path, e)
		return
	}
	h.add(routes, op.Path, e)
	if op.Version == "" { // calls of a batch are those of today
		h.operations[op.Name] = e
	}
}

// add puts an endpoint among routes and its figures among the metrics.
func (h *Handler) add(routes *node, path string, e *endpoint) {
	e.series = h.metrics.Series(e.name, e.method)
	if e.method == http.MethodGet {
		e.head = h.metrics.Series(e.name, http.MethodHead)
	}
	routes.add(path, e)
}

func labelOf(method string) string {
	if method == "" {
		return "other"
	}
	return method
}

// seriesOf returns where a request is counted; e is nil when none answers it.
func (h *Handler) seriesOf(e *endpoint, method string) *observe.Series {
	switch {
	case e == nil:
		if s := h.unmatched[method]; s != nil {
			return s
		}
		return h.unmatched[""]
	case method == http.MethodHead:
		return e.head
	}
	return e.series
}

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := h.begin(w, r)
	defer h.end(x)
	defer x.contain()
	if err := x.handle(); err != nil {
		x.fail(err)
	}
}

// handle finds who answers, and lets them.
func (x *exchange) handle() error {
	x.header()
	if x.r.RequestURI == "*" && x.r.Method == http.MethodOptions || x.r.Method == http.MethodConnect {
		return x.whole()
	}
	if len(x.r.RequestURI) > longestTarget {
		return &problem{code: "target_too_long"}
	}
	path := x.r.URL.Path
	if x.r.URL.RawPath != "" {
		path = "" // escaped where it need not be: another spelling
	}
	if err := x.routed(path); err != nil {
		return err
	}
	if x.r.Method == http.MethodOptions {
		return x.options(x.route)
	}
	e := x.route.endpoint(x.r.Method)
	if e == nil {
		x.w.Header().Set("Allow", x.route.allow)
		return &problem{code: "method_not_allowed"}
	}
	x.endpoint = e
	if e.ending != nil {
		if err := x.ending(e.ending); err != nil {
			return err
		}
	}
	if e.watch {
		return e.run(x)
	}
	if x.h.plan.Absolute {
		var ok bool
		if x.call.Origin, ok = x.origin(); !ok {
			return &problem{code: "invalid_host"}
		}
	}
	defer x.h.running.Add(-1)
	if x.h.running.Add(1) > int64(x.h.limits.Concurrent) {
		return &problem{code: "overloaded"}
	}
	work := &deadline{Context: x.r.Context(), at: x.started.Add(x.h.limits.Request)}
	defer work.end()
	x.ctx = work
	return e.run(x)
}

// routed finds the route of a path, among those of the version that the request means.
// What watches the server has no version.
func (x *exchange) routed(path string) error {
	if x.h.versioned == nil {
		if x.route, x.rows = x.h.routes.find(path); x.route == nil {
			return &problem{code: codeNotFound}
		}
		return nil
	}
	unknown := x.choose()
	if unknown == nil {
		path, unknown = x.byPath(path)
	}
	x.route, x.rows = x.edition.routes.find(path)
	if x.route != nil && x.route.watches() {
		return nil
	}
	switch err := x.announce(); {
	case unknown != nil:
		return unknown
	case err != nil:
		return err
	case x.route == nil:
		return &problem{code: codeNotFound}
	}
	return nil
}

// whole answers requests about the server itself: OPTIONS *, and CONNECT, which
// has no path.
func (x *exchange) whole() error {
	x.w.Header().Set("Allow", x.h.allow)
	if x.r.Method == http.MethodConnect {
		return &problem{code: "method_not_allowed"}
	}
	x.send(http.StatusNoContent, nil)
	return nil
}

// options tells what a route can do; that is no secret.
func (x *exchange) options(r *route) error {
	x.w.Header().Set("Allow", r.allow)
	if x.h.cors != nil {
		x.h.cors.preflight(x.r.Header, x.w.Header(), r.allow)
	}
	if r.acceptPatch != "" {
		x.w.Header().Set("Accept-Patch", r.acceptPatch)
	}
	x.send(http.StatusNoContent, nil)
	return nil
}
