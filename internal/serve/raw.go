package serve

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/newel-api/newel/internal/observe"
)

// What net/http answers before any handler is asked has one of these forms: text between
// a fixed header and the end, or no body where an expectation is not met.
var (
	rawError  = []byte("HTTP/1.1 ")
	rawHeader = []byte("\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n")
	rawExpect = []byte("HTTP/1.1 417 ")
)

// longestRaw bounds those answers.
const longestRaw = 512

// rawProblems are the problems that net/http finds by itself, by status.
var rawProblems = map[string]problem{
	"400": {code: "invalid_request"},
	"417": {code: "expectation_failed"},
	"431": {code: "header_too_large"},
	"501": {code: "unsupported_transfer"},
	"505": {code: "unsupported_version"},
}

// asProblem returns a whole answer of net/http's own as a problem; nil for the answers
// that a handler gave. Those have a request id, and begin with another header.
func (h *Handler) asProblem(b []byte) []byte {
	if len(b) < len(rawExpect) || len(b) > longestRaw || !bytes.HasPrefix(b, rawError) || b[len(rawError)] < '4' {
		return nil
	}
	head, text, plain := bytes.Cut(b, rawHeader)
	if !plain && (!bytes.HasPrefix(b, rawExpect) || bytes.Contains(b, []byte("X-Request-Id"))) {
		return nil
	}
	p := rawProblems[string(head[len(rawError):len(rawExpect)-1])]
	k, known := problems[p.code]
	if !known {
		return nil
	}
	if _, why, more := strings.Cut(string(text), ": "); plain && more { // a sentence of net/http's
		k.detail = "The request cannot be read: " + why + "."
	}
	id := observe.RequestID("")
	h.unmatched[""].Observe(k.status, 0)
	if h.lines {
		line := observe.Request{At: time.Now(), ID: id, Operation: noOperation, Status: k.status}
		line.Log(context.Background(), h.log)
	}
	body := appendProblem(nil, &p, &k, id, "", nil)
	out := append(bytes.Clone(rawError), strconv.Itoa(k.status)+" "+http.StatusText(k.status)+"\r\n"...)
	for _, line := range [...][2]string{
		{"Cache-Control", neverStored[0]},
		{"Connection", closing[0]},
		{"Content-Language", inEnglish[0]},
		{"Content-Length", strconv.Itoa(len(body))},
		{"Content-Security-Policy", nothingEmbedded[0]},
		{"Content-Type", isProblem[0]},
		{"Date", time.Now().UTC().Format(http.TimeFormat)},
		{"Referrer-Policy", noReferrer[0]},
		{"X-Content-Type-Options", nosniff[0]},
		{"X-Request-Id", id},
	} {
		out = append(out, line[0]+": "+line[1]+"\r\n"...)
	}
	return append(append(out, "\r\n"...), body...)
}
