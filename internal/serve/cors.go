package serve

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
)

// crossOrigin answers browsers that ask for pages of other origins (WHATWG Fetch, section
// CORS protocol). Its values are made once.
type crossOrigin struct {
	any         bool
	origins     map[string][]string // by origin, the value that names it
	credentials []string            // nil for none
	maxAge      []string            // nil for what browsers do
	vary        []string            // of a preflight
	headers     []string            // that requests may have
	exposed     []string            // that pages may read of answers
}

// requestHeaders are the headers of requests that mean something here, beside those that
// every page may send.
var requestHeaders = []string{
	"Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Traceparent", "X-Request-Id",
}

// answerHeaders are the headers of answers that mean something to a program, beside those
// that every page may read.
var answerHeaders = []string{
	"Allow", "Deprecation", "ETag", "Idempotency-Replayed", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", "Sunset",
	"WWW-Authenticate", "X-Request-Id",
}

var anyOrigin = []string{"*"}

func newCrossOrigin(c *design.CORS) *crossOrigin {
	if c == nil {
		return nil
	}
	o := &crossOrigin{
		origins: map[string][]string{}, vary: []string{"Origin, Access-Control-Request-Method, Access-Control-Request-Headers"},
		headers: []string{strings.Join(requestHeaders, ", ")}, exposed: []string{strings.Join(answerHeaders, ", ")},
	}
	for _, name := range c.Origins {
		o.any = o.any || name.Text == "*"
		o.origins[name.Text] = []string{name.Text}
	}
	if c.Credentials {
		o.credentials = []string{"true"}
	}
	if c.MaxAge.Span.Known() {
		o.maxAge = []string{strconv.FormatInt(c.MaxAge.N, 10)}
	}
	return o
}

// allowed returns the value of Access-Control-Allow-Origin for a request, nil for none. An
// origin that the design does not name is answered as if nobody had asked.
func (o *crossOrigin) allowed(header http.Header) []string {
	switch given := header["Origin"]; {
	case o.any:
		return anyOrigin
	case len(given) == 1:
		return o.origins[given[0]]
	}
	return nil
}

// answer adds what every answer tells browsers.
func (o *crossOrigin) answer(asked, header http.Header) {
	to := o.allowed(asked)
	if to == nil {
		return
	}
	header["Access-Control-Allow-Origin"], header["Access-Control-Expose-Headers"] = to, o.exposed
	if o.credentials != nil {
		header["Access-Control-Allow-Credentials"] = o.credentials
	}
}

// preflight adds what browsers ask before a request, if one asks. Who is signed in does not
// matter: browsers do not tell here.
func (o *crossOrigin) preflight(asked, header http.Header, allow string) {
	if asked["Origin"] == nil || asked["Access-Control-Request-Method"] == nil {
		return
	}
	header["Vary"] = o.vary
	if o.allowed(asked) == nil {
		return
	}
	header["Access-Control-Allow-Methods"], header["Access-Control-Allow-Headers"] = []string{allow}, o.headers
	if o.maxAge != nil {
		header["Access-Control-Max-Age"] = o.maxAge
	}
	delete(header, "Access-Control-Expose-Headers")
}
