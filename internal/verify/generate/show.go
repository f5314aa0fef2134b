package generate

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Failure is a request that a server is wrong about, as small as it could be made.
type Failure struct {
	Case      int    `json:"case"` // which of the run, from 1
	Operation string `json:"operation"`
	Kind      Kind   `json:"kind"`
	Why       string `json:"why"` // what is special about the request
	Expected  string `json:"expected"`
	Request   string `json:"request"`
	Answer    string `json:"answer"`
	Curl      string `json:"curl"` // a token is a variable in it
}

// changing is what differs between two answers that are wrong alike.
var changing = regexp.MustCompile(`[a-z]+_[0-9a-hjkmnp-tv-z]{26}|[A-Za-z0-9]{26}|"?\d+"?`)

// fail makes a request that fails small, and tells it, once for each way of failing.
func (r *run) fail(ctx context.Context, t *try, w *wrongness, a *answer) error {
	n := r.report.Cases
	key := t.op.ID + " " + string(w.kind) + " " + changing.ReplaceAllString(w.expected, "…")
	if len(key) > 300 {
		key = key[:300]
	}
	if r.report.found[key] {
		return nil
	}
	r.report.found[key] = true
	t, w, a, err := r.shrink(ctx, t, w, a)
	if err != nil {
		return err
	}
	f := Failure{Case: n, Operation: t.op.ID, Kind: w.kind, Why: t.why, Expected: w.expected, Request: t.show(), Curl: t.curl(r.url)}
	if a != nil {
		f.Answer = a.show()
	}
	r.report.Failures = append(r.report.Failures, f)
	return nil
}

// longestShown is how many bytes of a part are shown.
const longestShown = 600

func short(s string) string {
	if len(s) <= longestShown {
		return s
	}
	cut := longestShown
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "… (" + strconv.Itoa(len(s)) + " bytes)"
}

func (t *try) methodOf() string {
	if t.method != "" {
		return t.method
	}
	return t.op.Method
}

// lines are the header of the request, without its token.
func (t *try) lines() (all [][2]string) {
	_, has := t.sends()
	given := func(name string) bool {
		return slices.ContainsFunc(t.header, func(line [2]string) bool { return line[0] == name })
	}
	if t.caller != nobody && !given("Authorization") {
		all = append(all, [2]string{"Authorization", "Bearer $TOKEN"})
	}
	if has && t.media != "" && !given("Content-Type") {
		all = append(all, [2]string{"Content-Type", t.media})
	}
	return append(all, t.header...)
}

// show writes the request for people.
func (t *try) show() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", t.methodOf(), short(t.address()))
	if t.caller != nobody {
		fmt.Fprintf(&b, "# as person %d of the rows\n", t.caller+1)
	}
	for _, line := range t.lines() {
		b.WriteString(line[0] + ": " + short(line[1]) + "\n")
	}
	if text, has := t.sends(); has {
		b.WriteString("\n" + short(text) + "\n")
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
	if len(a.body) > 0 {
		b.WriteString("\n" + short(string(a.body)) + "\n")
	}
	return b.String()
}

// curl returns the request for a shell.
func (t *try) curl(base string) string {
	parts := []string{"curl", "-i", "-g", "--path-as-is", "-X", t.methodOf(), forShell(base + short(t.address()))}
	for _, line := range t.lines() {
		if line[1] == "Bearer $TOKEN" {
			parts = append(parts, "-H", `"Authorization: Bearer $TOKEN"`)
			continue
		}
		parts = append(parts, "-H", forShell(line[0]+": "+short(line[1])))
	}
	if text, has := t.sends(); has {
		parts = append(parts, "--data-binary", forShell(short(text)))
	}
	return strings.Join(parts, " ")
}

// forShell returns s for a shell.
func forShell(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
