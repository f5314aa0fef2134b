package run

import (
	"context"
	"errors"
	"fmt"
	"sync"

	sqlite3 "github.com/ncruces/go-sqlite3"

	"github.com/newel-api/newel/bench/dataset"
	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/engine"
	"github.com/newel-api/newel/internal/value"
)

// readDesign compiles the design of a folder.
func readDesign(folder string) (*design.Design, error) {
	var diags diag.List
	d, _, err := compile.Folder(folder, &diags)
	return d, errors.Join(err, diags.Err())
}

// seedNewel makes a database as Newel itself does, writes the rows of set straight into
// its tables, and has Newel make a session for each of the first users.
func seedNewel(ctx context.Context, folder, path string, set dataset.Set) (tokens []string, err error) {
	d, err := readDesign(folder)
	if err != nil {
		return nil, err
	}
	e, err := engine.Open(ctx, engine.Options{Design: d, Database: path})
	if err != nil {
		return nil, err
	}
	if err := e.Close(); err != nil {
		return nil, err
	}
	if err := fillNewel(path, set); err != nil {
		return nil, err
	}
	if e, err = engine.Open(ctx, engine.Options{Design: d, Database: path}); err != nil {
		return nil, err
	}
	tokens, err = sessions(ctx, e, set)
	return tokens, errors.Join(err, e.Close())
}

// sessions makes them many at a time, since each waits for the disk.
func sessions(ctx context.Context, e *engine.Engine, set dataset.Set) ([]string, error) {
	tokens := make([]string, min(set.Users, mostTokens))
	errs := make([]error, len(tokens))
	var makers sync.WaitGroup
	slots := make(chan struct{}, 64)
	for n := range tokens {
		slots <- struct{}{}
		makers.Go(func() {
			raw := set.User(n).Raw
			tokens[n], errs[n] = e.Session(ctx, value.Value{Kind: value.ID, Str: string(raw[:])})
			<-slots
		})
	}
	makers.Wait()
	return tokens, errors.Join(errs...)
}

// fillNewel writes rows as Newel would have: ids as 16 bytes, times as microseconds.
func fillNewel(path string, set dataset.Set) (err error) {
	c, err := sqlite3.Open("file:" + path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if err := c.Exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; BEGIN"); err != nil {
		return err
	}
	users, articles := make([]dataset.Raw, set.Users), make([]dataset.Raw, set.Articles)
	insert := func(sql string, rows int, bind func(s *sqlite3.Stmt, n int) error) error {
		s, _, err := c.Prepare(sql)
		if err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
		for n := range rows {
			if err := errors.Join(bind(s, n), s.Exec()); err != nil {
				return fmt.Errorf("%s: row %d: %w", sql, n, err)
			}
		}
		return s.Close()
	}
	err = insert(`INSERT INTO "user" (id, email, name, created_at, updated_at, version) VALUES (?1, ?2, ?3, ?4, ?4, 1)`, set.Users, func(s *sqlite3.Stmt, n int) error {
		u := set.User(n)
		users[n] = u.Raw
		return errors.Join(s.BindBlob(1, u.Raw[:]), s.BindText(2, u.Email), s.BindText(3, u.Name), s.BindInt64(4, u.Created.UnixMicro()))
	})
	if err != nil {
		return err
	}
	err = insert(`INSERT INTO article (id, author, slug, title, body, status, created_at, updated_at, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, 1)`, set.Articles, func(s *sqlite3.Stmt, n int) error {
		a := set.Article(n)
		articles[n] = a.Raw
		return errors.Join(s.BindBlob(1, a.Raw[:]), s.BindBlob(2, users[a.Author][:]), s.BindText(3, a.Slug), s.BindText(4, a.Title),
			s.BindText(5, a.Body), s.BindText(6, a.Status), s.BindInt64(7, a.Created.UnixMicro()))
	})
	if err != nil {
		return err
	}
	err = insert(`INSERT INTO comment (id, article, author, body, created_at, updated_at, version) VALUES (?1, ?2, ?3, ?4, ?5, ?5, 1)`, set.Comments, func(s *sqlite3.Stmt, n int) error {
		m := set.Comment(n)
		return errors.Join(s.BindBlob(1, m.Raw[:]), s.BindBlob(2, articles[m.Article][:]), s.BindBlob(3, users[m.Author][:]),
			s.BindText(4, m.Body), s.BindInt64(5, m.Created.UnixMicro()))
	})
	if err != nil {
		return err
	}
	return c.Exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")
}
