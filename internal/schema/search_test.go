package schema_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	sqlite3 "github.com/ncruces/go-sqlite3"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/store/sqlite"
	"github.com/newel-api/newel/internal/value"
)

// shelves is a table whose rows go with those that they refer to, of their own table too.
const shelves = `
  Shelf:
    global: true
    fields: {name: {type: text}}
  Book:
    global: true
    fields:
      shelf: {ref: Shelf, on_delete: cascade}
      sequel: {ref: Book, optional: true, on_delete: cascade}
      title: {type: text, optional: true}
      blurb: {type: text, optional: true}
      pages: {type: integer, default: 1}
    search: [title, blurb]
`

// book is a row as the test knows it.
type book struct{ shelf, sequel, title, blurb string }

// folded is text as it is compared: in small letters, those of the Latin alphabet without
// their accents.
func folded(text string) string {
	var out []rune
	for _, c := range norm.NFD.String(text) {
		if c >= 0x300 && c <= 0x36f && len(out) > 0 && out[len(out)-1] < unicode.MaxASCII {
			continue
		}
		out = append(out, c)
	}
	return strings.ToLower(norm.NFC.String(string(out)))
}

// words cuts a text as the handbook says, with nothing of the database.
func words(text string) []string {
	return strings.FieldsFunc(folded(text), func(c rune) bool {
		return !unicode.In(c, unicode.L, unicode.N, unicode.Mn, unicode.Mc, unicode.Co) || c == '\ufe0f'
	})
}

// found tells whether all words are among those of the texts.
func found(asked []payload.Word, texts ...string) bool {
	for _, w := range asked {
		ok := false
		for _, text := range texts {
			ok = ok || slices.ContainsFunc(words(text), func(word string) bool {
				return word == folded(w.Text) || w.Prefix && strings.HasPrefix(word, folded(w.Text))
			})
		}
		if !ok {
			return false
		}
	}
	return true
}

// search asks the index of book for rows in which all words are.
func search(tx store.Tx, asked []payload.Word, columns ...string) (ids []string, err error) {
	d := dialect.SQLite
	var texts []string
	for _, w := range asked {
		texts = append(texts, d.Sought(w.Text, w.Prefix))
	}
	sql := `SELECT "r"."id" FROM "book" AS "r" WHERE ` + d.Finds("r", "id", "book", columns, d.Placeholder(1))
	_, err = tx.Query(sql, []value.Value{value.OfText(dialect.SoughtTogether(texts))}, func(r store.Row) error {
		ids = append(ids, string(r.Bytes(0))[:1])
		return nil
	})
	slices.Sort(ids)
	return ids, err
}

var (
	drawnText = rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{
			"apple", "Apple", "ápple", "app", "plum", "PLUM", "Ça", "ca", "ß", "हिन्दी", "हि", "漢字", "漢", "x1", "42", "ж", "❤\ufe0f", "\u20e3", "🤗", "€", "₿", "Й", "и",
			" ", " ", " ", " ", "-", "*", "\"", "'", "(", ":", "_", "\n", "😀", "^",
		}), 0, 8).Draw(t, "parts")
		return norm.NFC.String(strings.Join(parts, ""))
	})
	errUndone = errors.New("undone")
)

// shop is the database and what must be in it.
type shop struct {
	db    store.DB
	books map[string]book
}

// TestSearchInStep: whatever is written, undone and deleted with other rows, the index finds
// what a look at all texts finds.
func TestSearchInStep(t *testing.T) {
	s, without := build(t, shelves), build(t, strings.Replace(shelves, "    search: [title, blurb]\n", "", 1))
	anew := slices.Concat(schema.Statements(dialect.SQLite, schema.Diff(s, without)), schema.Statements(dialect.SQLite, schema.Diff(without, s)))
	db, done := database(t)
	defer done()
	if err := run(db, s.Create(dialect.SQLite)); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		start := []string{"DELETE FROM shelf"}
		for _, shelf := range []string{"y", "z"} {
			start = append(start, "INSERT INTO shelf VALUES (CAST('"+strings.Repeat(shelf, 16)+"' AS BLOB), '', 1, 1, 1)")
		}
		if err := run(db, start); err != nil {
			t.Fatalf("%v", err)
		}
		k := &shop{db, map[string]book{}}
		t.Repeat(map[string]func(*rapid.T){
			"write": k.write, "write again": k.write, "": k.compare,
			"make it anew": func(t *rapid.T) {
				if rapid.IntRange(0, 9).Draw(t, "often") > 0 {
					t.Skip("it takes long")
				}
				if err := run(db, anew); err != nil {
					t.Fatalf("%v", err)
				}
			},
		})
	})
}

// write does one to three things in one transaction, which may be undone.
func (k *shop) write(t *rapid.T) {
	before := map[string]book{}
	for name, b := range k.books {
		before[name] = b
	}
	undone := rapid.Bool().Draw(t, "undone")
	err := k.db.Write(context.Background(), func(tx store.Tx) error {
		for range rapid.IntRange(1, 3).Draw(t, "statements") {
			if err := k.one(t, tx); err != nil {
				return err
			}
		}
		if undone {
			return errUndone
		}
		return nil
	})
	switch {
	case undone && errors.Is(err, errUndone):
		k.books = before
	case err != nil:
		t.Fatalf("%v", err)
	}
}

func (k *shop) one(t *rapid.T, tx store.Tx) error {
	name := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "book")
	b, there := k.books[name]
	text := func(of string) value.Value {
		if rapid.IntRange(0, 4).Draw(t, "null") == 0 {
			return value.Value{}
		}
		return value.OfText(drawnText.Draw(t, of))
	}
	var err error
	switch what := rapid.IntRange(0, 5).Draw(t, "what"); {
	case !there:
		b = book{shelf: rapid.SampledFrom([]string{"y", "z"}).Draw(t, "shelf")}
		var sequel value.Value
		for other := range k.books {
			b.sequel = max(b.sequel, other)
		}
		if b.sequel != "" && rapid.Bool().Draw(t, "sequel") {
			sequel = id(b.sequel)
		} else {
			b.sequel = ""
		}
		title, blurb := text("title"), text("blurb")
		b.title, b.blurb = title.Str, blurb.Str
		_, err = tx.Exec("INSERT INTO book VALUES (?1, ?2, ?3, ?4, ?5, 1, 1, 1, 1)", []value.Value{id(name), id(b.shelf), sequel, title, blurb})
		k.books[name] = b
	case what < 2:
		title := text("title")
		b.title = title.Str
		_, err = tx.Exec("UPDATE book SET title = ?2 WHERE id = ?1", []value.Value{id(name), title})
		k.books[name] = b
	case what == 2:
		title, blurb := text("title"), text("blurb")
		b.title, b.blurb = title.Str, blurb.Str
		if rapid.Bool().Draw(t, "both") {
			_, err = tx.Exec("UPDATE book SET blurb = ?3, title = ?2, pages = pages + 1 WHERE id = ?1", []value.Value{id(name), title, blurb})
		} else {
			b.title = k.books[name].title
			_, err = tx.Exec("UPDATE book SET blurb = ?2 WHERE id = ?1", []value.Value{id(name), blurb})
		}
		k.books[name] = b
	case what == 3:
		_, err = tx.Exec("UPDATE book SET pages = pages + 1, title = title WHERE id = ?1", []value.Value{id(name)})
	case what == 4:
		_, err = tx.Exec("DELETE FROM book WHERE id = ?1", []value.Value{id(name)})
		k.remove(name)
	default:
		_, err = tx.Exec("DELETE FROM shelf WHERE id = ?1", []value.Value{id(b.shelf)})
		for name, other := range k.books {
			if other.shelf == b.shelf {
				k.remove(name)
			}
		}
		if err == nil {
			_, err = tx.Exec("INSERT INTO shelf VALUES (?1, '', 1, 1, 1)", []value.Value{id(b.shelf)})
		}
	}
	return err
}

// remove takes a book away, and those whose sequel it is.
func (k *shop) remove(name string) {
	delete(k.books, name)
	for other, b := range k.books {
		if b.sequel == name {
			k.remove(other)
		}
	}
}

func (k *shop) compare(t *rapid.T) {
	asked, wrong := payload.Words(drawnText.Draw(t, "search") + rapid.SampledFrom([]string{"", "*"}).Draw(t, "star"))
	if wrong != nil {
		return
	}
	for _, columns := range [][]string{{"title", "blurb"}, {"blurb"}} {
		var want []string
		for name, b := range k.books {
			texts := []string{b.title, b.blurb}
			if found(asked, texts[len(texts)-len(columns):]...) {
				want = append(want, name)
			}
		}
		slices.Sort(want)
		err := k.db.Read(context.Background(), func(tx store.Tx) error {
			got, err := search(tx, asked, columns...)
			if !slices.Equal(got, want) {
				t.Errorf("%v in %v: found %v, want %v of %q", asked, columns, got, want, k.books)
			}
			return err
		})
		if err != nil {
			t.Fatalf("%v: %v", asked, err)
		}
	}
	rows := lines(t, k.db, `SELECT hex("id") FROM "book__search_rows"`)
	docs := lines(t, k.db, `SELECT "rowid" FROM "book__search"`)
	if len(rows) != len(k.books) || len(docs) != len(k.books) {
		t.Errorf("%d books have %d numbers and %d entries", len(k.books), len(rows), len(docs))
	}
}

// TestSearchRenumbered: SQLite may give rows other numbers when it compacts a file, or copies it
// so, and does not tell. Words are found all the same.
func TestSearchRenumbered(t *testing.T) {
	path, backup := filepath.Join(t.TempDir(), "a.db"), filepath.Join(t.TempDir(), "b.db")
	db, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := run(db, build(t, shelves).Create(dialect.SQLite)); err != nil {
		t.Fatal(err)
	}
	write := []string{"INSERT INTO shelf VALUES (CAST('yyyyyyyyyyyyyyyy' AS BLOB), '', 1, 1, 1)"}
	for _, name := range []string{"a", "b", "c", "d"} {
		write = append(write, fmt.Sprintf("INSERT INTO book VALUES (CAST('%s' AS BLOB), CAST('yyyyyyyyyyyyyyyy' AS BLOB), NULL, 'word %s', NULL, 1, 1, 1, 1)", strings.Repeat(name, 16), name))
	}
	write = append(write, "DELETE FROM book WHERE id = CAST('aaaaaaaaaaaaaaaa' AS BLOB)", "DELETE FROM book WHERE id = CAST('cccccccccccccccc' AS BLOB)")
	if err := run(db, write); err != nil {
		t.Fatal(err)
	}
	before := lines(t, db, "SELECT CAST(rowid AS TEXT) FROM book")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := sqlite3.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{"UPDATE book SET rowid = rowid + 100", "VACUUM INTO '" + backup + "'", "VACUUM"} {
		if err := raw.Exec(sql); err != nil {
			t.Fatal(err)
		}
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, backup} {
		db, err := sqlite.Open(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		if after := lines(t, db, "SELECT CAST(rowid AS TEXT) FROM book"); slices.Equal(before, after) {
			t.Errorf("the rows kept their numbers: %v", after)
		}
		err = db.Write(t.Context(), func(tx store.Tx) error {
			for name, want := range map[string]string{"word": "b d", "b": "b", "c": "", "d": "d"} {
				if got, err := search(tx, []payload.Word{{Text: name}}, "title"); err != nil || strings.Join(got, " ") != want {
					t.Errorf("%s is found in %v, want %s: %v", name, got, want, err)
				}
			}
			if _, err := tx.Exec("UPDATE book SET title = 'other' WHERE id = ?1", []value.Value{id("d")}); err != nil {
				return err
			}
			got, err := search(tx, []payload.Word{{Text: "word"}}, "title")
			if strings.Join(got, " ") != "b" {
				t.Errorf("after a change, word is found in %v", got)
			}
			return err
		})
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// FuzzSearch: no text of a request is a query of the database's own, and none is an error.
func FuzzSearch(f *testing.F) {
	for _, seed := range []string{"a", "a*", `"a" OR b`, "NEAR(a b)", "{title}:x", "^a + b", "a\x00b", "a AND NOT b", "''--", "\u0301\u0302", "-\u0301b", "❤\ufe0flove", "1\ufe0f\u20e3", "ﬁ Ⅷ ½ ꙳", "\U0001f600", "𞤀", "ᲀ"} {
		f.Add(seed)
	}
	db, done := database(f)
	f.Cleanup(done)
	if err := run(db, build(f, shelves).Create(dialect.SQLite)); err != nil {
		f.Fatal(err)
	}
	if err := exec(f, db, "INSERT INTO shelf VALUES (?1, '', 1, 1, 1)", id("y")); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		asked, wrong := payload.Words(text)
		if wrong != nil {
			return
		}
		if len(asked) == 0 || len(asked) > payload.MostWords {
			t.Fatalf("%d words", len(asked))
		}
		err := db.Write(context.Background(), func(tx store.Tx) error {
			_, err := tx.Exec("INSERT INTO book VALUES (?1, ?2, NULL, ?3, NULL, 1, 1, 1, 1)", []value.Value{id("a"), id("y"), value.OfText(norm.NFC.String(text))})
			if err != nil {
				return err
			}
			got, err := search(tx, asked, "title", "blurb")
			if err == nil && len(got) == 0 && !slices.ContainsFunc([]rune(text), unassigned) {
				return fmt.Errorf("%q is not found by its own words", text)
			}
			if err == nil {
				err = errUndone
			}
			return err
		})
		if !errors.Is(err, errUndone) {
			t.Errorf("%q: %v", text, err)
		}
	})
}

// unassigned tells whether c is no character that both Go and SQLite are known to know:
// TestWords asks all assigned signs before U+0530.
func unassigned(c rune) bool {
	word := unicode.In(c, unicode.L, unicode.M, unicode.N)
	switch {
	case c >= 0x10000:
		return !word && !unicode.Is(unicode.Co, c) || unicode.Is(unicode.Me, c)
	case c >= 0x0530:
		return !word
	default:
		return !word && !unicode.In(c, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf)
	}
}

// TestWords: SQLite cuts texts where requests are cut: at all that is no letter, digit or
// mark, emoji too. Of the many signs of China and Korea, and of rare scripts, some are asked.
func TestWords(t *testing.T) {
	const book = "  Book:\n    global: true\n    fields: {title: {type: text}}\n    search: [title]\n"
	db, done := database(t)
	defer done()
	if err := run(db, build(t, book).Create(dialect.SQLite)); err != nil {
		t.Fatal(err)
	}
	var all []rune
	for c := rune(1); c <= unicode.MaxRune; c++ {
		word := unicode.In(c, unicode.L, unicode.N, unicode.Mn, unicode.Mc) && (c < 0x3400 || c%13 == 0)
		sign := c < 0x530 || c >= 0x2010 && c < 0x2700 && c != 0x218a && c != 0x218b || c > 0x2700 && c < 0x2b4d || c >= 0x3000 && c < 0x3300 && c != 0x32ff
		emoji := c >= 0x1f300 && c < 0x1f774 || c >= 0x1f7e0 && c <= 0x1f7f0 || c >= 0x1f900 && c <= 0x1faff
		if word || unicode.IsGraphic(c) && (sign || emoji) {
			all = append(all, c)
		}
	}
	cut := map[rune]bool{}
	err := db.Write(context.Background(), func(tx store.Tx) error {
		for _, c := range all {
			entry := []value.Value{value.OfInt(int64(c)), value.OfText("xyz" + string(c) + "y")}
			if _, err := tx.Exec("INSERT INTO book__search (rowid, _title) VALUES (?1, ?2)", entry); err != nil {
				return err
			}
		}
		_, err := tx.Query("SELECT rowid FROM book__search WHERE book__search MATCH '\"y\"'", nil, func(r store.Row) error {
			cut[rune(r.Int(0))] = true
			return nil
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var wrong []string
	for _, c := range all {
		asked, _ := payload.Words("xyz" + string(c) + "y")
		if cut[c] != (len(asked) == 2) {
			wrong = append(wrong, fmt.Sprintf("%U", c))
		}
	}
	if len(wrong) > 0 {
		t.Errorf("%d of %d signs are cut by one alone: %s", len(wrong), len(all), strings.Join(wrong[:min(40, len(wrong))], " "))
	}
}
