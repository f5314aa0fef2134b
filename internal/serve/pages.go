package serve

import (
	"net/http"
	"strings"
	"sync"
)

// Pages are texts about the API for people and for programs that read for them. They are
// made all together when one is asked for the first time, and kept.
type Pages struct {
	Paths    []string // where they are; a last segment {page} stands for any name
	SignedIn bool     // only whoever is signed in is shown them
	Of       func() (map[string]string, error)
}

// pagesOf are the kinds of pages, by the endings of their paths.
var pagesOf = []struct{ ending, contentType string }{
	{".css", "text/css; charset=utf-8"},
	{".md", "text/markdown; charset=utf-8"},
	{".txt", "text/plain; charset=utf-8"},
	{"", "text/html; charset=utf-8"},
}

// onlyStyle lets a page have its own style and nothing else: no script, no frame, no form.
var onlyStyle = []string{"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}

// pages are Pages that are made when one is asked for, and kept.
type pages struct {
	*Pages
	made func() (map[string]*document, error)
}

func (p *Pages) kept() *pages {
	return &pages{p, sync.OnceValues(func() (map[string]*document, error) {
		texts, err := p.Of()
		if err != nil {
			return nil, err
		}
		made := make(map[string]*document, len(texts))
		for path, text := range texts {
			made[path] = newDocument([]byte(text), pageType(path))
			made[path].private = p.SignedIn
		}
		return made, nil
	})}
}

// anyPage ends the path of all pages of a folder.
const anyPage = "{page}"

// paged adds the endpoints of the pages, behind the operations: where one of the design has
// one of their addresses, there are none.
func (h *Handler) paged(routes *node, p *pages) {
	for _, path := range p.Paths {
		if taken, _ := routes.find(path); taken != nil {
			h.log.Warn("no pages of a reference: the design has an operation at their address", "path", path)
			return
		}
	}
	for _, path := range p.Paths {
		run := func(x *exchange) error {
			if p.SignedIn {
				if err := x.authenticate(true); err != nil {
					return err
				}
			}
			made, err := p.made()
			if err != nil {
				return err
			}
			at := path
			if folder, many := strings.CutSuffix(path, anyPage); many {
				at = folder + x.rows[0]
			}
			return x.page(made[at])
		}
		h.add(routes, path, &endpoint{name: "newel.docs", method: http.MethodGet, watch: !p.SignedIn, run: run})
	}
}

func pageType(path string) string {
	for _, kind := range pagesOf {
		if strings.HasSuffix(path, kind.ending) {
			return kind.contentType
		}
	}
	return ""
}

// page sends a page that was made.
func (x *exchange) page(d *document) error {
	if d == nil {
		return &problem{code: codeNotFound}
	}
	x.w.Header()["Content-Security-Policy"] = onlyStyle
	return x.document(d)
}
