package authn

import (
	"net/netip"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/value"
)

func at(d time.Duration) value.Value { return value.OfMicros(1_000_000_000_000 + d.Microseconds()) }

func TestLimiter(t *testing.T) {
	l := newLimiter(5)
	steps := []struct {
		key   string
		after time.Duration
		ok    bool
		wait  time.Duration
	}{
		{"ann", 0, true, 0},
		{"ann", 0, true, 0},
		{"ann", 0, true, 0},
		{"ann", 0, true, 0},
		{"ann", 0, true, 0},
		{"ann", 0, false, 12 * time.Second},
		{"bob", 0, true, 0}, // each has their own
		{"ann", 11 * time.Second, false, time.Second},
		{"ann", 12 * time.Second, true, 0}, // one is earned in a fifth of a minute
		{"ann", 12 * time.Second, false, 12 * time.Second},
		{"ann", time.Hour, true, 0},
		{"ann", time.Minute, false, 12 * time.Second}, // the clock went back: nobody is locked out for that
	}
	for i, s := range steps {
		wait, ok := l.take(s.key, at(s.after))
		if ok != s.ok || wait != s.wait {
			t.Errorf("step %d, %s after %v: %v, wait %v; want %v, wait %v", i, s.key, s.after, ok, wait, s.ok, s.wait)
		}
	}
}

func TestLimiterBack(t *testing.T) {
	l := newLimiter(5)
	for i := range 1000 {
		if _, ok := l.take("ann", at(0)); !ok {
			t.Fatalf("attempt %d is refused although each was given back", i)
		}
		l.back("ann")
	}
}

// TestLimiterIsALimit: whatever keys come at whatever times, no key gets more than
// its burst and what it earned.
func TestLimiterIsALimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		perMinute := rapid.Int64Range(1, 30).Draw(t, "per minute")
		l := newLimiter(perMinute)
		now, got := int64(0), map[string]int64{}
		for range rapid.IntRange(1, 200).Draw(t, "attempts") {
			now += rapid.Int64Range(0, 3e6).Draw(t, "step")
			key := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "key")
			if _, ok := l.take(key, value.OfMicros(now)); ok {
				got[key]++
			}
			if most := perMinute + now*perMinute/60e6 + 1; got[key] > most {
				t.Fatalf("%s got %d attempts in %d µs, at most %d are allowed", key, got[key], now, most)
			}
		}
	})
}

// TestLimiterMemory: keys are the client's to choose, memory is not.
func TestLimiterMemory(t *testing.T) {
	l := newLimiter(5)
	for i := range 3 * places {
		l.take(strconv.Itoa(i), at(0))
	}
	if len(l.rest) != places {
		t.Errorf("the limiter grew to %d places", len(l.rest))
	}
}

func TestNeighbourhood(t *testing.T) {
	cases := []struct {
		a, b string
		same bool
	}{
		{"192.0.2.1", "192.0.2.1", true},
		{"192.0.2.1", "192.0.2.2", false},
		{"192.0.2.1", "::ffff:192.0.2.1", true},
		{"2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true},
		{"2001:db8:0:1::1", "2001:db8:0:2::1", false},
		{"fe80::1%eth0", "fe80::2%eth1", true},
		{"::1", "127.0.0.1", false},
	}
	for _, c := range cases {
		a, b := neighbourhood(netip.MustParseAddr(c.a)), neighbourhood(netip.MustParseAddr(c.b))
		if (a == b) != c.same {
			t.Errorf("%s is %s, %s is %s; want the same: %v", c.a, a, c.b, b, c.same)
		}
	}
	if got := neighbourhood(netip.Addr{}); got != neighbourhood(netip.Addr{}) {
		t.Errorf("no address is %q", got)
	}
}
