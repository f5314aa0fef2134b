package authn

import (
	"context"
	"time"

	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// How long a session lives. The column expires_at holds when it ends unless it is
// used before: the nearer of the two ends, so that one index finds all that are
// over.
const (
	idle     = 24 * time.Hour      // without being used
	absolute = 30 * 24 * time.Hour // in any case
)

// touchEvery is how exactly the last use is known: it bounds the writes that
// reading costs.
const touchEvery = time.Minute

// purged is how many sessions that are over go with each new one. Each sign-in
// makes one, so they do not pile up.
const purged = 100

// Caller returns the identity row of who holds the token, in the order of
// Entity.All. The error wraps ErrToken when nobody does.
func (a *Authn) Caller(ctx context.Context, token string, now value.Value) ([]value.Value, error) {
	digest, ok := digest(token)
	if !ok {
		return nil, ErrToken
	}
	s := a.asking.Get().(*session)
	defer a.asking.Put(s)
	s.args, s.row = [...]value.Value{digest, now}, nil
	if err := a.db.Read(ctx, s.read); err != nil {
		return nil, err
	}
	row := s.row
	s.row = nil
	if row == nil {
		return nil, ErrToken
	}
	if now.Int-s.seen >= touchEvery.Microseconds() {
		a.touch(ctx, digest, s.created, now)
	}
	return row, nil
}

// session reads one session. It is used again, with its functions, since every request
// reads one.
type session struct {
	args          [2]value.Value
	created, seen int64
	row           []value.Value
	read          func(store.Tx) error
}

func (a *Authn) newSession() any {
	s := new(session)
	found := func(r store.Row) error {
		s.created, s.seen = r.Int(0), r.Int(1)
		s.row = identity(a.plan.Identity, r, 2)
		return nil
	}
	s.read = func(tx store.Tx) error {
		_, err := tx.Query(a.sql.session, s.args[:], found)
		return err
	}
	return s
}

// touch notes that a session was used. When that fails, the session only ends
// sooner: the caller is who they are all the same. Of many requests at once, one
// does it.
func (a *Authn) touch(ctx context.Context, digest value.Value, created int64, now value.Value) {
	if _, busy := a.touching.LoadOrStore(digest.Str, true); busy {
		return
	}
	defer a.touching.Delete(digest.Str)
	args := []value.Value{digest, now, end(created, now)}
	err := a.db.Write(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(a.sql.touch, args)
		return err
	})
	if err != nil {
		a.warn(ctx, "the last use of a session was not written", err)
	}
}

// end returns when a session that was used now ends unless it is used again.
func end(created int64, now value.Value) value.Value {
	return value.OfMicros(min(now.Int+idle.Microseconds(), created+absolute.Microseconds()))
}

// open makes a session and clears away some that are over.
func (a *Authn) open(tx store.Tx, identity value.Value, now value.Value) (token string, err error) {
	token, digest := newToken()
	if _, err := tx.Exec(a.sql.purge, []value.Value{now, value.OfInt(purged)}); err != nil {
		return "", err
	}
	_, err = tx.Exec(a.sql.open, []value.Value{digest, identity, now, now, end(now.Int, now)})
	return token, err
}

// Session makes a session of an identity row without asking for a password: for tests
// that act as somebody.
func (a *Authn) Session(ctx context.Context, identity, now value.Value) (token string, err error) {
	err = a.db.Write(ctx, func(tx store.Tx) error {
		token, err = a.open(tx, identity, now)
		return err
	})
	return token, err
}

// SignOut ends the token's session.
func (a *Authn) SignOut(ctx context.Context, token string) error {
	digest, ok := digest(token)
	if !ok {
		return nil
	}
	return a.db.Write(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(a.sql.end, []value.Value{digest})
		return err
	})
}
