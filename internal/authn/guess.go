package authn

import (
	"hash/maphash"
	"net/netip"
	"sync"
	"time"

	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/value"
)

// Attempts in a minute. Those that succeed do not count.
const (
	perAccount = 5
	perAddress = 30
)

// limiter allows each key so many attempts at once, and the same number again in
// each minute. It has a fixed number of places, which keys share at random: its
// memory is bounded whatever the keys, nobody can push a key out, and nobody can
// choose whose place they share. Sharing makes the limit stricter, seldom.
type limiter struct {
	seed  maphash.Seed
	each  int64 // microseconds that one attempt costs
	burst int64

	mu   sync.Mutex
	rest []int64 // by place: when all that was taken is earned again (GCRA's arrival time)
}

const places = 1 << 16

func newLimiter(perMinute int64) *limiter {
	return &limiter{
		seed: maphash.MakeSeed(), each: time.Minute.Microseconds() / perMinute, burst: perMinute, rest: make([]int64, places),
	}
}

// take takes one attempt of key. When there is none it returns how long to wait
// for one.
func (l *limiter) take(key string, now value.Value) (wait time.Duration, ok bool) {
	place := maphash.String(l.seed, key) % places
	l.mu.Lock()
	defer l.mu.Unlock()
	// None left is the worst there is, also when the clock goes back.
	owed := min(max(l.rest[place]-now.Int, 0), l.burst*l.each) + l.each
	if over := owed - l.burst*l.each; over > 0 {
		return time.Duration(over) * time.Microsecond, false
	}
	l.rest[place] = now.Int + owed
	return 0, true
}

// back gives the attempt of key back.
func (l *limiter) back(key string) {
	place := maphash.String(l.seed, key) % places
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest[place] -= l.each
}

// guess takes an attempt at an account from an address; the account is "" when none
// is guessed at. back gives it back: it was no guess.
func (a *Authn) guess(account string, from netip.Addr, now value.Value) (back func(), err error) {
	address := neighbourhood(from)
	if wait, ok := a.addresses.take(address, now); !ok {
		return nil, tooMany(wait)
	}
	if account == "" {
		return func() { a.addresses.back(address) }, nil
	}
	if wait, ok := a.accounts.take(account, now); !ok {
		return nil, tooMany(wait)
	}
	return func() {
		a.addresses.back(address)
		a.accounts.back(account)
	}, nil
}

func tooMany(wait time.Duration) error {
	return &exec.Refusal{Kind: exec.TooMany, Code: "too_many_attempts", Detail: "There were too many attempts; wait before the next.", After: wait}
}

// neighbourhood returns what is one address to the limiter: in IPv6 a whole /64,
// which is what one customer gets.
func neighbourhood(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if !a.Is6() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return a.String()
	}
	return p.String()
}
