package serve_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/newel-api/newel/internal/serve"
)

// versions is an API with two older versions: spring, and before it summer.
func versions(t *testing.T) *world {
	w := newWorld(t, "testdata/versions")
	w.join("ann", "bob")
	w.run([]step{
		{method: "POST", url: "/v1/jobs", as: "ann", status: 201, save: "a", body: `{"subject":"A","level":"critical","room":"r1","due":"2026-12-01","effort":3}`},
		{method: "POST", url: "/v1/jobs", as: "ann", status: 201, save: "b", body: `{"subject":"B","room":"r2","helper":"$bob"}`},
		{method: "POST", url: "/v1/jobs", as: "ann", status: 201, save: "c", body: `{"subject":"C","level":"urgent","room":"r3"}`},
		{method: "POST", url: "/v1/remarks", as: "ann", status: 201, save: "r", body: `{"job":"$a","text":"hm"}`},
	})
	return w
}

var (
	spring = []string{"Jobs-Version", "2026-03-01"}
	summer = []string{"Jobs-Version", "2025-06-01"}
	now    = []string{"Jobs-Version", "2026-11-01"}
)

// TestVersions: clients of an older version see the names, words and defaults that they know,
// and what they send means what it did.
func TestVersions(t *testing.T) {
	w := versions(t)
	w.run([]step{
		{name: "today", method: "GET", url: "/v1/jobs/$a", as: "ann", status: 200, has: []string{`"subject":"A","level":"critical","due":"2026-12-01"`, "Jobs-Version: 2026-11-01", `Etag: "1"` + "\n", "Vary: Accept, Authorization, Jobs-Version"}, hasNot: []string{"Deprecation", "Sunset", "channel"}},
		{name: "today by name", method: "GET", url: "/v1/jobs/$a", as: "ann", header: now, status: 200, has: []string{`"subject":"A"`}},
		{name: "spring", method: "GET", url: "/v1/tasks/$a", as: "ann", header: spring, status: 200, has: []string{
			`{"id":"$a","owner":"$ann","assistant":null,"title":"A","level":"high","room":"r1","effort":3,"state":"open","channel":"web"}`,
			"Jobs-Version: 2026-03-01", `Etag: "1-2026-03-01"`, "Deprecation: @1793491200",
		}, hasNot: []string{"Sunset"}},
		{name: "summer", method: "GET", url: "/v1/tasks/$b", as: "ann", header: summer, status: 200, has: []string{
			`{"id":"$b","owner":"$ann","assistant":"$bob","name":"B","level":"normal","room":"r2","effort":0,"state":"open","channel":"web"}`,
			"Deprecation: @1767225600", "Sunset: Wed, 30 Jun 2027 23:59:59 GMT",
		}},
		{name: "a page of spring", method: "GET", url: "/v1/tasks", as: "ann", header: spring, status: 200, has: []string{`"title":"A"`, `"title":"B"`, `"next":"`}, hasNot: []string{`"title":"C"`, "subject"}},
		{name: "fields", method: "GET", url: "/v1/tasks/$a?fields=title,channel", as: "ann", header: spring, status: 200, has: []string{`{"title":"A","channel":"web"}`}},
		{name: "only what is gone", method: "GET", url: "/v1/tasks/$a?fields=channel", as: "ann", header: spring, status: 200, has: []string{`{"channel":"web"}`}},
		{name: "a field of today", method: "GET", url: "/v1/tasks/$a?fields=subject", as: "ann", header: spring, status: 400, has: []string{"choose among id, owner, assistant, title, level, room, effort, state, channel"}},
		{name: "one that is new", method: "GET", url: "/v1/tasks/$a?fields=due", as: "ann", header: spring, status: 400},
		{name: "a filter", method: "GET", url: "/v1/tasks?title[prefix]=B", as: "ann", header: spring, status: 200, has: []string{`"title":"B"`}, hasNot: []string{`"title":"A"`}},
		{name: "one of today", method: "GET", url: "/v1/tasks?subject=B", as: "ann", header: spring, status: 400, has: []string{`"parameter":"subject"`}},
		{name: "another operator", method: "GET", url: "/v1/tasks?title[lt]=B", as: "ann", header: spring, status: 400, has: []string{"it has title, title[prefix]"}},
		{name: "a word that is two of today", method: "GET", url: "/v1/tasks?level=high", as: "ann", header: spring, status: 200, has: []string{`"title":"A"`, `"title":"C"`}, hasNot: []string{`"title":"B"`}},
		{name: "not that word", method: "GET", url: "/v1/tasks?level[ne]=high", as: "ann", header: spring, status: 200, has: []string{`"title":"B"`}, hasNot: []string{`"title":"A"`, `"title":"C"`}},
		{name: "some words", method: "GET", url: "/v1/tasks?level[in]=high,low", as: "ann", header: spring, status: 200, has: []string{`"title":"A"`, `"title":"C"`}, hasNot: []string{`"title":"B"`}},
		{name: "a word that no row has", method: "GET", url: "/v1/tasks?level=small", as: "ann", header: summer, status: 200, has: []string{`{"items":[],`}},
		{name: "a word of today", method: "GET", url: "/v1/tasks?level=urgent", as: "ann", header: spring, status: 400, has: []string{"must be one of low, normal, high"}},
		{name: "an order", method: "GET", url: "/v1/tasks?sort=-title&limit=1", as: "ann", header: spring, status: 200, has: []string{`"title":"C"`}},
		{name: "one of today", method: "GET", url: "/v1/tasks?sort=subject", as: "ann", header: spring, status: 400, has: []string{"choose among title"}, hasNot: []string{"due"}},
		{name: "an expand", method: "GET", url: "/v1/tasks/$a?expand=notes", as: "ann", header: spring, status: 200, has: []string{`"expand":{"notes":{"items":[{"id":"$r"`}},
		{name: "one of today", method: "GET", url: "/v1/tasks/$a?expand=remarks", as: "ann", header: spring, status: 400, has: []string{"owner, assistant, notes"}},
		{name: "a row beside another", method: "GET", url: "/v1/remarks/$r?expand=job.assistant", as: "ann", header: spring, status: 200, has: []string{`"expand":{"job":{"id":"$a","owner":"$ann","assistant":null,"title":"A","level":"high"`, `"channel":"web","expand":{"assistant":null}`}},
		{name: "what they may not read", method: "GET", url: "/v1/tasks?pay=5", as: "ann", header: spring, status: 400, has: []string{"unknown_parameter"}},
		{name: "by fields", method: "GET", url: "/v1/tasks?fields=pay", as: "ann", header: spring, status: 400, has: []string{`names \"pay\"`}, hasNot: []string{"pay,"}},
		{name: "by an order", method: "GET", url: "/v1/tasks?sort=pay", as: "ann", header: spring, status: 400, has: []string{"choose among title, with"}},
		{name: "an operation that is new", method: "POST", url: "/v1/tasks/$a/finish", as: "ann", header: spring, status: 404},
		{name: "one that is gone", method: "DELETE", url: "/v1/jobs/$a", as: "ann", status: 405, has: []string{"Allow: GET, HEAD, OPTIONS, PATCH"}},
	})
}

// TestVersionWrites: the same of bodies.
func TestVersionWrites(t *testing.T) {
	w := versions(t)
	w.run([]step{
		{name: "defaults", method: "POST", url: "/v1/tasks", as: "ann", header: spring, status: 200, save: "d", body: `{"title":"D","effort":1,"channel":"mail"}`, has: []string{`"title":"D","level":"low","room":"hall"`, `"channel":"web"`, `Etag: "1-2026-03-01"`}},
		{name: "as they are today", method: "GET", url: "/v1/jobs/$d", as: "ann", status: 200, has: []string{`"subject":"D","level":"low"`, `"room":"hall"`}},
		{name: "words, and null where it was allowed", method: "POST", url: "/v1/tasks", as: "ann", header: summer, status: 200, save: "e", body: `{"name":"E","level":"small","room":null,"effort":1}`, has: []string{`"name":"E","level":"small","room":"hall"`}},
		{name: "an update", method: "PATCH", url: "/v1/tasks/$e", as: "ann", header: summer, status: 200, body: `{"level":"high","room":null}`, has: []string{`"level":"high","room":"hall"`, `Etag: "2-2025-06-01"`}},
		{name: "which is", method: "GET", url: "/v1/jobs/$e", as: "ann", status: 200, has: []string{`"level":"urgent"`}},
		{name: "an update of what is gone", method: "PATCH", url: "/v1/tasks/$e", as: "ann", header: summer, status: 200, body: `{"channel":"mail"}`, has: []string{`Etag: "2-2025-06-01"`}},
		{name: "null where it was none", method: "PATCH", url: "/v1/tasks/$e", as: "ann", header: summer, status: 422, body: `{"effort":null}`, has: []string{`"pointer":"/effort"`}},
		{name: "a member of today", method: "POST", url: "/v1/tasks", as: "ann", header: spring, status: 400, body: `{"subject":"D","title":"F","effort":1}`, has: []string{`"pointer":"/subject"`}},
		{name: "too long, as read", method: "POST", url: "/v1/tasks", as: "ann", header: spring, status: 422, body: `{"title":"` + strings.Repeat("x", 21) + `","effort":1}`, has: []string{`"pointer":"/title"`}},
		{name: "missing", method: "POST", url: "/v1/tasks", as: "ann", header: summer, status: 422, body: `{}`, has: []string{`"pointer":"/name"`, `"pointer":"/effort"`}, hasNot: []string{"room"}},
		{name: "taken, as the database says", method: "POST", url: "/v1/tasks", as: "ann", header: summer, status: 409, body: `{"name":"A","effort":1}`, has: []string{`"pointer":"/name","code":"exists"`, `"code":"exists","request_id"`, `"type":"/problems/exists"`}, hasNot: []string{"subject"}},
		{name: "where it is explained", method: "GET", url: "/problems/exists", status: 200, has: []string{`"code":"exists","type":"/problems/exists","title":"Taken"`}},
		{name: "taken, today", method: "POST", url: "/v1/jobs", as: "ann", status: 409, body: `{"subject":"A","room":"r"}`, has: []string{`"pointer":"/subject","code":"taken"`}},
		{name: "a reference to nothing", method: "POST", url: "/v1/tasks", as: "ann", header: spring, status: 422, body: `{"title":"G","effort":1,"assistant":"per_00000000000000000000000000"}`, has: []string{`"pointer":"/assistant"`}},
		{name: "what they may not write", method: "POST", url: "/v1/tasks", as: "ann", header: spring, status: 403, body: `{"title":"G","effort":1,"pay":5}`, has: []string{`"pointer":"/pay"`}},
		{name: "and do not know", method: "POST", url: "/v1/tasks", as: "ann", header: summer, status: 400, body: `{"name":"G","effort":1,"pay":5}`},
		{name: "an input", method: "POST", url: "/v1/tasks/$a/give", as: "ann", header: summer, status: 204, body: `{"assistant":"$bob","why":"ill"}`},
		{name: "which did it", method: "GET", url: "/v1/tasks/$a", as: "ann", header: summer, status: 200, has: []string{`"assistant":"$bob"`}},
		{name: "of today", method: "POST", url: "/v1/tasks/$a/give", as: "ann", header: summer, status: 400, body: `{"helper":"$bob"}`, has: []string{`"pointer":"/helper"`}},
		{name: "a bad one", method: "POST", url: "/v1/tasks/$a/hand/over", as: "ann", header: spring, status: 422, body: `{"assistant":"per_00000000000000000000000000"}`, has: []string{`"pointer":"/assistant"`}},
		{name: "today's path", method: "GET", url: "/v1/jobs/$a", as: "ann", header: spring, status: 404},
		{name: "the path of an operation, of the other version", method: "POST", url: "/v1/tasks/$a/give", as: "ann", header: spring, status: 404},
		{name: "the path in Location", method: "POST", url: "/v1/tasks", as: "ann", header: spring, status: 200, body: `{"title":"H","effort":1}`, save: "h", has: []string{"Location: /v1/tasks/job_"}},
		{name: "done", method: "POST", url: "/v1/jobs/$h/finish", as: "ann", status: 200},
		{name: "a condition by its old name", method: "POST", url: "/v1/tasks/$h/hand/over", as: "ann", header: spring, status: 422, body: `{"assistant":"$bob"}`, has: []string{`"code":"closed"`}},
		{name: "an operation that they only have", method: "DELETE", url: "/v1/tasks/$d", as: "ann", header: summer, status: 204},
	})
}

// TestVersionKeys: a write of an older version is told again in its words, and its key is none
// of another version; what is only in the words of today is refused there.
func TestVersionKeys(t *testing.T) {
	w := versions(t)
	keyed := append([]string{"Idempotency-Key", "k"}, spring...)
	const body = `{"title":"K","effort":1}`
	w.run([]step{
		{name: "first", method: "POST", url: "/v1/tasks", as: "ann", header: keyed, status: 200, body: body, has: []string{`"title":"K"`}, hasNot: []string{"Idempotency-Replayed"}},
		{name: "again", method: "POST", url: "/v1/tasks", as: "ann", header: keyed, status: 200, body: body, has: []string{`"title":"K"`, "Idempotency-Replayed: true", `Etag: "1-2026-03-01"`}, hasNot: []string{"subject"}},
		{name: "of today", method: "POST", url: "/v1/jobs", as: "ann", header: []string{"Idempotency-Key", "k"}, status: 201, body: `{"subject":"L","room":"r"}`, hasNot: []string{"Idempotency-Replayed"}},
		{name: "a JSON Patch", method: "PATCH", url: "/v1/tasks/$a", as: "ann", header: append([]string{"Content-Type", "application/json-patch+json"}, spring...), status: 415, body: "[]", has: []string{"Accept-Patch: application/merge-patch+json, application/json\n"}},
		{name: "of today", method: "PATCH", url: "/v1/jobs/$a", as: "ann", header: []string{"Content-Type", "application/json-patch+json"}, status: 200, body: "[]"},
	})
}

// TestVersionTags: a row looks otherwise in each version, and so its tag does; a cursor
// belongs to the version that it was given in.
func TestVersionTags(t *testing.T) {
	w := versions(t)
	with := func(version []string, more ...string) []string { return append(more, version...) }
	w.run([]step{
		{name: "its own tag", method: "GET", url: "/v1/tasks/$a", as: "ann", header: with(summer, "If-None-Match", `"1-2025-06-01"`), status: 304, has: []string{`Etag: "1-2025-06-01"`, "Vary: Accept, Authorization, Jobs-Version"}},
		{name: "today's", method: "GET", url: "/v1/tasks/$a", as: "ann", header: with(summer, "If-None-Match", `"1"`), status: 200},
		{name: "another version's", method: "GET", url: "/v1/tasks/$a", as: "ann", header: with(summer, "If-None-Match", `"1-2026-03-01"`), status: 200},
		{name: "a write with it", method: "PATCH", url: "/v1/tasks/$a", as: "ann", header: with(spring, "If-Match", `"1-2026-03-01"`), body: `{"effort":4}`, status: 200, has: []string{`Etag: "2-2026-03-01"`}},
		{name: "with an old one", method: "PATCH", url: "/v1/tasks/$a", as: "ann", header: with(spring, "If-Match", `"1-2026-03-01"`), body: `{"effort":4}`, status: 412},
		{name: "with today's", method: "PATCH", url: "/v1/tasks/$a", as: "ann", header: with(spring, "If-Match", `"2"`), body: `{"effort":4}`, status: 412},
	})
	page := w.do(&step{method: "GET", url: "/v1/tasks?limit=1", as: "ann", header: spring})
	_, cursor, _ := strings.Cut(page.body, `"next":"`)
	cursor, _, _ = strings.Cut(cursor, `"`)
	w.run([]step{
		{name: "a cursor", method: "GET", url: "/v1/tasks?limit=1&cursor=" + cursor, as: "ann", header: spring, status: 200, has: []string{`"title":"B"`}},
		{name: "of another version", method: "GET", url: "/v1/jobs?limit=1&cursor=" + cursor, as: "ann", status: 400, has: []string{"invalid_cursor"}},
	})
}

// TestVersionChoice: a version that is not served is told which are, and what watches the
// server has none.
func TestVersionChoice(t *testing.T) {
	w := versions(t)
	w.run([]step{
		{name: "unknown", method: "GET", url: "/v1/jobs/$a", as: "ann", header: []string{"Jobs-Version", "2026-04-01"}, status: 400, has: []string{"unknown_version", "2026-11-01, 2026-03-01, 2025-06-01", "Vary: Jobs-Version"}},
		{name: "empty", method: "GET", url: "/v1/jobs/$a", as: "ann", header: []string{"Jobs-Version", ""}, status: 400},
		{name: "where nothing is", method: "GET", url: "/v1/none", as: "ann", header: spring, status: 404, has: []string{"Jobs-Version: 2026-03-01"}},
		{name: "to watch", method: "GET", url: "/healthz", header: []string{"Jobs-Version", "2026-04-01"}, status: 200, hasNot: []string{"Jobs-Version"}},
		{name: "to sign out", method: "POST", url: "/v1/auth/sign-out", as: "bob", header: summer, status: 204, has: []string{"Jobs-Version: 2025-06-01"}},
	})
	r, err := http.NewRequest(http.MethodGet, w.url+"/v1/jobs", http.NoBody)
	must(t, err)
	r.Header["Jobs-Version"] = []string{"2026-11-01", "2026-03-01"}
	answer, err := http.DefaultTransport.RoundTrip(r)
	must(t, err)
	must(t, answer.Body.Close())
	if answer.StatusCode != http.StatusBadRequest {
		t.Errorf("two versions: %d", answer.StatusCode)
	}
}

// TestVersionSunset: the last day of a version is served whole, and nothing behind it.
func TestVersionSunset(t *testing.T) {
	for _, c := range []struct {
		now    string
		status int
	}{{"2027-06-30T23:59:59Z", 200}, {"2027-07-01T00:00:00Z", 410}} {
		at, err := time.Parse(time.RFC3339, c.now)
		must(t, err)
		w := worldAt(t, "testdata/versions", func(o *serve.Options) { o.Now = func() time.Time { return at } })
		w.run([]step{
			{method: "GET", url: "/v1/auth/none", status: 404},
			{name: c.now, method: "OPTIONS", url: "/v1/tasks", header: summer, status: map[int]int{200: 204, 410: 410}[c.status]},
			{name: "the others go on", method: "OPTIONS", url: "/v1/tasks", header: spring, status: 204},
		})
	}
}

// TestVersionConversions: members that were of another type, one, or several.
func TestVersionConversions(t *testing.T) {
	w := versions(t)
	w.run([]step{
		{name: "before", method: "GET", url: "/v1/people/$ann", as: "ann", header: spring, status: 200, has: []string{`{"id":"$ann","email":"ann@example.org","name":"","born":null,"points":"0","town":"","zip":""}`}},
		{name: "up", method: "PATCH", url: "/v1/people/$ann", as: "ann", header: summer, status: 200, body: `{"fullName":"Ann Li","born":"1990-02-03T22:00:00Z","points":"12","town":"Bonn","zip":"53111"}`, has: []string{`"fullName":"Ann Li","born":"1990-02-03T00:00:00.000000Z","points":"12","town":"Bonn","zip":"53111"`}},
		{name: "is", method: "GET", url: "/v1/people/$ann", as: "ann", status: 200, has: []string{`"given":"Ann","family":"Li","born":"1990-02-03","points":12,"city":"53111 Bonn"`}},
		{name: "down", method: "GET", url: "/v1/people/$ann", as: "ann", header: spring, status: 200, has: []string{`"name":"Ann Li","born":"1990-02-03T00:00:00.000000Z","points":"12"`}},
		{name: "hidden from others", method: "GET", url: "/v1/people/$ann", as: "bob", header: spring, status: 200, has: []string{`"name":"Ann Li"`}, hasNot: []string{"points"}},
		{name: "also when asked for", method: "GET", url: "/v1/people/$ann?fields=points,name", as: "bob", header: spring, status: 200, has: []string{`{"name":"Ann Li"}`}},
		{name: "some of them", method: "GET", url: "/v1/people/$ann?fields=zip,id", as: "ann", header: spring, status: 200, has: []string{`{"id":"$ann","zip":"53111"}`}},
		{name: "today's", method: "GET", url: "/v1/people/$ann?fields=given", as: "ann", header: spring, status: 400, has: []string{"choose among id, email, name, born, points, town, zip"}},
		{name: "in a list", method: "GET", url: "/v1/people?fields=name&email=ann@example.org", as: "ann", header: spring, status: 200, has: []string{`{"items":[{"name":"Ann Li"}]`}},
		{name: "a filter by what is made", method: "GET", url: "/v1/people?given=Ann", as: "ann", header: spring, status: 400},
		{name: "beside another row", method: "GET", url: "/v1/tasks/$a?expand=owner&fields=id", as: "ann", header: spring, status: 200, has: []string{`"expand":{"owner":{"id":"$ann","email":"ann@example.org","name":"Ann Li"`, `"town":"Bonn","zip":"53111"}`}},
		{name: "one of two", method: "PATCH", url: "/v1/people/$ann", as: "ann", header: spring, status: 422, body: `{"town":"Ulm"}`, has: []string{`{"pointer":"/zip","code":"required","detail":"is missing beside town"}`}},
		{name: "what is none today", method: "PATCH", url: "/v1/people/$ann", as: "ann", header: summer, status: 422, body: `{"fullName":"Ann Li Wu"}`, has: []string{`"pointer":"/fullName","code":"not_convertible"`, "must match the pattern"}},
		{name: "what it never was", method: "PATCH", url: "/v1/people/$ann", as: "ann", header: spring, status: 422, body: `{"points":"1x"}`, has: []string{`"pointer":"/points","code":"no_match"`}},
		{name: "null", method: "PATCH", url: "/v1/people/$ann", as: "ann", header: spring, status: 200, body: `{"born":null}`, has: []string{`"born":null`}},
		{name: "an input", method: "POST", url: "/v1/tasks/$a/hand/over", as: "ann", header: spring, status: 204, body: `{"assistant":"$bob","urgency":1}`},
		{name: "a bad one", method: "POST", url: "/v1/tasks/$a/hand/over", as: "ann", header: spring, status: 422, body: `{"assistant":"$bob","urgency":2}`, has: []string{`"pointer":"/urgency"`}},
	})
}

// TestVersionUse: who asks for a version, and for what only it has, is counted; clients
// cannot make more series than there may be.
func TestVersionUse(t *testing.T) {
	w := versions(t)
	by := func(agent string, version []string) []string {
		return append([]string{"User-Agent", agent}, version...)
	}
	steps := []step{
		{method: "GET", url: "/v1/tasks", as: "ann", header: by("Phone/2.1 (x)", spring), status: 200},
		{method: "GET", url: "/v1/tasks", as: "ann", header: by("Phone/3", spring), status: 200},
		{method: "GET", url: "/v1/jobs", as: "ann", header: by("\"}\n", nil)[:1:1], status: 200},
		{method: "PATCH", url: "/v1/tasks/$a", as: "ann", header: by("Phone/3", spring), body: `{"channel":"web"}`, status: 200},
	}
	steps[2].header = []string{"User-Agent", strings.Repeat("x", 41)}
	for i := range 100 {
		steps = append(steps, step{method: "GET", url: "/v1/none", header: by("c"+strings.Repeat("y", i%30)+string(rune('a'+i%26)), summer), status: 404})
	}
	w.run(steps)
	figures := w.do(&step{method: "GET", url: "/metrics"}).body
	if n := strings.Count(figures, `newel_version_requests_total{version="2025-06-01"`); n > 50 {
		t.Errorf("%d clients are told apart", n)
	}
	for _, want := range []string{
		`newel_version_requests_total{version="2026-03-01",client="Phone"} 3`, `newel_version_requests_total{version="2026-03-01",client="other"} 0`,
		`newel_version_member_uses_total{version="2026-03-01",operation="editJob",member="channel"} 1`,
		`newel_version_member_uses_total{version="2025-06-01",operation="giveJob",member="why"} 0`,
		`newel_version_last_request_seconds{version="2026-03-01"} 1`,
	} {
		if !strings.Contains(figures, want) {
			t.Errorf("the figures lack %s", want)
		}
	}
	if strings.Contains(figures, strings.Repeat("x", 41)) {
		t.Error("a long name is told")
	}
}

// TestVersionByPath: the version stands behind the base, and links lead on in it.
func TestVersionByPath(t *testing.T) {
	w := newWorld(t, "testdata/dated")
	w.join("ann")
	w.run([]step{
		{name: "an older one", method: "POST", url: "/v1/2026-03-01/notes", as: "ann", status: 201, body: `{"line":"A"}`, save: "a", has: []string{`"line":"A"`, "Location: /v1/2026-03-01/notes/note_", "Deprecation: @1793491200"}, hasNot: []string{"Vary", "Version:"}},
		{name: "there", method: "GET", url: "/v1/2026-03-01/notes/$a", as: "ann", status: 200, has: []string{`"line":"A"`, `Etag: "1-2026-03-01"`, "Vary: Accept, Authorization\n"}},
		{name: "today's", method: "GET", url: "/v1/2026-11-01/notes/$a", as: "ann", status: 200, has: []string{`"text":"A"`, `Etag: "1"`}},
		{name: "without one", method: "GET", url: "/v1/notes/$a", as: "ann", status: 200, has: []string{`"text":"A"`}},
		{name: "a page", method: "POST", url: "/v1/notes", as: "ann", status: 201, body: `{"text":"B"}`, has: []string{"Location: /v1/notes/note_"}},
		{name: "and the next", method: "GET", url: "/v1/2026-03-01/notes?limit=1", as: "ann", status: 200, has: []string{"Link: </v1/2026-03-01/notes?limit=1&cursor="}},
		{name: "an address of its own", method: "POST", url: "/v1/2026-03-01/people/$ann/notes", as: "ann", status: 201, body: `{"line":"C"}`, has: []string{"Location: /v1/2026-03-01/notes/note_"}},
		{name: "unknown", method: "GET", url: "/v1/2026-04-01/notes", as: "ann", status: 400, has: []string{"unknown_version", "2026-11-01, 2026-03-01"}},
		{name: "twice", method: "GET", url: "/v1/2026-03-01/2026-03-01/notes", as: "ann", status: 404},
		{name: "nothing behind it", method: "GET", url: "/v1/2026-03-01", as: "ann", status: 404},
		{name: "a header says nothing", method: "GET", url: "/v1/notes/$a", as: "ann", header: []string{"Api-Version", "2026-03-01"}, status: 200, has: []string{`"text":"A"`}},
		{name: "to sign out", method: "POST", url: "/v1/2026-03-01/auth/sign-out", as: "ann", status: 204},
	})
}
