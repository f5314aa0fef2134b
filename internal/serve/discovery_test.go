package serve_test

import (
	"encoding/json"
	"testing"
)

// TestCatalog: programs find what the server has at the well-known address (RFC 9727), and
// what it names is there.
func TestCatalog(t *testing.T) {
	w := newWorld(t, "../../examples/helpdesk/design")
	a := w.do(&step{method: "GET", url: "/.well-known/api-catalog"})
	if a.status != 200 || a.header.Get("Content-Type") != `application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"` {
		t.Fatalf("%d %s", a.status, a.header.Get("Content-Type"))
	}
	var catalog struct {
		Linkset []map[string]json.RawMessage
	}
	must(t, json.Unmarshal([]byte(a.body), &catalog))
	if len(catalog.Linkset) != 1 || string(catalog.Linkset[0]["anchor"]) != `"/v1"` {
		t.Fatal(a.body)
	}
	var status []struct{ Href, Type string }
	must(t, json.Unmarshal(catalog.Linkset[0]["status"], &status))
	if len(status) != 2 {
		t.Fatal(a.body)
	}
	for relation, raw := range catalog.Linkset[0] {
		var links []struct{ Href, Type string }
		if relation == "anchor" {
			continue
		}
		must(t, json.Unmarshal(raw, &links))
		for _, link := range links {
			if got := w.do(&step{method: "GET", url: link.Href}); got.status != 200 {
				t.Errorf("%s %s is answered with %d", relation, link.Href, got.status)
			}
		}
	}
	head := w.do(&step{method: "HEAD", url: "/.well-known/api-catalog"})
	if head.status != 200 || head.body != "" || head.header.Get("Link") != `</.well-known/api-catalog>; rel="api-catalog"` {
		t.Errorf("HEAD: %d, Link %q", head.status, head.header.Get("Link"))
	}
}
