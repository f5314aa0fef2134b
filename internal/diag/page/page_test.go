package page_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/diag/page"
)

const good = `# bind/unknown-entity: an entity that nobody declared

Why it hurts.

What to do.

-- bad/data.yaml --
newel: 1
-- bad/odd.yaml.quoted --
"\ttab\x00"
-- bad/want --
data.yaml:1:1 bind/unknown-entity
odd.yaml:2:3 bind/unknown-entity
-- good/data.yaml --
newel: 1
entities: {}
-- good/sub/more.yaml --
a: 1
`

func TestParse(t *testing.T) {
	got, err := page.Parse([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	want := &page.Page{
		Rule:  "bind/unknown-entity",
		Title: "an entity that nobody declared",
		Prose: "Why it hurts.\n\nWhat to do.",
		Bad:   map[string]string{"data.yaml": "newel: 1\n", "odd.yaml": "\ttab\x00"},
		Want:  []string{"data.yaml:1:1 bind/unknown-entity", "odd.yaml:2:3 bind/unknown-entity"},
		Good:  map[string]string{"data.yaml": "newel: 1\nentities: {}\n", "sub/more.yaml": "a: 1\n"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "begins with"},
		{"no title", "# bind/unknown-entity\n", "begins with"},
		{"no heading", "bind/unknown-entity: a title\n", "begins with"},
		{"heading of the second order", "## bind/x: a title\n", "begins with"},
		{"a file of neither kind", "# a/b: c\n-- data.yaml --\nx\n", `a/b: file "data.yaml" is neither`},
		{"want of neither kind", "# a/b: c\n-- want --\nx\n", `a/b: file "want" is neither`},
		{"bad quoting", "# a/b: c\n-- bad/data.yaml.quoted --\nnot quoted\n", "bad/data.yaml.quoted is not a Go string literal"},
		{"two literals", "# a/b: c\n-- bad/data.yaml.quoted --\n\"x\"\n\"y\"\n", "is not a Go string literal"},
	} {
		p, err := page.Parse([]byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
		if p != nil {
			t.Errorf("%s: a page beside the error", c.name)
		}
	}
}

func TestAll(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	pages, err := page.All(fstest.MapFS{
		"rules/b.txtar":       file("# room/b: second\n"),
		"rules/a.txtar":       file("# room/a: first\n"),
		"rules/notes.md":      file("not a page"),
		"rules/deep/c.txtar":  file("not a page"),
		"elsewhere/d.txtar":   file("not a page"),
		"rules/sub.txtar.bak": file("not a page"),
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range pages {
		got = append(got, p.Rule+" "+p.Title)
	}
	if diff := cmp.Diff([]string{"room/a first", "room/b second"}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if pages, err := page.All(fstest.MapFS{}); err != nil || len(pages) != 0 {
		t.Errorf("a room without pages gives %v, %v", pages, err)
	}
}

func TestAllErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"rules/x.txtar", "no heading", "rules/x.txtar: a rule page begins with"},
		{"rules/x.txtar", "# room/y: t\n", "rules/x.txtar: the page is of rule room/y"},
		{"rules/x.txtar", "# x: t\n", "rules/x.txtar: the page is of rule x"},
		{"rules/x.txtar", "# room/xx: t\n", "rules/x.txtar: the page is of rule room/xx"},
	} {
		_, err := page.All(fstest.MapFS{c.name: {Data: []byte(c.text)}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: error %v, want one with %q", c.text, err, c.want)
		}
	}
}

// unreadable lists its files and refuses to give them.
type unreadable struct{ fstest.MapFS }

var errUnreadable = errors.New("unreadable")

func (f unreadable) ReadFile(string) ([]byte, error) { return nil, errUnreadable }

// unlistable refuses to list.
type unlistable struct{ fstest.MapFS }

func (f unlistable) Glob(string) ([]string, error) { return nil, errUnreadable }

func TestAllMachineErrors(t *testing.T) {
	files := fstest.MapFS{"rules/a.txtar": {Data: []byte("# room/a: t\n")}}
	for name, room := range map[string]fs.FS{"read": unreadable{files}, "list": unlistable{files}} {
		if _, err := page.All(room); !errors.Is(err, errUnreadable) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
