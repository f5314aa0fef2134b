package dataset

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Set is how many rows there are of each kind. Every user has as many articles as
// the others: article n is by user n % Users.
type Set struct{ Users, Articles, Comments int }

// Whole is the set that figures are published of.
var Whole = Set{Users: 1_000, Articles: 100_000, Comments: 300_000}

// Small is a set for trying things out.
var Small = Set{Users: 100, Articles: 5_000, Comments: 10_000}

// The kinds of rows, which their randomness begins with.
const (
	kindUser = iota + 1
	kindArticle
	kindComment
)

// start is when the first row was made; all times are whole milliseconds, which each
// server can hold.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// A User writes.
type User struct {
	Number  int
	Raw     Raw
	ID      string
	PB      string // the id at PocketBase
	Email   string
	Name    string
	Created time.Time
}

// An Article is published, or a draft that its author alone may read: one in five.
type Article struct {
	Number  int
	Raw     Raw
	ID      string
	PB      string
	Author  int // the number of a user
	Slug    string
	Title   string
	Body    string // about 500 bytes
	Status  string
	Created time.Time
}

// A Comment is only there, so that the database has a usual size.
type Comment struct {
	Number  int
	Raw     Raw
	ID      string
	PB      string
	Article int
	Author  int
	Body    string
	Created time.Time
}

// User returns user n.
func (s Set) User(n int) User {
	created := start.Add(time.Duration(n) * time.Second)
	raw := rawID(kindUser, uint64(n), created.UnixMilli())
	r := random(kindUser, uint64(n))
	return User{
		Number: n, Raw: raw, ID: raw.text(UserPrefix), PB: pbID(kindUser, uint64(n)),
		Email: fmt.Sprintf("user%d@bench.test", n), Name: title(r, 2), Created: created,
	}
}

// Author returns the number of the user that wrote article n.
func (s Set) Author(n int) int { return n % s.Users }

// Draft tells whether article n is a draft.
func (s Set) Draft(n int) bool { return (n/s.Users)%5 == 4 }

// Own returns the number of the article that is the k-th of a user.
func (s Set) Own(user, k int) int { return user + k*s.Users }

// PerUser is how many articles a user has.
func (s Set) PerUser() int { return s.Articles / s.Users }

// ArticleID returns the id of article n, here and at PocketBase.
func (s Set) ArticleID(n int) (id, pb string) {
	return rawID(kindArticle, uint64(n), s.articleTime(n).UnixMilli()).text(ArticlePrefix), pbID(kindArticle, uint64(n))
}

func (s Set) articleTime(n int) time.Time {
	return start.Add(24*time.Hour + time.Duration(n)*time.Minute)
}

// Article returns article n. A later one is a newer one.
func (s Set) Article(n int) Article {
	created := s.articleTime(n)
	raw := rawID(kindArticle, uint64(n), created.UnixMilli())
	r := random(kindArticle, uint64(n))
	a := Article{
		Number: n, Raw: raw, ID: raw.text(ArticlePrefix), PB: pbID(kindArticle, uint64(n)), Author: s.Author(n),
		Slug: fmt.Sprintf("article-%d", n), Title: title(r, 5), Status: "published", Created: created,
	}
	if s.Draft(n) {
		a.Status = "draft"
	}
	a.Body = text(r, 500)
	return a
}

// Comment returns comment n.
func (s Set) Comment(n int) Comment {
	created := start.Add(200*24*time.Hour + time.Duration(n)*time.Second)
	raw := rawID(kindComment, uint64(n), created.UnixMilli())
	r := random(kindComment, uint64(n))
	return Comment{
		Number: n, Raw: raw, ID: raw.text(CommentPrefix), PB: pbID(kindComment, uint64(n)),
		Article: r.IntN(s.Articles), Author: r.IntN(s.Users), Body: text(r, 80), Created: created,
	}
}

var words = strings.Fields(`time year people way day man thing woman life child world school state family
student group country problem hand part place case week company system program question work government
number night point home water room mother area money story fact month lot right study book eye job word
business issue side kind head house service friend father power hour game line end member law car city
community name president team minute idea body information back parent face others level office door
health person art war history party result change morning reason research girl guy moment air teacher
größe straße café naïve “quoted” ünlü`)

// title returns some words with a capital.
func title(r *rand.Rand, n int) string {
	var out strings.Builder
	for i := range n {
		w := words[r.IntN(100)] // of ASCII
		if i == 0 {
			w = strings.ToUpper(w[:1]) + w[1:]
		} else {
			out.WriteByte(' ')
		}
		out.WriteString(w)
	}
	return out.String()
}

// text returns words of about n bytes, with quotes and an empty line now and then, as
// text has them.
func text(r *rand.Rand, n int) string {
	var out strings.Builder
	out.Grow(n + 16)
	for out.Len() < n {
		out.WriteString(words[r.IntN(len(words))])
		switch r.IntN(60) {
		case 0:
			out.WriteString(".\n\n")
		case 1:
			out.WriteString(` "so" `)
		default:
			out.WriteByte(' ')
		}
	}
	return strings.TrimSpace(out.String())
}
