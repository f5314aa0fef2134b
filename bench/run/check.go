package run

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/newel-api/newel/bench/target"
)

// checker compares what a server answers with the rows that it was given. Servers that
// all answer as the rows say answer alike.
type checker struct {
	*Bench
	s      *server
	api    target.API
	client *http.Client
	tokens []string
	users  []string // ids
	made   int      // answers that were compared
}

// Check makes sure of every server that has rows that it answers as it should.
func (b *Bench) Check(ctx context.Context) error {
	for _, v := range b.variants {
		if v.rows == "" {
			continue
		}
		if err := b.checkOne(ctx, v); err != nil {
			return fmt.Errorf("%s does not answer as the others: %w", v.name, err)
		}
	}
	return nil
}

func (b *Bench) checkOne(ctx context.Context, v *variant) error {
	s, err := b.start(ctx, v)
	if err != nil {
		return err
	}
	defer s.stop()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	c := &checker{Bench: b, s: s, api: v.api, client: &http.Client{Transport: transport, Timeout: 10 * time.Second}}
	if c.tokens, err = b.tokens(v); err != nil {
		return err
	}
	for n := range b.Set.Users {
		u := b.Set.User(n)
		c.users = append(c.users, c.api.User(&u))
	}
	for _, check := range []func(context.Context) error{c.gets, c.lists, c.creates, c.patches} {
		if err := check(ctx); err != nil {
			return err
		}
	}
	durable, err := c.durable(ctx)
	if err != nil {
		return err
	}
	b.checks = append(b.checks, fmt.Sprintf("| `%s` | %d | %s |", v.name, c.made, durable))
	b.say("%s: %d answers are as they should be; %s", v.name, c.made, durable)
	return nil
}

// ask asks and holds the status. A status of 0 is any that refuses: PocketBase has
// other ones than the rest.
func (c *checker) ask(ctx context.Context, r target.Request, status int) ([]byte, error) {
	c.made++
	got, body, err := send(ctx, c.client, c.s.address, &r)
	if err != nil {
		return nil, err
	}
	if got != status && (status != 0 || got < 400 || got >= 500) {
		return nil, fmt.Errorf("%s %s: %d, want %d (0: refused)\n%.500s", r.Method, r.Path, got, status, body)
	}
	return body, nil
}

// want returns article n as it must be answered.
func (c *checker) want(n int) target.Article {
	a := c.Set.Article(n)
	return target.Article{
		ID: c.api.Article(c.Set, n), Author: c.users[a.Author], Slug: a.Slug, Title: a.Title, Body: a.Body, Status: a.Status,
		Created: a.Created, Updated: a.Created,
	}
}

// gets: what is published is anybody's, a draft its author's.
func (c *checker) gets(ctx context.Context) error {
	for i := range 60 {
		n := (i*7919 + i) % c.Set.Articles
		author := c.Set.Author(n)
		callers := map[string]bool{c.tokens[author%len(c.tokens)]: author < len(c.tokens), c.tokens[(author+1)%len(c.tokens)]: false, "": false}
		for token, own := range callers {
			status := http.StatusOK
			if c.Set.Draft(n) && !own {
				status = http.StatusNotFound
			}
			body, err := c.ask(ctx, c.api.Get(token, c.api.Article(c.Set, n)), status)
			if err != nil || status != http.StatusOK {
				if err != nil {
					return err
				}
				continue
			}
			if err := c.same(body, c.want(n)); err != nil {
				return err
			}
		}
	}
	none := c.api.Article(c.Set, c.Set.Articles+1)
	_, err := c.ask(ctx, c.api.Get(c.tokens[0], none), http.StatusNotFound)
	return err
}

func (c *checker) same(body []byte, want target.Article) error {
	got, err := target.ReadArticle(body)
	if err == nil && got != want {
		err = fmt.Errorf("got  %+v\nwant %+v", got, want)
	}
	return err
}

// lists: the newest 20 that the caller may read, with their author or without.
func (c *checker) lists(ctx context.Context) error {
	for i := range 20 {
		author := (i * 37) % len(c.tokens)
		for token, own := range map[string]bool{c.tokens[author]: true, c.tokens[(author+1)%len(c.tokens)]: false, "": false} {
			for _, expand := range []bool{false, true} {
				body, err := c.ask(ctx, c.api.List(token, c.users[author], expand), http.StatusOK)
				if err != nil {
					return err
				}
				if err := c.samePage(body, author, own, expand); err != nil {
					return fmt.Errorf("the list of user %d, their own %t, expand %t: %w", author, own, expand, err)
				}
			}
		}
	}
	return nil
}

func (c *checker) samePage(body []byte, author int, own, expand bool) error {
	got, err := target.ReadList(body)
	if err != nil {
		return err
	}
	var want []target.Article
	u := c.Set.User(author)
	for k := c.Set.PerUser() - 1; k >= 0 && len(want) < 20; k-- {
		if n := c.Set.Own(author, k); own || !c.Set.Draft(n) {
			a := c.want(n)
			if expand {
				a.Expanded = &target.User{ID: c.users[author], Name: u.Name, Created: u.Created}
			}
			want = append(want, a)
		}
	}
	if len(got) != len(want) {
		return fmt.Errorf("%d items, want %d", len(got), len(want))
	}
	for i := range got {
		g, w := got[i], want[i]
		if (g.Expanded == nil) != (w.Expanded == nil) || g.Expanded != nil && *g.Expanded != *w.Expanded {
			return fmt.Errorf("item %d has the author %+v, want %+v", i, g.Expanded, w.Expanded)
		}
		g.Expanded, w.Expanded = nil, nil
		if g != w {
			return fmt.Errorf("item %d: got  %+v\nwant %+v", i, g, w)
		}
	}
	return nil
}

// badToken has the form of none.
const badToken = "bench_session_of_nobody"

// creates: nobody makes an article in another's name, and what was made can be read.
func (c *checker) creates(ctx context.Context) error {
	const text = `"A \"new\" body\n\u00e4 \ud83d\ude00"`
	want := target.Article{Author: c.users[3], Slug: "check-1", Title: "New", Body: "A \"new\" body\nä 😀", Status: "draft"}
	for _, r := range []target.Request{
		c.api.Create("", c.users[3], "check-0", "New", text, "draft"),
		c.api.Create(badToken, c.users[3], "check-0", "New", text, "draft"),
		c.api.Create(c.tokens[4], c.users[3], "check-0", "New", text, "draft"),
		c.api.Create(c.tokens[3], c.users[3], "check 0", "New", text, "draft"),
		c.api.Create(c.tokens[3], c.users[3], "check-0", "", text, "draft"),
		c.api.Create(c.tokens[3], c.users[3], "check-0", "New", text, "lost"),
		c.api.Create(c.tokens[3], c.users[3], "article-1", "New", text, "draft"), // is taken
	} {
		if _, err := c.ask(ctx, r, 0); err != nil {
			return err
		}
	}
	r := c.api.Create(c.tokens[3], c.users[3], "check-1", "New", text, "draft")
	body, err := c.ask(ctx, r, r.Status)
	if err != nil {
		return err
	}
	made, err := target.ReadArticle(body)
	if err != nil {
		return err
	}
	want.ID, want.Created, want.Updated = made.ID, made.Created, made.Created
	if made != want || time.Since(made.Created).Abs() > time.Minute {
		return fmt.Errorf("made %+v\nwant %+v", made, want)
	}
	if _, err := c.ask(ctx, c.api.Get(c.tokens[4], made.ID), http.StatusNotFound); err != nil {
		return err
	}
	if body, err = c.ask(ctx, c.api.Get(c.tokens[3], made.ID), http.StatusOK); err != nil {
		return err
	}
	return c.same(body, want)
}

// patches: an author changes what they have written, others do not.
func (c *checker) patches(ctx context.Context) error {
	n := c.Set.Own(5, 2)
	id := c.api.Article(c.Set, n)
	for _, token := range []string{"", badToken, c.tokens[6]} {
		if _, err := c.ask(ctx, c.api.Patch(token, id, "Stolen"), 0); err != nil {
			return err
		}
	}
	if _, err := c.ask(ctx, c.api.Patch(c.tokens[6], c.api.Article(c.Set, c.Set.Own(5, 4)), "Stolen"), http.StatusNotFound); err != nil {
		return err // a draft: the caller may not know that it is there
	}
	body, err := c.ask(ctx, c.api.Get(c.tokens[6], id), http.StatusOK)
	if err != nil {
		return err
	}
	want := c.want(n)
	if err := c.same(body, want); err != nil {
		return err
	}
	if body, err = c.ask(ctx, c.api.Patch(c.tokens[5], id, "Edited"), http.StatusOK); err != nil {
		return err
	}
	changed, err := target.ReadArticle(body)
	if err != nil {
		return err
	}
	want.Title, want.Updated = "Edited", changed.Updated
	if changed != want || time.Since(changed.Updated).Abs() > time.Minute {
		return fmt.Errorf("changed to %+v\nwant %+v", changed, want)
	}
	return nil
}

// durable makes some articles, one after the other, and tells whether the disk was
// told to keep each before its answer.
func (c *checker) durable(ctx context.Context) (string, error) {
	const creates = 20
	before, ok := flushes(c.dir)
	for n := range creates {
		r := c.api.Create(c.tokens[n], c.users[n], fmt.Sprintf("durable-%d", n), "Durable", `"text"`, "published")
		if _, err := c.ask(ctx, r, r.Status); err != nil {
			return "", err
		}
	}
	after, _ := flushes(c.dir)
	switch told := after - before; {
	case !ok:
		return "this system does not tell whether the disk was told", nil
	case told >= creates:
		return fmt.Sprintf("%d creates one after the other: the disk was told %d times to keep what it has", creates, told), nil
	case c.s.v.durable:
		return "", fmt.Errorf("%d creates were answered, and the disk was told %d times to keep what it has", creates, told)
	default:
		return fmt.Sprintf("NOT DURABLE: %d creates, and the disk was told %d times", creates, told), nil
	}
}
