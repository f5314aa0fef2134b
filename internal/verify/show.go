package verify

import (
	"strconv"
	"strings"
)

// longestShown bounds what is shown of a body.
const longestShown = 2000

// text shows the request as HTTP, without its token.
func (q *request) text() string {
	var b strings.Builder
	b.WriteString(q.method + " " + q.url + "\n")
	if q.as != "" {
		b.WriteString("Authorization: Bearer (of " + q.as + ")\n")
	}
	for _, line := range q.header {
		b.WriteString(line[0] + ": " + line[1] + "\n")
	}
	if len(q.body) > 0 {
		b.WriteString("\n" + cut(q.body) + "\n")
	}
	return b.String()
}

// curl returns the request for a shell. The token is a variable.
func (q *request) curl() string {
	parts := []string{"curl", "-i", "-X", q.method, quoted(q.url)}
	if q.as != "" {
		parts = append(parts, "-H", `"Authorization: Bearer $`+strings.ToUpper(strings.ReplaceAll(q.as, "-", "_"))+`"`)
	}
	for _, line := range q.header {
		parts = append(parts, "-H", quoted(line[0]+": "+line[1]))
	}
	if len(q.body) > 0 {
		parts = append(parts, "-d", quoted(string(q.body)))
	}
	return strings.Join(parts, " ")
}

// quoted returns s for a shell.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// shownHeaders are those that tell something.
var shownHeaders = []string{"Content-Type", "Location", "Etag", "Retry-After", "X-Request-Id"}

// text shows the answer as HTTP.
func (a *answer) text() string {
	var b strings.Builder
	b.WriteString(strconv.Itoa(a.status) + "\n")
	for _, name := range shownHeaders {
		if text := a.header.Get(name); text != "" {
			b.WriteString(name + ": " + text + "\n")
		}
	}
	if len(a.body) > 0 {
		b.WriteString("\n" + cut(a.body) + "\n")
	}
	return b.String()
}

func cut(body []byte) string {
	if len(body) > longestShown {
		return strings.ToValidUTF8(string(body[:longestShown]), "") + "…"
	}
	return string(body)
}
