package observe

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Metrics are all figures of one server. It is safe for concurrent use.
type Metrics struct {
	mu       sync.Mutex // guards the two lists, which grow while the server is put together
	series   []*Series  // by operation, then method
	readings []reading
	figures  []*counted
	inFlight atomic.Int64
	start    time.Time
}

// NewMetrics returns figures that count from now.
func NewMetrics() *Metrics { return &Metrics{start: time.Now()} }

// Type is the type of a reading.
type Type string

// The types.
const (
	Counter Type = "counter" // never falls while the process lives
	Gauge   Type = "gauge"
)

// reading is a figure that somebody else keeps.
type reading struct {
	name, help string
	typ        Type
	read       func() float64
}

// Read adds a figure that read tells at each scrape, from any goroutine. name is
// the metric's full name, with its unit; a later figure of the same name replaces
// an earlier one.
func (m *Metrics) Read(name, help string, typ Type, read func() float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.readings = slices.DeleteFunc(m.readings, func(r reading) bool { return r.name == name })
	m.readings = append(m.readings, reading{name, help, typ, read})
}

// Deprecate says that an operation should not be used any more: requests for it are a
// figure of their own.
func (m *Metrics) Deprecate(operation string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.series {
		if s.operation == operation {
			s.deprecated = true
		}
	}
}

// Begin counts a request that is under way, until End.
func (m *Metrics) Begin() { m.inFlight.Add(1) }

// End ends what Begin began.
func (m *Metrics) End() { m.inFlight.Add(-1) }

// Series returns the figures of requests for that operation by that method, and
// makes them when they are not there.
func (m *Metrics) Series(operation, method string) *Series {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := &Series{operation: operation, method: method}
	at, found := slices.BinarySearchFunc(m.series, s, func(a, b *Series) int {
		return cmp.Or(cmp.Compare(a.operation, b.operation), cmp.Compare(a.method, b.method))
	})
	if !found {
		m.series = slices.Insert(m.series, at, s)
	}
	return m.series[at]
}

// classes are the classes of statuses, 1xx to 5xx.
const classes = 5

// Series counts the requests of one operation and method, by class of status.
type Series struct {
	operation, method string
	deprecated        bool // the operation; set while the server is put together
	classes           [classes]histogram
}

// bounds are the upper bounds of the buckets of a histogram.
var bounds = [...]time.Duration{
	500 * time.Microsecond, time.Millisecond, 2500 * time.Microsecond, 5 * time.Millisecond,
	10 * time.Millisecond, 25 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond,
	250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2500 * time.Millisecond, 5 * time.Second, 10 * time.Second,
}

// histogram counts durations. Each is in one bucket only; writing adds them up.
type histogram struct {
	buckets [len(bounds) + 1]atomic.Uint64
	sum     atomic.Int64 // nanoseconds
}

// Observe counts one request that was answered with that status.
func (s *Series) Observe(status int, took time.Duration) {
	h := &s.classes[min(max(status/100, 1), classes)-1]
	at := 0
	for at < len(bounds) && took > bounds[at] {
		at++
	}
	h.buckets[at].Add(1)
	h.sum.Add(int64(took))
}

// count returns the number of durations.
func (h *histogram) count() (n uint64) {
	for i := range h.buckets {
		n += h.buckets[i].Load()
	}
	return n
}
