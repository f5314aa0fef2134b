package authn

import (
	"crypto/sha256"
	"sync"
	"time"

	"github.com/newel-api/newel/internal/value"
)

const (
	// longestMemory bounds how long a session is remembered, so that what another
	// program does to the database by hand is known soon.
	longestMemory = 5 * time.Second

	// mostRemembered bounds the memory: sessions that are in use within that time.
	mostRemembered = 10_000
)

// session is what the database tells of one, with the identity row of who holds it.
// Requests share it: nobody changes the row.
type session struct {
	row                    []value.Value
	created, seen, expires int64 // microseconds since 1970
}

// memory has sessions that were read a moment ago. One is taken from it only while
// nothing was committed since it was read that may have written into the tables that it
// was read from: then to ask again would give the same. So a session that was ended, or
// an identity that was changed, is known as soon as it would be without.
type memory struct {
	mu    sync.RWMutex
	known map[[sha256.Size]byte]remembered
}

type remembered struct {
	session
	generation uint64 // of these tables, from before it was read
	read       int64  // when, in microseconds since 1970
}

// find returns the session of a digest, if it is known and still so.
func (m *memory) find(digest *[sha256.Size]byte, generation uint64, now int64) (session, bool) {
	m.mu.RLock()
	s, ok := m.known[*digest]
	m.mu.RUnlock()
	age := now - s.read // below zero when the clock went back
	return s.session, ok && s.generation == generation && age >= 0 && age < longestMemory.Microseconds() && s.expires > now
}

// keep remembers a session that was read at that generation, or a later one.
func (m *memory) keep(digest *[sha256.Size]byte, generation uint64, now int64, s session) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= mostRemembered {
		m.known = map[[sha256.Size]byte]remembered{}
	}
	m.known[*digest] = remembered{s, generation, now}
}
