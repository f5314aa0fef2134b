package peer

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	sqlite3 "github.com/ncruces/go-sqlite3"

	"github.com/newel-api/newel/bench/dataset"
)

// Time is how times are kept and sent.
const Time = "2006-01-02T15:04:05.000000Z"

// Token returns the token of user n: 256 bits that look random.
func Token(n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "session of user %d", n))
	return "bench_session_" + base64.RawURLEncoding.EncodeToString(sum[:])
}

// Seed makes a database with the rows of set and a session for each user. The file
// must be new.
func Seed(path string, set dataset.Set) (err error) {
	c, err := Open(path, 64<<10)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if err := c.Exec("PRAGMA synchronous = OFF; " + schema + "BEGIN"); err != nil {
		return fmt.Errorf("make the tables: %w", err)
	}
	if err := fill(c, set); err != nil {
		return err
	}
	return c.Exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")
}

func fill(c *sqlite3.Conn, set dataset.Set) error {
	expires := time.Now().Add(30 * 24 * time.Hour).Unix()
	s, err := prepare(c,
		"INSERT INTO users (id, email, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)",
		"INSERT INTO sessions (token, user, expires_at) VALUES (?1, ?2, ?3)",
		Insert,
		"INSERT INTO comments (id, article, author, body, created_at) VALUES (?1, ?2, ?3, ?4, ?5)")
	if err != nil {
		return err
	}
	users, articles := make([]string, set.Users), make([]string, set.Articles)
	for n := range users {
		u := set.User(n)
		users[n] = u.ID
		sum := sha256.Sum256([]byte(Token(n)))
		err := errors.Join(run(s[0], u.ID, u.Email, u.Name, u.Created.Format(Time)), run(s[1], sum[:], u.ID, expires))
		if err != nil {
			return fmt.Errorf("user %d: %w", n, err)
		}
	}
	for n := range articles {
		a := set.Article(n)
		articles[n] = a.ID
		if err := run(s[2], a.ID, users[a.Author], a.Slug, a.Title, a.Body, a.Status, a.Created.Format(Time)); err != nil {
			return fmt.Errorf("article %d: %w", n, err)
		}
	}
	for n := range set.Comments {
		m := set.Comment(n)
		if err := run(s[3], m.ID, articles[m.Article], users[m.Author], m.Body, m.Created.Format(Time)); err != nil {
			return fmt.Errorf("comment %d: %w", n, err)
		}
	}
	for _, stmt := range s {
		if err := stmt.Close(); err != nil {
			return err
		}
	}
	return nil
}

func prepare(c *sqlite3.Conn, texts ...string) (stmts []*sqlite3.Stmt, err error) {
	for _, sql := range texts {
		s, _, err := c.Prepare(sql)
		if err != nil {
			return nil, fmt.Errorf("prepare %s: %w", sql, err)
		}
		stmts = append(stmts, s)
	}
	return stmts, nil
}

// run runs s with args: texts, bytes and integers.
func run(s *sqlite3.Stmt, args ...any) error {
	for i, a := range args {
		var err error
		switch a := a.(type) {
		case string:
			err = s.BindText(i+1, a)
		case []byte:
			err = s.BindBlob(i+1, a)
		case int64:
			err = s.BindInt64(i+1, a)
		default:
			err = fmt.Errorf("an argument of type %T", a)
		}
		if err != nil {
			return err
		}
	}
	return s.Exec()
}
