package bind_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestExpandLimits: what one resource can expand at the most goes into SQLite, and one more
// is told.
func TestExpandLimits(t *testing.T) {
	db := opened(t)
	for _, c := range []struct {
		name string
		of   func(more int) files
		want string
	}{
		// Shelf has 8 relations, and the rows of each expand 7 of their own.
		{"paths", func(more int) files {
			f := files{data: "newel: 1\nentities:\n  Shelf: {global: true, fields: {name: {type: text, max: 9}}}\n", contract: "title: T\nbase: /v1\nresources:\n"}
			f.contract += "  shelves: {of: Shelf, fields: [id], expand: [" + many(8, "{r%d: {size: 1}}", ", ") + "], operations: {getShelf: get}}\n"
			for i := range 8 {
				own := 7
				if i == 0 {
					own += more
				}
				n := strconv.Itoa(i)
				f.data += "  Book" + n + ": {global: true, fields: {shelf: {ref: Shelf, inverse: r" + n + "}}}\n"
				f.data += "  Leaf" + n + ":\n    global: true\n    fields:\n" + strings.ReplaceAll(many(own, "      f%d: {ref: BookN, inverse: r%[1]d}\n", ""), "BookN", "Book"+n)
				f.contract += "  books" + n + ": {of: Book" + n + ", fields: [id], expand: [" + many(own, "r%d", ", ") + "]}\n"
				f.contract += "  leaves" + n + ": {of: Leaf" + n + ", fields: [id]}\n"
			}
			f.access = "allow:\n  Shelf: {read: {rule: anyone, because: they are public}}\n"
			return f
		}, `contract.yaml:4:3: error: "shelves" has 65 paths to expand with those of the rows that they lead to, the most is 64 [bind/too-many]`},
		// Note refers to five Pages, each of which refers to five more.
		{"rows through rows", func(more int) files {
			f := files{data: "newel: 1\nentities:\n  Leaf: {global: true, fields: {name: {type: text, max: 9}}}\n"}
			f.data += "  Page: {global: true, fields: {" + many(5+more, "l%d: {ref: Leaf}", ", ") + "}}\n"
			f.data += "  Note: {global: true, fields: {" + many(5, "p%d: {ref: Page}", ", ") + "}}\n"
			f.contract = "title: T\nbase: /v1\nresources:\n  leaves: {of: Leaf, fields: [id]}\n" +
				"  pages: {of: Page, fields: [" + many(5+more, "l%d", ", ") + "], expand: [" + many(5+more, "l%d", ", ") + "]}\n" +
				"  notes: {of: Note, fields: [" + many(5, "p%d", ", ") + "], expand: [" + many(5, "p%d", ", ") + "], operations: {getNote: get}}\n"
			f.access = "allow:\n  Note: {read: {rule: anyone, because: they are public}}\n  Page: {read: {rule: anyone, because: they are public}}\n  Leaf: {read: {rule: anyone, because: they are public}}\n"
			return f
		}, `contract.yaml:6:3: error: the computed values and expands of notes, with those of the rows that it expands, look at 70 rows beside its own, the most is 60 [bind/too-many]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := db.understands(planned(sound(t, c.of(0)))); err != nil {
				t.Error(err)
			}
			_, diags, _ := compile(c.of(1))
			got := all(diags)
			if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, c.want) }) || len(got) != 1 {
				t.Errorf("%q", got)
			}
		})
	}
}
