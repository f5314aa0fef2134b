package compat_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compat"
	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
)

// mutators change the text of a design file at the place of a match. What does not compile
// then is left out.
var mutators = []struct {
	name, file string
	at         *regexp.Regexp
	to         func(match []string) string
}{
	{"max is one less", "data", regexp.MustCompile(`\bmax: (\d+)`), less("max: ")},
	{"min is one more", "data", regexp.MustCompile(`\bmin: (\d+)`), more("min: ")},
	{"a value is gone", "data", regexp.MustCompile(`values: \[(\w+), `), always("values: [")},
	{"a value is new", "data", regexp.MustCompile(`values: \[`), always("values: [another, ")},
	{"optional becomes required", "data", regexp.MustCompile(`, optional: true`), always("")},
	{"required becomes optional", "data", regexp.MustCompile(`(type: text, [^}]*max: \d+)\}`), around("", ", optional: true}")},
	{"no default", "data", regexp.MustCompile(`, default: [\w.-]+`), always("")},
	{"unique is gone", "data", regexp.MustCompile(`, unique: true`), always("")},
	{"another type", "data", regexp.MustCompile(`\{type: timestamp`), always("{type: date")},
	{"on_delete", "data", regexp.MustCompile(`on_delete: cascade`), always("on_delete: restrict")},
	{"a check is weaker", "data", regexp.MustCompile(`"(resource\.\w+ [<>=!]+ [^"]*)"`), around(`"`, ` || 1 == 1"`)},
	{"pattern", "data", regexp.MustCompile(`pattern: "([^"]*)"`), around(`pattern: "`, `?"`)},
	{"a field is not sent", "contract", regexp.MustCompile(`fields: \[id, (\w+), `), always("fields: [id, ")},
	{"page size", "contract", regexp.MustCompile(`size: (\d+)`), less("size: ")},
	{"page max", "contract", regexp.MustCompile(`max: (\d+)`), more("max: ")},
	{"order is turned", "contract", regexp.MustCompile(`order: \[-`), always("order: [")},
	{"order is turned down", "contract", regexp.MustCompile(`order: \[(\w)`), around("order: [-", "")},
	{"no sort", "contract", regexp.MustCompile(`sort: \[\w+, `), always("sort: [")},
	{"no filter", "contract", regexp.MustCompile(`filter: \[\w+, `), always("filter: [")},
	{"no search", "contract", regexp.MustCompile(`, search: \[[^\]]*\]`), always("")},
	{"less in a body", "contract", regexp.MustCompile(`update: \[\w+, `), always("update: [")},
	{"less in a new row", "contract", regexp.MustCompile(`create: \[(\w+), (\w+)`), func(m []string) string { return "create: [" + m[1] }},
	{"another name", "contract", regexp.MustCompile(`\b(get\w+): get\b`), around("re", ": get")},
	{"no delete", "contract", regexp.MustCompile(`\n *delete\w+: delete`), always("")},
	{"no set", "contract", regexp.MustCompile(`, set: \{[^}]*\}`), always("")},
	{"no require", "contract", regexp.MustCompile(`, require: \{[^}]*\}`), always("")},
	{"another base", "contract", regexp.MustCompile(`base: /v1`), always("base: /v2")},
	{"or becomes and", "access", regexp.MustCompile(`\|\|`), always("&&")},
	{"and becomes or", "access", regexp.MustCompile(`&&`), always("||")},
	{"signed_in becomes never", "access", regexp.MustCompile(`: signed_in`), always(": never")},
	{"never becomes signed_in", "access", regexp.MustCompile(`: never`), always(": signed_in")},
	{"equal becomes unequal", "access", regexp.MustCompile(` == `), always(" != ")},
	{"the sides change", "access", regexp.MustCompile(`"(resource\.\w+) == (caller\.\w+)"`), func(m []string) string { return `"` + m[2] + " == " + m[1] + `"` }},
	{"a comment", "access", regexp.MustCompile(`\nallow:`), always("\n# who may do what\nallow:")},
}

func always(text string) func([]string) string { return func([]string) string { return text } }

func around(before, after string) func([]string) string {
	return func(m []string) string { return before + m[1] + after }
}

func less(key string) func([]string) string { return plus(key, -1) }
func more(key string) func([]string) string { return plus(key, 1) }

func plus(key string, n int) func([]string) string {
	return func(m []string) string {
		v, err := strconv.Atoi(m[1])
		if err != nil {
			return m[0]
		}
		return key + strconv.Itoa(v+n)
	}
}

// seen is what clients can see of a design.
type seen struct {
	document *compat.Document
	plain    any // the document without what is for people
	facts    *compat.Facts
	text     string // of facts
}

// look compiles the files; it is not ok when they are no design.
func look(t *testing.T, files map[string]string) (s *seen, ok bool) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name+".yaml"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var diags diag.List
	d, _, err := compile.Folder(dir, &diags)
	if err != nil {
		t.Fatal(err)
	}
	if diags.Err() != nil {
		return nil, false
	}
	text := contract.Of(plan.Compile(d, dialect.SQLite), contract.Everyone()).OpenAPI(contract.OpenAPI31)
	s = &seen{document: compat.Load("design", text, &diags), facts: compat.FactsOf(d)}
	if err := json.Unmarshal(text, &s.plain); err != nil {
		t.Fatal(err)
	}
	s.plain = plain(s.plain, false)
	facts, err := s.facts.JSON()
	if err != nil {
		t.Fatal(err)
	}
	s.text = string(facts)
	return s, true
}

// plain leaves out of a document what is for people only. Below names, keys are not words
// of OpenAPI.
func plain(v any, names bool) any {
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
			switch key {
			case "description", "summary", "title", "example", "examples", "links", "externalDocs", "info", "servers":
				if !names {
					delete(v, key)
					continue
				}
			}
			v[key] = plain(member, !names && (key == "properties" || key == "schemas" || key == "headers" || key == "paths" || key == "responses"))
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i], false)
		}
	}
	return v
}

// TestMutations changes designs in many places. What clients can see is a change, there and
// back; what they cannot see is none; and nothing is one of a design against itself.
func TestMutations(t *testing.T) {
	folders, err := filepath.Glob("../../testdata/designs/*/design")
	if err != nil || len(folders) == 0 {
		t.Fatal("there are no designs", err)
	}
	const most = 1 // of one mutator in one design
	visible, hidden, kinds := 0, 0, map[string]int{}
	for n, folder := range folders {
		if n%every != 0 {
			continue
		}
		files := map[string]string{}
		for _, name := range []string{"data", "contract", "access"} {
			text, err := os.ReadFile(filepath.Join(folder, name+".yaml"))
			if err != nil {
				continue // a folder in place of the file
			}
			files[name] = string(text)
		}
		before, ok := look(t, files)
		if !ok || len(files) < 3 {
			continue
		}
		for _, m := range mutators {
			places := m.at.FindAllStringSubmatchIndex(files[m.file], most)
			for _, place := range places {
				after, ok := look(t, mutated(files, m.file, place, m.to))
				if !ok {
					continue
				}
				if mutation(t, folder+": "+m.name, before, after) {
					visible, kinds[m.name] = visible+1, kinds[m.name]+1
				} else {
					hidden++
				}
			}
		}
	}
	t.Logf("%d mutations that can be seen, of %d kinds; %d that cannot", visible, len(kinds), hidden)
	if every == 2 && (visible < 200 || hidden < 10) {
		t.Errorf("%d mutations can be seen and %d cannot: that is too few to tell", visible, hidden)
	}
}

func mutated(files map[string]string, file string, place []int, to func([]string) string) map[string]string {
	out := map[string]string{}
	for name, text := range files {
		out[name] = text
	}
	text := files[file]
	var match []string
	for i := 0; i < len(place); i += 2 {
		if place[i] < 0 {
			match = append(match, "")
			continue
		}
		match = append(match, text[place[i]:place[i+1]])
	}
	out[file] = text[:place[0]] + to(match) + text[place[1]:]
	return out
}

// mutation compares two designs and tells whether clients can see the difference.
func mutation(t *testing.T, name string, before, after *seen) (visible bool) {
	t.Helper()
	changes := func(old, new *seen) []*compat.Change {
		all := compat.Compare(old.document, new.document, compat.Options{Strict: true})
		return compat.Merge(all, compat.CompareFacts(old.facts.Renamed(old.document, new.document), new.facts))
	}
	there, back := changes(before, after), changes(after, before)
	visible = !reflect.DeepEqual(before.plain, after.plain) || before.text != after.text
	if (len(there) > 0) != visible || (len(back) > 0) != visible {
		t.Errorf("%s: visible is %t, there are %d changes there and %d back", name, visible, len(there), len(back))
	}
	prints := map[string]bool{}
	for _, c := range there {
		if prints[c.Fingerprint] && !strings.HasPrefix(c.ID, "component-") {
			t.Errorf("%s: two changes have the fingerprint of %s", name, show(c))
		}
		prints[c.Fingerprint] = true
		if len(c.Operations) == 0 {
			t.Errorf("%s: %s reaches nothing", name, show(c))
		}
	}
	return visible
}
