package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"
)

// row is one line of the standard input.
type row struct {
	Kind    string // user, article or comment
	ID      string
	Email   string
	Name    string
	Author  string
	Article string
	Slug    string
	Title   string
	Body    string
	Status  string
	Created string
}

func fillCommand(app *pocketbase.PocketBase) *cobra.Command {
	var tokens string
	var logs bool
	c := &cobra.Command{
		Use: "fill", Short: "make the collections and write the rows of the standard input", SilenceUsage: true,
		RunE: func(*cobra.Command, []string) error { return fill(app, os.Stdin, tokens, logs) },
	}
	c.Flags().StringVar(&tokens, "tokens", "", "where to write a token for each user, one on a line")
	c.Flags().BoolVar(&logs, "logs", true, "keep PocketBase's log of requests, as it comes")
	return c
}

func fill(app core.App, in io.Reader, tokens string, logs bool) error {
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	if !logs {
		settings := app.Settings()
		settings.Logs.MaxDays = 0
		if err := app.Save(settings); err != nil {
			return err
		}
	}
	// Without one, serve would ask for it in a browser.
	superusers, err := app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		return err
	}
	su := core.NewRecord(superusers)
	su.SetEmail("bench@bench.test")
	su.SetPassword("only for the bench")
	if err := errors.Join(app.Save(su), collections(app)); err != nil {
		return err
	}
	var users []string
	err = app.RunInTransaction(func(tx core.App) (err error) {
		users, err = rows(tx, in)
		return err
	})
	if err != nil {
		return err
	}
	return writeTokens(app, users, tokens)
}

// texts are the statements for each kind of row. What PocketBase's own code would do
// for each row is not needed: they are right.
var texts = map[string]string{
	"user": "INSERT INTO users (id, email, name, tokenKey, password, emailVisibility, verified, avatar, created, updated)" +
		" VALUES ({:id}, {:email}, {:name}, {:key}, 'none', 0, 1, '', {:created}, {:created})",
	"article": "INSERT INTO articles (id, author, slug, title, body, status, created_at, updated_at)" +
		" VALUES ({:id}, {:author}, {:slug}, {:title}, {:body}, {:status}, {:created}, {:created})",
	"comment": "INSERT INTO comments (id, article, author, body, created_at) VALUES ({:id}, {:article}, {:author}, {:body}, {:created})",
}

// rows writes the rows of in and returns the ids of the users, in their order.
func rows(tx core.App, in io.Reader) (users []string, err error) {
	statements := map[string]*dbx.Query{}
	for kind, text := range texts {
		statements[kind] = tx.DB().NewQuery(text).Prepare()
		defer statements[kind].Close()
	}
	d := json.NewDecoder(bufio.NewReaderSize(in, 1<<20))
	for {
		var r row
		if err := d.Decode(&r); errors.Is(err, io.EOF) {
			return users, nil
		} else if err != nil {
			return nil, fmt.Errorf("read the rows: %w", err)
		}
		var params dbx.Params
		switch r.Kind {
		case "user":
			users = append(users, r.ID)
			params = dbx.Params{"id": r.ID, "email": r.Email, "name": r.Name, "key": strings.Repeat(r.ID, 3), "created": r.Created}
		case "article":
			params = dbx.Params{"id": r.ID, "author": r.Author, "slug": r.Slug, "title": r.Title, "body": r.Body, "status": r.Status, "created": r.Created}
		case "comment":
			params = dbx.Params{"id": r.ID, "article": r.Article, "author": r.Author, "body": r.Body, "created": r.Created}
		default:
			return nil, fmt.Errorf("a row of kind %q", r.Kind)
		}
		if _, err := statements[r.Kind].Bind(params).Execute(); err != nil {
			return nil, fmt.Errorf("write the %s %s: %w", r.Kind, r.ID, err)
		}
	}
}

func writeTokens(app core.App, users []string, file string) error {
	var out strings.Builder
	for _, id := range users {
		record, err := app.FindRecordById("users", id)
		if err != nil {
			return fmt.Errorf("find user %s: %w", id, err)
		}
		token, err := record.NewAuthToken()
		if err != nil {
			return fmt.Errorf("a token for user %s: %w", id, err)
		}
		out.WriteString(token + "\n")
	}
	return os.WriteFile(file, []byte(out.String()), 0o600)
}
