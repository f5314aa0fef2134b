package serve

import (
	"net/http"
	"net/netip"
	"testing"
)

func TestClient(t *testing.T) {
	cases := []struct {
		name, remote string
		forwarded    []string
		want         string
	}{
		{"no proxy", "192.0.2.7:1234", nil, "192.0.2.7"},
		{"IPv6", "[2001:db8::7]:1234", nil, "2001:db8::7"},
		{"IPv4 in IPv6", "[::ffff:192.0.2.7]:1234", nil, "192.0.2.7"},
		{"somebody says they are another", "192.0.2.7:1234", []string{"198.51.100.1"}, "192.0.2.7"},
		{"a proxy", "10.0.0.1:1234", []string{"198.51.100.1"}, "198.51.100.1"},
		{"a proxy that says nothing", "10.0.0.1:1234", nil, "10.0.0.1"},
		{"two proxies", "10.0.0.1:1234", []string{"198.51.100.1, 10.0.0.2"}, "198.51.100.1"},
		{"what the client added counts for nothing", "10.0.0.1:1234", []string{"203.0.113.9, 198.51.100.1"}, "198.51.100.1"},
		{"also on a line of its own", "10.0.0.1:1234", []string{"203.0.113.9", "198.51.100.1"}, "198.51.100.1"},
		{"nor what is no address", "10.0.0.1:1234", []string{"198.51.100.1, nonsense"}, "10.0.0.1"},
		{"only proxies", "10.0.0.1:1234", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		{"mapped in the header", "10.0.0.1:1234", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		{"not a network address", "@", []string{"198.51.100.1"}, "invalid IP"},
	}
	h := &Handler{proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	for _, c := range cases {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{"X-Forwarded-For": c.forwarded}}
		if got := h.client(r).String(); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}
