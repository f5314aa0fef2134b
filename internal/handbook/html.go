package handbook

import (
	"embed"
	"html/template"
	"strings"

	"github.com/newel-api/newel/internal/catalogue"
)

//go:embed pages
var files embed.FS

// templates write the pages; they escape all that they are given.
var templates = template.Must(template.New("").Funcs(template.FuncMap{"raw": raw}).ParseFS(files, "pages/reference.html"))

// raw escapes a text with many quotes for the inside of an element, where those mean
// nothing, and only there: html/template writes five bytes for each.
func raw(text string) template.HTML { return template.HTML(inElement.Replace(text)) }

var inElement = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\x00", "\uFFFD")

// MostPage is how long the page of a whole reference is at the most, with its style: a
// longer one is a page for each resource.
const MostPage = 60_000

// sheet is one page of HTML while it is written.
type sheet struct {
	Book           *book
	Title          string
	General, Split bool
	Files          bool
	Groups         []*group
	Chapters, Ends []*chapter
}

// pageName is the file of a group, "" for the first page.
func pageName(group, ending string) string {
	switch group {
	case "":
		return "index" + ending
	case "index", "style", "llms":
		return "_" + group + ending
	}
	return group + ending
}

// Href is the address of a file.
func (s *sheet) Href(name string) string { return href(s.Files, name) }

// At is the address of an anchor, which is on the page of a group where each has one.
func (s *sheet) At(group, anchor string) string {
	switch {
	case !s.Split, s.General && group == "", !s.General && s.Groups[0].Name == group:
		return "#" + anchor
	}
	return s.Href(pageName(group, ".html")) + "#" + anchor
}

// Shape is where a shape is told.
func (s *sheet) Shape(name string) string {
	for _, g := range s.Book.Groups {
		for _, one := range g.Shapes {
			if one.Name == name {
				return s.At(g.Name, "shape-"+name)
			}
		}
	}
	return s.At("", "errors")
}

// Problem is where a code is explained.
func (s *sheet) Problem(code string) string {
	if s.Files {
		return s.At("", "code-"+code)
	}
	return catalogue.Type(code)
}

// coded are codes with the page that links to them.
type coded struct {
	*refusals
	*sheet
}

// Coded puts codes on the page.
func (s *sheet) Coded(r *refusals) coded { return coded{r, s} }

// typedRow is a line with the page that it stands on.
type typedRow struct {
	Type kind
	Page *sheet
}

// Typed puts the type of a line on the page.
func (s *sheet) Typed(r *row) typedRow { return typedRow{r.Type, s} }

// grouped is a group with the page that it stands on.
type grouped struct {
	G    *group
	Page *sheet
}

// With puts a group on the page.
func (s *sheet) With(g *group) grouped { return grouped{g, s} }

// placed is an operation or a shape with the page that it stands on.
type placed struct {
	It   any
	Page *sheet
}

// Of puts an operation or a shape on the page of its group.
func (g grouped) Of(it any) placed { return placed{it, g.Page} }

// html writes the pages of b.
func (b *book) html() ([]Page, error) {
	style, err := files.ReadFile("pages/style.css")
	if err != nil {
		return nil, err
	}
	one, err := b.sheet(b.Title, true, false, b.Groups)
	if err != nil {
		return nil, err
	}
	css := Page{"style.css", string(style)}
	most := MostPage
	if b.Files {
		most *= 2 // nothing is sent, and each code is told in full
	}
	if len(one)+len(style) <= most {
		return []Page{{pageName("", ".html"), one}, css}, nil
	}
	first, err := b.sheet(b.Title, true, true, nil)
	if err != nil {
		return nil, err
	}
	pages := []Page{{pageName("", ".html"), first}, css}
	for _, g := range b.Groups {
		text, err := b.sheet(g.Title+" · "+b.Title, false, true, []*group{g})
		if err != nil {
			return nil, err
		}
		pages = append(pages, Page{pageName(g.Name, ".html"), text})
	}
	return pages, nil
}

// sheet writes one page.
func (b *book) sheet(title string, general, split bool, groups []*group) (string, error) {
	s := &sheet{
		Book: b, Title: title, General: general, Split: split, Files: b.Files, Groups: groups, Chapters: b.chapters(), Ends: b.ends(),
	}
	var out strings.Builder
	err := templates.ExecuteTemplate(&out, "page", s)
	return out.String(), err
}

// href is the address of a file: beside the page in a folder, below /docs on a server.
func href(inFiles bool, name string) string {
	if inFiles {
		return name
	}
	return Address(name)
}

// Address is where a server has the page of that name.
func Address(name string) string {
	switch name {
	case "index.html":
		return "/docs"
	case "index.md":
		return "/docs.md"
	case "llms.txt":
		return "/llms.txt"
	}
	return "/docs/" + strings.TrimSuffix(name, ".html")
}
