package handbook_test

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/catalogue"
	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/handbook"
	"github.com/newel-api/newel/internal/plan"
)

// reference returns the pages of d by their names.
func reference(t *testing.T, d *design.Design, o handbook.Options) map[string]string {
	t.Helper()
	pages, err := handbook.Reference(plan.Compile(d, dialect.SQLite), o)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, p := range pages {
		if out[p.Name] != "" || p.Text == "" {
			t.Errorf("%s is there twice, or empty", p.Name)
		}
		out[p.Name] = p.Text
	}
	return out
}

func helpdesk(t *testing.T) *design.Design { return folder(t, "../../examples/helpdesk/design") }

func folder(t *testing.T, at string) *design.Design {
	t.Helper()
	var diags diag.List
	d, _, err := compile.Folder(at, &diags)
	if err != nil || diags.Err() != nil {
		t.Fatal(err, diags.Err())
	}
	return d
}

const (
	smallData = `newel: 1
entities:
  Person: {global: true, fields: {email: {type: email, unique: true}, name: {type: text, max: 40, optional: true}}}
  Note:
    global: true
    fields:
      author: {ref: Person}
      text: {type: text, min: 1, max: 500, describe: What is noted.}
      state: {type: state, initial: draft, moves: {draft: [final]}}
      stars: {type: integer, min: 0, max: 5, default: 0}
      secretly: {type: boolean, default: false}
    check: {few: "resource.stars < 6"}
`
	smallContract = `title: Notes
describe: People note things.
base: /v1
resources:
  people: {of: Person, fields: [id, name]}
  notes:
    of: Note
    fields: [id, author, text, state, stars, author_name]
    computed: {author_name: {type: text, value: "resource.author.name"}}
    expand: [author]
    operations:
      listNotes: {list: {filter: [author, {stars: [ge, le]}], sort: [stars]}, fields: [id, text]}
      getNote: get
      createNote: {create: [text, stars], set: {author: "caller.id"}}
      finishNote: {post: "/{id}/finish", move: {state: final}, require: {too_short: "size(resource.author.name) > 1"}}
      deleteNote: delete
`
	smallAccess = `identity: Person
sign_in: {password: {login: email}}
policies: {hers: {with: {person: Person}, is: "person == caller.id"}}
allow:
  Person: {read: signed_in}
  Note:
    read: "!resource.secretly || hers(resource.author)"
    create: signed_in
    delete: never
    fields: {stars: {read: "hers(resource.author)"}}
    operations: {finishNote: "hers(resource.author)"}
`
)

func small(t *testing.T) *design.Design {
	return compiled(t, map[string]string{"data.yaml": smallData, "contract.yaml": strings.Replace(smallContract, `require: {too_short: "size(resource.author.name) > 1"}`, `require: {no_stars: "resource.stars > 1"}`, 1), "access.yaml": smallAccess})
}

// TestReference holds all pages of a small design to testdata; UPDATE=1 rewrites it.
func TestReference(t *testing.T) {
	pages := reference(t, small(t), handbook.Options{Rules: true, Body: 1 << 20})
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		if name != "style.css" {
			fmt.Fprintf(&b, "=== %s\n%s", name, pages[name])
		}
	}
	at := filepath.Join("testdata", "reference.golden")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(at, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("-want +got (UPDATE=1 rewrites it)\n%s", diff)
	}
}

// TestSize: what a browser loads of the helpdesk is less than 60 kB, whichever page it is.
func TestSize(t *testing.T) {
	pages := reference(t, helpdesk(t), handbook.Options{Rules: true, Body: 1 << 20})
	for name, text := range pages {
		if strings.HasSuffix(name, ".html") {
			if n := len(text) + len(pages["style.css"]); n > 60_000 {
				t.Errorf("%s and its style have %d bytes", name, n)
			}
		}
	}
}

var (
	anchors = regexp.MustCompile(` id="([^"]*)"`)
	links   = regexp.MustCompile(` href="([^"]*)"`)
	inText  = regexp.MustCompile(`\]\(([^)\s]+)\)`)
)

// TestLinks: every link of every page leads somewhere, of a design on one page and of one
// with a page for each resource, on a server and in a folder.
func TestLinks(t *testing.T) {
	for name, d := range map[string]*design.Design{"small": small(t), "helpdesk": helpdesk(t), "large": large(t)} {
		for _, files := range []bool{false, true} {
			pages := reference(t, d, handbook.Options{Rules: true, Files: files})
			if many := pages["r1.html"] != ""; many != (name == "large") {
				t.Errorf("%s: a page for each resource: %t", name, many)
			}
			ids := map[string]map[string]bool{}
			for page, text := range pages {
				ids[page] = map[string]bool{}
				for _, m := range anchors.FindAllStringSubmatch(text, -1) {
					if ids[page][m[1]] {
						t.Errorf("%s: %s has %q twice", name, page, m[1])
					}
					ids[page][m[1]] = true
				}
				for _, m := range regexp.MustCompile(`(?m)^## (\S+)$`).FindAllStringSubmatch(text, -1) {
					ids[page][strings.ToLower(m[1])] = true
				}
			}
			byAddress := map[string]string{}
			for page := range pages {
				byAddress[page] = page
				if !files {
					delete(byAddress, page)
					byAddress[handbook.Address(page)] = page
				}
			}
			for page, text := range pages {
				found := links.FindAllStringSubmatch(text, -1)
				if !strings.HasSuffix(page, ".html") {
					found = inText.FindAllStringSubmatch(text, -1)
				}
				for _, m := range found {
					to, anchor, _ := strings.Cut(m[1], "#")
					target := byAddress[to]
					if to == "" {
						target = page
					}
					code, ofCode := strings.CutPrefix(to, catalogue.Path)
					_, known := catalogue.Find(code)
					switch {
					case !files && (ofCode && known || to == "/openapi.json"):
					case target == "":
						t.Errorf("%s: %s leads to %s, which is not there", name, page, m[1])
					case anchor != "" && !ids[target][anchor]:
						t.Errorf("%s: %s leads to %s, which has no such place", name, page, m[1])
					}
				}
			}
		}
	}
}

// TestAddresses: a server has room for every page.
func TestAddresses(t *testing.T) {
	for _, d := range []*design.Design{small(t), helpdesk(t), large(t)} {
		for name := range reference(t, d, handbook.Options{}) {
			at := handbook.Address(name)
			if folder, _ := path.Split(at); !slices.Contains(handbook.Addresses(), at) && !slices.Contains(handbook.Addresses(), folder+"{page}") {
				t.Errorf("%s is not among %s", at, handbook.Addresses())
			}
		}
	}
}

// large is a design whose reference does not fit on one page.
func large(t *testing.T) *design.Design {
	data, contract, access := "newel: 1\nentities:\n", "title: Large\nresources:\n", "allow:\n"
	for i := range 70 {
		data += fmt.Sprintf("  Thing%d: {global: true, fields: {name: {type: text, max: 40}, size: {type: integer}}}\n", i)
		contract += fmt.Sprintf("  r%d: {of: Thing%d, fields: [id, name, size], operations: {list%d: list, get%d: get, make%d: {create: [name, size]}}}\n", i, i, i, i, i)
		access += fmt.Sprintf("  Thing%d: {read: {rule: anyone, because: x}, create: {rule: anyone, because: x}}\n", i)
	}
	return compiled(t, map[string]string{"data.yaml": data, "contract.yaml": contract, "access.yaml": access})
}

// TestRulesAreNotTold: without a word for it nothing of a rule, a set, a require or a
// computed value stands on any page.
func TestRulesAreNotTold(t *testing.T) {
	for name, text := range reference(t, small(t), handbook.Options{}) {
		for _, secret := range []string{"secretly", "hers(", "caller.id", "resource.", "Policies", "< 6", "&lt; 6"} {
			if name != "style.css" && strings.Contains(strings.ReplaceAll(text, "on a resource.", ""), secret) {
				at := strings.Index(text, secret)
				t.Errorf("%s tells %q: %s", name, secret, text[max(0, at-60):min(len(text), at+60)])
			}
		}
	}
	if told := reference(t, small(t), handbook.Options{Rules: true})["index.html"]; !strings.Contains(told, "secretly") {
		t.Error("with a word they are not told either")
	}
}

// TestHostile: texts of a design are texts on every page.
func TestHostile(t *testing.T) {
	const evil = `</title></code></pre></dl><script>alert(1)</script><img src=x onerror=alert(1)>&amp;"'` + "`" + ` | [x](javascript:alert(1)) {{.}} <!-- --> ${x}`
	quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(evil) + `"`
	contract := strings.NewReplacer("title: Notes", "title: "+quoted, "People note things.", quoted, "getNote: get",
		"getNote: {get: {}, summary: "+quoted+", describe: "+quoted+"}", `require: {too_short: "size(resource.author.name) > 1"}`, `require: {bad: "resource.text != '<script>alert(2)</script>'"}`,
		"    of: Note\n", "    of: Note\n    describe: "+quoted+"\n").Replace(smallContract)
	data := strings.NewReplacer("describe: What is noted.", "describe: "+quoted+", pattern: \"[<>&'\\\"/a-z]*\"", "default: 0", "default: 0, describe: "+quoted).Replace(smallData)
	access := strings.Replace(smallAccess, "create: signed_in", "create: {rule: signed_in, because: "+quoted+"}", 1)
	requirements := "world: {Note: {one: {author: $p, text: \"</pre><script>'\"}}, Person: {p: {email: a@b.test}}}\n"
	d := compiled(t, map[string]string{"data.yaml": data, "contract.yaml": contract, "access.yaml": access, "requirements.yaml": requirements})
	for name, text := range reference(t, d, handbook.Options{Rules: true}) {
		if path.Ext(name) == ".css" {
			continue
		}
		if path.Ext(name) == ".html" {
			for _, bad := range []string{"<script", "<img", "javascript:alert(1)\"", "onerror=alert(1)>", "<!--"} {
				if strings.Contains(text, bad) {
					t.Errorf("%s has %s", name, bad)
				}
			}
			if n := strings.Count(text, "</title>"); n != 1 {
				t.Errorf("%s: %d titles end", name, n)
			}
			continue
		}
		// Outside of code, nothing of HTML and no link of a text is left.
		code := false
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "```") {
				code = !code
				continue
			}
			line = regexp.MustCompile("`+[^`]*`+").ReplaceAllString(line, "")
			if !code && (strings.Contains(line, "<script") || strings.Contains(line, "[x](j")) {
				t.Errorf("%s: %s", name, line)
			}
		}
		if code {
			t.Errorf("%s: a block of code does not end", name)
		}
	}
}
