package conform

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// show writes the request for people, without its token.
func (q *request) show() string {
	if q.raw != "" {
		return short(q.raw)
	}
	var b strings.Builder
	b.WriteString(q.method + " " + short(q.target) + "\n")
	if q.token != "" && !q.has("Authorization") {
		b.WriteString("Authorization: Bearer …\n")
	}
	for _, line := range q.header {
		b.WriteString(line[0] + ": " + short(line[1]) + "\n")
	}
	if q.body != "" {
		b.WriteString("\n" + short(q.body) + "\n")
	}
	return b.String()
}

// show writes the answer for people.
func (a *answer) show() string {
	var b strings.Builder
	b.WriteString(strconv.Itoa(a.status) + "\n")
	for _, name := range slices.Sorted(maps.Keys(a.header)) {
		b.WriteString(name + ": " + short(strings.Join(a.header[name], ", ")) + "\n")
	}
	if a.body != "" {
		b.WriteString("\n" + short(a.body) + "\n")
	}
	return b.String()
}

// curl returns the request for a shell. The token is a variable. What curl would not send,
// printf and nc do.
func (q *request) curl(base string) string {
	base = strings.TrimSuffix(base, "/")
	if q.raw != "" {
		_, host, _ := strings.Cut(base, "://")
		return "printf " + quoted(strings.NewReplacer("\r", `\r`, "\n", `\n`, "%", "%%", "$HOST", host).Replace(short(q.raw))) +
			" | nc " + strings.Replace(host, ":", " ", 1)
	}
	parts := []string{"curl", "-i", "--path-as-is"}
	if q.method == "HEAD" {
		parts = append(parts, "--head")
	} else {
		parts = append(parts, "-X", q.method)
	}
	if q.target == "*" {
		parts = append(parts, "--request-target", "'*'", quoted(base))
	} else {
		parts = append(parts, quoted(base+short(q.target)))
	}
	if q.token != "" && !q.has("Authorization") {
		parts = append(parts, "-H", `"Authorization: Bearer $TOKEN"`)
	}
	for _, line := range q.header {
		parts = append(parts, "-H", quoted(line[0]+": "+short(line[1])))
	}
	if q.body != "" {
		if !q.has("Content-Type") {
			parts = append(parts, "-H", "'Content-Type:'")
		}
		parts = append(parts, "--data-binary", quoted(short(q.body)))
	}
	return strings.Join(parts, " ")
}

// quoted returns s for a shell.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
