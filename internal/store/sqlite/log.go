package sqlite

import (
	"errors"
	"time"

	sqlite3 "github.com/ncruces/go-sqlite3"
)

const (
	logPages     = 1000                   // of the log, from which on it is moved into the file; 4 MiB
	mostLogPages = 16 * logPages          // from which on writes wait for reads that keep it from beginning anew
	patience     = 250 * time.Millisecond // how long they wait
)

// walLog is what the writer knows about the write-ahead log. SQLite would move it
// into the file inside the commit that makes it long; here that is done after the
// members have their answer.
//
// The log can only begin anew when no read needs its pages. Reads end with their
// context, so a log is as long as what is written during the longest of them; the
// transactions that readers keep open between reads are ended before it is moved.
type walLog struct {
	pages int // in the log after the last commit
	due   int // at how many it is moved next

	// All of it is in the file, and the next write begins it anew when no read that
	// began before is still there.
	moved bool
}

// watch has c tell how long the log is. It also ends SQLite's own moving of it.
func (l *walLog) watch(c *conn) {
	c.db.WALHook(func(_ *sqlite3.Conn, _ string, pages int) error {
		l.pages = pages
		return nil
	})
}

// checkpoint moves the log into the file when it is long. What fails here is no
// failure of a write: the log keeps what is not moved, and the next turn or Close
// tries again.
func (w *writer) checkpoint() {
	if w.c.broken || w.log.pages < w.log.due {
		return
	}
	w.d.readers.release()
	mode := sqlite3.CheckpointMode(sqlite3.CHECKPOINT_PASSIVE)
	if w.log.pages >= mostLogPages {
		mode = sqlite3.CHECKPOINT_RESTART
	}
	if w.c.checkpoint(mode) == nil {
		w.log = walLog{due: logPages, moved: true}
		return
	}
	w.log.due = w.log.pages + logPages
}

var errNotMoved = errors.New("a read needs pages of the log")

// checkpoint returns an error unless all of the log is in the file.
func (c *conn) checkpoint(mode sqlite3.CheckpointMode) (err error) {
	defer c.contain(&err)
	if err := c.db.BusyTimeout(patience); err != nil {
		return err
	}
	pages, moved, err := c.db.WALCheckpoint("main", mode)
	if err == nil && moved < pages {
		err = errNotMoved
	}
	return errors.Join(err, c.db.BusyTimeout(busyTimeout))
}

// finish empties the log and closes the connection. It is the last one.
func (w *writer) finish() error {
	if w.c.broken {
		_ = w.c.close() // why it is broken was told to the one who used it
		return nil      // the log stays until the next start
	}
	err := w.c.checkpoint(sqlite3.CHECKPOINT_TRUNCATE)
	if errors.Is(err, sqlite3.BUSY) || errors.Is(err, errNotMoved) {
		err = nil // another program reads the file
	}
	return errors.Join(err, w.c.close())
}
