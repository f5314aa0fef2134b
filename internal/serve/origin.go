package serve

import (
	"net/http"
	"strings"
)

// origin returns what stands before the paths of addresses in answers: the public address that
// whoever runs the server has told, or else the one that the request was sent to. Of the
// headers only Host is asked, which a client cannot give in the name of another; what
// proxies write (Forwarded, X-Forwarded-Host) is not. It is false when the host is none that
// could stand in an address.
func (x *exchange) origin() (string, bool) {
	base := x.h.plan.Base
	if x.dated {
		base = x.h.versioned.base + "/" + x.edition.name
	}
	if x.h.public != "" {
		return x.h.public + base, true
	}
	if !isHost(x.r.Host) {
		return "", false
	}
	return schemeOf(x.r) + "://" + strings.ToLower(x.r.Host) + base, true
}

func schemeOf(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

// longestHost is how many characters a host has at the most, with its port.
const longestHost = 261

// isHost tells whether s is a name or an address, with a port or without. Nothing else may
// stand in an answer: a Host header is what a client says.
func isHost(s string) bool {
	host, port := s, ""
	if i := strings.LastIndexByte(s, ':'); i >= 0 && !strings.HasSuffix(s, "]") {
		host, port = s[:i], s[i+1:]
		if port == "" || len(port) > 5 || strings.Trim(port, "0123456789") != "" {
			return false
		}
	}
	if inside, ok := strings.CutPrefix(host, "["); ok { // IPv6
		inside, ok = strings.CutSuffix(inside, "]")
		return ok && len(inside) >= 2 && len(inside) <= 45 && strings.Trim(inside, "0123456789abcdefABCDEF:.") == ""
	}
	if host == "" || len(s) > longestHost {
		return false
	}
	for _, c := range []byte(host) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_') {
			return false
		}
	}
	return true
}
