package serve

import (
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/plan"
)

// walked is what find must give: the templates that still fit are narrowed segment by
// segment, a word before a row.
func walked(templates []string, path string) (template string, rows []string) {
	if !strings.HasPrefix(path, "/") {
		return "", nil
	}
	segments := strings.Split(path[1:], "/")
	for i, segment := range segments {
		var words, others []string
		for _, t := range templates {
			switch parts := strings.Split(t[1:], "/"); {
			case i >= len(parts):
			case parts[i] == segment && parts[i][0] != '{':
				words = append(words, t)
			case parts[i][0] == '{' && segment != "":
				others = append(others, t)
			}
		}
		if templates = words; len(words) == 0 {
			templates, rows = others, append(rows, segment)
		}
	}
	for _, t := range templates {
		if strings.Count(t, "/") == len(segments) {
			return t, rows
		}
	}
	return "", nil
}

func FuzzFind(f *testing.F) {
	n := routes()
	var templates []string
	var collect func(*node)
	collect = func(n *node) {
		if n.route != nil {
			templates = append(templates, n.route.template)
		}
		for _, next := range n.literal {
			collect(next)
		}
		if n.row != nil {
			collect(n.row)
		}
	}
	collect(n)
	for _, seed := range []string{
		"", "/", "//", "/v1/tickets", "/v1/tickets/", "/v1/tickets/a", "/v1/tickets/import", "/v1/tickets/import/comments", "/v1/tickets/a/comments/b", "/v1/tickets/a/solve",
		"/v1/tickets/{id}/comments/{slug}", "/v1/me", "/v1/me/", "/readyz", "/v1/tickets/a/comments/b/c", "v1/tickets",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		found, rows := n.find(path)
		template := ""
		if found != nil {
			template = found.template
		}
		want, wanted := walked(templates, path)
		if template != want {
			t.Fatalf("%q: %q, want %q", path, template, want)
		}
		if want == "" {
			return
		}
		var got [plan.MostParams]string
		copy(got[:], wanted)
		if got != rows {
			t.Errorf("%q: rows %q, want %q", path, rows, got)
		}
	})
}
