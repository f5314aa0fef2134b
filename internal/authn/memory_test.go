package authn

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"testing"
	"time"
)

// TestRemembered: the database is not asked again for a session for a while,
// unless something was committed.
func TestRemembered(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	id := w.add("ann@example.org")
	token := w.signIn(Attempt{Body: []byte(credentials("ann@example.org", good)), From: from(1), Now: at(0)})
	handle := w.plan.Identity.Field("handle").Index
	calls := func(d time.Duration, want error, name string) {
		t.Helper()
		row, err := w.Caller(ctx, token, at(d))
		switch {
		case want == nil && err != nil, want != nil && !errors.Is(err, want):
			t.Errorf("after %v: %v, want %v", d, err, want)
		case err == nil && row[handle].Str != name:
			t.Errorf("after %v: the handle is %q, want %q", d, row[handle].Str, name)
		}
	}
	calls(0, nil, "")
	asks := w.sql.session
	w.sql.session = "SELECT nothing" // so that asking fails
	calls(0, nil, "")
	calls(longestMemory-time.Microsecond, nil, "")
	for _, d := range []time.Duration{longestMemory, -time.Second} {
		if _, err := w.Caller(ctx, token, at(d)); err == nil {
			t.Errorf("after %v the session is still remembered", d)
		}
	}
	w.sql.session = asks
	calls(0, nil, "")
	w.write(`UPDATE "person" SET "handle" = 'ann' WHERE "id" = ?1`, id)
	calls(0, nil, "ann")
	calls(0, nil, "ann")
	if err := w.SignOut(ctx, token); err != nil {
		t.Fatal(err)
	}
	calls(0, ErrToken, "")
}

// TestMemory: what may be taken from it, and that it has a bound.
func TestMemory(t *testing.T) {
	var m memory
	digest := func(n uint64) (d [sha256.Size]byte) {
		binary.BigEndian.PutUint64(d[:], n)
		return d
	}
	one, second := digest(1), longestMemory.Microseconds()
	m.keep(&one, 7, 100, session{created: 1, expires: 100 + second/2})
	for _, c := range []struct {
		generation uint64
		now        int64
		want       bool
	}{
		{7, 100, true},
		{7, 99 + second/2, true},
		{7, 100 + second/2, false}, // it is over
		{7, 99, false},             // the clock went back
		{8, 100, false},
		{6, 100, false},
	} {
		if s, ok := m.find(&one, c.generation, c.now); ok != c.want || ok && s.created != 1 {
			t.Errorf("generation %d at %d: %t, want %t", c.generation, c.now, ok, c.want)
		}
	}
	two := digest(2)
	if _, ok := m.find(&two, 7, 100); ok {
		t.Error("another token has a session")
	}
	for n := range uint64(mostRemembered + 10) {
		d := digest(n + 10)
		m.keep(&d, 7, 100, session{})
	}
	if len(m.known) > mostRemembered {
		t.Errorf("%d sessions are remembered", len(m.known))
	}
}
