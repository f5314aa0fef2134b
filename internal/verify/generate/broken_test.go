package generate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/newel-api/newel/internal/verify/generate"
)

// exchange is a request with its body, and the answer of the right handler.
type exchange struct {
	r    *http.Request
	sent string
	w    *httptest.ResponseRecorder
	next http.Handler
}

// again asks the right handler another body in place of the one that was sent.
func (x *exchange) again(body string) {
	r := x.r.Clone(x.r.Context())
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	x.w = httptest.NewRecorder()
	x.next.ServeHTTP(x.w, r)
}

// answers replaces what is answered.
func (x *exchange) answers(status int, body string) {
	x.w.Code = status
	x.w.Body = bytes.NewBufferString(body)
}

// breaks makes a handler that is wrong: before it can change the request, after it the answer.
func breaks(before func(*exchange) bool, after func(*exchange)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			sent, _ := io.ReadAll(r.Body)
			x := &exchange{r: r, sent: string(sent), w: httptest.NewRecorder(), next: next}
			if before == nil || !before(x) {
				x.again(x.sent)
			}
			if after != nil {
				after(x)
			}
			for name, values := range x.w.Header() {
				w.Header()[name] = values
			}
			if x.w.Header().Get("Content-Length") != "" {
				w.Header().Set("Content-Length", strconv.Itoa(x.w.Body.Len()))
			}
			w.WriteHeader(x.w.Code)
			_, _ = w.Write(x.w.Body.Bytes())
		})
	}
}

func before(f func(*exchange) bool) func(http.Handler) http.Handler { return breaks(f, nil) }
func after(f func(*exchange)) func(http.Handler) http.Handler       { return breaks(nil, f) }

// edited asks the right handler what f makes of the members of the body.
func edited(f func(map[string]any)) func(http.Handler) http.Handler {
	return before(func(x *exchange) bool {
		var v map[string]any
		if x.r.Method == http.MethodGet || json.Unmarshal([]byte(x.sent), &v) != nil || v == nil || strings.Count(x.sent, `"subject"`) > 1 {
			return false
		}
		f(v)
		text, _ := json.Marshal(v)
		x.again(string(text))
		return true
	})
}

// lastOrg is an organization in which a ticket was made.
var lastOrg atomic.Value

var members = regexp.MustCompile(`"pointer":"(/[a-z]+)"`)

// broken are servers that are wrong, each in one thing that must be found, as that kind.
var broken = []struct {
	name string
	kind generate.Kind
	wrap func(http.Handler) http.Handler
}{
	{"unknown members are left out", generate.AcceptedInvalid, edited(func(v map[string]any) { delete(v, "no_such_member") })},
	{"long texts are cut", generate.AcceptedInvalid, edited(func(v map[string]any) {
		if s, ok := v["subject"].(string); ok && len([]rune(s)) > 200 {
			v["subject"] = string([]rune(s)[:200])
		}
	})},
	{"a duplicate member is taken", generate.AcceptedInvalid, before(func(x *exchange) bool {
		if strings.Count(x.sent, `"subject":`) != 2 {
			return false
		}
		var v map[string]any
		if json.Unmarshal([]byte(x.sent), &v) != nil {
			return false
		}
		text, _ := json.Marshal(v)
		x.again(string(text))
		return true
	})},
	{"numbers are made texts", generate.AcceptedInvalid, edited(func(v map[string]any) {
		if n, ok := v["subject"].(float64); ok {
			v["subject"] = strconv.FormatFloat(n, 'g', -1, 64)
		}
	})},
	{"a reference that is lost is replaced", generate.AcceptedInvalid, before(func(x *exchange) bool {
		org := regexp.MustCompile(`org_[0-9a-hjkmnp-tv-z]{26}`)
		if x.r.Method != http.MethodPost || !strings.HasSuffix(x.r.URL.Path, "/tickets") {
			return false
		}
		x.again(x.sent)
		switch {
		case x.w.Code == 201:
			lastOrg.Store(org.FindString(x.sent))
		case x.w.Code == 422 && lastOrg.Load() != nil:
			x.again(org.ReplaceAllString(x.sent, lastOrg.Load().(string)))
		}
		return true
	})},
	{"half a surrogate pair is taken", generate.AcceptedInvalid, before(func(x *exchange) bool {
		if !strings.Contains(x.sent, `\ud800`) {
			return false
		}
		x.again(strings.ReplaceAll(x.sent, `\ud800`, "x"))
		return true
	})},
	{"unknown parameters are left out", generate.AcceptedInvalid, before(func(x *exchange) bool {
		x.r.URL.RawQuery = strings.Replace(x.r.URL.RawQuery, "no_such_parameter=", "limit=1#", 1)
		x.r.URL.RawQuery, _, _ = strings.Cut(x.r.URL.RawQuery, "#")
		return false
	})},
	{"a body of any type is read", generate.AcceptedInvalid, before(func(x *exchange) bool {
		if x.r.Header.Get("Content-Type") == "text/plain" {
			x.r.Header.Set("Content-Type", "application/json")
		}
		return false
	})},
	{"bad tokens are nobody", generate.WrongStatus, before(func(x *exchange) bool {
		if x.r.Header.Get("Authorization") == "Bearer nonsense" {
			x.r.Header.Del("Authorization")
		}
		return false
	})},
	{"bad preconditions are left out", generate.AcceptedInvalid, before(func(x *exchange) bool {
		if x.r.Header.Get("If-Match") == "nonsense" {
			x.r.Header.Set("If-Match", "*")
		}
		return false
	})},
	{"characters are counted in bytes", generate.RefusedValid, after(func(x *exchange) {
		if x.w.Code < 300 && strings.Contains(x.sent, strings.Repeat("\U0001D4B3", 51)) {
			x.w.Header().Del("Etag")
			x.w.Header().Del("Location")
			x.w.Header().Set("Content-Type", "application/problem+json")
			x.answers(422, `{"type":"/problems/invalid","title":"Invalid","status":422,"detail":"x","code":"invalid","request_id":"x","errors":[{"pointer":"/subject","code":"too_long","detail":"x"}]}`)
		}
	})},
	{"null is never taken", generate.RefusedValid, after(func(x *exchange) {
		if x.w.Code < 300 && strings.Contains(x.sent, `"note":null`) {
			x.w.Header().Del("Etag")
			x.w.Header().Set("Content-Type", "application/problem+json")
			x.answers(400, `{"type":"/problems/unknown_key","title":"x","status":400,"detail":"x","code":"unknown_key","request_id":"x"}`)
		}
	})},
	{"some text is too much", generate.ServerError, after(func(x *exchange) {
		if strings.Contains(x.sent, "\U0001F600") {
			x.answers(500, `{"type":"/problems/internal","title":"x","status":500,"detail":"x","code":"internal","request_id":"x"}`)
		}
	})},
	{"some parameter is too much", generate.ServerError, after(func(x *exchange) {
		if strings.Contains(x.r.URL.RawQuery, "OR+1") {
			x.answers(500, `{}`)
		}
	})},
	{"a status is not documented", generate.Undocumented, after(func(x *exchange) {
		if x.w.Code == 201 {
			x.w.Code = 202
		}
	})},
	{"a header is missing", generate.Undocumented, after(func(x *exchange) { x.w.Header().Del("X-Request-Id") })},
	{"a header is not documented", generate.Undocumented, after(func(x *exchange) { x.w.Header().Set("X-Powered-By", "x") })},
	{"a member is not documented", generate.Undocumented, after(func(x *exchange) {
		if x.w.Code == 200 && x.r.Method == http.MethodGet {
			x.answers(200, strings.Replace(x.w.Body.String(), `"subject":`, `"secret":1,"subject":`, 1))
		}
	})},
	{"a member has another type", generate.Undocumented, after(func(x *exchange) {
		x.answers(x.w.Code, strings.Replace(x.w.Body.String(), `"priority":"`, `"priority":"very `, 1))
	})},
	{"a code is not in the catalogue", generate.Undocumented, after(func(x *exchange) {
		x.answers(x.w.Code, strings.Replace(x.w.Body.String(), `"code":"unknown_key"`, `"code":"strange"`, 1))
	})},
	{"the wrong member is named", generate.WrongPlace, after(func(x *exchange) {
		x.answers(x.w.Code, members.ReplaceAllString(x.w.Body.String(), `"pointer":"/org"`))
	})},
	{"the wrong parameter is named", generate.WrongPlace, after(func(x *exchange) {
		x.answers(x.w.Code, strings.ReplaceAll(x.w.Body.String(), `"parameter":"limit"`, `"parameter":"cursor"`))
	})},
	{"a row that is not there is forbidden", generate.WrongStatus, after(func(x *exchange) {
		if x.w.Code == 404 && strings.HasSuffix(x.r.URL.Path, "01zzzzzzzzzzzzzzzzzzzzzzzz") && x.r.Method == http.MethodPatch {
			x.answers(403, `{"type":"/problems/forbidden","title":"x","status":403,"detail":"x","code":"forbidden","request_id":"x"}`)
		}
	})},
	{"another method is taken for a post", generate.WrongStatus, after(func(x *exchange) {
		if x.w.Code == 405 {
			x.answers(404, `{"type":"/problems/not_found","title":"x","status":404,"detail":"x","code":"not_found","request_id":"x"}`)
		}
	})},
	{"what is refused is done", generate.Changed, before(func(x *exchange) bool {
		if x.r.Method != http.MethodPatch || !strings.Contains(x.sent, "no_such_member") || !strings.Contains(x.r.URL.Path, "/tickets/") {
			return false
		}
		x.again(`{"subject":"done all the same"}`)
		x.again(x.sent)
		return true
	})},
	{"a dry run is done", generate.Changed, before(func(x *exchange) bool {
		x.r.URL.RawQuery = strings.Replace(x.r.URL.RawQuery, "dry_run=true", "dry_run=false", 1)
		return false
	})},
	{"an answer tells another value", generate.NotAsTold, after(func(x *exchange) {
		if x.r.Method == http.MethodPatch && x.w.Code == 200 {
			x.answers(200, regexp.MustCompile(`"subject":"[^"]`).ReplaceAllString(x.w.Body.String(), `"subject":"?`))
		}
	})},
	{"what is deleted is still there", generate.NotAsTold, before(func(x *exchange) bool {
		if x.r.Method != http.MethodDelete || !strings.Contains(x.r.URL.Path, "/comments/") {
			return false
		}
		x.r.Method = http.MethodGet
		x.again("")
		x.r.Method = http.MethodDelete
		if x.w.Code == 200 {
			x.w.Header().Del("Content-Type")
			x.w.Header().Del("Content-Length")
			x.w.Header().Del("Etag")
			x.answers(204, "")
		}
		return true
	})},
}

// apart are the operations of those that show nowhere else.
var apart = map[string]string{"a dry run is done": `^importLabels$`}

// TestBroken: each server that is wrong is found out, as wrong in the way that it is.
func TestBroken(t *testing.T) {
	if racing {
		t.Skip("it is about verdicts; the race detector makes it too slow")
	}
	d, rows := read(t, helpdesk)
	for _, b := range broken {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			only := apart[b.name]
			if only == "" {
				only = `^(createTicket|updateTicket|getTicket|listTickets|rewriteTicket|deleteComment)$`
			}
			report, err := generate.Serve(context.Background(), generate.Options{
				Design: d, Rows: rows, Cases: 1500, Chance: 1, Wrap: b.wrap,
				Only: regexp.MustCompile(only),
			})
			if err != nil {
				t.Fatal(err)
			}
			var kinds []string
			for _, f := range report.Failures {
				if f.Kind == b.kind {
					if f.Request == "" || !strings.HasPrefix(f.Curl, "curl ") || f.Expected == "" || f.Case == 0 {
						t.Errorf("the failure is not shown whole: %+v", f)
					}
					return
				}
				kinds = append(kinds, string(f.Kind))
			}
			t.Errorf("it is not found as %q, but as %q", b.kind, kinds)
		})
	}
}
