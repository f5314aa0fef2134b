package serve_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// batch is a step that makes those calls at once.
func batch(name, as, calls string, status int, has ...string) step {
	return step{name: name, method: "POST", url: "/v1/batch", as: as, body: `{"operations":[` + calls + `]}`, status: status, has: has}
}

func (s step) without(hasNot ...string) step {
	s.hasNot = append(s.hasNot, hasNot...)
	return s
}

func (s step) with(header ...string) step {
	s.header = header
	return s
}

// TestBatch: several calls, each under the rules that it would have alone, all or none.
func TestBatch(t *testing.T) {
	w := papers(t)
	count := func(want int64) {
		t.Helper()
		if n := w.count(`SELECT count(*) FROM "paper"`); n != want {
			t.Errorf("there are %d papers, want %d", n, want)
		}
	}
	const make = `{"call":"createPaper","id":"a","body":{"title":"batched"}}`
	w.run([]step{
		batch("each goes on from the one before", "ann", make+`,
			{"call":"addLine","id":"b","body":{"paper":{"$from":"a.id"},"text":"a line"}},
			{"call":"getPaper","path":{"id":{"$from":"a.id"}},"query":{"fields":"title,line_count"}},
			{"call":"updatePaper","path":{"id":{"$from":"a.id"}},"headers":{"If-Match":"\"1\"","Content-Type":"application/json-patch+json"},"body":[{"op":"add","path":"/text","value":{"$from":"b.text"}}]},
			{"call":"listPapers","query":{"title":"batched","limit":1}},
			{"call":"removePaper","path":{"id":{"$from":"a.id"}},"headers":{"If-Match":"*"}}`, 200,
			`{"results":[{"id":"a","status":201,"headers":{"ETag":"\"1\"","Location":"/v1/papers/paper_`, `"body":{"id":"paper_`, `{"id":"b","status":201,`,
			`{"status":200,"headers":{"ETag":"\"1\""},"body":{"title":"batched","line_count":1}}`, `"text":"a line"`, `"items":[{"id":"paper_`, `{"status":204,"headers":{}}`),
	})
	count(1)
	w.run([]step{
		batch("one is refused, and none is done", "ann", make+`,{"call":"updatePaper","id":"no","path":{"id":"$p"},"body":{"title":"thirteen"}}`, 422,
			`"operation":{"index":1,"id":"no","call":"updatePaper"}`, `"code":"not_thirteen"`, `"pointer":"/operations/1/body"`),
		batch("a bad value", "ann", make+`,{"call":"createPaper","body":{"title":"x","count":10}}`, 422, `"pointer":"/operations/1/body/count","code":"too_large"`),
		batch("a bad parameter", "ann", make+`,{"call":"listPapers","query":{"colour":"red"}}`, 400, `"pointer":"/operations/1/query/colour","code":"unknown_parameter"`),
		batch("taken", "ann", make+`,{"call":"createPaper","body":{"title":"x","code":"one"}}`, 409, `"code":"taken"`, `"pointer":"/operations/1/body/code"`, `"index":1`),
		batch("stale", "ann", make+`,{"call":"updatePaper","path":{"id":"$p"},"headers":{"If-Match":"\"9\""},"body":{"title":"x"}}`, 412, `"index":1`),
		batch("without the version", "ann", make+`,{"call":"removePaper","path":{"id":"$p"}}`, 428, `"index":1`),
		batch("not there", "ann", make+`,{"call":"getPaper","path":{"id":"paper_00000000000000000000000000"}}`, 404, `"index":1`),
		batch("not theirs", "bob", `{"call":"createPaper","body":{"title":"x"}},{"call":"updatePaper","path":{"id":"$p"},"body":{"title":"x"}}`, 404, `"index":1`),
		batch("nobody's", "", `{"call":"getPaper","path":{"id":"$p"}},`+make, 404, `"index":0`),
		batch("without a session", "", make, 401, `"index":0`, "Www-Authenticate: Bearer"),
		batch("without a key", "ann", `{"call":"givePaper","path":{"id":"$p"},"headers":{"If-Match":"*"},"body":{"to":"$bob"}}`, 400, "idempotency_key_required"),
		batch("refers to nothing", "ann", make+`,{"call":"getPaper","path":{"id":{"$from":"b.id"}}}`, 422, `"pointer":"/operations/1/path/id","code":"no_place"`),
		batch("refers to what is not in it", "ann", make+`,{"call":"addLine","body":{"paper":{"$from":"a.nothing"},"text":"x"}}`, 422, `"pointer":"/operations/1/body/paper","code":"no_place"`),
		batch("refers to what comes later", "ann", `{"call":"getPaper","path":{"id":{"$from":"a.id"}}},`+make, 422, `"pointer":"/operations/0/path/id"`),
		batch("a row is no text", "ann", make+`,{"call":"getPaper","path":{"id":{"$from":"a"}}}`, 422, `"pointer":"/operations/1/path/id"`),
		batch("all that is wrong with its form", "ann", `{"call":"makePaper"},{"call":"getPaper","path":{"slug":"x"},"query":[],"colour":1},{"call":"createPaper","id":"a b"},{"call":"getPaper","path":{"id":"$p"},"headers":{"Cookie":"x"},"body":{}},1`, 400,
			`"pointer":"/operations/0/call"`, `"pointer":"/operations/1/path/id","code":"required"`, `"pointer":"/operations/1/path/slug","code":"unknown_key"`, `"pointer":"/operations/1/query","code":"wrong_type"`,
			`"pointer":"/operations/1/colour"`, `"pointer":"/operations/2/id"`, `"pointer":"/operations/3/headers/Cookie"`, `"pointer":"/operations/3/body"`, `"pointer":"/operations/4","code":"wrong_type"`),
		batch("one id twice", "ann", make+","+make, 400, `"pointer":"/operations/1/id"`),
		batch("none", "ann", "", 422, `"pointer":"/operations","code":"too_few_items"`),
		batch("too many", "ann", strings.Repeat(`{"call":"listPapers"},`, 10)+`{"call":"listPapers"}`, 422, `"pointer":"/operations","code":"too_many_items"`),
		{name: "no list", method: "POST", url: "/v1/batch", as: "ann", body: `{"operations":{}}`, status: 422},
		{name: "no object", method: "POST", url: "/v1/batch", as: "ann", body: `[]`, status: 422},
		{name: "nothing in it", method: "POST", url: "/v1/batch", as: "ann", body: `{}`, status: 422, has: []string{`"pointer":"/operations","code":"required"`}},
		{name: "no JSON", method: "POST", url: "/v1/batch", as: "ann", body: `{`, status: 400},
		{name: "another parameter", method: "POST", url: "/v1/batch?x=1", as: "ann", body: `{}`, status: 400},
		{name: "another method", method: "GET", url: "/v1/batch", as: "ann", status: 405, has: []string{"Allow: OPTIONS, POST\n"}},
	})
	count(1)
	try := batch("only tried", "ann", make+`,{"call":"getPaper","path":{"id":{"$from":"a.id"}}}`, 200, `"status":201`, `"title":"batched"`)
	try.url += "?dry_run=true"
	bad := batch("only tried, and refused", "ann", make+`,{"call":"createPaper","body":{"title":"x","code":"one"}}`, 409, `"index":1`)
	bad.url += "?dry_run=true"
	w.run([]step{try, bad})
	count(1)
	w.run([]step{batch("done after all", "ann", make, 200)})
	count(2)
}

// TestBatchTwice: a batch with a key is done once, and nothing that the caller may not read
// any more is told again.
func TestBatchTwice(t *testing.T) {
	w := papers(t)
	calls := `{"call":"createPaper","id":"a","body":{"title":"canary"}},{"call":"addLine","body":{"paper":{"$from":"a.id"},"text":"canary too"}},
		{"call":"givePaper","path":{"id":"$p"},"headers":{"If-Match":"*"},"body":{"to":"$bob"}},{"call":"getPaper","path":{"id":{"$from":"a.id"}},"query":{"fields":"title"}}`
	first := batch("first", "ann", calls, 200).with(key("k")...)
	a := w.do(&first)
	var results struct {
		Results []struct {
			Status int
			Body   struct{ ID string }
		}
	}
	must(t, json.Unmarshal([]byte(a.body), &results))
	if a.status != 200 || len(results.Results) != 4 || results.Results[2].Status != 204 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	w.names["made"] = results.Results[0].Body.ID
	again := w.do(&first)
	if again.status != 200 || again.body != a.body || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("again: %d %v\n%s\nfirst\n%s", again.status, again.header, again.body, a.body)
	}
	w.run([]step{
		batch("another batch", "ann", calls+`,{"call":"listPapers"}`, 422, "idempotency_key_reused").with(key("k")...),
		batch("another person's", "bob", `{"call":"listPapers"}`, 200).with(key("k")...).without("Replayed"),
	})
	if n := w.count(`SELECT count(*) FROM "line"`); n != 1 {
		t.Errorf("there are %d lines", n)
	}
	w.sql(`UPDATE "paper" SET "title" = 'shown', "open" = 1`)
	w.run([]step{batch("what is read is read anew", "ann", calls, 200, `"title":"canary"`, `"body":{"title":"shown"}`).with(key("k")...)})
	w.sql(`UPDATE "paper" SET "owner" = (SELECT "id" FROM "person" WHERE "email" = 'bob@example.org'), "open" = 0`)
	w.run([]step{batch("what may not be read any more", "ann", calls, 404).with(key("k")...).without("canary", "shown")})
	calls = `{"call":"createPaper","id":"a","body":{"title":"canary"}},{"call":"updatePaper","path":{"id":{"$from":"a.id"}},"body":{"text":"canary"}}`
	w.run([]step{batch("writes alone", "ann", calls, 200).with(key("w")...)})
	w.sql(`UPDATE "paper" SET "owner" = (SELECT "id" FROM "person" WHERE "email" = 'bob@example.org'), "open" = 0`)
	w.run([]step{batch("are told without what was in them", "ann", calls, 200, `{"id":"a","status":201,"headers":{"Location":"/v1/papers/paper_`, `{"status":204,"headers":{}}`, "Replayed").with(key("w")...).without("canary")})
}

// TestBatchCounts: a call of a batch counts as a request that comes alone.
func TestBatchCounts(t *testing.T) {
	w := kiosk(t)
	const list = `{"call":"listPrints"}`
	for _, test := range []struct {
		as, calls string
		status    int
		has       string
	}{
		{"ann", strings.Repeat(list+",", 4) + list, 200, `"items":[]`}, // as many as the rate allows
		{"ann", list, 429, `"violated-policies":["reading"],"operation":{"index":0`},
		{"bob", strings.Repeat(list+",", 5) + list, 429, `"operation":{"index":5`},
		{"bob", `{"call":"listPapers"}`, 200, `"short"`}, // has another rate
		{"bob", `{"call":"throwAway","path":{"id":"$short"}}`, 410, `"code":"gone"`},
	} {
		step := batch("", test.as, test.calls, 0)
		if a := w.do(&step); a.status != test.status || !strings.Contains(a.body, test.has) {
			t.Errorf("%s %s: %d %.300s", test.as, test.calls, a.status, a.body)
		}
	}
}
