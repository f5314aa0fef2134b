package sqlite

import (
	"strings"
	"sync"
	"sync/atomic"

	sqlite3 "github.com/ncruces/go-sqlite3"
)

// tables has a bit for each table that a statement of the writer may write, so that a
// commit can tell which it may have changed. SQLite tells the tables of a statement when
// it compiles it, those of its triggers and of what foreign keys do among them; so it is
// known before anything runs, and costs a write nothing.
type tables struct {
	mu      sync.Mutex
	bits    map[string]uint64
	watches []*watch
}

// watch counts the commits that may have changed one of its tables.
type watch struct {
	tables     uint64
	generation atomic.Uint64
}

const (
	lastBit = 63         // of tables that are not told apart, when there are more
	allBits = ^uint64(0) // any table may have changed
)

// bit returns the bit of a table. SQLite's names differ by more than their case.
func (t *tables) bit(name string) uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.bitOf(strings.ToLower(name))
}

func (t *tables) bitOf(name string) uint64 {
	bit, known := t.bits[name]
	if !known {
		if t.bits == nil {
			t.bits = map[string]uint64{}
		}
		bit = 1 << min(len(t.bits), lastBit)
		t.bits[name] = bit
	}
	return bit
}

func (t *tables) watch(names []string) *watch {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := &watch{}
	for _, name := range names {
		w.tables |= t.bitOf(strings.ToLower(name))
	}
	t.watches = append(t.watches, w)
	return w
}

// changed tells the watches that these tables may have been changed.
func (t *tables) changed(bits uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, w := range t.watches {
		if w.tables&bits != 0 {
			w.generation.Add(1)
		}
	}
}

// note has c remember which tables its statements may write.
func (c *conn) note(t *tables) error {
	return c.db.SetAuthorizer(func(action sqlite3.AuthorizerActionCode, name, _, _, _ string) sqlite3.AuthorizerReturnCode {
		switch action {
		case sqlite3.AUTH_SELECT, sqlite3.AUTH_READ, sqlite3.AUTH_FUNCTION, sqlite3.AUTH_RECURSIVE,
			sqlite3.AUTH_TRANSACTION, sqlite3.AUTH_SAVEPOINT, sqlite3.AUTH_PRAGMA:
		case sqlite3.AUTH_INSERT, sqlite3.AUTH_UPDATE, sqlite3.AUTH_DELETE:
			c.compiled |= t.bit(name)
		default: // a schema that changes
			c.compiled = allBits
		}
		return sqlite3.AUTH_OK
	})
}

// foreign tells whether another program has written into the file since seen was
// called last. A transaction must be open, with the lock.
func (c *conn) foreign() bool { return c.dataVersion() != c.version }

// seen notes that all that is in the file is this program's, or known.
func (c *conn) seen() { c.version = c.dataVersion() }

// dataVersion is another one after each commit, whosever it is, that c can see. It is 0
// when it cannot be had.
func (c *conn) dataVersion() (version uint32) {
	if c.broken {
		return 0
	}
	var err error
	defer c.contain(&err)
	if v, err := c.db.FileControl("main", sqlite3.FCNTL_DATA_VERSION); err == nil {
		version, _ = v.(uint32)
	}
	return version
}
