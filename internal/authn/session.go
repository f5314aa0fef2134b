package authn

import (
	"context"
	"crypto/sha256"
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
// Entity.All. It must not be changed. The error wraps ErrToken when nobody does.
func (a *Authn) Caller(ctx context.Context, token string, now value.Value) ([]value.Value, error) {
	sum, ok := sumOf(token)
	if !ok {
		return nil, ErrToken
	}
	generation := a.generation() // before the session is read
	s, known := a.memory.find(&sum, generation, now.Int)
	if !known || !a.alone {
		var err error
		if s, err = a.read(ctx, &sum, now); err != nil {
			return nil, err
		}
		if a.alone {
			a.memory.keep(&sum, generation, now.Int, s)
		}
	}
	if now.Int-s.seen >= touchEvery.Microseconds() {
		a.touch(ctx, value.OfBytes(string(sum[:])), s.created, now)
	}
	return s.row, nil
}

// read asks the database for a session.
func (a *Authn) read(ctx context.Context, sum *[sha256.Size]byte, now value.Value) (s session, err error) {
	err = a.db.Read(ctx, func(tx store.Tx) error {
		_, err := tx.Query(a.sql.session, []value.Value{value.OfBytes(string(sum[:])), now}, func(r store.Row) error {
			s = session{identity(a.plan.Identity, r, 3), r.Int(0), r.Int(1), r.Int(2)}
			return nil
		})
		return err
	})
	if err == nil && s.row == nil {
		err = ErrToken
	}
	return s, err
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
