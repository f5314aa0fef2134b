package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	sqlite3 "github.com/ncruces/go-sqlite3"

	"github.com/newel-api/newel/bench/peer"
)

// Why a request gets no article.
var (
	errNotFound  = errors.New("not found")
	errForbidden = errors.New("forbidden")
	errTaken     = errors.New("the slug is taken")
	errToken     = errors.New("the token is not one of a session")
)

// store is the database: some connections that read, one that writes.
type store struct {
	mu   sync.Mutex
	free sync.Cond // signals that idle has one
	idle []*reader // the one used last is used next: its cache is the warmest

	writer   *writer
	sessions sessions
	keep     bool          // readers keep their transactions while nothing is committed
	commits  atomic.Uint64 // grows before what was committed is acknowledged
}

// reader is a connection with its statements.
type reader struct {
	begin, commit           *sqlite3.Stmt
	open                    bool   // a transaction is
	seen                    uint64 // store.commits from before it began
	get, getExpand, session *sqlite3.Stmt
	list                    [4]*sqlite3.Stmt // +1 with expand, +2 behind a place
}

func open(path string, readers, cache int, keep bool) (*store, error) {
	s := &store{keep: keep}
	s.free.L = &s.mu
	s.sessions.known = map[[sha256.Size]byte]session{}
	for range max(readers, 1) {
		c, err := peer.Open(path, cache)
		if err != nil {
			return nil, err
		}
		r := &reader{}
		for at, sql := range map[**sqlite3.Stmt]string{
			&r.begin: "BEGIN", &r.commit: "COMMIT", &r.get: peer.Get, &r.getExpand: peer.GetExpand, &r.session: peer.Session,
			&r.list[0]: peer.List, &r.list[1]: peer.ListExpand, &r.list[2]: peer.ListAfter, &r.list[3]: peer.ListExpandAfter,
		} {
			if *at, err = prepare(c, sql); err != nil {
				return nil, err
			}
		}
		s.idle = append(s.idle, r)
	}
	c, err := peer.Open(path, cache)
	if err != nil {
		return nil, err
	}
	s.writer, err = newWriter(c, s)
	return s, err
}

func prepare(c *sqlite3.Conn, sql string) (*sqlite3.Stmt, error) {
	s, _, err := c.PrepareFlags(sql, sqlite3.PREPARE_PERSISTENT)
	if err != nil {
		return nil, fmt.Errorf("prepare %s: %w", sql, err)
	}
	return s, nil
}

func (s *store) take() *reader {
	s.mu.Lock()
	for len(s.idle) == 0 {
		s.free.Wait()
	}
	r := s.idle[len(s.idle)-1]
	s.idle = s.idle[:len(s.idle)-1]
	s.mu.Unlock()
	if s.keep {
		r.look(s.commits.Load())
	}
	return r
}

// look makes sure that a transaction is open which sees what was committed when the
// store had that many commits. What fails here fails in the statement too.
func (r *reader) look(commits uint64) {
	if r.open && r.seen == commits {
		return
	}
	r.leave()
	r.open, r.seen = r.begin.Exec() == nil, commits
}

func (r *reader) leave() {
	if r.open {
		_ = r.commit.Exec()
		r.open = false
	}
}

// release ends the transactions of idle readers, which hold the log.
func (s *store) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.idle {
		r.leave()
	}
}

func (s *store) give(r *reader) {
	s.mu.Lock()
	s.idle = append(s.idle, r)
	s.mu.Unlock()
	s.free.Signal()
}

// get appends the article to dst.
func (s *store) get(dst []byte, caller, id string, expand bool) ([]byte, error) {
	r := s.take()
	defer s.give(r)
	stmt := r.get
	if expand {
		stmt = r.getExpand
	}
	if err := errors.Join(stmt.BindText(1, caller), stmt.BindText(2, id)); err != nil {
		return dst, err
	}
	found := stmt.Step()
	if found {
		dst = appendArticle(dst, stmt, expand)
	}
	if err := stmt.Reset(); err != nil || found {
		return dst, err
	}
	return dst, errNotFound
}

// page is what a list asks for.
type page struct {
	author    string
	limit     int
	expand    bool
	time, id  string // of the last article of the page before; "" for the first page
	lastPlace [64]byte
}

// list appends a page to dst.
func (s *store) list(dst []byte, caller string, p *page) ([]byte, error) {
	r := s.take()
	defer s.give(r)
	n := 0
	if p.expand {
		n++
	}
	if p.id != "" {
		n += 2
	}
	stmt := r.list[n]
	err := errors.Join(stmt.BindText(1, caller), stmt.BindText(2, p.author), stmt.BindInt64(3, int64(p.limit)+1))
	if n >= 2 {
		err = errors.Join(err, stmt.BindText(4, p.time), stmt.BindText(5, p.id))
	}
	if err != nil {
		return dst, err
	}
	dst = append(dst, `{"items":[`...)
	rows := 0
	place := p.lastPlace[:0]
	for ; stmt.Step(); rows++ {
		if rows == p.limit { // there is a next page
			dst = append(dst[:len(dst)-1], `],"next":"`...)
			dst = append(appendCursor(dst, place), `"}`...)
			return dst, stmt.Reset()
		}
		dst = append(appendArticle(dst, stmt, p.expand), ',')
		if rows == p.limit-1 {
			place = append(append(place, stmt.ColumnRawText(6)...), stmt.ColumnRawText(0)...)
		}
	}
	if rows > 0 {
		dst = dst[:len(dst)-1]
	}
	return append(dst, `],"next":null}`...), stmt.Reset()
}

// appendArticle appends the row that stmt is at.
func appendArticle(dst []byte, stmt *sqlite3.Stmt, expand bool) []byte {
	dst = appendPlain(dst, `{"id":"`, stmt, 0)
	dst = appendPlain(dst, `","author":"`, stmt, 1)
	dst = appendPlain(dst, `","slug":"`, stmt, 2)
	dst = appendString(append(dst, `","title":`...), stmt.ColumnRawText(3))
	dst = appendString(append(dst, `,"body":`...), stmt.ColumnRawText(4))
	dst = appendPlain(dst, `,"status":"`, stmt, 5)
	dst = appendPlain(dst, `","created_at":"`, stmt, 6)
	dst = appendPlain(dst, `","updated_at":"`, stmt, 7)
	if !expand {
		return append(dst, `"}`...)
	}
	dst = appendPlain(dst, `","expand":{"author":{"id":"`, stmt, 8)
	dst = appendString(append(dst, `","name":`...), stmt.ColumnRawText(9))
	dst = appendPlain(dst, `,"created_at":"`, stmt, 10)
	dst = appendPlain(dst, `","updated_at":"`, stmt, 11)
	return append(dst, `"}}}`...)
}

// appendPlain appends key and a text that needs no escapes.
func appendPlain(dst []byte, key string, stmt *sqlite3.Stmt, column int) []byte {
	return append(append(dst, key...), stmt.ColumnRawText(column)...)
}

// sessions remembers who holds which token. Only this process writes to the table, so
// that forgetting a session here when it ends there is enough.
type sessions struct {
	mu    sync.RWMutex
	known map[[sha256.Size]byte]session
}

type session struct {
	user    string
	expires int64
}

// mostSessions are remembered.
const mostSessions = 100_000

// caller returns who holds the token.
func (s *store) caller(token string) (string, error) {
	digest := sha256.Sum256(bytesOf(token))
	s.sessions.mu.RLock()
	known, ok := s.sessions.known[digest]
	s.sessions.mu.RUnlock()
	if !ok {
		var err error
		if known, err = s.session(digest); err != nil {
			return "", err
		}
	}
	if known.expires <= time.Now().Unix() {
		return "", errToken
	}
	return known.user, nil
}

// session asks the database, and remembers. The lock is held meanwhile: a session that
// is being ended must not be remembered afterwards.
func (s *store) session(digest [sha256.Size]byte) (found session, err error) {
	s.sessions.mu.Lock()
	defer s.sessions.mu.Unlock()
	r := s.take()
	defer s.give(r)
	if err := r.session.BindBlob(1, digest[:]); err != nil {
		return found, err
	}
	if r.session.Step() {
		found = session{r.session.ColumnText(0), r.session.ColumnInt64(1)}
	}
	if err := r.session.Reset(); err != nil {
		return found, err
	}
	if found.user == "" {
		return found, errToken
	}
	if len(s.sessions.known) >= mostSessions {
		clear(s.sessions.known)
	}
	s.sessions.known[digest] = found
	return found, nil
}

// end ends the session of a token.
func (s *store) end(token string) error {
	digest := sha256.Sum256(bytesOf(token))
	s.sessions.mu.Lock()
	defer s.sessions.mu.Unlock()
	j := takeJob(endSession)
	defer j.give()
	j.digest = digest[:]
	if err := s.writer.do(j); err != nil {
		return err
	}
	delete(s.sessions.known, digest)
	return nil
}
