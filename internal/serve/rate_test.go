package serve

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/value"
)

func tenPerMinute() *limiter {
	return newLimiter(&design.Rate{Name: design.Name{Text: "few"}, Requests: design.Bound{N: 10}, Per: design.Bound{N: 60}})
}

// TestWindow: requests count from the first one, until the window ends.
func TestWindow(t *testing.T) {
	l, who := tenPerMinute(), limited{text: "ann"}
	const start = 1_700_000_000_000_000
	for i := range int64(12) {
		left, seconds, ok := l.take(who, start+i*1_000_000)
		if left != max(0, 9-i) || seconds != 60-i || ok != (i < 10) {
			t.Errorf("request %d: %d left, %d s, %v", i, left, seconds, ok)
		}
	}
	if left, seconds, ok := l.take(who, start+59_999_999); left != 0 || seconds != 1 || ok {
		t.Errorf("at the end: %d left, %d s, %v", left, seconds, ok)
	}
	if left, seconds, ok := l.take(who, start+60_000_000); left != 9 || seconds != 60 || !ok {
		t.Errorf("after it: %d left, %d s, %v", left, seconds, ok)
	}
	if left, _, ok := l.take(who, start-1); left != 9 || !ok {
		t.Errorf("with the clock set back: %d left, %v", left, ok)
	}
}

// TestForgetting: the memory is bounded, and those forgotten are who was not seen longest.
func TestForgetting(t *testing.T) {
	l := tenPerMinute()
	for i := range 3 * limiterShards * shardCallers {
		l.take(limited{text: "often"}, 1)
		l.take(limited{number: int64(i + 1)}, 1)
	}
	total := 0
	for i := range l.shards {
		s := &l.shards[i]
		total += len(s.all)
		ring := 0
		for at := s.ring.newer; at != &s.ring; at = at.newer {
			ring++
			if s.all[at.who] != at {
				t.Fatalf("%v stands in the ring alone", at.who)
			}
		}
		if ring != len(s.all) || ring > shardCallers {
			t.Errorf("a shard has %d, its ring %d", len(s.all), ring)
		}
	}
	if total < limiterShards*shardCallers*9/10 {
		t.Errorf("only %d are remembered", total)
	}
	if left, _, ok := l.take(limited{text: "often"}, 2); left != 0 || ok {
		t.Errorf("who asks all the time was forgotten: %d left", left)
	}
	if left, _, _ := l.take(limited{number: 1}, 2); left != 9 {
		t.Errorf("who was seen first is remembered: %d left", left)
	}
}

// TestWhoIsCounted: callers by their id, others by their network.
func TestWhoIsCounted(t *testing.T) {
	h := New(Options{Plan: things(), Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	as := func(remote, forwarded string, caller ...value.Value) limited {
		x := &exchange{h: h, r: httptest.NewRequest(http.MethodGet, "/", http.NoBody)}
		x.r.RemoteAddr = remote
		if forwarded != "" {
			x.r.Header.Set("X-Forwarded-For", forwarded)
		}
		x.call.Caller = caller
		return x.who()
	}
	if a, b := as("1.2.3.4:5", "", value.OfText("ann")), as("5.6.7.8:9", "", value.OfText("ann")); a != b {
		t.Error("one caller at two addresses is two")
	}
	for name, pair := range map[string][2]limited{
		"two callers":         {as("1.2.3.4:5", "", value.OfText("ann")), as("1.2.3.4:5", "", value.OfText("bob"))},
		"two numbers":         {as("1.2.3.4:5", "", value.OfInt(1)), as("1.2.3.4:5", "", value.OfInt(2))},
		"two addresses":       {as("1.2.3.4:5", ""), as("1.2.3.5:5", "")},
		"two networks":        {as("[2001:db8:0:1::1]:5", ""), as("[2001:db8:0:2::1]:5", "")},
		"two behind a proxy":  {as("10.0.0.1:5", "1.2.3.4"), as("10.0.0.1:5", "1.2.3.5")},
		"somebody and nobody": {as("1.2.3.4:5", "", value.OfText("ann")), as("1.2.3.4:5", "")},
	} {
		if pair[0] == pair[1] {
			t.Errorf("%s are one: %v", name, pair[0])
		}
	}
	if a, b := as("[2001:db8:0:1::1]:5", ""), as("[2001:db8:0:1:ffff::9]:7", ""); a != b {
		t.Errorf("one network is two: %v, %v", a, b)
	}
	if a, b := as("1.2.3.4:5", "9.9.9.9"), as("1.2.3.4:5", ""); a != b {
		t.Errorf("whoever claims another address is another: %v", a)
	}
}

// BenchmarkTake is what a rate costs.
func BenchmarkTake(b *testing.B) {
	l := tenPerMinute()
	who := make([]limited, 1000)
	for i := range who {
		who[i] = limited{text: fmt.Sprintf("%016d", i)}
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		l.take(who[i%len(who)], int64(i))
		i++
	}
}
