package peer

import (
	"fmt"

	sqlite3 "github.com/ncruces/go-sqlite3"
)

// schema has what a careful author would keep in the database.
const schema = `
CREATE TABLE users (
  id TEXT PRIMARY KEY NOT NULL,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE TABLE articles (
  id TEXT PRIMARY KEY NOT NULL,
  author TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 200),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  body TEXT NOT NULL CHECK (length(body) <= 20000),
  status TEXT NOT NULL CHECK (status IN ('draft', 'published')),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX articles_author ON articles (author, created_at DESC, id DESC);
CREATE TABLE comments (
  id TEXT PRIMARY KEY NOT NULL,
  article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  author TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 2000),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX comments_article ON comments (article, id);
CREATE INDEX comments_author ON comments (author, id);
CREATE TABLE sessions (
  token BLOB PRIMARY KEY NOT NULL, -- SHA-256 of what the client holds
  user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL -- seconds since 1970
) STRICT, WITHOUT ROWID;
`

// The statements of the operations. ?1 is the caller, "" for nobody.
const (
	columns = "a.id, a.author, a.slug, a.title, a.body, a.status, a.created_at, a.updated_at"
	rule    = "(a.status = 'published' OR a.author = ?1)"
	expand  = ", u.id, u.name, u.created_at, u.updated_at"

	Get       = "SELECT " + columns + " FROM articles a WHERE a.id = ?2 AND " + rule
	GetExpand = "SELECT " + columns + expand + " FROM articles a JOIN users u ON u.id = a.author WHERE a.id = ?2 AND " + rule

	// The lists: of an author, the newest first; after is behind a place, the time and
	// the id of the last article of the page before.
	list            = " WHERE a.author = ?2 AND " + rule
	after           = " AND (a.created_at, a.id) < (?4, ?5)"
	newest          = " ORDER BY a.created_at DESC, a.id DESC LIMIT ?3"
	joined          = " FROM articles a JOIN users u ON u.id = a.author"
	List            = "SELECT " + columns + " FROM articles a" + list + newest
	ListAfter       = "SELECT " + columns + " FROM articles a" + list + after + newest
	ListExpand      = "SELECT " + columns + expand + joined + list + newest
	ListExpandAfter = "SELECT " + columns + expand + joined + list + after + newest

	Insert = "INSERT INTO articles (id, author, slug, title, body, status, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)"

	// Update: what is NULL stays. It finds no row where the caller may not change one.
	Update = "UPDATE articles AS a SET title = coalesce(?3, title), body = coalesce(?4, body), status = coalesce(?5, status), updated_at = ?6" +
		" WHERE a.id = ?2 AND a.author = ?1 RETURNING id, author, slug, title, body, status, created_at, updated_at"

	Session = "SELECT user, expires_at FROM sessions WHERE token = ?1"
)

// Pragmas are what each connection is told: a commit is on disk when it returns.
func Pragmas(cacheKiB int) []string {
	return []string{
		"PRAGMA busy_timeout = 10000",
		"PRAGMA journal_mode = WAL",
		"PRAGMA synchronous = FULL",
		"PRAGMA foreign_keys = ON",
		"PRAGMA temp_store = MEMORY",
		fmt.Sprintf("PRAGMA cache_size = -%d", cacheKiB),
	}
}

// Open opens a connection with Pragmas.
func Open(path string, cacheKiB int) (*sqlite3.Conn, error) {
	c, err := sqlite3.Open("file:" + path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	for _, sql := range Pragmas(cacheKiB) {
		if err := c.Exec(sql); err != nil {
			return nil, fmt.Errorf("%s: %w", sql, err)
		}
	}
	return c, nil
}
