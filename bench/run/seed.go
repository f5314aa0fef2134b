package run

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/newel-api/newel/bench/dataset"
	"github.com/newel-api/newel/bench/peer"
)

// mostTokens are made for a database: callers are among the first users.
const mostTokens = 1000

// seed makes the database of each kind of rows, and the tokens for it.
func (b *Bench) seed(ctx context.Context) error {
	for _, v := range b.variants {
		dir := b.path("rows", v.rows)
		if _, err := os.Stat(dir); v.rows == "" || err == nil {
			continue
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		var tokens []string
		var err error
		switch v.rows {
		case "newel":
			tokens, err = seedNewel(ctx, b.design(), b.path("rows", v.rows, "newel.db"), b.Set)
		case "peer":
			for n := range min(b.Set.Users, mostTokens) {
				tokens = append(tokens, peer.Token(n))
			}
			err = peer.Seed(b.path("rows", v.rows, "peer.db"), b.Set)
		default:
			err = b.seedPocketBase(ctx, v, dir)
		}
		if err == nil && tokens != nil {
			err = os.WriteFile(b.tokenFile(v.rows), []byte(strings.Join(tokens, "\n")), 0o600)
		}
		if err != nil {
			return fmt.Errorf("make the rows of %s: %w", v.rows, err)
		}
		b.say("made the rows of %s", v.rows)
	}
	return nil
}

func (b *Bench) tokenFile(rows string) string { return b.path("tokens-" + rows) }

// tokens returns a token for each of the first users; a server that has no rows does
// not look at them.
func (b *Bench) tokens(v *variant) ([]string, error) {
	if v.rows == "" {
		return []string{"none"}, nil
	}
	text, err := os.ReadFile(b.tokenFile(v.rows))
	return strings.Fields(string(text)), err
}

// seedPocketBase gives PocketBase the rows as lines of JSON.
func (b *Bench) seedPocketBase(ctx context.Context, v *variant, dir string) error {
	args := []string{"fill", "--dir", dir, "--tokens", b.tokenFile(v.rows)}
	if v.rows == "pocketbase-nolog" {
		args = append(args, "--logs=false")
	}
	cmd := exec.CommandContext(ctx, b.path("bin", v.program), args...)
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		return err
	}
	err = errors.Join(writeRows(in, b.Set), in.Close())
	if failed := cmd.Wait(); failed != nil {
		return fmt.Errorf("%w: %s", failed, said.String())
	}
	return err
}

// writeRows writes the lines that the fill command of the pocketbase folder reads.
func writeRows(out io.Writer, set dataset.Set) error {
	const at = "2006-01-02 15:04:05.000Z"
	w := bufio.NewWriterSize(out, 1<<20)
	e := json.NewEncoder(w)
	users, articles := make([]string, set.Users), make([]string, set.Articles)
	for n := range users {
		u := set.User(n)
		users[n] = u.PB
		err := e.Encode(map[string]string{"Kind": "user", "ID": u.PB, "Email": u.Email, "Name": u.Name, "Created": u.Created.Format(at)})
		if err != nil {
			return err
		}
	}
	for n := range articles {
		a := set.Article(n)
		articles[n] = a.PB
		err := e.Encode(map[string]string{
			"Kind": "article", "ID": a.PB, "Author": users[a.Author], "Slug": a.Slug, "Title": a.Title, "Body": a.Body,
			"Status": a.Status, "Created": a.Created.Format(at),
		})
		if err != nil {
			return err
		}
	}
	for n := range set.Comments {
		c := set.Comment(n)
		err := e.Encode(map[string]string{
			"Kind": "comment", "ID": c.PB, "Article": articles[c.Article], "Author": users[c.Author], "Body": c.Body, "Created": c.Created.Format(at),
		})
		if err != nil {
			return err
		}
	}
	return w.Flush()
}
