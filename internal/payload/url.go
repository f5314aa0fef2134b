package payload

import (
	"net/url"
	"strings"
)

const mostURL = 2048 // bytes

// ParseURL reads an absolute URL of http or https (RFC 3986), without a user before
// its host. Scheme and host come out in lower case; the rest is kept as written.
func ParseURL(s string) (normal string, ok bool) {
	if len(s) > mostURL || strings.ContainsFunc(s, notOfURL) {
		return "", false
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return "", false
	}
	host := strings.Index(s, "://")
	if host < 0 {
		return "", false
	}
	host += len("://")
	end := host + len(s[host:])
	if i := strings.IndexAny(s[host:], "/?#"); i >= 0 {
		end = host + i
	}
	return strings.ToLower(s[:end]) + s[end:], true
}

// notOfURL tells whether c stands in no URL unless it is percent-encoded.
func notOfURL(c rune) bool { return c <= ' ' || c >= 0x7f || strings.ContainsRune("\"<>\\^`{|}", c) }
