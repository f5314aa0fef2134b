package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// bench is a store on which something is tried.
type bench struct {
	*testing.T
	db store.DB
}

var errUnwanted = errors.New("this one is not wanted")

// sql writes the marks of parameters, "?" in text, as the dialect does, and the
// types, which stand in braces.
func (b *bench) sql(text string) string {
	d := b.db.Dialect()
	for name, kind := range map[string]value.Kind{
		"{bool}": value.Bool, "{int}": value.Int, "{text}": value.Text, "{time}": value.Time, "{id}": value.ID, "{bytes}": value.Bytes,
		"{date}": value.Date, "{float}": value.Float,
	} {
		text = strings.ReplaceAll(text, name, d.ColumnType(kind))
	}
	strict := ""
	if d == dialect.SQLite {
		strict = "STRICT"
	}
	text = strings.ReplaceAll(text, "{strict}", strict)
	var out strings.Builder
	n := 0
	for _, c := range text {
		if c == '?' {
			n++
			out.WriteString(d.Placeholder(n))
			continue
		}
		out.WriteRune(c)
	}
	return out.String()
}

// tables makes tables.
func (b *bench) tables(statements ...string) {
	b.Helper()
	b.must(b.db.DDL(b.Context(), func(tx store.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(b.sql(s), nil); err != nil {
				return err
			}
		}
		return nil
	}))
}

const (
	tableWords = "CREATE TABLE word (id {int} PRIMARY KEY, word {text} NOT NULL) {strict}"
	insertWord = "INSERT INTO word (id, word) VALUES (?, ?)"
	selectWord = "SELECT word FROM word WHERE id = ?"
	countWords = "SELECT count(*) FROM word"
)

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// wants fails unless err is want.
func (b *bench) wants(err, want error) {
	b.Helper()
	if !errors.Is(err, want) {
		b.Fatalf("the error is %v, want %v", err, want)
	}
}

func (b *bench) equal(what string, got, want any) {
	b.Helper()
	if got != want {
		b.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

// write runs one statement in a write of its own.
func (b *bench) write(ctx context.Context, sql string, args ...value.Value) error {
	return b.db.Write(ctx, func(tx store.Tx) error { return b.exec(tx, sql, args...) })
}

func (b *bench) exec(tx store.Tx, sql string, args ...value.Value) error {
	_, err := tx.Exec(b.sql(sql), args)
	return err
}

func (b *bench) insert(tx store.Tx, id int, word string) error {
	return b.exec(tx, insertWord, value.OfInt(int64(id)), value.OfText(word))
}

// count returns what the statement, which selects one number, says.
func (b *bench) count(sql string, args ...value.Value) (n int) {
	b.Helper()
	b.must(b.db.Read(b.Context(), func(tx store.Tx) (err error) {
		n, err = b.number(tx, sql, args...)
		return err
	}))
	return n
}

func (b *bench) number(tx store.Tx, sql string, args ...value.Value) (n int, err error) {
	rows, err := tx.Query(b.sql(sql), args, func(r store.Row) error {
		n = int(r.Int(0))
		return nil
	})
	if err == nil && rows != 1 {
		b.Errorf("%s gives %d rows", sql, rows)
	}
	return n, err
}
