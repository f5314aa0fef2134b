package serve_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const helpdesk = "../../examples/helpdesk/design"

// acme is the helpdesk with ann, an admin, carl and dave, customers, of one
// organization, and eve of another; carl has the ticket $t1.
func acme(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, helpdesk)
	w.join("ann", "carl", "dave", "eve")
	member := func(who string) step {
		return step{
			method: "POST", url: "/v1/memberships", as: "ann", status: 201, save: "m_" + who,
			body: `{"org":"$acme","user":"$` + who + `","role":"customer"}`,
		}
	}
	w.run([]step{
		{method: "POST", url: "/v1/organizations", as: "ann", body: `{"name":"Acme"}`, status: 201, save: "acme", has: []string{"Location: /v1/organizations/org_", `Etag: "1"`}},
		{method: "POST", url: "/v1/organizations", as: "eve", body: `{"name":"Evil"}`, status: 201, save: "evil"},
		member("carl"), member("dave"),
		{method: "POST", url: "/v1/tickets", as: "carl", body: `{"org":"$acme","subject":"Help"}`, status: 201, save: "t1"},
		{method: "POST", url: "/v1/tickets", as: "eve", body: `{"org":"$evil","subject":"Evil"}`, status: 201, save: "t_evil"},
	})
	w.names["t_none"] = "tkt_00000000000000000000000000"
	return w
}

// TestWho: who may call what, and what those who may not are told.
func TestWho(t *testing.T) {
	acme(t).run([]step{
		// 401: nobody signed in, where somebody might be allowed.
		{method: "GET", url: "/v1/tickets", status: 401, has: []string{`"code":"sign_in_required"`, "Www-Authenticate: Bearer realm=\"Helpdesk\"\n", "Cache-Control: no-store"}},
		{method: "GET", url: "/v1/tickets/$t1", status: 401},
		{method: "POST", url: "/v1/tickets", body: `{`, status: 401},
		{method: "POST", url: "/v1/tickets/$t1/solve", status: 401},
		{name: "a token that nobody was given", method: "GET", url: "/v1/tickets", header: []string{"Authorization", "Bearer nwl_session_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, status: 401, has: []string{`"code":"invalid_token"`, `error="invalid_token"`}},
		{name: "no token at all", method: "GET", url: "/v1/tickets", header: []string{"Authorization", "Bearer x"}, status: 401, has: []string{`"code":"invalid_token"`}},
		{name: "another scheme", method: "GET", url: "/v1/tickets", header: []string{"Authorization", "Basic YTpi"}, status: 401, has: []string{`"code":"sign_in_required"`, "Www-Authenticate: Bearer realm=\"Helpdesk\"\n"}},
		{name: "a token with something behind it", method: "GET", url: "/v1/tickets", header: []string{"Authorization", "Bearer a b"}, status: 400, has: []string{`"code":"invalid_authorization"`, `error="invalid_request"`}},

		// Reading.
		{method: "GET", url: "/v1/tickets/$t1", as: "carl", status: 200, has: []string{`"requester":"$carl"`, `"state":"open"`, `"priority":"normal"`, `Etag: "1"`, "Cache-Control: private, no-cache"}, hasNot: []string{`"note"`}},
		{method: "GET", url: "/v1/tickets/$t1", as: "ann", status: 200, has: []string{`"note":null`}},
		{method: "GET", url: "/v1/tickets/$t1", as: "dave", status: 404},
		{method: "GET", url: "/v1/tickets/$t1", as: "eve", status: 404},
		{method: "GET", url: "/v1/users/$ann", as: "carl", status: 200, has: []string{`"name":null`}, hasNot: []string{"email"}},
		{method: "GET", url: "/v1/users/$carl", as: "carl", status: 200, has: []string{`"email":"carl@example.org"`}},
		{method: "GET", url: "/v1/users/$carl", as: "ann", status: 200, has: []string{`"email":"carl@example.org"`}},

		// 403: seen, but not theirs to change.
		{method: "PATCH", url: "/v1/tickets/$t1", as: "carl", body: `{"subject":"x"}`, status: 403, has: []string{`"code":"forbidden"`}},
		{method: "PATCH", url: "/v1/tickets/$t1", as: "dave", body: `{"subject":"x"}`, status: 404},
		{method: "POST", url: "/v1/tickets/$t1/close", as: "carl", status: 403},
		{method: "POST", url: "/v1/tickets", as: "carl", body: `{"org":"$acme","subject":"For ann","requester":"$ann"}`, status: 400, has: []string{`"pointer":"/requester"`, `"code":"unknown_key"`}},
		{method: "POST", url: "/v1/memberships", as: "carl", body: `{"org":"$acme","user":"$eve","role":"admin"}`, status: 403},
		{method: "PATCH", url: "/v1/memberships/$m_carl", as: "carl", body: `{"role":"admin"}`, status: 403},

		// A reference that the caller may not read is one that is not there.
		{method: "POST", url: "/v1/tickets", as: "eve", body: `{"org":"$acme","subject":"x"}`, status: 422, has: []string{`"pointer":"/org"`, `"code":"not_found"`}},
		{method: "POST", url: "/v1/tickets/$t1/comments", as: "dave", body: `{"body":"x"}`, status: 404},
		{method: "POST", url: "/v1/tickets/$t_none/comments", as: "dave", body: `{"body":"x"}`, status: 404},
		{method: "POST", url: "/v1/tickets/$t1/comments", as: "carl", body: `{"body":"x"}`, status: 201, has: []string{`"org":"$acme"`, `"author":"$carl"`, "Location: /v1/comments/"}, save: "c1"},
		{method: "DELETE", url: "/v1/comments/$c1", as: "dave", status: 404},
		{method: "DELETE", url: "/v1/comments/$c1", as: "carl", status: 204, hasNot: []string{"Etag", "\nContent-Type"}},
		{method: "GET", url: "/v1/comments/$c1", as: "carl", status: 404},
		{method: "DELETE", url: "/v1/comments/$c1", as: "carl", status: 404},
	})
}

// TestMissing: a row that the caller may not read, one that is not there, and one
// that could not be there get the same answer to the byte, whatever is asked.
func TestMissing(t *testing.T) {
	w := acme(t)
	requests := []step{
		{method: "GET", url: "/v1/tickets/"},
		{method: "GET", url: "/v1/tickets/", header: []string{"If-None-Match", `"1"`}},
		{method: "PATCH", url: "/v1/tickets/", body: `{"subject":"x"}`},
		{method: "PATCH", url: "/v1/tickets/", body: `{"subject":"x"}`, header: []string{"If-Match", `"1"`}},
		{method: "PATCH", url: "/v1/tickets/", body: `{"subject":"x"}`, header: []string{"If-Match", `*`}},
		{method: "PATCH", url: "/v1/tickets/", body: `{"subjekt":`},
		{method: "PATCH", url: "/v1/tickets/", body: `{"subjekt":1,"subject":2}`},
		{method: "PATCH", url: "/v1/tickets/", body: `x`, header: []string{"Content-Type", "text/plain"}},
		{method: "GET", url: "/v1/tickets/?x=1"},
		{method: "HEAD", url: "/v1/tickets/"},
	}
	for _, r := range requests {
		var first string
		for _, id := range []string{
			"$t_none", "$t1", "tkt_" + strings.Repeat("z", 26), "usr_00000000000000000000000000", "tkt_", "1", "x", strings.Repeat("a", 5000),
		} {
			s := r
			path, query, _ := strings.Cut(r.url, "?")
			s.url = path + id
			if query != "" {
				s.url += "?" + query
			}
			s.as = "dave"
			a := w.do(&s)
			a.header.Del("Date")
			a.header.Del("X-Request-Id")
			got := fmt.Sprint(a.status, " ", sansID(a.body), " ", slices.Sorted(maps.Keys(a.header)))
			if first == "" {
				first = got
			}
			if got != first {
				t.Errorf("%s %s %s: %s\nwant as for a missing row: %s", r.method, s.url, r.body, got, first)
			}
		}
	}
}

// TestInput: what a body may be, and what those that may not are told.
func TestInput(t *testing.T) {
	const url = "/v1/tickets"
	post := func(name, body string, status int, has ...string) step {
		return step{name: name, method: "POST", url: url, as: "carl", body: body, status: status, has: has}
	}
	typed := func(kind string, status int, has ...string) step {
		return step{name: "Content-Type " + kind, method: "POST", url: url, as: "carl", body: `{"org":"$acme","subject":"x"}`, header: []string{"Content-Type", kind}, status: status, has: has}
	}
	acme(t).run([]step{
		post("everything at once", `{"org":"x","subject":"","priority":"high"}`, 422, `"code":"invalid"`,
			`{"pointer":"/org","code":"not_an_id"`, `{"pointer":"/subject","code":"too_short"`, `{"pointer":"/priority","code":"not_a_choice","detail":"must be one of low, normal, urgent"}`),
		post("missing", `{}`, 422, `{"pointer":"/org","code":"required"`, `{"pointer":"/subject","code":"required"`),
		post("null", `{"org":null,"subject":null}`, 422, `{"pointer":"/org","code":"null"`),
		post("unknown member", `{"org":"$acme","subject":"x","prioritty":"low"}`, 400, `"code":"unknown_key"`, `"pointer":"/prioritty"`, `did you mean \"priority\"?`),
		post("a member of the entity that is not for writing", `{"org":"$acme","subject":"x","state":"closed"}`, 400, `"pointer":"/state"`),
		post("system fields", `{"org":"$acme","subject":"x","id":"$t1","version":9}`, 400, `"pointer":"/id"`, `"pointer":"/version"`),
		post("another case", `{"org":"$acme","Subject":"x","subject":"x"}`, 400, `"pointer":"/Subject"`),
		post("twice", `{"org":"$acme","subject":"x","subject":"y"}`, 400, `"code":"duplicate_key"`, `"pointer":"/subject"`),
		post("twice, spelled otherwise", `{"org":"$acme","subject":"x","s\u0075bject":"y"}`, 400, `"code":"duplicate_key"`),
		post("no JSON", `{"org":`, 400, `"code":"invalid_json"`, "line 1, column 8"),
		post("nothing where something must be", ` `, 400, `"code":"invalid_json"`),
		post("two values", `{"org":"$acme","subject":"x"} {}`, 400, `"code":"invalid_json"`),
		post("an array", `[]`, 422, `"pointer":""`),
		post("deep nesting", strings.Repeat(`[`, 100_000), 400, `"code":"invalid_json"`),
		post("deep nesting where a text must be", `{"org":"$acme","subject":`+strings.Repeat(`{"a":`, 1000)+`1`+strings.Repeat(`}`, 1000)+`}`, 400, `"code":"invalid_json"`),
		post("NUL, escaped", `{"org":"$acme","subject":"a\u0000b"}`, 422, `"code":"invalid_text"`),
		post("NUL, plain", "{\"org\":\"$acme\",\"subject\":\"a\x00b\"}", 400, `"code":"invalid_json"`),
		post("half a pair", `{"org":"$acme","subject":"\ud800"}`, 422, `"code":"invalid_text"`),
		post("not UTF-8", "{\"org\":\"$acme\",\"subject\":\"\xff\"}", 400, `"code":"invalid_json"`),
		post("code points count", `{"org":"$acme","subject":"`+strings.Repeat("😀", 200)+`"}`, 201),
		post("one too many", `{"org":"$acme","subject":"`+strings.Repeat("😀", 201)+`"}`, 422, `"code":"too_long"`),
		post("hostile to HTML", `{"org":"$acme","subject":"</script>"}`, 201, `"subject":"\u003c/script\u003e"`),
		post("too large", `{"org":"$acme","subject":"`+strings.Repeat("a", 1<<20)+`"}`, 413, `"code":"body_too_large"`),
		typed("text/plain", 415, "Accept: application/json\n"),
		typed("application/x-www-form-urlencoded", 415),
		typed("application/merge-patch+json", 415),
		typed("application/json; charset=utf-16", 415),
		typed("application/json; charset=utf-8", 201),
		typed("APPLICATION/JSON", 201),
		typed("", 415),
		{name: "encoded", method: "POST", url: url, as: "carl", body: `{}`, header: []string{"Content-Encoding", "gzip"}, status: 415, has: []string{`"code":"unsupported_encoding"`, "Accept-Encoding: identity"}},
		{name: "merge patch", method: "PATCH", url: url + "/$t1", as: "ann", body: `{"note":"n"}`, header: []string{"Content-Type", "application/merge-patch+json"}, status: 200, has: []string{`"note":"n"`, `Etag: "2"`}},
		{name: "a patch of another kind", method: "PATCH", url: url + "/$t1", as: "ann", body: `[]`, header: []string{"Content-Type", "application/patch+json"}, status: 415, has: []string{"Accept-Patch: application/merge-patch+json, application/json"}},
		{name: "null clears", method: "PATCH", url: url + "/$t1", as: "ann", body: `{"note":null}`, status: 200, has: []string{`"note":null`, `Etag: "3"`}},
		{name: "null cannot clear what must be", method: "PATCH", url: url + "/$t1", as: "ann", body: `{"subject":null}`, status: 422, has: []string{`"pointer":"/subject"`}},
		{name: "nothing changes", method: "PATCH", url: url + "/$t1", as: "ann", body: `{}`, status: 200, has: []string{`Etag: "3"`}},
		{name: "a body that nobody asked for", method: "POST", url: url + "/$t1/solve", as: "carl", body: `{"a":1}`, status: 400, has: []string{`"code":"unknown_key"`}},
		{name: "none where none is needed", method: "POST", url: url + "/$t1/solve", as: "carl", status: 200, has: []string{`"state":"solved"`, `Etag: "4"`}},
		{name: "an empty one will do", method: "POST", url: url + "/$t1/reopen", as: "carl", body: `{}`, status: 200},
	})
}

// TestState: what stands in the way of a change: the row's state, another row, or
// another writer.
func TestState(t *testing.T) {
	solve := step{method: "POST", url: "/v1/tickets/$t1/solve", as: "carl"}
	patch := func(header, value string, status int, has ...string) step {
		return step{name: header + ": " + value, method: "PATCH", url: "/v1/tickets/$t1", as: "ann", body: `{"priority":"low"}`, header: []string{header, value}, status: status, has: has}
	}
	with := func(s step, status int, has ...string) step {
		s.status, s.has = status, has
		return s
	}
	acme(t).run([]step{
		with(solve, 200, `"state":"solved"`, `Etag: "2"`),
		with(solve, 409, `"code":"illegal_move"`, `"pointer":"/state"`, "must be open or pending"),
		{name: "a check of the entity", method: "POST", url: "/v1/tickets/$t1/close", as: "ann", status: 422, has: []string{`"code":"closed_has_owner"`}},
		{name: "a requirement", method: "POST", url: "/v1/tickets/$t1/assign", as: "ann", body: `{"assignee":"$carl"}`, status: 422, has: []string{`"code":"not_an_agent"`}},
		{name: "and met", method: "POST", url: "/v1/tickets/$t1/assign", as: "ann", body: `{"assignee":"$ann"}`, status: 200, has: []string{`"assignee":"$ann"`, `Etag: "3"`}},
		{name: "taken", method: "POST", url: "/v1/memberships", as: "ann", body: `{"org":"$acme","user":"$carl","role":"agent"}`, status: 409, has: []string{`"code":"taken"`, `"pointer":"/user"`}, hasNot: []string{`"pointer":"/org"`}},

		patch("If-Match", `"2"`, 412, `"code":"precondition_failed"`),
		patch("If-Match", `"1", "2"`, 412),
		patch("If-Match", `W/"3"`, 412),
		patch("If-Match", `"abc"`, 412),
		patch("If-Match", `"03"`, 412),
		patch("If-Match", `3`, 400, `"code":"invalid_precondition"`, "If-Match"),
		patch("If-Match", `*, "3"`, 400),
		patch("If-None-Match", `*`, 412),
		patch("If-None-Match", `"3"`, 412),
		patch("If-None-Match", `x`, 400, "If-None-Match"),
		patch("If-None-Match", `"2"`, 200, `"priority":"low"`, `Etag: "4"`),
		patch("If-Match", `"2", "4"`, 200, `Etag: "4"`), // nothing changes, nor does the version
		patch("If-Match", `*`, 200),
		{name: "a precondition comes after the rule", method: "PATCH", url: "/v1/tickets/$t1", as: "carl", body: `{"priority":"low"}`, header: []string{"If-Match", `"1"`}, status: 403},
		{name: "what is to be made has no tag", method: "POST", url: "/v1/tickets", as: "carl", body: `{"org":"$acme","subject":"x"}`, header: []string{"If-Match", `"1"`}, status: 412},
		{name: "a stale delete", method: "DELETE", url: "/v1/memberships/$m_dave", as: "ann", header: []string{"If-Match", `"9"`}, status: 412},
		{name: "a delete", method: "DELETE", url: "/v1/memberships/$m_dave", as: "ann", header: []string{"If-Match", `"1"`}, status: 204},
		{name: "and dave sees no more", method: "GET", url: "/v1/organizations/$acme", as: "dave", status: 404},
		{name: "the row is new to whoever has an old one", method: "GET", url: "/v1/tickets/$t1", as: "carl", header: []string{"If-None-Match", `"3"`}, status: 200},
		{name: "a version says nothing of what is computed", method: "GET", url: "/v1/tickets/$t1", as: "carl", header: []string{"If-None-Match", `W/"4"`}, status: 200, has: []string{`Etag: "4"`, `"comment_count":0`}},
		{name: "with a field for whoever shares an organization", method: "GET", url: "/v1/users/$carl", as: "carl", header: []string{"If-None-Match", `"1"`}, status: 200},
		{name: "a row that somebody has", method: "GET", url: "/v1/users/$carl?fields=id,name", as: "carl", header: []string{"If-None-Match", `W/"1"`}, status: 304, has: []string{`Etag: "1"`, "Cache-Control: private, no-cache", "Vary: Accept, Authorization, Helpdesk-Version\n"}},
	})
}

// TestLostUpdate: of many writers with one tag, one wins.
func TestLostUpdate(t *testing.T) {
	w := acme(t)
	const writers = 50
	statuses := make([]int, writers)
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			s := step{method: "PATCH", url: "/v1/tickets/$t1", as: "ann", body: fmt.Sprintf(`{"subject":"from %d"}`, i), header: []string{"If-Match", `"1"`}}
			statuses[i] = w.do(&s).status
		})
	}
	all.Wait()
	got := map[int]int{}
	for _, s := range statuses {
		got[s]++
	}
	if diff := cmp.Diff(map[int]int{200: 1, 412: writers - 1}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

// TestHTTP: methods and addresses.
func TestHTTP(t *testing.T) {
	acme(t).run([]step{
		{method: "PUT", url: "/v1/users/$carl", as: "carl", status: 405, has: []string{"Allow: GET, HEAD, OPTIONS, PATCH\n"}},
		{name: "405 needs no token", method: "DELETE", url: "/v1/tickets/$t1", status: 405},
		{method: "DELETE", url: "/v1/tickets", status: 405, has: []string{"Allow: GET, HEAD, OPTIONS, POST\n"}},
		{method: "TRACE", url: "/v1/tickets", status: 405},
		{method: "BREW", url: "/v1/tickets", status: 405},
		{name: "no override", method: "POST", url: "/v1/tickets/$t1", as: "ann", header: []string{"X-HTTP-Method-Override", "PATCH"}, body: `{}`, status: 405},
		{method: "OPTIONS", url: "/v1/tickets/$t1", status: 204, has: []string{"Allow: GET, HEAD, OPTIONS, PATCH, PUT\n", "Accept-Patch: application/merge-patch+json, application/json, application/json-patch+json\n"}},
		{method: "OPTIONS", url: "/v1/nothing", status: 404},
		{method: "HEAD", url: "/v1/tickets/$t1", as: "carl", status: 200, has: []string{`Etag: "1"`, "Content-Type: application/json", "Content-Length: "}},
		{method: "HEAD", url: "/v1/tickets/$t_evil", as: "carl", status: 404},
		{method: "HEAD", url: "/v1/tickets", as: "carl", status: 200},
		{method: "HEAD", url: "/v1/tickets", status: 401, has: []string{"Www-Authenticate: Bearer"}},
		{method: "GET", url: "/v1/nothing", status: 404},
		{method: "GET", url: "/v1/tickets/", as: "carl", status: 404},
		{method: "GET", url: "/v1//tickets", as: "carl", status: 404},
		{method: "GET", url: "/v1/./tickets", as: "carl", status: 404},
		{method: "GET", url: "/v1/%74ickets", as: "carl", status: 404}, // an address has one spelling
		{method: "GET", url: "/v1%2ftickets", as: "carl", status: 404},
		{method: "GET", url: "/V1/tickets", as: "carl", status: 404},
		{method: "GET", url: "/v1/tickets.json", as: "carl", status: 404},
		{method: "GET", url: "/v1/tickets%00", as: "carl", status: 404},
		{method: "GET", url: "/v1/auth/sign-in", status: 405, has: []string{"Allow: OPTIONS, POST\n"}},
		{name: "who they are is in the token only", method: "GET", url: "/v1/tickets", header: []string{"X-User-Id", "$ann", "X-Forwarded-User", "ann"}, status: 401},
		{name: "nor in the query", method: "GET", url: "/v1/tickets?access_token=x", status: 401},
		{method: "GET", url: "/healthz", status: 200, has: []string{`{"status":"alive"}`}},
		{method: "GET", url: "/readyz", status: 200},
		{name: "an id of the client's", method: "GET", url: "/v1/nothing", header: []string{"X-Request-Id", "mine-1"}, status: 404, has: []string{`"request_id":"mine-1"`, "X-Request-Id: mine-1\n"}},
		{name: "an id not fit to be repeated", method: "GET", url: "/v1/nothing", header: []string{"X-Request-Id", `"><script>`}, status: 404, hasNot: []string{"script"}},
		{name: "a body that GET does not have", method: "GET", url: "/v1/tickets/$t1", as: "carl", body: `{"a":`, status: 200},
		{name: "JSON is not accepted", method: "GET", url: "/v1/tickets/$t1", as: "carl", header: []string{"Accept", "text/html"}, status: 406, has: []string{`"code":"not_acceptable"`, "application/json"}},
		{name: "nor here", method: "POST", url: "/v1/tickets", as: "carl", body: `{"org":"$acme","subject":"x"}`, header: []string{"Accept", "application/json;q=0, */*"}, status: 406},
		{name: "problems are", method: "GET", url: "/v1/tickets/$t1", as: "carl", header: []string{"Accept", "application/problem+json"}, status: 200},
		{name: "anything else before", method: "GET", url: "/v1/tickets/$t1", as: "carl", header: []string{"Accept", "text/html, */*;q=0.1"}, status: 200},
		{name: "who may not comes first", method: "GET", url: "/v1/tickets/$t1", header: []string{"Accept", "text/html"}, status: 401},
		{name: "a long target", method: "GET", url: "/v1/tickets/$t1?" + strings.Repeat("x", 8<<10), status: 414, has: []string{`"code":"target_too_long"`}},
		{name: "a trace", method: "GET", url: "/v1/nowhere", header: []string{"Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}, status: 404, has: []string{`"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"`, "Content-Language: en\n"}},
		{name: "none", method: "GET", url: "/v1/nowhere", header: []string{"Traceparent", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"}, status: 404, hasNot: []string{"trace_id"}},
	})
}

// TestParameters: what a query string may hold.
func TestParameters(t *testing.T) {
	list := func(as, query string, status int, has ...string) step {
		return step{method: "GET", url: "/v1/tickets?" + query, as: as, status: status, has: has}
	}
	acme(t).run([]step{
		list("carl", "", 200, `{"items":[{`, `"next":null}`, "Cache-Control: no-store"),
		list("carl", "org=$acme&state=open&priority=normal&requester=$carl&limit=1", 200, `"id":"$t1"`),
		list("carl", "state=closed", 200, `{"items":[],"next":null}`),
		list("carl", "org=$evil", 200, `{"items":[],"next":null}`),
		list("carl", "sort=-priority,created_at", 200),
		list("carl", "statte=open", 400, `"code":"unknown_parameter"`, `"parameter":"statte"`),
		list("carl", "subject=Help", 400, `"parameter":"subject"`),
		list("carl", "State=open", 400, `"parameter":"State"`),
		list("carl", "state[eq]=open", 400, `"parameter":"state[eq]"`),
		list("carl", "id=$t1", 400, `"parameter":"id"`),
		list("carl", "page=2&offset=10", 400, `"parameter":"page"`, `"parameter":"offset"`),
		list("carl", "state=open&state=open", 400, `"code":"duplicate_parameter"`, `"parameter":"state"`),
		list("carl", "limit=1&limit=1", 400, `"code":"duplicate_parameter"`),
		list("carl", "state=ope", 400, `"code":"invalid_parameter"`, `{"parameter":"state","code":"not_a_choice"`),
		list("carl", "state=", 400, `{"parameter":"state","code":"not_a_choice"`),
		list("carl", "org=acme", 400, `{"parameter":"org","code":"not_an_id"`),
		list("carl", "org=$carl", 400, `{"parameter":"org","code":"not_an_id"`),
		list("carl", "limit=0", 400, `{"parameter":"limit","code":"too_small","detail":"must be at least 1"}`),
		list("carl", "limit=101", 400, `{"parameter":"limit","code":"too_large","detail":"must be at most 100"}`),
		list("carl", "limit=99999999999999999999", 400, `"code":"too_large"`),
		list("carl", "limit=ten", 400, `{"parameter":"limit","code":"wrong_type"`),
		list("carl", "limit=", 400, `{"parameter":"limit","code":"wrong_type"`),
		list("carl", "limit=100", 200),
		list("carl", "sort=", 400, `{"parameter":"sort"`),
		list("carl", "sort=subject", 400, `{"parameter":"sort","code":"invalid_parameter"`, "choose among created_at, priority"),
		list("carl", "sort=created_at,-created_at", 400, "names a field twice"),
		list("carl", "sort=created_at;DROP", 400),
		list("carl", "cursor=", 400, `{"parameter":"cursor"`),
		list("carl", "cursor=x", 400, `"code":"invalid_cursor"`, `"parameter":"cursor"`),
		list("carl", "state=%zz", 400, `"code":"invalid_query"`),
		list("carl", "state=%00", 400, `"code":"invalid_text"`),
		list("carl", "state=%ff", 400, `"code":"invalid_text"`),
		list("carl", "%ff=1", 400, `"code":"unknown_parameter"`),
		list("carl", "limit=0&x=1&state=a&state=b", 400, `"code":"unknown_parameter"`, `"parameter":"x"`, `"parameter":"limit"`, `"parameter":"state"`),
		{method: "GET", url: "/v1/tickets/$t1?state=open", as: "carl", status: 400, has: []string{`"parameter":"state"`}},
		{method: "POST", url: "/v1/tickets?limit=1", as: "carl", body: `{}`, status: 400, has: []string{`"parameter":"limit"`}},
		{method: "POST", url: "/v1/auth/sign-in?x=1", body: `{}`, status: 400, has: []string{`"parameter":"x"`}},
	})
}

// page is what a list gives.
type page struct {
	Items []struct {
		ID            string
		Subject, Text string
	}
	Next *string
}

func (w *world) page(as, path string) (p page, a answer) {
	w.t.Helper()
	a = w.do(&step{method: "GET", url: path, as: as})
	if a.status != 200 {
		w.t.Fatalf("%s: %d %s", path, a.status, a.body)
	}
	must(w.t, json.Unmarshal([]byte(a.body), &p))
	return p, a
}

// TestPages walks a list by the links, in pages of every size.
func TestPages(t *testing.T) {
	w := acme(t)
	for i := range 6 {
		w.run([]step{{
			method: "POST", url: "/v1/tickets", as: "carl", status: 201,
			body: fmt.Sprintf(`{"org":"$acme","subject":"n%d","priority":%q}`, i, []string{"urgent", "low", "normal"}[i%3]),
		}})
	}
	for _, query := range []string{"org=$acme", "org=$acme&sort=priority", "sort=-priority,created_at&state=open"} {
		whole, _ := w.page("ann", "/v1/tickets?"+query)
		if len(whole.Items) != 7 || whole.Next != nil {
			t.Fatalf("%s: %d tickets, next %v", query, len(whole.Items), whole.Next)
		}
		for limit := 1; limit <= 8; limit++ {
			var walked page
			var whence string // the first page, as links write it
			path := fmt.Sprintf("/v1/tickets?%s&limit=%d", query, limit)
			for n := 0; path != ""; n++ {
				p, a := w.page("ann", path)
				walked.Items = append(walked.Items, p.Items...)
				link := a.header.Get("Link")
				next, ok := strings.CutSuffix(link, `<`+whence+`>; rel="first"`)
				next = strings.TrimSuffix(next, ", ")
				if ok != (n > 0) || (next != "") != (p.Next != nil) || n > 7 {
					t.Fatalf("%s: page %d has the link %q and next %v", path, n, link, p.Next)
				}
				path = ""
				if next != "" {
					path = strings.TrimSuffix(strings.TrimPrefix(next, "<"), `>; rel="next"`)
					whence, _, _ = strings.Cut(path, "&cursor=")
					if u, err := url.Parse(path); err != nil || u.Query().Get("cursor") != *p.Next {
						t.Fatalf("the link %q is not that of %q", link, *p.Next)
					}
				}
			}
			if diff := cmp.Diff(whole.Items, walked.Items); diff != "" {
				t.Errorf("%s in pages of %d (-whole +walked):\n%s", query, limit, diff)
			}
		}
	}
}

// TestForeignCursors: a cursor is good for the list, the caller, the order and the
// filters that it was given for, and in no other spelling.
func TestForeignCursors(t *testing.T) {
	w := acme(t)
	w.run([]step{{method: "POST", url: "/v1/tickets", as: "carl", body: `{"org":"$acme","subject":"two"}`, status: 201}})
	first, _ := w.page("carl", "/v1/tickets?limit=1&org=$acme")
	if first.Next == nil {
		t.Fatal("there is no second page")
	}
	cursor := *first.Next
	ask := func(as, path string) int {
		return w.do(&step{method: "GET", url: path, as: as}).status
	}
	good := "/v1/tickets?org=$acme&cursor="
	if got := ask("carl", good+cursor); got != 200 {
		t.Errorf("the cursor itself: %d", got)
	}
	for name, bad := range map[string][2]string{
		"another caller":    {"ann", good + cursor},
		"no filter":         {"carl", "/v1/tickets?cursor=" + cursor},
		"another filter":    {"carl", "/v1/tickets?org=$evil&cursor=" + cursor},
		"one more filter":   {"carl", good + cursor + "&state=open"},
		"another order":     {"carl", good + cursor + "&sort=priority"},
		"another list":      {"carl", "/v1/memberships?cursor=" + cursor},
		"cut short":         {"carl", good + cursor[:len(cursor)-1]},
		"longer":            {"carl", good + cursor + "A"},
		"padded":            {"carl", good + cursor + "%3D"},
		"another beginning": {"carl", good + flip(cursor, 0)},
		"another middle":    {"carl", good + flip(cursor, len(cursor)/2)},
		"another end":       {"carl", good + flip(cursor, len(cursor)-1)},
	} {
		if got := ask(bad[0], bad[1]); got != 400 {
			t.Errorf("%s: %d, want 400", name, got)
		}
	}
}

func flip(s string, i int) string {
	c := byte('A')
	if s[i] == c {
		c = 'B'
	}
	return s[:i] + string(c) + s[i+1:]
}

// TestGuardedFilter: no row is found by a value that the caller may not see in it.
func TestGuardedFilter(t *testing.T) {
	w := acme(t)
	// eve shares no organization with carl: his address is not for her, hers is.
	for _, email := range []string{"carl@example.org", "nobody@example.org"} {
		p, _ := w.page("eve", "/v1/users?email="+url.QueryEscape(email))
		if len(p.Items) != 0 {
			t.Errorf("eve finds %s by their address", email)
		}
	}
	if p, _ := w.page("eve", "/v1/users?email=eve%40example.org"); len(p.Items) != 1 {
		t.Errorf("eve does not find herself")
	}
	if p, _ := w.page("ann", "/v1/users?email=carl%40example.org"); len(p.Items) != 1 {
		t.Errorf("ann does not find carl, whom she must answer")
	}
}

// TestAuth: signing up, in and out.
func TestAuth(t *testing.T) {
	w := newWorld(t, helpdesk)
	const up, in, out = "/v1/auth/sign-up", "/v1/auth/sign-in", "/v1/auth/sign-out"
	account := `{"email":"Zoe@Example.org","name":"Zoe","password":"` + password + `"}`
	w.run([]step{
		{method: "POST", url: up, body: account, status: 204},
		{name: "again, and nothing is told", method: "POST", url: up, body: account, status: 204},
		{method: "POST", url: up, body: `{"email":"zoe","password":"short"}`, status: 422, has: []string{`"pointer":"/email"`, `"pointer":"/password"`, "at least 15 characters"}, hasNot: []string{"short\"}"}},
		{method: "POST", url: up, body: `{"email":"y@example.org","password":"` + password + `","id":"x"}`, status: 400, has: []string{`"code":"unknown_key"`}},
		{method: "POST", url: in, body: `{"email":"zoe@example.org","password":"wrong horse battery"}`, status: 401, has: []string{`"code":"wrong_credentials"`, "Www-Authenticate: Bearer realm=\"Helpdesk\"\n"}},
		{method: "POST", url: in, body: `{"email":"nobody@example.org","password":"wrong horse battery"}`, status: 401, has: []string{`"code":"wrong_credentials"`}},
		{method: "POST", url: in, body: `{"email":"zoe@example.org"`, status: 400, has: []string{`"code":"invalid_json"`}},
		{method: "POST", url: in, body: `x`, header: []string{"Content-Type", "text/plain"}, status: 415},
		{name: "an old token does not matter", method: "POST", url: in, body: `{"email":"zoe@example.org","password":"` + password + `"}`, header: []string{"Authorization", "Bearer old"}, status: 200, has: []string{`"token":"nwl_session_`, `"token_type":"Bearer"`, `"expires_at":"`, "Cache-Control: no-store"}},
		{method: "POST", url: out, status: 401},
	})
	known := w.do(&step{method: "POST", url: in, body: `{"email":"zoe@example.org","password":"wrong horse battery"}`})
	unknown := w.do(&step{method: "POST", url: in, body: `{"email":"nobody@example.org","password":"wrong horse battery"}`})
	if sansID(known.body) != sansID(unknown.body) {
		t.Errorf("an unknown login is told from a wrong password:\n%s\n%s", known.body, unknown.body)
	}
	a := w.do(&step{method: "POST", url: in, body: `{"email":"zoe@example.org","password":"` + password + `"}`})
	var session struct{ Token string }
	must(t, json.Unmarshal([]byte(a.body), &session))
	w.tokens["zoe"] = session.Token
	w.run([]step{
		{method: "GET", url: "/v1/users?email=zoe%40example.org", as: "zoe", status: 200, has: []string{`"name":"Zoe"`, `"email":"zoe@example.org"`}},
		{method: "POST", url: out + "?x=1", as: "zoe", status: 400},
		{method: "POST", url: out, as: "zoe", status: 204},
		{method: "GET", url: "/v1/users", as: "zoe", status: 401, has: []string{`"code":"invalid_token"`}},
		{method: "POST", url: out, as: "zoe", status: 401},
	})
	// Five guesses, and the wait is told.
	for range 6 {
		a = w.do(&step{method: "POST", url: in, body: `{"email":"nobody@example.org","password":"x"}`})
	}
	if a.status != 429 || !strings.Contains(a.body, `"code":"too_many_attempts"`) || a.header.Get("Retry-After") == "" {
		t.Errorf("after too many guesses: %d %s, Retry-After %q", a.status, a.body, a.header.Get("Retry-After"))
	}
}

// TestLostRight: a caller who loses a right loses it with the next request.
func TestLostRight(t *testing.T) {
	w := acme(t)
	w.run([]step{
		{method: "PATCH", url: "/v1/memberships/$m_dave", as: "ann", body: `{"role":"agent"}`, status: 200},
		{method: "GET", url: "/v1/tickets/$t1", as: "dave", status: 200, has: []string{`"note":null`}},
		{method: "PATCH", url: "/v1/memberships/$m_dave", as: "ann", body: `{"role":"customer"}`, status: 200},
		{method: "GET", url: "/v1/tickets/$t1", as: "dave", status: 404},
	})
	if n := w.db.Stats().Refused; n != 0 {
		t.Errorf("%d writes were undone; none should have been", n)
	}
}
