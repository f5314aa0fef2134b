package expr

import (
	"maps"
	"sync"
	"sync/atomic"
)

// memoLimit bounds what one Memo remembers: the filters and sorts that clients combine
// are theirs to choose. Beyond it, it starts anew.
const memoLimit = 512

// Memo remembers what was made of each variant of something, as the SQL for each
// [Vector]. The zero Memo is ready to use. It is safe for concurrent use, and reading
// takes no lock and allocates nothing.
type Memo[K comparable, V any] struct {
	Most  int // how many it remembers, where that is less than what any does; 0 for no less
	mu    sync.Mutex
	known atomic.Pointer[map[K]V]
}

// Get returns what is remembered of variant k, made by build the first time.
func (m *Memo[K, V]) Get(k K, build func() V) V {
	if known := m.known.Load(); known != nil {
		if v, ok := (*known)[k]; ok {
			return v
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	next := map[K]V{}
	if old := m.known.Load(); old != nil && len(*old) < memoLimit && (m.Most == 0 || len(*old) < m.Most) {
		maps.Copy(next, *old)
	}
	if v, ok := next[k]; ok {
		return v
	}
	v := build()
	next[k] = v
	m.known.Store(&next)
	return v
}
