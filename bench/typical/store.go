package main

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	sqlite3 "github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"

	"github.com/newel-api/newel/bench/peer"
)

// Why a request gets no article.
var (
	errNotFound  = errors.New("not found")
	errForbidden = errors.New("forbidden")
	errTaken     = errors.New("the slug is taken")
	errToken     = errors.New("the token is not one of a session")
	errCursor    = errors.New("the cursor is not one of a page")
)

// User is what is sent of a user.
type User struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	CreatedAt string `json:"created_at"`
	UpdatedAt string `json:"updated_at"`
}

// Article is what is sent of an article.
type Article struct {
	ID        string  `json:"id"`
	Author    string  `json:"author"`
	Slug      string  `json:"slug"`
	Title     string  `json:"title"`
	Body      string  `json:"body"`
	Status    string  `json:"status"`
	CreatedAt string  `json:"created_at"`
	UpdatedAt string  `json:"updated_at"`
	Expand    *Expand `json:"expand,omitempty"`
}

// Expand is what an article leads to.
type Expand struct {
	Author *User `json:"author"`
}

// Page is the answer of a list.
type Page struct {
	Items []Article `json:"items"`
	Next  *string   `json:"next"`
}

// Query is what a list asks for.
type Query struct {
	Author string
	Limit  int
	Expand bool
	Cursor string
}

type store struct {
	writes                           *sql.DB
	get, getExpand, session          *sql.Stmt
	list                             map[bool]*sql.Stmt // by expand
	listAfter                        map[bool]*sql.Stmt
	insert, update, mayRead, endedBy *sql.Stmt
}

func open(path string, readers, cache int) (*store, error) {
	initialize := func(c *sqlite3.Conn) error {
		for _, sql := range peer.Pragmas(cache) {
			if err := c.Exec(sql); err != nil {
				return err
			}
		}
		return nil
	}
	reads, err := driver.Open("file:"+path, initialize)
	if err != nil {
		return nil, err
	}
	reads.SetMaxOpenConns(readers)
	reads.SetMaxIdleConns(readers)
	s := &store{list: map[bool]*sql.Stmt{}, listAfter: map[bool]*sql.Stmt{}}
	if s.writes, err = driver.Open("file:"+path, initialize); err != nil {
		return nil, err
	}
	s.writes.SetMaxOpenConns(1)
	prepare := func(db *sql.DB, text string) *sql.Stmt {
		stmt, failed := db.Prepare(text)
		if failed != nil {
			err = errors.Join(err, fmt.Errorf("prepare %s: %w", text, failed))
		}
		return stmt
	}
	s.get, s.getExpand, s.session = prepare(reads, peer.Get), prepare(reads, peer.GetExpand), prepare(reads, peer.Session)
	s.list[false], s.list[true] = prepare(reads, peer.List), prepare(reads, peer.ListExpand)
	s.listAfter[false], s.listAfter[true] = prepare(reads, peer.ListAfter), prepare(reads, peer.ListExpandAfter)
	s.insert, s.update = prepare(s.writes, peer.Insert), prepare(s.writes, peer.Update)
	s.mayRead = prepare(s.writes, peer.Get)
	s.endedBy = prepare(s.writes, "DELETE FROM sessions WHERE token = ?1")
	return s, err
}

// Caller returns who holds the token. It asks the database each time: a session may
// have been ended.
func (s *store) Caller(ctx context.Context, token string) (user string, err error) {
	digest := sha256.Sum256([]byte(token))
	var expires int64
	err = s.session.QueryRowContext(ctx, digest[:]).Scan(&user, &expires)
	if errors.Is(err, sql.ErrNoRows) || err == nil && expires <= time.Now().Unix() {
		return "", errToken
	}
	return user, err
}

// End ends the session of a token.
func (s *store) End(ctx context.Context, token string) error {
	digest := sha256.Sum256([]byte(token))
	_, err := s.endedBy.ExecContext(ctx, digest[:])
	return err
}

// scanner is a row.
type scanner interface{ Scan(dest ...any) error }

func scan(row scanner, expand bool) (a Article, err error) {
	dest := []any{&a.ID, &a.Author, &a.Slug, &a.Title, &a.Body, &a.Status, &a.CreatedAt, &a.UpdatedAt}
	if expand {
		u := &User{}
		a.Expand = &Expand{Author: u}
		dest = append(dest, &u.ID, &u.Name, &u.CreatedAt, &u.UpdatedAt)
	}
	err = row.Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNotFound
	}
	return a, err
}

// Get returns an article.
func (s *store) Get(ctx context.Context, caller, id string, expand bool) (Article, error) {
	stmt := s.get
	if expand {
		stmt = s.getExpand
	}
	return scan(stmt.QueryRowContext(ctx, caller, id), expand)
}

// List returns a page.
func (s *store) List(ctx context.Context, caller string, q Query) (*Page, error) {
	stmt, args := s.list[q.Expand], []any{caller, q.Author, q.Limit + 1}
	if q.Cursor != "" {
		place, err := base64.RawURLEncoding.DecodeString(q.Cursor)
		created, id, ok := strings.Cut(string(place), " ")
		if err != nil || !ok {
			return nil, errCursor
		}
		stmt, args = s.listAfter[q.Expand], append(args, created, id)
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	page := &Page{Items: make([]Article, 0, q.Limit)}
	for rows.Next() {
		if len(page.Items) == q.Limit {
			last := page.Items[q.Limit-1]
			next := base64.RawURLEncoding.EncodeToString([]byte(last.CreatedAt + " " + last.ID))
			page.Next = &next
			break
		}
		a, err := scan(rows, q.Expand)
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, a)
	}
	return page, rows.Err()
}

// Create keeps a new article, and returns when it is on disk.
func (s *store) Create(ctx context.Context, a Article) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.StmtContext(ctx, s.insert).ExecContext(ctx, a.ID, a.Author, a.Slug, a.Title, a.Body, a.Status, a.CreatedAt)
		if errors.Is(err, sqlite3.CONSTRAINT_UNIQUE) {
			err = errTaken
		}
		return err
	})
}

// Change is what an update writes; what is nil stays.
type Change struct {
	Title  *string `json:"title"`
	Body   *string `json:"body"`
	Status *string `json:"status"`
}

// Update changes an article of the caller's, and returns when that is on disk.
func (s *store) Update(ctx context.Context, caller, id string, c Change, now string) (a Article, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		a, err = scan(tx.StmtContext(ctx, s.update).QueryRowContext(ctx, caller, id, c.Title, c.Body, c.Status, now), false)
		if !errors.Is(err, errNotFound) {
			return err
		}
		if _, err := scan(tx.StmtContext(ctx, s.mayRead).QueryRowContext(ctx, caller, id), false); err != nil {
			return err
		}
		return errForbidden
	})
	return a, err
}

func (s *store) write(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := s.writes.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}
