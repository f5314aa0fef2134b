package handbook

import (
	"fmt"
	"strings"

	"github.com/newel-api/newel/internal/plan"
)

// Reference returns the pages about an API: index.html first, and the same as Markdown. The
// same plan and options give the same pages.
func Reference(p *plan.Plan, o Options) ([]Page, error) {
	b := newBook(p, o)
	pages, err := b.html()
	if err != nil {
		return nil, fmt.Errorf("write the reference: %w", err)
	}
	pages = append(pages, b.markdown()...)
	if o.Files {
		for i := range pages {
			pages[i].Text = marked(pages[i])
		}
	}
	return pages, nil
}

// MarkDocs is what tells a page of a reference in a folder from one that somebody wrote.
const MarkDocs = "Made from the design by newel generate docs: what is written here is lost."

// marked returns the text of a page with the mark, as a comment.
func marked(p Page) string {
	const doctype = "<!DOCTYPE html>\n"
	comment := "<!-- " + MarkDocs + " -->\n"
	if strings.HasSuffix(p.Name, ".css") {
		comment = "/* " + MarkDocs + " */\n"
	}
	if rest, html := strings.CutPrefix(p.Text, doctype); html {
		return doctype + comment + rest
	}
	return comment + p.Text
}

// Addresses are where a server has the pages of a reference; {page} stands for any name.
func Addresses() []string {
	return []string{Address("index.html"), Address("{page}"), Address("index.md"), Address("llms.txt")}
}
