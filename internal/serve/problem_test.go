package serve

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
)

// TestProblems: the table is fit to be a contract.
func TestProblems(t *testing.T) {
	word := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	for code, k := range problems {
		if !word.MatchString(code) {
			t.Errorf("%q is no snake_case word", code)
		}
		if k.status != 499 && http.StatusText(k.status) == "" || k.status < 400 {
			t.Errorf("%s: %d is no status of an error", code, k.status)
		}
		if k.title == "" || !strings.HasSuffix(k.detail, ".") {
			t.Errorf("%s: title %q, detail %q", code, k.title, k.detail)
		}
		if later := k.status == 429 || k.status == 503 || code == "idempotency_key_in_use"; later != (k.retryAfter > 0) {
			t.Errorf("%s: status %d, Retry-After %d", code, k.status, k.retryAfter)
		}
	}
	for kind, code := range refusals {
		if kind > 0 && problems[code].status == 0 {
			t.Errorf("kind %d of refusals has the code %q, which the table lacks", kind, code)
		}
	}
}

// TestRefused: each kind of refusal has the status that exec promises, also when its
// code is the design's own.
func TestRefused(t *testing.T) {
	want := map[exec.Kind]int{
		exec.NotFound: 404, exec.Forbidden: 403, exec.SignIn: 401, exec.BadRequest: 400,
		exec.Invalid: 422, exec.Conflict: 409, exec.Stale: 412, exec.Busy: 503, exec.TooMany: 429,
	}
	for kind, status := range want {
		p := refused(&exec.Refusal{Kind: kind, Code: "own_word", Detail: "Own detail."})
		if got := statusOf(p); got != status {
			t.Errorf("kind %d: status %d, want %d", kind, got, status)
		}
	}
	if got := statusOf(refused(&exec.Refusal{Code: "x"})); got != 500 {
		t.Errorf("no kind at all: status %d, want 500", got)
	}
}

func statusOf(p *problem) int {
	if p.status != 0 {
		return p.status
	}
	return problems[p.code].status
}

// TestMistakenContract: members that nobody takes make a 400 of it, whatever else is
// wrong.
func TestMistakenContract(t *testing.T) {
	v := func(code string) payload.Violation {
		return payload.Violation{Pointer: "/a", Code: code, Detail: "is bad"}
	}
	cases := []struct {
		codes  []string
		want   string
		status int
	}{
		{[]string{"too_long"}, "invalid", 422},
		{[]string{"too_long", "unknown_key"}, "unknown_key", 400},
		{[]string{"unknown_key", "duplicate_key"}, "unknown_key", 400},
		{[]string{"duplicate_key", "unknown_key", "null"}, "unknown_key", 400},
		{[]string{"null", "duplicate_key"}, "duplicate_key", 400},
	}
	for _, c := range cases {
		r := &exec.Refusal{Kind: exec.Invalid, Code: "invalid", Detail: "The request breaks rules of this operation."}
		for _, code := range c.codes {
			r.Violations = append(r.Violations, v(code))
		}
		p := refused(r)
		if p.code != c.want || statusOf(p) != c.status || len(p.violations) != len(c.codes) {
			t.Errorf("%v: code %s, status %d, %d violations; want %s, %d, all", c.codes, p.code, statusOf(p), len(p.violations), c.want, c.status)
		}
	}
}

// TestProblemIsJSON: hostile texts do not break out of it.
func TestProblemIsJSON(t *testing.T) {
	hostile := "\"</script>\x00\xff\u2028\n"
	p := &problem{code: codeInvalid, detail: hostile, violations: []violation{
		{false, payload.Violation{Pointer: "/" + hostile, Code: "too_long", Detail: hostile}},
		{true, payload.Violation{Pointer: hostile, Code: "unknown_parameter", Detail: "is none"}},
	}}
	k := problems[codeInvalid]
	k.detail = hostile
	body := appendProblem(nil, p, &k, "id-1", "", nil)
	var got struct {
		Type, Title, Detail, Code string
		Status                    int
		RequestID                 string `json:"request_id"`
		Errors                    []map[string]string
	}
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	if got.Type != "/problems/invalid" || got.Status != 422 || got.Code != "invalid" || got.RequestID != "id-1" || len(got.Errors) != 2 {
		t.Errorf("got %s", body)
	}
	if _, ok := got.Errors[0]["pointer"]; !ok {
		t.Errorf("the first violation has no pointer: %s", body)
	}
	if _, ok := got.Errors[1]["parameter"]; !ok {
		t.Errorf("the second violation has no parameter: %s", body)
	}
	if bytes.ContainsAny(body, "<>\x00\n\u2028") || !utf8.Valid(body) {
		t.Errorf("something hostile is not escaped: %s", body)
	}
}
