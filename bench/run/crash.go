package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	sqlite3 "github.com/ncruces/go-sqlite3"

	"github.com/newel-api/newel/bench/target"
	"github.com/newel-api/newel/internal/value"
)

// CrashOptions is how often newel serve is killed in the midst of how many writers.
type CrashOptions struct {
	Rounds, Writers int
	Most            int // writes that are acknowledged in a round before the kill, at the most
}

// crash is what the writers were told.
type crash struct {
	*Bench
	v      *variant
	o      CrashOptions
	api    target.API
	tokens []string
	dir    string

	mu      sync.Mutex
	created map[string]string // id → slug
	patched map[int]int       // article → the number in its title that was acknowledged last
	acked   atomic.Int64      // in this round
	total   int
}

// Crash kills newel serve again and again while it is written to, and makes sure after
// each time that every write that was acknowledged is there.
func (b *Bench) Crash(ctx context.Context, o CrashOptions, report io.Writer) error {
	if err := b.Prepare(ctx); err != nil {
		return err
	}
	c := &crash{Bench: b, v: b.variants[0], o: o, dir: b.path("run"), created: map[string]string{}, patched: map[int]int{}}
	var err error
	if c.tokens, err = b.tokens(c.v); err != nil {
		return err
	}
	if err := copyFolder(c.dir, b.path("rows", c.v.rows)); err != nil {
		return err
	}
	for round := range o.Rounds {
		if err := c.round(ctx, round); err != nil {
			return fmt.Errorf("round %d: %w", round, err)
		}
	}
	_, err = fmt.Fprintf(report, "newel serve was killed %d times under %d writers: all of %d acknowledged writes are there, and each time integrity_check said ok.\n",
		o.Rounds, o.Writers, c.total)
	return err
}

// round starts the server, which has the last crash to recover from, lets the writers
// write, kills it in the midst, and looks at what it has left.
func (c *crash) round(ctx context.Context, round int) error {
	first := c.api.Get(c.tokens[0], c.api.Article(c.Set, 0))
	s, err := c.launch(ctx, c.v, c.dir, func(address string) []string { return c.v.args(c.Bench, c.dir, address) }, first)
	if err != nil {
		return err
	}
	defer s.stop()
	c.acked.Store(0)
	enough := int64(1 + rand.IntN(c.o.Most))
	kill := sync.OnceFunc(s.stop)
	transport := &http.Transport{MaxIdleConnsPerHost: c.o.Writers}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	errs := make([]error, c.o.Writers)
	var writers sync.WaitGroup
	for n := range c.o.Writers {
		writers.Go(func() {
			for k := 0; ctx.Err() == nil; k++ {
				acknowledged, err := c.write(ctx, client, s.address, round, n, k)
				if err != nil || !acknowledged {
					errs[n] = err
					return
				}
				if c.acked.Add(1) >= enough {
					go kill() // the others are writing
				}
			}
		})
	}
	writers.Wait()
	kill()
	if err := errors.Join(append(errs, ctx.Err())...); err != nil {
		return err
	}
	c.total += int(c.acked.Load())
	return c.look(round)
}

// write makes an article or changes one, in turns. It tells whether that was
// acknowledged; not to be answered is no error, for the server is killed.
func (c *crash) write(ctx context.Context, client *http.Client, address string, round, n, k int) (bool, error) {
	caller := n % len(c.tokens)
	u := c.Set.User(caller)
	slug := fmt.Sprintf("crash-%d-%d-%d", round, n, k)
	article := c.Set.Own(caller, n/len(c.tokens))
	r := c.api.Create(c.tokens[caller], u.ID, slug, "Created", `"`+strings.Repeat("text ", 100)+`"`, "published")
	if k%2 == 1 {
		r = c.api.Patch(c.tokens[caller], c.api.Article(c.Set, article), fmt.Sprintf("patch %d", number(round, k)))
	}
	status, body, err := send(ctx, client, address, &r)
	if err != nil {
		return false, nil
	}
	if status != r.Status {
		return false, fmt.Errorf("%s %s: %d, want %d\n%.300s", r.Method, r.Path, status, r.Status, body)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if k%2 == 1 {
		c.patched[article] = number(round, k)
		return true, nil
	}
	var made struct{ ID string }
	if err := json.Unmarshal(body, &made); err != nil {
		return false, err
	}
	c.created[made.ID] = slug
	return true, nil
}

// number is what a patch writes: greater than all before it at the same article.
func number(round, k int) int { return round*1_000_000 + k }

// look opens what the killed server has left.
func (c *crash) look(round int) (err error) {
	db, err := sqlite3.Open("file:" + c.path("run", "newel.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	ask := func(sql string, id []byte) (text string, err error) {
		s, _, err := db.Prepare(sql)
		if err != nil {
			return "", err
		}
		defer s.Close()
		if id != nil {
			if err := s.BindBlob(1, id); err != nil {
				return "", err
			}
		}
		if s.Step() {
			text = s.ColumnText(0)
		}
		return text, s.Err()
	}
	if text, err := ask("PRAGMA integrity_check", nil); err != nil || text != "ok" {
		return fmt.Errorf("integrity_check: %q, %w", text, err)
	}
	for id, slug := range c.created {
		raw, ok := value.ParseID("art", id)
		got, err := ask("SELECT slug FROM article WHERE id = ?1", []byte(raw.Str))
		if err != nil || !ok || got != slug {
			return fmt.Errorf("the article %s was acknowledged as %q and is %q: %w", id, slug, got, err)
		}
	}
	for article, acknowledged := range c.patched {
		raw := c.Set.Article(article).Raw
		title, err := ask("SELECT title FROM article WHERE id = ?1", raw[:])
		if err != nil {
			return err
		}
		var got int
		if _, err := fmt.Sscanf(title, "patch %d", &got); err != nil || got < acknowledged {
			return fmt.Errorf("article %d was acknowledged as patch %d and is %q", article, acknowledged, title)
		}
	}
	c.say("round %d: killed after %d writes; all of %d articles and %d changes are there", round+1, c.acked.Load(), len(c.created), len(c.patched))
	return os.Remove(c.path("said-" + c.v.name))
}
