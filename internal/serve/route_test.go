package serve

import (
	"net/http"
	"strings"
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
		{http.MethodGet, "/v1/tickets/{ticket}/comments"},
		{http.MethodGet, "/v1/tickets/{ticket}/comments/{slug}"},
		{http.MethodGet, "/v1/me"},
		{http.MethodGet, "/readyz"},
	} {
		e := &endpoint{name: r[1], method: r[0]}
		if r[0] == http.MethodPatch {
			e.types = patchTypes
		}
		n.add(r[1], e)
	}
	return &n
}

func TestFind(t *testing.T) {
	cases := []struct{ path, route, rows string }{
		{"/v1/tickets", "/v1/tickets", ""},
		{"/v1/tickets/tkt_1", "/v1/tickets/{id}", "tkt_1"},
		{"/v1/tickets/tkt_1/solve", "/v1/tickets/{id}/solve", "tkt_1"},
		{"/v1/tickets/import", "/v1/tickets/import", ""},
		{"/v1/tickets/tkt_1/comments", "/v1/tickets/{ticket}/comments", "tkt_1"},
		{"/v1/tickets/tkt_1/comments/", "", ""},
		{"/v1/tickets//comments", "", ""},
		{"/v1/tickets/tkt_1/comments/first", "/v1/tickets/{ticket}/comments/{slug}", "tkt_1 first"},
		{"/v1/tickets/tkt_1/comments/first/x", "", ""},
		{"/v1/tickets/import/comments", "", ""},
		{"/v1/me", "/v1/me", ""},
		{"/v1/me/x", "", ""},
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
		found, rows := n.find(c.path)
		template := ""
		if found != nil {
			template = found.template
		}
		if got := strings.TrimSpace(strings.Join(rows[:], " ")); template != c.route || found != nil && got != c.rows {
			t.Errorf("%q: route %q, rows %q; want %q, %q", c.path, template, got, c.route, c.rows)
		}
	}
}

func TestAllow(t *testing.T) {
	cases := []struct{ path, allow, patch string }{
		{"/v1/tickets", "GET, HEAD, OPTIONS, POST", ""},
		{"/v1/tickets/tkt_1", "GET, HEAD, OPTIONS, PATCH", "application/merge-patch+json, application/json, application/json-patch+json"},
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
