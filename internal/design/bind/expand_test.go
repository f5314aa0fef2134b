package bind_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shelves are books on shelves, with what a test says of the resources.
func shelves(contract string) files {
	return files{
		data: `newel: 1
entities:
  Shelf: {global: true, fields: {name: {type: text, max: 80}}}
  Book:
    global: true
    fields:
      shelf: {ref: Shelf, inverse: books}
      title: {type: text, max: 80}
      lent: {type: integer}
      after: {ref: Book, optional: true, inverse: sequels}
`,
		contract: "title: T\nbase: /v1\nresources:\n" + contract,
	}
}

const (
	bookResource  = "  books: {of: Book, fields: [id, shelf, title, after], EXPAND}\n"
	shelfResource = "  shelves: {of: Shelf, fields: [id, name], EXPAND}\n"
)

func expands(shelf, book string) files {
	return shelves(strings.Replace(shelfResource, "EXPAND", shelf, 1) + strings.Replace(bookResource, "EXPAND", book, 1))
}

// TestExpands: what is wrong with an expand is told where it stands, once.
func TestExpands(t *testing.T) {
	const get, list = "operations: {getIt: get}", "operations: {listThem: list}"
	for _, c := range []struct {
		name string
		files
		want []string
	}{
		{"a relation", expands("expand: [books]", "expand: [shelf, after, sequels]"), nil},
		{"a misspelt relation", expands("expand: [boks]", get), []string{`contract.yaml:4:53: error: Shelf has no reference and no relation "boks" [bind/unknown-field]; did you mean "books"?`}},
		{"a misspelt reference", expands(get, "expand: [{aftr: {size: 1}}]"), []string{
			`contract.yaml:5:66: error: Book has no reference and no relation "aftr" [bind/unknown-field]; did you mean "after"?`,
			`contract.yaml:5:79: error: "after" is a reference: it leads to one row at the most [bind/not-expandable]; write after alone; size and order go with relations`,
		}},
		{"nothing of the kind", expands("expand: [readers]", get), []string{
			`contract.yaml:4:53: error: Shelf has no reference and no relation "readers" [bind/unknown-field]; name one that is there: books; a relation is the inverse: of a reference`,
		}},
		{"an order by what is not sent", expands("expand: [{books: {order: [-lent]}}]", get), []string{
			`contract.yaml:4:71: error: "books" would be sorted by "lent", which "books" does not send [bind/not-sent]; add "lent" to the fields of "books", or leave it out here`,
		}},
		{"an order by what is not there", expands("expand: [{books: {order: [year]}}]", get), []string{
			`contract.yaml:4:70: error: Book has no field "year" [bind/unknown-field]; declare it in data.yaml, or name one that is there: id, shelf, title, lent, after, created_at, updated_at, version`,
		}},
		{"an order of many keys", expands("expand: [{books: {order: [id, title, -shelf, after]}}]", get), nil},
		{"an order by what is computed", shelves("  shelves: {of: Shelf, fields: [id], expand: [{books: {order: [long]}}]}\n" +
			"  books: {of: Book, fields: [id, long], computed: {long: {type: boolean, value: \"resource.title == 'long'\"}}}\n"), []string{
			`contract.yaml:4:64: error: "long" is computed, and rows are not sorted by what is computed [bind/wrong-use]; keep the value in a field, or leave it out`,
		}},
		{"the name of a computed value", shelves("  shelves: {of: Shelf, fields: [id, books], expand: [books], computed: {books: {type: integer, value: \"size(resource.books)\"}}}\n" +
			"  books: {of: Book, fields: [id]}\n"), []string{
			`contract.yaml:4:54: error: "shelves" sends a computed value "books", and what is expanded would be called so too [bind/name-taken]; rename the computed value`,
		}},
		{"one row with an order", expands(get, "expand: [{shelf: {order: [name]}}]"), []string{
			`contract.yaml:5:82: error: "shelf" is a reference: it leads to one row at the most [bind/not-expandable]; write shelf alone; size and order go with relations`,
		}},
		{"twice", expands("expand: [books, {books: {size: 3}}]", get), []string{`contract.yaml:4:60: error: "books" stands in this list twice [decode/repeated-item]; remove one of the two`}},
		{"a hundred", expands("expand: [{books: {size: 100}}], "+get, "operations: {getBook: get}"), nil},
		{"more than a hundred", expands("expand: [{books: {size: 101}}], "+get, "operations: {getBook: get}"), []string{
			`contract.yaml:4:68: error: "books" would have 101 rows, the most is 100 [bind/large-expand]; write 100 or less; a list with a filter gives them all, page by page`,
		}},
		{"a page with its rows, just", expands("expand: [{books: {size: 99}}], "+list, ""), nil},
		{"a page with its rows, and one more", expands("expand: [{books: {size: 100}}], "+list, ""), []string{
			`contract.yaml:4:54: error: "books" can make one call of "listThem" read 10100 rows with all that it expands, the most is 10000 [bind/large-expand]; write a smaller size for books, or a smaller max for the page of listThem`,
		}},
		{"one row with a hundred times a hundred", expands("expand: [{books: {size: 100}}], "+get, "expand: [{sequels: {size: 100}}]"), []string{
			`contract.yaml:4:54: error: "books.sequels" can make one call of "getIt" read 10101 rows with all that it expands, the most is 10000 [bind/large-expand]; write a smaller size for books and sequels`,
		}},
		{"a relation of a reference", expands("expand: [{books: {size: 60}}]", "expand: [shelf, {sequels: {size: 50}}], "+list), []string{
			`contract.yaml:5:73: error: "sequels.sequels" can make one call of "listThem" read 261100 rows with all that it expands, the most is 10000 [bind/large-expand]; write a smaller size for sequels, or a smaller max for the page of listThem`,
		}},
		{"rows that another resource answers with", expands("expand: [{books: {size: 100}}]", `operations: {shelfOf: {post: "/{id}/shelf", go: true, returns: shelves}}, expand: [{sequels: {size: 100}}]`), []string{
			`contract.yaml:4:54: error: "books.sequels" can make one call of "shelfOf" read 10101 rows with all that it expands, the most is 10000 [bind/large-expand]; write a smaller size for books and sequels`,
		}},
		{"what nobody asks for", expands("expand: [{books: {size: 100}}]", "expand: [{sequels: {size: 100}}]"), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, diags, _ := compile(c.files)
			if diff := cmp.Diff(c.want, all(diags)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
