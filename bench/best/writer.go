package main

import (
	"errors"
	"runtime"
	"sync"

	sqlite3 "github.com/ncruces/go-sqlite3"

	"github.com/newel-api/newel/bench/peer"
)

// kind is what a job does.
type kind int

const (
	create kind = iota
	update
	endSession
)

// job is one write. What it points to belongs to the request that waits for it.
type job struct {
	kind   kind
	caller string
	id     string
	now    string
	in     *input
	digest []byte
	out    []byte
	err    error
	done   chan struct{}
}

var jobs = sync.Pool{New: func() any { return &job{done: make(chan struct{}, 1)} }}

func takeJob(k kind) *job {
	j := jobs.Get().(*job)
	j.kind = k
	return j
}

func (j *job) give() {
	*j = job{done: j.done}
	jobs.Put(j)
}

// writer commits all jobs that wait at once. No job waits for others to come.
type writer struct {
	s                       *store
	queue                   chan *job
	begin, commit, rollback *sqlite3.Stmt
	insert, update          *sqlite3.Stmt
	get, end                *sqlite3.Stmt
}

const (
	mostJobs     = 256 // of one commit
	releaseEvery = 64  // commits, after which the log is let go
)

func newWriter(c *sqlite3.Conn, s *store) (*writer, error) {
	w := &writer{s: s, queue: make(chan *job, mostJobs)}
	for at, sql := range map[**sqlite3.Stmt]string{
		&w.begin: "BEGIN IMMEDIATE", &w.commit: "COMMIT", &w.rollback: "ROLLBACK",
		&w.insert: peer.Insert, &w.update: peer.Update, &w.get: peer.Get, &w.end: "DELETE FROM sessions WHERE token = ?1",
	} {
		var err error
		if *at, err = prepare(c, sql); err != nil {
			return nil, err
		}
	}
	go w.run()
	return w, nil
}

// do gives j to the writer and waits until it is on disk.
func (w *writer) do(j *job) error {
	w.queue <- j
	<-j.done
	return j.err
}

// run takes jobs. Each is one statement, which SQLite takes back by itself when it
// fails, so that no job needs a savepoint against the others.
func (w *writer) run() {
	batch := make([]*job, 0, mostJobs)
	for j := range w.queue {
		batch = append(batch[:0], j)
		if w.s.keep && w.s.commits.Load()%releaseEvery == 0 {
			w.s.release()
		}
		err := w.begin.Exec()
		if err == nil {
			j.err = w.apply(j)
			for len(batch) < mostJobs {
				next := w.next()
				if next == nil {
					break
				}
				next.err = w.apply(next)
				batch = append(batch, next)
			}
			if err = w.commit.Exec(); err != nil {
				_ = w.rollback.Exec() // there may be nothing left to take back
			}
			w.s.commits.Add(1)
		}
		for i, j := range batch {
			if err != nil {
				j.err = err
			}
			j.done <- struct{}{}
			batch[i] = nil
		}
	}
}

// next returns a job that waits, or one whose request is just about to give it.
func (w *writer) next() *job {
	for yielded := false; ; yielded = true {
		select {
		case j := <-w.queue:
			return j
		default:
			if yielded {
				return nil
			}
			runtime.Gosched()
		}
	}
}

func (w *writer) apply(j *job) error {
	switch j.kind {
	case create:
		return w.create(j)
	case update:
		return w.change(j)
	case endSession:
	}
	return errors.Join(w.end.BindBlob(1, j.digest), w.end.Exec())
}

func (w *writer) create(j *job) error {
	s := w.insert
	err := s.BindText(1, j.id)
	for i, v := range j.in.value {
		err = errors.Join(err, s.BindText(i+2, text(v)))
	}
	if err = errors.Join(err, s.BindText(7, j.now)); err != nil {
		return err
	}
	err = s.Exec()
	if errors.Is(err, sqlite3.CONSTRAINT_UNIQUE) {
		return errTaken
	}
	if err == nil {
		j.out = appendCreated(j.out, j)
	}
	return err
}

// appendCreated appends the article that a job has made.
func appendCreated(dst []byte, j *job) []byte {
	v := &j.in.value
	dst = append(append(dst, `{"id":"`...), j.id...)
	dst = append(append(dst, `","author":"`...), v[author]...)
	dst = append(append(dst, `","slug":"`...), v[slug]...)
	dst = appendString(append(dst, `","title":`...), v[title])
	dst = appendString(append(dst, `,"body":`...), v[body])
	dst = append(append(dst, `,"status":"`...), v[status]...)
	dst = append(append(dst, `","created_at":"`...), j.now...)
	dst = append(append(dst, `","updated_at":"`...), j.now...)
	return append(dst, `"}`...)
}

func (w *writer) change(j *job) error {
	s := w.update
	err := errors.Join(s.BindText(1, j.caller), s.BindText(2, j.id), s.BindText(6, j.now))
	for i, member := range [...]int{title, body, status} {
		if v := j.in.value[member]; v == nil {
			err = errors.Join(err, s.BindNull(i+3))
		} else {
			err = errors.Join(err, s.BindText(i+3, text(v)))
		}
	}
	if err != nil {
		return err
	}
	found := false
	for s.Step() {
		found = true
		j.out = appendArticle(j.out, s, false)
	}
	if err := s.Reset(); err != nil || found {
		return err
	}
	return w.whyNot(j)
}

// whyNot tells why there was nothing to change: who may read it may know.
func (w *writer) whyNot(j *job) error {
	if err := errors.Join(w.get.BindText(1, j.caller), w.get.BindText(2, j.id)); err != nil {
		return err
	}
	readable := w.get.Step()
	if err := w.get.Reset(); err != nil {
		return err
	}
	if readable {
		return errForbidden
	}
	return errNotFound
}
