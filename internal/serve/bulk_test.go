package serve_test

import (
	"strings"
	"testing"
)

// TestBulk: an operation on many rows does all of them or none, each under the rules of one.
func TestBulk(t *testing.T) {
	w := papers(t)
	bulk := func(name, as, verb, list string, status int, has ...string) step {
		return step{name: name, method: "POST", url: "/v1/papers/bulk_" + verb, as: as, body: `{"items":[` + list + `]}`, status: status, has: has}
	}
	count := func(where string, want int64) {
		t.Helper()
		if n := w.count(`SELECT count(*) FROM "paper" WHERE ` + where); n != want {
			t.Errorf("there are %d papers where %s, want %d", n, where, want)
		}
	}
	w.run([]step{
		bulk("many", "ann", "create", `{"title":"one"},{"title":"two","count":2}`, 201, `{"items":[{"id":"paper_`, `"title":"one","count":1},{"id":"paper_`, `"title":"two","count":2}]}`).without("Location", "Etag"),
		bulk("one is bad", "ann", "create", `{"title":"three"},{"title":"four","count":10},{"title":""}`, 422, `"pointer":"/items/1/count","code":"too_large"`, `"pointer":"/items/2/title","code":"too_short"`),
		bulk("one stands against another", "ann", "create", `{"title":"three","code":"x"},{"title":"four","code":"x"}`, 409, `"code":"taken"`, `"pointer":"/items/1/code"`),
		bulk("what it does not take", "ann", "create", `{"title":"three","owner":"$bob"}`, 400, `"pointer":"/items/0/owner","code":"unknown_key"`),
		bulk("no object", "ann", "create", `1`, 422, `"pointer":"/items/0","code":"wrong_type"`),
		bulk("none", "ann", "create", ``, 422, `"pointer":"/items","code":"too_few_items"`),
		bulk("too many", "ann", "create", strings.Repeat(`{"title":"x"},`, 20)+`{"title":"x"}`, 422, `"pointer":"/items","code":"too_many_items"`),
		bulk("as many as may be", "ann", "create", strings.Repeat(`{"title":"x"},`, 19)+`{"title":"x"}`, 201),
		bulk("not signed in", "", "create", `{"title":"x"}`, 401),
		{name: "no list", method: "POST", url: "/v1/papers/bulk_create", as: "ann", body: `[{"title":"x"}]`, status: 422},
		{name: "something else", method: "POST", url: "/v1/papers/bulk_create", as: "ann", body: `{"items":[],"dry":true}`, status: 400},
		{name: "another way", method: "PATCH", url: "/v1/papers/bulk_update", as: "ann", body: `{}`, status: 405, has: []string{"Allow: OPTIONS, POST\n"}},
	})
	count(`"title" IN ('three', 'four')`, 0)
	count(`1`, 23)
	dry := bulk("only tried", "ann", "create", `{"title":"tried"}`, 201, `"title":"tried"`)
	dry.url += "?dry_run=true&fields=title"
	w.run([]step{dry})
	count(`"title" = 'tried'`, 0)
	again := bulk("with a key", "ann", "create", `{"title":"keyed"}`, 201, `"title":"keyed"`).with(key("b")...)
	first := w.do(&again)
	if second := w.do(&again); second.body != first.body || second.status != 201 || second.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("%d %v %s, want %s", second.status, second.header, second.body, first.body)
	}
	count(`"title" = 'keyed'`, 1)
	w.sql(`UPDATE "paper" SET "owner" = (SELECT "id" FROM "person" WHERE "email" = 'bob@example.org') WHERE "title" = 'keyed'`)
	w.run([]step{bulk("with a key, and no right any more", "ann", "create", `{"title":"keyed"}`, 201, `{"items":[null]}`, "Replayed").with(key("b")...)})
}

// TestBulkChanges: rows that are there are named by their ids.
func TestBulkChanges(t *testing.T) {
	w := papers(t)
	w.run([]step{
		{method: "POST", url: "/v1/papers", as: "ann", body: `{"title":"second","text":"t","count":4}`, status: 201, save: "q"},
		{method: "POST", url: "/v1/papers", as: "bob", body: `{"title":"bob's","open":true}`, status: 201, save: "b"},
	})
	bulk := func(name, as, verb, list string, status int, has ...string) step {
		return step{name: name, method: "POST", url: "/v1/papers/bulk_" + verb, as: as, body: `{"items":[` + list + `]}`, status: status, has: has}
	}
	w.run([]step{
		bulk("some", "ann", "update", `{"id":"$q","title":"2"},{"id":"$p","title":"1","mark":"m"},{"id":"$q","version":2,"title":"3"}`, 200,
			`{"items":[{"id":"$q","title":"2","mark":null},{"id":"$p","title":"1","mark":"m"},{"id":"$q","title":"3","mark":null}]}`),
		bulk("one is stale", "ann", "update", `{"id":"$p","title":"x"},{"id":"$q","version":2,"title":"x"}`, 412, `"pointer":"/items/1","code":"precondition_failed"`),
		bulk("one is not there", "ann", "update", `{"id":"$p","title":"x"},{"id":"paper_00000000000000000000000000"}`, 404, `"pointer":"/items/1","code":"not_found"`),
		bulk("one may not be written so", "ann", "update", `{"id":"$p","title":"x"},{"id":"$b","mark":"x"}`, 403, `"pointer":"/items/1/mark","code":"forbidden"`),
		bulk("no row", "ann", "update", `{"title":"x"}`, 422, `"pointer":"/items/0/id","code":"required"`),
		bulk("no id", "ann", "update", `{"id":"x"},{"id":"$p","version":0}`, 422, `"pointer":"/items/0/id","code":"not_an_id"`, `"pointer":"/items/1/version","code":"too_small"`),
		bulk("a header for all", "ann", "update", `{"id":"$p"}`, 400, "invalid_precondition").with("If-Match", `"1"`),
		{name: "none of it", method: "GET", url: "/v1/papers/$p?fields=title", as: "ann", status: 200, has: []string{`"title":"1"`}},
		bulk("anew, without a version", "ann", "replace", `{"id":"$q","title":"x"}`, 422, `"pointer":"/items/0/version","code":"required"`),
		bulk("anew", "ann", "replace", `{"id":"$q","version":3,"title":"x"}`, 200, `{"id":"$q","title":"x","text":null,"count":1}`),
		bulk("gone", "ann", "delete", `{"id":"$p"},{"id":"$b"}`, 403, `"pointer":"/items/1"`),
		bulk("gone twice", "ann", "delete", `{"id":"$p"},{"id":"$p"}`, 404, `"pointer":"/items/1"`),
		bulk("nobody's", "bob", "delete", `{"id":"$p"}`, 404),
		bulk("gone", "ann", "delete", `{"id":"$p"},{"id":"$q","version":4}`, 204).without("items"),
		{method: "GET", url: "/v1/papers", as: "ann", status: 200, has: []string{`"items":[{"id":"$b"`}, hasNot: []string{"$p", "$q"}},
		{name: "below a row", method: "POST", url: "/v1/papers/$b/lines/bulk_create", as: "ann", body: `{"items":[{"text":"1"},{"text":"2"}]}`, status: 201, has: []string{`"paper":"$b","text":"1"`, `"paper":"$b","text":"2"`}},
		{name: "below nothing", method: "POST", url: "/v1/papers/$p/lines/bulk_create", as: "ann", body: `{"items":[{"text":"1"}]}`, status: 404},
	})
}
