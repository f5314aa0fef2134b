package authn

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/newel-api/newel/internal/value"
)

// TestSessionLife: a session ends a day after its last use, and thirty days after its
// beginning.
func TestSessionLife(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.add("ann@example.org")
	begin := Attempt{Body: []byte(credentials("ann@example.org", good)), From: from(1), Now: at(0)}
	alive := func(token string, d time.Duration) bool {
		t.Helper()
		_, err := w.Caller(ctx, token, at(d))
		if err != nil && !errors.Is(err, ErrToken) {
			t.Fatal(err)
		}
		return err == nil
	}
	unused := w.signIn(begin)
	if alive(unused, idle) {
		t.Error("a session lives for a day without use")
	}
	if !alive(unused, idle-time.Second) {
		t.Error("a session ends before its day without use is over")
	}
	if !alive(unused, 2*idle-2*time.Second) {
		t.Error("its use did not give it another day")
	}
	used := w.signIn(begin)
	step := idle - time.Hour
	d := step
	for ; d < absolute; d += step {
		if !alive(used, d) {
			t.Fatalf("a session in use ended after %v", d)
		}
	}
	if alive(used, absolute) {
		t.Errorf("a session in use lives for %v", d)
	}
}

// TestTouch: reading costs a write a minute, no more.
func TestTouch(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.add("ann@example.org")
	token := w.signIn(Attempt{Body: []byte(credentials("ann@example.org", good)), From: from(1), Now: at(0)})
	use := func(d time.Duration) uint64 {
		t.Helper()
		before := w.db.Stats().Writes
		if _, err := w.Caller(ctx, token, at(d)); err != nil {
			t.Fatal(err)
		}
		return w.db.Stats().Writes - before
	}
	for _, s := range []struct {
		after time.Duration
		want  uint64
	}{
		{0, 0},
		{59 * time.Second, 0},
		{60 * time.Second, 1},
		{61 * time.Second, 0},
		{119 * time.Second, 0},
		{120 * time.Second, 1},
		{10 * time.Second, 0}, // the clock went back
	} {
		if n := use(s.after); n != s.want {
			t.Errorf("after %v: %d writes, want %d", s.after, n, s.want)
		}
	}
	if seen := w.count(`SELECT "seen_at" FROM "_newel_session"`); seen != at(120*time.Second).Int {
		t.Errorf("the last use was at %d, want %d", seen, at(120*time.Second).Int)
	}
}

// TestPurge: sessions that are over go with new ones, some at a time.
func TestPurge(t *testing.T) {
	w := newWorld(t)
	id := w.add("ann@example.org")
	const over = purged + 50
	for i := range over {
		_, token := newToken()
		w.write(w.sql.open, token, id, at(0), at(0), at(time.Duration(i)*time.Second))
	}
	w.signIn(attempt(1, credentials("ann@example.org", good)))
	if n := w.count(`SELECT count(*) FROM "_newel_session"`); n != over-purged+1 {
		t.Errorf("%d sessions are left, want %d", n, over-purged+1)
	}
	live := w.signIn(attempt(2, credentials("ann@example.org", good)))
	if n := w.count(`SELECT count(*) FROM "_newel_session"`); n != 2 {
		t.Errorf("%d sessions are left, want the two that are not over", n)
	}
	if _, err := w.Caller(context.Background(), live, attempt(2, "").Now); err != nil {
		t.Error(err)
	}
}

// TestGoneAccount: a session does not outlive its account.
func TestGoneAccount(t *testing.T) {
	w := newWorld(t)
	id := w.add("ann@example.org")
	token := w.signIn(attempt(1, credentials("ann@example.org", good)))
	w.write(`DELETE FROM "person" WHERE "id" = ?1`, id)
	if _, err := w.Caller(context.Background(), token, attempt(1, "").Now); !errors.Is(err, ErrToken) {
		t.Errorf("got %v, want ErrToken", err)
	}
	if n := w.count(`SELECT (SELECT count(*) FROM "_newel_session") + (SELECT count(*) FROM "_newel_credential")`); n != 0 {
		t.Errorf("%d of its rows are left", n)
	}
}

// TestStrangers: what nobody was given opens nothing, and what has not the form of a
// token does not reach the database.
func TestStrangers(t *testing.T) {
	w := newWorld(t)
	w.add("ann@example.org")
	token := w.signIn(attempt(1, credentials("ann@example.org", good)))
	other, _ := newToken()
	stored := fmt.Sprintf("%s%.43s", tokenPrefix, digestOf(token).Str) // what a thief of the database has
	for _, s := range []string{other, stored, "", token + "A", token[1:]} {
		if _, err := w.Caller(context.Background(), s, at(time.Hour)); !errors.Is(err, ErrToken) {
			t.Errorf("%q: %v, want ErrToken", s, err)
		}
	}
	if _, err := w.Caller(context.Background(), token, value.OfMicros(at(time.Hour).Int)); err != nil {
		t.Error(err)
	}
}
