package serve

import (
	"hash/maphash"
	"net/netip"
	"strconv"
	"strings"
	"sync"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/value"
)

// limiter counts requests of one rate, each caller's for themselves: whoever is signed in
// by their id, everybody else by their address. It counts on this node alone. Its memory is
// bounded: who was not seen for longest is forgotten first, and then begins anew.
type limiter struct {
	name     string
	requests int64
	window   int64    // microseconds
	policy   []string // of the RateLimit-Policy header
	seed     maphash.Seed
	shards   [limiterShards]limiterShard
}

const (
	limiterShards = 16
	shardCallers  = 4096 // of one shard: 65,536 of a limiter, about 10 MB
)

// limited is who is counted: one of the three.
type limited struct {
	text    string // of an id
	number  int64  // of an id that is a number
	address netip.Addr
}

// spent is what somebody had of a window. It stands in a ring, the least recent one after
// the shard's own.
type spent struct {
	who          limited
	from         int64 // when the window began
	requests     int64
	newer, older *spent
}

type limiterShard struct {
	lock sync.Mutex
	all  map[limited]*spent
	ring spent // newer is the least recent one, older the most recent
}

func newLimiter(r *design.Rate) *limiter {
	l := &limiter{
		name: r.Name.Text, requests: r.Requests.N, window: r.Per.N * 1e6, seed: maphash.MakeSeed(),
		policy: []string{`"` + r.Name.Text + `";q=` + strconv.FormatInt(r.Requests.N, 10) + ";w=" + strconv.FormatInt(r.Per.N, 10)},
	}
	for i := range l.shards {
		s := &l.shards[i]
		s.all = map[limited]*spent{}
		s.ring.newer, s.ring.older = &s.ring, &s.ring
	}
	return l
}

// take counts one request at now, in microseconds. It returns how many more there may be in
// this window and in how many seconds it ends; ok is false when this one is too many, and
// then it does not count.
func (l *limiter) take(who limited, now int64) (left, seconds int64, ok bool) {
	s := &l.shards[maphash.Comparable(l.seed, who)%limiterShards]
	s.lock.Lock()
	defer s.lock.Unlock()
	of := s.of(who)
	if now < of.from || now >= of.from+l.window { // a clock that was set back begins a window too
		of.from, of.requests = now, 0
	}
	if ok = of.requests < l.requests; ok {
		of.requests++
	}
	return l.requests - of.requests, (of.from + l.window - now + 999_999) / 1e6, ok
}

// of returns what who has spent, and makes it the most recent.
func (s *limiterShard) of(who limited) *spent {
	of := s.all[who]
	switch {
	case of != nil:
		of.leave()
	case len(s.all) < shardCallers:
		of = new(spent)
	default:
		of = s.ring.newer
		of.leave()
		delete(s.all, of.who)
	}
	if of.who != who || of.newer == nil {
		who.text = strings.Clone(who.text) // it may be a part of something larger
		*of = spent{who: who}
		s.all[who] = of
	}
	of.older, of.newer = s.ring.older, &s.ring
	of.older.newer, s.ring.older = of, of
	return of
}

// leave takes it out of the ring.
func (p *spent) leave() { p.older.newer, p.newer.older = p.newer, p.older }

// who returns as whom the request is counted. A network of IPv6 is one: whoever has one
// address of it has all.
func (x *exchange) who() limited {
	if caller := x.call.Caller; len(caller) > 0 {
		if caller[0].Kind == value.ID || caller[0].Kind == value.Text {
			return limited{text: caller[0].Str}
		}
		return limited{number: caller[0].Int}
	}
	address := x.h.client(x.r)
	if address.Is6() {
		if network, err := address.Prefix(64); err == nil {
			address = network.Addr()
		}
	}
	return limited{address: address}
}

// charge counts the request, tells the client how much is left, and refuses it when there
// were too many (draft-ietf-httpapi-ratelimit-headers-10).
func (x *exchange) charge(l *limiter, who limited) error {
	left, seconds, ok := l.take(who, x.call.Now.Int)
	header := x.w.Header()
	header["Ratelimit-Policy"] = l.policy
	header["Ratelimit"] = []string{`"` + l.name + `";r=` + strconv.FormatInt(left, 10) + ";t=" + strconv.FormatInt(seconds, 10)}
	if ok {
		return nil
	}
	return &problem{code: codeQuota, retryAfter: int(seconds), policy: l.name}
}
