package serve

import (
	"maps"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/newel-api/newel/internal/observe"
	"github.com/newel-api/newel/internal/plan"
)

// The figures by which a sunset is decided: who still asks for a version, when last, and
// for which of the members that it only has.
const (
	figureRequests = "newel_version_requests_total"
	figureLast     = "newel_version_last_request_seconds"
	figureMembers  = "newel_version_member_uses_total"
)

// mostClients bounds the clients that are told apart: they choose their names.
const mostClients = 50

// Names of clients that are not told apart.
const (
	otherClient   = "other"
	unnamedClient = "none"
)

// longestClient is how many bytes a name may have.
const longestClient = 40

// use counts what is asked of one version.
type use struct {
	version string
	metrics *observe.Metrics
	last    *observe.Figure
	clients atomic.Pointer[map[string]*observe.Figure] // by product; replaced as a whole
	lock    sync.Mutex                                 // of whoever replaces it
	only    map[*plan.Operation][]*observe.Figure      // by member of its Lens; nil for one that today has too
}

func newUse(m *observe.Metrics, version string) *use {
	u := &use{version: version, metrics: m, only: map[*plan.Operation][]*observe.Figure{}}
	u.last = m.Figure(figureLast, "When the last request for a version came, in seconds since 1970; 0 for none since the start.", observe.Gauge, "version", version)
	clients := map[string]*observe.Figure{}
	for _, name := range []string{unnamedClient, otherClient} {
		clients[name] = u.client(name)
	}
	u.clients.Store(&clients)
	return u
}

func (u *use) client(name string) *observe.Figure {
	return u.metrics.Figure(figureRequests, "Requests by version and client, which is the product of User-Agent.", observe.Counter, "version", u.version, "client", name)
}

// request counts one, of the client that the User-Agent header names.
func (u *use) request(agent []string, now int64) {
	u.last.Set(now / 1e6)
	name := unnamedClient
	if len(agent) > 0 {
		name = product(agent[0])
	}
	if f := (*u.clients.Load())[name]; f != nil {
		f.Add(1)
		return
	}
	u.lock.Lock()
	defer u.lock.Unlock()
	known := *u.clients.Load()
	if known[name] == nil && len(known) >= mostClients {
		name = otherClient
	}
	if known[name] == nil {
		more := maps.Clone(known)
		name = strings.Clone(name)
		more[name] = u.client(name)
		u.clients.Store(&more)
		known = more
	}
	known[name].Add(1)
}

// product returns the name of the first product of a User-Agent header (RFC 9110 section
// 10.1.5), without its version.
func product(agent string) string {
	end := 0
	for end < len(agent) && isNameByte(agent[end]) {
		end++
	}
	switch {
	case end > longestClient:
		return otherClient
	case end == 0:
		return unnamedClient
	}
	return agent[:end]
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.'
}

// members makes the figures of members that only the version has, by resource.
func (u *use) members(m *observe.Metrics, v *plan.Version) {
	for _, op := range v.Plan.Operations {
		if op.Lens == nil {
			continue
		}
		figures, some := make([]*observe.Figure, op.Lens.Input.Len()), false
		for i, s := range op.Bodies() {
			if s.Field == nil {
				figures[i] = m.Figure(figureMembers, "Bodies with a member that only that version has.", observe.Counter, "version", u.version, "operation", op.Name, "member", s.Name)
				some = true
			}
		}
		if some {
			u.only[op] = figures
		}
	}
}

// body counts the members that a body has and that only the version has.
func (u *use) body(op *plan.Operation, had []bool) {
	for i, f := range u.only[op] {
		if f != nil && had[i] {
			f.Add(1)
		}
	}
}
