package bind_test

import (
	"fmt"
	"strings"
	"testing"
)

// many joins n texts that differ by a number.
func many(n int, format, separator string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf(format, i)
	}
	return strings.Join(parts, separator)
}

// TestLimits: what a design may have most of goes into SQLite; one more is told.
func TestLimits(t *testing.T) {
	db := opened(t)
	for _, c := range []struct {
		name string
		most int
		of   func(n int) files
		want string // of the finding
	}{
		{"fields", 200, func(n int) files {
			f := notes
			f.data += many(n-1, "      f%d: {type: integer, optional: true}\n", "")
			f.contract = strings.Replace(f.contract, "id, body", "id, body, "+many(n-1, "f%d", ", "), 1)
			f.contract += "      createNote: {create: [body, " + many(n-1, "f%d", ", ") + "]}\n"
			f.access = "allow:\n  Note:\n    read: {rule: anyone, because: they are public}\n    create: never\n    fields:\n" +
				many(n-1, `      f%d: {read: "resource.f%[1]d == 1"}`, "\n") + "\n"
			return f
		}, `data.yaml:4:3: error: "Note" has 201 fields, the most is 200 [bind/too-many]`},
		{"values", 200, func(n int) files {
			f := notes
			f.data += "      color: {type: enum, values: [" + many(n, "v%d", ", ") + "]}\n"
			f.contract = strings.Replace(f.contract, "id, body", "id, body, color", 1)
			f.contract += "      listNotes: {list: {sort: [color]}}\n"
			return f
		}, `data.yaml:8:21: error: "color" has 201 values, the most is 200 [bind/too-many]`},
		{"filters", 64, func(n int) files {
			f := notes
			f.data += many(n, "      f%d: {type: integer}\n", "")
			f.contract = strings.Replace(f.contract, "id, body", "id, body, "+many(n, "f%d", ", "), 1)
			f.contract += "      listNotes: {list: {filter: [" + many(n, "f%d", ", ") + "], sort: [" + many(min(n, 64), "f%d", ", ") + "]}}\n"
			return f
		}, `contract.yaml:9:19: error: "listNotes" has 65 filters, the most is 64 [bind/too-many]`},
		{"filters beside the path's", 63, func(n int) files {
			f := notes
			f.data += many(n, "      f%d: {type: integer}\n", "") + "      parent: {ref: Note, optional: true}\n"
			f.contract = strings.Replace(f.contract, "id, body", "id, body, "+many(n, "f%d", ", "), 1)
			f.contract += "      listNotes: {list: {filter: [" + many(n, "f%d", ", ") + "]}, under: parent}\n"
			return f
		}, `contract.yaml:9:19: error: "listNotes" has 64 filters, the most is 63 [bind/too-many]`},
		{"order", 8, func(n int) files {
			f := notes
			f.data += many(n, "      f%d: {type: integer, optional: true}\n", "") + "    indexes: [[" + many(min(n, 8), "-f%d", ", ") + "]]\n"
			f.contract = strings.Replace(f.contract, "id, body", "id, body, "+many(n, "f%d", ", "), 1)
			f.contract += "      listNotes: {list: {order: [" + many(n, "-f%d", ", ") + "]}}\n"
			return f
		}, `contract.yaml:9:19: error: "listNotes" has 9 keys in its order, the most is 8 [bind/too-many]`},
		{"texts to search", 16, func(n int) files {
			f := notes
			f.data += many(n, "      f%d: {type: text}\n", "") + "    search: [" + many(n, "f%d", ", ") + "]\n"
			f.contract = strings.Replace(f.contract, "id, body", "id, body, "+many(n, "f%d", ", "), 1)
			f.contract += "      listNotes: {list: {search: [" + many(min(n, 16), "f%d", ", ") + "]}}\n"
			f.access = "allow:\n  Note:\n    read: {rule: anyone, because: they are public}\n    fields:\n" +
				many(n, `      f%d: {read: "resource.f%[1]d != 'x'"}`, "\n") + "\n"
			return f
		}, `data.yaml:25:14: error: "Note" has 17 fields to search, the most is 16 [bind/too-many]`},
		{"parts of a search", 6, func(n int) files {
			f := notes
			f.data += "    search: [body]\n"
			f.contract += "      listNotes: {list: {search: [body]}}\n"
			f.access = "policies:\n" + many(n, "  p%d: {with: {note: Note}, is: \"IS\"}\n", "") +
				"allow:\n  Note:\n    read: {rule: anyone, because: they are public}\n    fields:\n" +
				"      body: {read: \"" + many(n, "p%d(resource)", " || ") + "\"}\n"
			f.access = strings.ReplaceAll(f.access, "IS", many(50, "note.body == 'v%d'", " || "))
			return f
		}, `contract.yaml:9:7: error: the rules on what listNotes searches have 5728 parts with their policies, the most is 5000 [bind/too-many]`},
		{"rows beside its own", 60, func(n int) files {
			f := notes
			f.data = strings.Replace(f.data, "entities:\n", "entities:\n  Page: {global: true, fields: {open: {type: boolean}}}\n", 1)
			f.data += many(n, "      f%d: {ref: Page}\n", "")
			f.access = "allow:\n  Note: {read: \"" + many(n, "resource.f%d.open", " && ") + "\"}\n"
			return f
		}, `access.yaml:2:3: error: the rules on Note look at 61 rows beside its own, the most is 60 [bind/too-many]`},
		{"parts of rules", 9, func(n int) files {
			f := notes
			rule := many(10, "p%d(resource)", " || ")
			f.access = "policies:\n" +
				many(10, "  p%d: {with: {note: Note}, is: \"IS\"}\n", "") +
				"allow:\n  Note: {read: \"RULE\", delete: \"RULE\", update: \"" + many(n, "p%d(resource)", " || ") + "\"}\n"
			f.access = strings.ReplaceAll(f.access, "RULE", rule)
			f.access = strings.ReplaceAll(f.access, "IS", many(170, "note.body == 'v%d'", " || "))
			return f
		}, `access.yaml:13:3: error: the rules on Note have 5133 parts with their policies, the most is 5000 [bind/too-many]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := db.understands(planned(sound(t, c.of(c.most)))); err != nil {
				t.Error(err)
			}
			_, diags, _ := compile(c.of(c.most + 1))
			if got := all(diags); len(got) != 1 || !strings.HasPrefix(got[0], c.want+";") {
				t.Errorf("one more: %s, want %s", strings.Join(got, "\n"), c.want)
			}
		})
	}
}
