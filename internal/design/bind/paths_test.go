package bind_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// papers has a key, paths through other rows, and a resource of one row.
var papers = files{
	data: `newel: 1
entities:
  House: {global: true, fields: {code: {type: text, pattern: "[A-Z]{2,4}", unique: true}, name: {type: text, max: 80}}}
  Person:
    global: true
    fields:
      email: {type: email, unique: true}
      house: {ref: House, optional: true}
      seen: {type: timestamp, optional: true}
  Paper:
    tenant: house
    fields:
      house: {ref: House}
      author: {ref: Person}
      title: {type: text, max: 80}
      slug: {type: slug, from: title}
      number: {type: integer, min: 1}
      open: {type: boolean, default: false}
  Note:
    tenant: house
    fields:
      house: {ref: House}
      paper: {ref: Paper, optional: true}
      person: {ref: Person}
      text: {type: text, max: 80}
      mark: {type: uuid}
    unique: [[paper, mark]]
`,
	contract: `title: Papers
base: /v1
resources:
  houses: {of: House, key: code, fields: [id, code, name], operations: {getHouse: get}}
  papers:
    of: Paper
    key: slug
    fields: [id, house, author, title, slug, number]
    operations:
      listPapers: {list: {filter: [author]}, under: house}
      getPaper: {get: {}, under: house}
      createPaper: {create: [title, number], under: house, set: {author: "caller.id"}}
      openPaper: {post: "/{slug}/open", under: house, set: {open: "true"}}
  me:
    of: Person
    only: "caller.id"
    fields: [id, email]
    operations: {getMe: get, sawMe: {post: "/saw", set: {seen: "now"}}}
  people: {of: Person, fields: [id], operations: {getPerson: get}}
  notes:
    of: Note
    fields: [id, text]
    operations:
      listNotes: {list: {}, under: person}
      createNote: {create: [house, paper, text, mark], under: person}
      deleteNote: {delete: {}, under: person}
      getNote: get
`,
	access: `identity: Person
sign_in: {password: {login: email}}
allow:
  House: {read: signed_in}
  Person: {read: signed_in, operations: {sawMe: "resource.id == caller.id"}}
  Paper:
    read: "resource.open || resource.author == caller.id"
    create: signed_in
    operations: {openPaper: "resource.author == caller.id"}
  Note: {read: signed_in, create: signed_in, delete: signed_in}
`,
}

// TestPaths: what the pages of the rules do not show of paths.
func TestPaths(t *testing.T) {
	sound(t, papers)
	for _, c := range []struct {
		name     string
		from, to string // in any of the files, every place
		want     []string
	}{
		{"a key that is optional", `slug: {type: slug, from: title}`, `slug: {type: slug, from: title, optional: true}`, []string{"contract.yaml:7:10 bind/bad-key"}},
		{"a key of another type", `key: slug`, `key: author`, []string{"contract.yaml:7:10 bind/bad-key"}},
		{"the id as key", `key: slug`, `key: id`, []string{"contract.yaml:7:10 bind/bad-key"}},
		{"no such key", `key: slug`, `key: nothing`, []string{"contract.yaml:7:10 bind/unknown-field"}},
		{"a key that is not unique", `key: slug`, `key: number`, []string{"contract.yaml:7:10 bind/bad-key", "contract.yaml:13:25 bind/bad-path"}},
		{"unique within a tenant only", `getPaper: {get: {}, under: house}`, `getPaper: get`, []string{"contract.yaml:7:10 bind/bad-key"}},
		{"unique within another row", `getPaper: {get: {}, under: house}`, `getPaper: {get: {}, under: author}`, []string{"contract.yaml:7:10 bind/bad-key"}},
		{"a pattern with a slash", `pattern: "[A-Z]{2,4}"`, `pattern: "[A-Z]/[0-9]"`, []string{"contract.yaml:4:28 bind/bad-key"}},
		{"a key that is not sent", `title, slug, number]`, `title, number]`, []string{"contract.yaml:7:10 bind/bad-key"}},
		{"a key of one row", `only: "caller.id"`, "only: \"caller.id\"\n    key: email", []string{"contract.yaml:17:10 bind/bad-key"}},
		{"a pattern that is broken", `pattern: "[A-Z]{2,4}"`, `pattern: "[A-Z"`, []string{"data.yaml:3:62 bind/bad-pattern"}},

		{"not unique among all, with paths through it", "pattern: \"[A-Z]{2,4}\", unique: true", `pattern: "[A-Z]{2,4}"`, []string{"contract.yaml:4:28 bind/bad-key"}},
		{"no such reference", `deleteNote: {delete: {}, under: person}`, `deleteNote: {delete: {}, under: nobody}`, []string{"contract.yaml:26:39 bind/unknown-field"}},
		{"one row under another", `getMe: get`, `getMe: {get: {}, under: house}`, []string{"contract.yaml:18:42 bind/bad-under"}},
		{"given twice", `create: [title, number]`, `create: [title, number, house]`, []string{"contract.yaml:12:45 bind/set-twice"}},
		{"set too", `set: {author: "caller.id"}`, `set: {author: "caller.id", house: "caller.house"}`, []string{"contract.yaml:12:87 bind/set-twice"}},
		{"what the path gives is known", `set: {author: "caller.id"}`, `set: {author: "caller.id"}, require: {named: "input.house.name != ''"}`, nil},
		{"but to a create only", `set: {open: "true"}`, `set: {open: "true"}, require: {named: "input.house.name != ''"}`, []string{"contract.yaml:13:94 expr/not-here"}},
		{"nobody reads the row above", "  House: {read: signed_in}\n", "  House: {create: signed_in}\n", []string{"contract.yaml:4:73 bind/no-rule"}},
		{"nobody reads the row above, which has no operation", "operations: {getHouse: get}}", "operations: {}}", nil},

		{"two paths that are one", `getNote: get`, "getNote: get\n  marks:\n    of: Note\n    only: \"caller.house\"\n    fields: [id]", []string{"contract.yaml:30:12 expr/unlike-types"}},
		{"two references to one row", `getNote: get`, `listMine: {list: {}, under: person}`, []string{"contract.yaml:27:35 bind/route-taken"}},

		{"a term that is none of the caller", `only: "caller.id"`, `only: "now"`, []string{"contract.yaml:16:12 expr/unlike-types"}},
		{"the caller itself", `only: "caller.id"`, `only: "caller"`, nil},
		{"a row of another entity", `only: "caller.id"`, `only: "caller.house"`, []string{"contract.yaml:16:12 expr/unlike-types"}},
		{"whether they are signed in", `only: "caller.id"`, `only: "caller.authenticated"`, []string{"contract.yaml:16:12 expr/unlike-types"}},
		{"the row before there is one", `only: "caller.id"`, `only: "resource.id"`, []string{"contract.yaml:16:12 expr/not-here"}},
		{"a create of it", `getMe: get`, `makeMe: {create: [email]}`, []string{"contract.yaml:18:18 bind/no-rule", "contract.yaml:18:27 bind/bad-only"}},
		{"a parameter in its path", `post: "/saw"`, `post: "/{id}/saw"`, []string{"contract.yaml:18:44 bind/bad-path"}},
		{"no parameter in another's", `post: "/{slug}/open"`, `post: "/open"`, []string{"contract.yaml:13:25 bind/bad-path"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := papers
			for i := range 3 {
				*f.part(i) = strings.ReplaceAll(*f.part(i), c.from, c.to)
			}
			if f == papers {
				t.Fatal("the design does not say that")
			}
			_, diags, _ := compile(f)
			var got []string
			for _, d := range diags.All() {
				got = append(got, d.Span.String()+" "+d.Rule.ID)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got\n%s%s", diff, strings.Join(all(diags), "\n"))
			}
		})
	}
}

// TestPathThrough: paths that go through a row need a key that no other row has.
func TestPathThrough(t *testing.T) {
	f := papers
	f.data = strings.Replace(f.data, ", unique: true}, name", "}, name", 1)
	f.contract = strings.Replace(f.contract, ", operations: {getHouse: get}}", "}", 1)
	_, diags, _ := compile(f)
	if got := all(diags); len(got) != 1 || !strings.Contains(got[0], `contract.yaml:4:28: error: two rows can have the same "code", and "listPapers"`) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// TestWordOrRow: a word in a path must not be what a row could be called.
func TestWordOrRow(t *testing.T) {
	for key, want := range map[string]bool{
		`{type: slug, from: title}`:                                             true,
		`{type: text, pattern: "[a-z]+", unique: true}`:                         true,
		`{type: text, pattern: "[A-Z][a-z]+", unique: true}`:                    false,
		`{type: text, pattern: "[A-Z][a-z]+", case: insensitive, unique: true}`: true,
		`{type: text, pattern: "[0-9]+", unique: true}`:                         false,
		`{type: uuid, unique: true}`:                                            false,
		`{type: integer, unique: true}`:                                         false,
	} {
		f := papers
		f.data = strings.Replace(f.data, `{type: slug, from: title}`, key, 1)
		f.data = strings.Replace(f.data, "name: {type: text, max: 80}", "name: {type: text, max: 80}, seen: {type: timestamp, optional: true}", 1)
		f.contract = strings.Replace(f.contract, "operations: {getHouse: get}", `operations: {getHouse: get, seeHouse: {post: "/{code}/papers/check", set: {seen: "now"}}}`, 1)
		f.contract = strings.Replace(f.contract, "create: [title, number]", "create: [title, number, slug]", 1)
		f.access = strings.Replace(f.access, "House: {read: signed_in}", "House: {read: signed_in, operations: {seeHouse: signed_in}}", 1)
		_, diags, _ := compile(f)
		got := all(diags)
		if found := len(got) == 1 && strings.Contains(got[0], "bind/ambiguous-path"); found != want || !want && len(got) > 0 {
			t.Errorf("%s: %s", key, strings.Join(got, "\n"))
		}
	}
}

// TestPathTypos: TestTypos, of paths.
func TestPathTypos(t *testing.T) {
	for i, name := range []string{"data", "contract", "access"} {
		text := *papers.part(i)
		for _, at := range word.FindAllStringIndex(text, -1) {
			f := papers
			*f.part(i) = text[:at[1]] + "q" + text[at[1]:]
			_, diags, _ := compile(f)
			for _, d := range diags.All() {
				if diags.Len() > 1 && !strings.Contains(d.Message+d.Fix, text[at[0]:at[1]]) {
					t.Errorf("%s.yaml, %q in line %d: %s", name, text[at[0]:at[1]], 1+strings.Count(text[:at[0]], "\n"), shown(d))
				}
			}
		}
	}
}

// TestPathMutations: TestMutations, of paths.
func TestPathMutations(t *testing.T) {
	var pool []string
	for i := range 3 {
		pool = append(pool, wordOrList.FindAllString(*papers.part(i), -1)...)
	}
	sound, db := 0, opened(t)
	rapid.Check(t, func(t *rapid.T) {
		f := papers
		for range rapid.IntRange(1, 3).Draw(t, "changes") {
			mutate(t, f.part(rapid.IntRange(0, 2).Draw(t, "file")), pool)
		}
		if tried(t, db, f) {
			sound++
		}
	})
	if sound == 0 {
		t.Error("no changed design was ever planned")
	}
}

// TestKeyPatterns: a text is a key when whatever matches its pattern stands in a path as it
// is.
func TestKeyPatterns(t *testing.T) {
	keyed := func(pattern string) bool {
		f := papers
		f.data = strings.Replace(f.data, "[A-Z]{2,4}", pattern, 1)
		_, diags, _ := compile(f)
		for _, d := range diags.All() {
			if d.Rule.ID == "bind/bad-pattern" {
				return false
			}
		}
		return diags.Len() == 0
	}
	for pattern, want := range map[string]bool{
		"[A-Z]+": true, "[a-z0-9._~-]*[a-z]": true, "a|b": true, `\\d+`: true, "(?:ab)+c?": true, `\\w+`: true, "x{3}": true, "...": false, ".": false, "[^/]+": false,
		"[A-Z]*": false, "[.]": false, "[.]{1,3}": false, "[.]{3}": true, "a/b": false, "a b": false, "a%b": false, "(?i)abj": true, "(?i)abk": false, "(?i)[a-z]": false,
		"é": false, "a?": false, "[a-z]|[.][.]": false, "[+]a": false, "a:b": false, `\\pL+`: false, "^a$": true, `\\ba`: true, "(?s).": false, "a$|b": true,
	} {
		if got := keyed(pattern); got != want {
			t.Errorf("%s: %t, want %t", pattern, got, want)
		}
	}
	safe := regexp.MustCompile(`^[A-Za-z0-9._~-]+$`)
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		pattern := rapid.StringMatching(`([a-z0-9.]|\[[a-zA-Z._~-]{1,4}\]|\[\^[a-z]\]|\(\?i:[a-z]\)|\(a[.]?\||\)|/|[+*?]|\{1,2\}){1,8}`).Draw(t, "pattern")
		if _, err := regexp.Compile(pattern); err != nil || !keyed(pattern) {
			return
		}
		accepted++
		made := rapid.StringMatching(pattern).Draw(t, "made")
		if regexp.MustCompile(`\A(?:`+pattern+`)\z`).MatchString(made) && (!safe.MatchString(made) || made == "." || made == "..") {
			t.Errorf("%s matches %q", pattern, made)
		}
	})
	if accepted == 0 {
		t.Error("no pattern that was drawn is one of a key")
	}
}
