package exec

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// Once makes a call one that has its effect once, however often it is sent: what was
// answered to the first is kept in the transaction in which it wrote, and told again.
type Once struct {
	Scope value.Value // Bytes: whose key of which operation
	Print value.Value // Bytes: of all that the request says
	Tell  func(*Answer) Told

	// Replayed is set when the answer is that of an earlier request, which Kept says how
	// to tell. An operation may be run again; then it is set anew.
	Replayed bool
	Kept     Told
}

// Told is what a client was told beside the body.
type Told struct {
	Status   int
	Location string // "" for none
	Beyond   bool   // Location says more of the row than its id
}

const (
	keysLive   = 24 * time.Hour // how long a key is known
	keysPurged = 10             // how many that are over go with each new one
)

// onces are the statements about keys.
type onces struct{ find, keep, purge string }

func newOnces(d dialect.Dialect) onces {
	p := d.Placeholder
	table := dialect.Quote(schema.KeyTable)
	return onces{
		find: `SELECT "print", "status", "location", "beyond", "row", "version", "body", "refusal" FROM ` + table +
			` WHERE "scope" = ` + p(1) + ` AND "expires_at" > ` + p(2),
		keep: "INSERT INTO " + table + ` ("scope", "print", "status", "location", "beyond", "row", "version", "body", "refusal", "expires_at") VALUES (` +
			p(1) + ", " + p(2) + ", " + p(3) + ", " + p(4) + ", " + p(5) + ", " + p(6) + ", " + p(7) + ", " + p(8) + ", " + p(9) + ", " + p(10) + ")",
		purge: "DELETE FROM " + table + ` WHERE "scope" = ` + p(1) + ` OR "scope" IN (SELECT "scope" FROM ` + table +
			` WHERE "expires_at" <= ` + p(2) + ` ORDER BY "expires_at" LIMIT ` + p(3) + ")",
	}
}

// kept is what is known of a key.
type kept struct {
	print, row, body, refusal string
	told                      Told
	version                   int64
}

// replay answers c as an earlier request with the same key was. It returns false when there
// was none.
//
// What the caller may not read any more is not told again: the row must be readable, and
// each field that the answer had. What changes without the row, that is other rows and
// computed values, is told as it is now.
func (x *Executor) replay(ctx context.Context, tx store.Tx, c *Call, dst []byte) (answer Answer, ok bool, err error) {
	once := c.Once
	once.Replayed = false
	k, found, err := x.known(tx, once, c.Now)
	switch {
	case err != nil || !found:
		return answer, false, err
	case k.print != once.Print.Str:
		return answer, false, keyReused()
	}
	once.Replayed, once.Kept = true, k.told
	if k.refusal != "" {
		refusal := new(Refusal)
		if err := json.Unmarshal([]byte(k.refusal), refusal); err != nil {
			return answer, false, fmt.Errorf("read what was kept of a refusal: %w", err)
		}
		return answer, true, refusal
	}
	if k.body == "" {
		return answer, true, nil
	}
	answer, err = x.again(ctx, tx, c, &k, dst)
	return answer, true, err
}

func keyReused() *Refusal {
	return &Refusal{Kind: Invalid, Code: "idempotency_key_reused", Detail: "The key was sent with another request before; a key is for one request."}
}

// known looks for a key.
func (x *Executor) known(tx store.Tx, once *Once, now value.Value) (k kept, found bool, err error) {
	n, err := tx.Query(x.onces.find, []value.Value{once.Scope, now}, func(r store.Row) error {
		text := func(col int) string { return string(r.Bytes(col)) }
		k = kept{print: text(0), row: text(4), version: r.Int(5), body: text(6), refusal: text(7)}
		k.told = Told{Status: int(r.Int(1)), Location: text(2), Beyond: r.Int(3) == 1}
		return nil
	})
	return k, n > 0, err
}

// again gives the answer that was kept, as far as the caller may read it now.
func (x *Executor) again(ctx context.Context, tx store.Tx, c *Call, k *kept, dst []byte) (Answer, error) {
	if g := c.Operation.Go; g != nil && g.Answer != nil {
		return x.objectAgain(ctx, tx, c, k, dst)
	}
	id, ok := c.Operation.Sent.Entity.ParseID(k.row)
	if !ok {
		return Answer{}, fmt.Errorf("a key is kept with %q, which is no id", k.row)
	}
	f := frame(c)
	now, err := x.represent(tx, c, &f, id, nil)
	if err != nil || len(now.Body) == 0 {
		return Answer{ID: id}, err
	}
	if c.Living() {
		now.Body = append(dst, now.Body...)
		return now, nil
	}
	then, _, err := payload.ParseTree([]byte(k.body))
	if err != nil {
		return Answer{}, err
	}
	seen, _, err := payload.ParseTree(now.Body)
	if err != nil {
		return Answer{}, err
	}
	for _, name := range then.Names {
		if !slices.Contains(seen.Names, name) {
			return Answer{ID: id}, nil
		}
	}
	return Answer{ID: id, Version: k.version, Body: append(dst, k.body...)}, nil
}

// objectAgain gives again what a Go function told, if the caller may still do what was done.
func (x *Executor) objectAgain(ctx context.Context, tx store.Tx, c *Call, k *kept, dst []byte) (Answer, error) {
	f := frame(c)
	err := through(tx, c, &f)
	if err == nil {
		_, err = x.writing(ctx, tx, c).find()
	}
	if refusal, refused := errors.AsType[*Refusal](err); refused && refusal.Kind != Busy {
		return Answer{}, nil
	}
	if err != nil {
		return Answer{}, err
	}
	return Answer{Body: append(dst, k.body...)}, nil
}

// keep notes how c is answered, in the transaction in which it wrote.
func (x *Executor) keep(tx store.Tx, c *Call, a *Answer) error {
	told := c.Once.Tell(a)
	row := value.Value{}
	if op := c.Operation; op.Sent != nil && len(a.Body) > 0 && !a.ID.IsNull() {
		row = value.OfText(wireID(op.Sent.Entity, a.ID))
	}
	return x.note(tx, c, &told, row, a, value.Value{})
}

func (x *Executor) note(tx store.Tx, c *Call, told *Told, row value.Value, a *Answer, refusal value.Value) error {
	once := c.Once
	if _, err := tx.Exec(x.onces.purge, []value.Value{once.Scope, c.Now, value.OfInt(keysPurged)}); err != nil {
		return err
	}
	_, err := tx.Exec(x.onces.keep, []value.Value{
		once.Scope, once.Print, value.OfInt(int64(told.Status)), optional(told.Location), value.OfBool(told.Beyond), row, value.OfInt(a.Version),
		optional(string(a.Body)), refusal, value.OfMicros(c.Now.Int + keysLive.Microseconds()),
	})
	return err
}

func optional(s string) value.Value {
	if s == "" {
		return value.Value{}
	}
	return value.OfText(s)
}

// refused keeps a refusal that stands against the state of the rows, or breaks a rule that
// was asked of them: the first request with the key has been decided. What it wrote is
// undone, so this is a transaction of its own; if it fails, the next request is decided anew.
func (x *Executor) refused(ctx context.Context, c *Call, err error) error {
	refusal, ok := errors.AsType[*Refusal](err)
	lasting := ok && (refusal.Kind == Conflict && refusal.Code != "conflict" || refusal.Kind == Invalid)
	if !lasting || c.Once.Replayed || refusal.Code == "idempotency_key_reused" {
		return err
	}
	text, failed := json.Marshal(refusal)
	if failed != nil {
		return errors.Join(err, failed)
	}
	_ = x.db.Write(ctx, func(tx store.Tx) error {
		return x.note(tx, c, &Told{}, value.Value{}, &Answer{}, value.OfText(string(text)))
	})
	return err
}
