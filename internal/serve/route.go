package serve

import (
	"net/http"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/observe"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
)

// endpoint is one method of one route.
type endpoint struct {
	name   string   // of the operation, in logs and metrics
	types  []string // of the bodies that it takes; nil for none
	method string
	run    func(*exchange) error
	watch  bool // health and metrics: always answered, to anybody
	series *observe.Series
	head   *observe.Series // GET: of the same asked by HEAD

	operation *plan.Operation // nil for Newel's own
	limit     *payload.Slot   // of a list: the parameter
	rate      *limiter        // nil for none
	ending    *ending         // nil when it is not deprecated
	shared    []string        // of the Cache-Control header, where many may share an answer; else nil
}

// route is a path template with its methods.
type route struct {
	template    string
	endpoints   []*endpoint
	allow       string // of the Allow header
	acceptPatch string // of the Accept-Patch header; "" without PATCH
}

// endpoint returns what answers to method, or nil.
func (r *route) endpoint(method string) *endpoint {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for _, e := range r.endpoints {
		if e.method == method {
			return e
		}
	}
	return nil
}

// watches tells whether the server itself is watched there.
func (r *route) watches() bool { return len(r.endpoints) > 0 && r.endpoints[0].watch }

// finish computes the headers that tell what the route can do.
func (r *route) finish() {
	methods := []string{http.MethodOptions}
	for _, e := range r.endpoints {
		methods = append(methods, e.method)
		switch e.method {
		case http.MethodGet:
			methods = append(methods, http.MethodHead)
		case http.MethodPatch:
			r.acceptPatch = strings.Join(e.types, ", ")
		}
	}
	slices.Sort(methods)
	r.allow = strings.Join(methods, ", ")
}

// node is one segment of the tree of routes.
type node struct {
	literal map[string]*node
	row     *node  // a segment that stands for a row: {id} in a template
	route   *route // nil when no path ends here
}

// add puts an endpoint at the template's place in the tree.
func (n *node) add(template string, e *endpoint) {
	for segment := range strings.SplitSeq(template[1:], "/") {
		n = n.child(segment)
	}
	if n.route == nil {
		n.route = &route{template: template}
	}
	if n.route.endpoint(e.method) == nil {
		n.route.endpoints = append(n.route.endpoints, e)
	}
	n.route.finish()
}

func (n *node) child(segment string) *node {
	if segment[0] == '{' {
		if n.row == nil {
			n.row = new(node)
		}
		return n.row
	}
	if n.literal == nil {
		n.literal = map[string]*node{}
	}
	if n.literal[segment] == nil {
		n.literal[segment] = new(node)
	}
	return n.literal[segment]
}

// methods adds the methods that any route from here takes.
func (n *node) methods(taken map[string]bool) {
	if n.route != nil {
		for method := range strings.SplitSeq(n.route.allow, ", ") {
			taken[method] = true
		}
	}
	for _, next := range n.literal {
		next.methods(taken)
	}
	if n.row != nil {
		n.row.methods(taken)
	}
}

// find returns the route of a path, and the segments that stand for rows; nil
// when there is none. A path has one spelling: what a proxy or a client could
// normalise ("//", "/./", a slash at the end) is another path, and not there.
//
// A word comes before a row, and nothing is tried twice: package bind refuses designs in
// which one segment could be both.
func (n *node) find(path string) (found *route, rows [plan.MostParams]string) {
	if path == "" || path[0] != '/' {
		return nil, rows
	}
	at := 0
	for rest, more := path[1:], true; more; {
		var segment string
		segment, rest, more = strings.Cut(rest, "/")
		switch next := n.literal[segment]; {
		case next != nil:
			n = next
		case n.row != nil && segment != "":
			n, rows[at] = n.row, segment
			at++
		default:
			return nil, rows
		}
	}
	return n.route, rows
}
