package serve

import (
	"net/http"

	"github.com/newel-api/newel/internal/payload"
)

// catalogPath is where programs find out what there is (RFC 9727).
const catalogPath = "/.well-known/api-catalog"

var (
	isLinkset   = []string{`application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"`}
	linkCatalog = []string{`<` + catalogPath + `>; rel="api-catalog"`}
)

// described are the addresses that the catalog has, where the server answers there.
var described = [...]struct{ relation, path, mediaType string }{
	{"service-desc", "/openapi.json", "application/vnd.oai.openapi+json;version=3.1"},
	{"service-doc", "/docs", "text/html"},
	{"status", "/healthz", "application/json"},
	{"status", "/readyz", "application/json"},
}

// discovery adds the catalog of the one API that is served. It goes by the routes, so it
// comes after all others.
func (h *Handler) discovery(routes *node) {
	anchor := h.plan.Base
	if anchor == "" {
		anchor = "/"
	}
	text := payload.AppendString([]byte(`{"linkset":[{"anchor":`), anchor)
	relation := ""
	for _, d := range described {
		if route, _ := routes.find(d.path); route == nil {
			continue
		}
		switch {
		case relation == d.relation:
			text = append(text, ',')
		default:
			if relation != "" {
				text = append(text, ']')
			}
			text = append(payload.AppendString(append(text, ','), d.relation), `:[`...)
		}
		relation = d.relation
		text = payload.AppendString(append(text, `{"href":`...), d.path)
		text = append(payload.AppendString(append(text, `,"type":`...), d.mediaType), '}')
	}
	h.catalog = append(text, `]}]}`...)
	h.add(routes, catalogPath, &endpoint{name: "newel.catalog", method: http.MethodGet, watch: true, run: (*exchange).discovered})
}

// discovered sends the catalog.
func (x *exchange) discovered() error {
	header := x.w.Header()
	header["Cache-Control"], header["Content-Type"], header["Link"] = keptAnHour, isLinkset, linkCatalog
	x.send(http.StatusOK, x.h.catalog)
	return nil
}
