// Package page reads rule pages: one txtar file a rule, which is at once its
// documentation, its test and what "newel explain" prints.
//
// A page is named after the rule's second word (bind/unknown-entity stands in
// internal/design/bind/rules/unknown-entity.txtar) and looks so:
//
//	# bind/unknown-entity: an entity that nobody declared
//
//	Why it hurts, when it happens, what to do.
//
//	-- bad/data.yaml --
//	(a small design that breaks exactly this rule)
//	-- bad/want --
//	data.yaml:3:13 bind/unknown-entity
//	-- good/data.yaml --
//	(the same, mended)
//
// A file whose content cannot stand in a text file is written with a name that
// ends in ".quoted"; its content is a Go string literal.
//
// The package knows nothing of what makes a design wrong. The test in package
// compile runs every page of every room.
package page

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"
)

// Page is the documentation of one rule.
type Page struct {
	Rule  string            // the rule's ID
	Title string            // one line
	Prose string            // paragraphs
	Bad   map[string]string // file name → text of a design that breaks the rule
	Want  []string          // "file:line:col rule" that the bad design must give, in order
	Good  map[string]string // the same design, mended
}

// Parse reads one page.
func Parse(text []byte) (*Page, error) {
	archive := txtar.Parse(text)
	head, prose, _ := strings.Cut(strings.TrimSpace(string(archive.Comment)), "\n")
	id, title, ok := strings.Cut(strings.TrimPrefix(head, "# "), ": ")
	if !ok || !strings.HasPrefix(head, "# ") {
		return nil, fmt.Errorf("a rule page begins with \"# room/rule: title\", not %q", head)
	}
	p := &Page{Rule: id, Title: title, Prose: strings.TrimSpace(prose), Bad: map[string]string{}, Good: map[string]string{}}
	for _, f := range archive.Files {
		kind, name, _ := strings.Cut(f.Name, "/")
		content := string(f.Data)
		if bare, quoted := strings.CutSuffix(name, ".quoted"); quoted {
			text, err := strconv.Unquote(strings.TrimSpace(content))
			if err != nil {
				return nil, fmt.Errorf("%s: %s is not a Go string literal", id, f.Name)
			}
			name, content = bare, text
		}
		switch {
		case f.Name == "bad/want":
			p.Want = strings.Split(strings.TrimSpace(content), "\n")
		case kind == "bad":
			p.Bad[name] = content
		case kind == "good":
			p.Good[name] = content
		default:
			return nil, fmt.Errorf("%s: file %q is neither bad/… nor good/…", id, f.Name)
		}
	}
	return p, nil
}

// All reads every page of a room, by name.
func All(room fs.FS) ([]*Page, error) {
	names, err := fs.Glob(room, "rules/*.txtar")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var pages []*Page
	for _, name := range names {
		text, err := fs.ReadFile(room, name)
		if err != nil {
			return nil, err
		}
		p, err := Parse(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if want := strings.TrimSuffix(strings.TrimPrefix(name, "rules/"), ".txtar"); !strings.HasSuffix(p.Rule, "/"+want) {
			return nil, fmt.Errorf("%s: the page is of rule %s", name, p.Rule)
		}
		pages = append(pages, p)
	}
	return pages, nil
}
