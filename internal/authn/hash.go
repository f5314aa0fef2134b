package authn

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"runtime"
	"sync/atomic"

	"golang.org/x/crypto/argon2"

	"github.com/newel-api/newel/internal/exec"
)

// hasher hashes passwords: as many at once as there are processors, since each
// takes megabytes and nothing but computing.
type hasher struct {
	places chan struct{} // taken by those who hash
	queue  chan struct{} // taken by those who hash or wait
	runs   atomic.Uint64
}

// queued is how many may wait for each that hashes: half a second's worth.
const queued = 20

func newHasher() *hasher {
	n := runtime.NumCPU()
	return &hasher{places: make(chan struct{}, n), queue: make(chan struct{}, n*(1+queued))}
}

// hash returns the tag of password.
func (h *hasher) hash(ctx context.Context, password string, c cost, salt []byte, size int) ([]byte, error) {
	select {
	case h.queue <- struct{}{}:
	default:
		return nil, &exec.Refusal{Kind: exec.Busy, Code: "busy", Detail: "Too many people are signing in; try again."}
	}
	defer func() { <-h.queue }()
	select {
	case h.places <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.places }()
	h.runs.Add(1)
	return argon2.IDKey([]byte(password), salt, c.time, c.memory, c.threads, uint32(size)), nil
}

// seal returns the PHC string of a new hash of password.
func (h *hasher) seal(ctx context.Context, password string) (string, error) {
	salt := random(saltBytes)
	tag, err := h.hash(ctx, password, current, salt, tagBytes)
	if err != nil {
		return "", err
	}
	return (&phc{current, salt, tag}).String(), nil
}

// verify tells whether stored is a hash of password, and whether it is due to be
// replaced by one of the current cost.
func (h *hasher) verify(ctx context.Context, password, stored string) (ok, due bool, err error) {
	p, err := parsePHC(stored)
	if err != nil {
		return false, false, err
	}
	tag, err := h.hash(ctx, password, p.cost, p.salt, len(p.tag))
	if err != nil {
		return false, false, err
	}
	due = p.cost != current || len(p.salt) != saltBytes || len(p.tag) != tagBytes
	return subtle.ConstantTimeCompare(tag, p.tag) == 1, due, nil
}

// unmatched returns a hash that no password has: to verify one against it takes as
// long as against any other.
func unmatched() string { return (&phc{current, random(saltBytes), random(tagBytes)}).String() }

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: it ends the process instead
	return b
}
