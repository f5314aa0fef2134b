package serve

import (
	"net/http"
	"testing"
)

func routes() *node {
	var n node
	for _, r := range [][2]string{
		{http.MethodGet, "/v1/tickets"},
		{http.MethodPost, "/v1/tickets"},
		{http.MethodGet, "/v1/tickets/{id}"},
		{http.MethodPatch, "/v1/tickets/{id}"},
		{http.MethodPost, "/v1/tickets/{id}/solve"},
		{http.MethodPost, "/v1/tickets/import"},
		{http.MethodGet, "/readyz"},
	} {
		n.add(r[1], &endpoint{name: r[1], method: r[0]})
	}
	return &n
}

func TestFind(t *testing.T) {
	cases := []struct{ path, route, id string }{
		{"/v1/tickets", "/v1/tickets", ""},
		{"/v1/tickets/tkt_1", "/v1/tickets/{id}", "tkt_1"},
		{"/v1/tickets/tkt_1/solve", "/v1/tickets/{id}/solve", "tkt_1"},
		{"/v1/tickets/import", "/v1/tickets/import", ""},
		{"/readyz", "/readyz", ""},
		{"", "", ""},
		{"/", "", ""},
		{"*", "", ""},
		{"/v1", "", ""},
		{"/v1/", "", ""},
		{"/v1/tickets/", "", ""},
		{"//v1/tickets", "", ""},
		{"/v1//tickets", "", ""},
		{"/v1/./tickets", "", ""},
		{"/v1/tickets/../tickets", "", ""},
		{"/V1/tickets", "", ""},
		{"/v1/tickets.json", "", ""},
		{"/v1/tickets;x=1", "", ""},
		{"/v1/tickets/tkt_1/solve/", "", ""},
		{"/v1/tickets//solve", "", ""},
		{"/v1/tickets/{id}/reopen", "", ""},
		{"/v1/tickets\x00", "", ""},
	}
	n := routes()
	for _, c := range cases {
		found, id := n.find(c.path)
		template := ""
		if found != nil {
			template = found.template
		}
		if template != c.route || found != nil && id != c.id {
			t.Errorf("%q: route %q, id %q; want %q, %q", c.path, template, id, c.route, c.id)
		}
	}
}

func TestAllow(t *testing.T) {
	cases := []struct{ path, allow, patch string }{
		{"/v1/tickets", "GET, HEAD, OPTIONS, POST", ""},
		{"/v1/tickets/tkt_1", "GET, HEAD, OPTIONS, PATCH", "application/merge-patch+json, application/json"},
		{"/v1/tickets/tkt_1/solve", "OPTIONS, POST", ""},
	}
	n := routes()
	for _, c := range cases {
		r, _ := n.find(c.path)
		if r.allow != c.allow || r.acceptPatch != c.patch {
			t.Errorf("%s: Allow %q, Accept-Patch %q; want %q, %q", c.path, r.allow, r.acceptPatch, c.allow, c.patch)
		}
	}
}
