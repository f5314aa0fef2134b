package bind_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// withOperations is the design of notes with operations more.
func withOperations(text string) files {
	f := notes
	f.contract += text
	return f
}

// doing is the design of notes with an operation of its own that says so.
func doing(text string) files {
	f := withOperations("      doNote: {post: \"/{id}/do\", " + text + "}\n")
	f.access = strings.Replace(f.access, "public}}", "public}, operations: {doNote: never}}", 1)
	return f
}

// related is the design of notes with marks, which the notes expand so.
func related(expand, operations string) files {
	f := withOperations(operations)
	f.data += "  Mark: {global: true, fields: {note: {ref: Note, inverse: marks}}}\n"
	f.contract = strings.Replace(f.contract, "id, body]", "id, body]\n    expand: ["+expand+"]", 1)
	f.contract += "  marks: {of: Mark, fields: [id]}\n"
	return f
}

// borders are designs with exactly n of what is bounded, by the constant that bounds it;
// those of TestLimits besides.
var borders = []struct {
	name string
	most int
	of   func(n int) files
	says string
}{
	{"mostFilters", 0, nil, "TestLimits"},
	{"mostKeys", 0, nil, "TestLimits"},
	{"mostFields", 0, nil, "TestLimits"},
	{"mostValues", 0, nil, "TestLimits"},
	{"mostJoins", 0, nil, "TestLimits"},
	{"mostParts", 0, nil, "TestLimits"},
	{"mostSorts", 64, func(n int) files {
		f := withOperations("      listNotes: {list: {sort: [" + many(n, "f%d", ", ") + "]}}\n")
		f.data += many(n, "      f%d: {type: integer}\n", "")
		f.contract = strings.Replace(f.contract, "id, body", "id, body, "+many(n, "f%d", ", "), 1)
		return f
	}, "has 65 fields to sort by, the most is 64"},
	{"mostRows", 1000, func(n int) files {
		return withOperations(fmt.Sprintf("      listNotes: {list: {page: {size: 10, max: %d}}}\n", n))
	}, "would have 1001 rows, the most is 1000"},
	{"mostInputs", 100, func(n int) files {
		return doing("set: {body: \"'x'\"}, input: {" + many(n, "i%d: {type: text, max: 9}", ", ") + "}")
	}, "has 101 inputs, the most is 100"},
	{"mostAlso", 20, func(n int) files {
		f := withOperations("      addNote: {create: [body], also: [" + many(n, "{Log: {text: \"'%d'\"}}", ", ") + "]}\n")
		f.data += "  Log: {global: true, fields: {text: {type: text, max: 9}}}\n"
		f.access = strings.Replace(f.access, "public}}", "public}, create: never}", 1)
		return f
	}, "has 21 rows that it also writes, the most is 20"},
	{"mostPattern", 1000, func(n int) files {
		f := notes
		f.data = strings.Replace(f.data, "max: 1000}", "max: 1000, pattern: \""+strings.Repeat("é", n)+"\"}", 1)
		return f
	}, "1000"},
	{"mostSteps", 5000, func(n int) files { // two of them stand around
		f := notes
		f.data = strings.Replace(f.data, "max: 1000}", fmt.Sprintf("max: 1000, pattern: \"a{1000}b{1000}c{1000}d{1000}e{%d}\"}", n-4002), 1)
		return f
	}, "repetitions"},
	{"mostExpands", 8, func(n int) files {
		f := notes
		f.data = strings.Replace(f.data, "entities:\n", "entities:\n  Page: {global: true, fields: {open: {type: boolean}}}\n", 1)
		f.data += many(n, "      f%d: {ref: Page}\n", "")
		f.contract = strings.Replace(f.contract, "id, body]", "id, body, "+many(n, "f%d", ", ")+"]\n    expand: ["+many(n, "f%d", ", ")+"]", 1)
		f.contract += "  pages: {of: Page, fields: [id]}\n"
		return f
	}, "has 9 references and relations to expand, the most is 8"},
	{"mostExpand", 100, func(n int) files {
		return related(fmt.Sprintf("{marks: {size: %d}}", n), "")
	}, "would have 101 rows, the most is 100"},
	{"mostRead", 10_000, func(n int) files {
		return related(fmt.Sprintf("{marks: {size: %d}}", n-9_901), "      listNotes: {list: {page: {size: 10, max: 100}}}\n")
	}, "read 10100 rows with all that it expands, the most is 10000"},
	{"mostPaths", 64, func(n int) files {
		f := notes
		f.data = strings.Replace(f.data, "entities:\n", "entities:\n  Page: {global: true, fields: {open: {type: boolean}}}\n"+
			"  Leaf: {global: true, fields: {open: {type: boolean}}}\n"+
			"  Mark: {global: true, fields: {"+many(7, "p%d: {ref: Page, inverse: m%[1]d}", ", ")+", "+many(n-57, "l%d: {ref: Leaf, inverse: n%[1]d}", ", ")+"}}\n", 1)
		f.data += many(7, "      f%d: {ref: Page}\n", "") + "      f7: {ref: Leaf}\n"
		f.contract = strings.Replace(f.contract, "id, body]", "id, body, "+many(8, "f%d", ", ")+"]\n    expand: ["+many(8, "f%d", ", ")+"]", 1)
		f.contract += "  pages: {of: Page, fields: [id], expand: [" + many(7, "{m%d: {size: 1}}", ", ") + "]}\n" +
			"  leaves: {of: Leaf, fields: [id], expand: [" + many(n-57, "{n%d: {size: 1}}", ", ") + "]}\n  marks: {of: Mark, fields: [id]}\n"
		return f
	}, "has 65 paths to expand with those of the rows that they lead to, the most is 64"},
	{"mostSearched", 16, func(n int) files {
		f := notes
		f.data += many(n, "      f%d: {type: text, max: 9}\n", "") + "    search: [" + many(n, "f%d", ", ") + "]\n"
		return f
	}, "has 17 fields to search, the most is 16"},
	{"mostComputed", 16, func(n int) files {
		f := notes
		f.contract = strings.Replace(f.contract, "id, body]", "id, body, "+many(n, "c%d", ", ")+"]\n    computed: {"+many(n, "c%d: {type: boolean, value: \"resource.body == 'a'\"}", ", ")+"}", 1)
		return f
	}, "has 17 computed values, the most is 16"},
	{"longestName", 48, func(n int) files {
		f := notes
		f.data += "      " + strings.Repeat("a", n) + ": {type: integer}\n"
		return f
	}, "48"},
	{"mostOutputs", 100, func(n int) files {
		return doing("go: true, returns: {" + many(n, "r%d: {type: text, max: 9}", ", ") + "}")
	}, "has 101 members that it returns, the most is 100"},
	{"mostRates", 32, func(n int) files {
		f := withOperations(many(n, "      do%d: {post: \"/{id}/do%[1]d\", set: {body: \"'x'\"}, rate: r%[1]d}\n", ""))
		f.contract = strings.Replace(f.contract, "resources:", "rates: {"+many(n, "r%d: {requests: 1, per: 1s}", ", ")+"}\nresources:", 1)
		f.access = strings.Replace(f.access, "public}}", "public}, operations: {"+many(n, "do%d: never", ", ")+"}}", 1)
		return f
	}, "has 33 rates, the most is 32"},
	{"mostOrigins", 100, func(n int) files {
		f := notes
		f.contract = strings.Replace(f.contract, "resources:", "cors: {origins: ["+many(n, "\"http://h%d\"", ", ")+"]}\nresources:", 1)
		return f
	}, "has 101 origins, the most is 100"},
	{"mostRefusals", 50, func(n int) files {
		return doing("go: true, refuses: {" + many(n, "no_%d: \"It is %[1]d.\"", ", ") + "}")
	}, "has 51 refusals, the most is 50"},
	{"mostClaims", 100, func(n int) files {
		f := notes
		f.decisions = decided + "    check: {" + many(n, "c%d: \"design.title == 'Notes'\"", ", ") + "}\n"
		return f
	}, "the decisions have over 100 checks"},
}

// TestBorders: a design at a limit is whole, and one more is told by one finding. Every
// limit of this package stands in the table.
func TestBorders(t *testing.T) {
	stands := map[string]bool{}
	for _, c := range borders {
		stands[c.name] = true
		if c.of == nil {
			continue
		}
		_, diags, _ := compile(c.of(c.most))
		if got := all(diags); len(got) != 0 {
			t.Errorf("%s: %d: %s", c.name, c.most, strings.Join(got, "\n"))
		}
		_, diags, _ = compile(c.of(c.most + 1))
		if got := all(diags); len(got) != 1 || !strings.Contains(got[0], c.says) {
			t.Errorf("%s: %d: %s", c.name, c.most+1, strings.Join(got, "\n"))
		}
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sources {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, m := range regexp.MustCompile(`(?m)^(?:const |\t)((?:most|longest)[A-Z]\w*) *=`).FindAllStringSubmatch(string(text), -1) {
			if !stands[m[1]] {
				t.Errorf("%s: %s has no line among the borders", name, m[1])
			}
		}
	}
}
