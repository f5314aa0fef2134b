package serve_test

import "testing"

// TestReplace: a PUT gives all that it may give anew. What it leaves out has no value, or
// the one that a new row would have.
func TestReplace(t *testing.T) {
	w := papers(t)
	put := func(name, as, body string, status int, has, hasNot []string, header ...string) step {
		return step{name: name, method: "PUT", url: "/v1/papers/$p", as: as, body: body, status: status, header: header, has: has, hasNot: hasNot}
	}
	w.run([]step{
		{method: "PATCH", url: "/v1/papers/$p", as: "ann", body: `{"text":"t","count":5,"mark":"m","labels":["a"],"settings":{"a":1},"open":true}`, status: 200},
		put("all", "ann", `{"title":"new"}`, 200, []string{
			`Etag: "3"`, `"title":"new"`, `"text":null`, `"count":1`, `"memo":null`, `"mark":null`, `"labels":null`, `"settings":null`, `"code":null`, `"slug":"first"`, `"open":false`, `"owner":"$ann"`,
		}, []string{"Location"}),
		put("as it is", "ann", `{"title":"new"}`, 200, []string{`Etag: "3"`}, nil),
		put("null and absent are the same", "ann", `{"title":"new","text":null,"code":null}`, 200, []string{`Etag: "3"`}, nil),
		put("what must be there", "ann", `{"text":"x"}`, 422, []string{`"pointer":"/title","code":"required"`}, nil),
		put("what must have a value", "ann", `{"title":null}`, 422, []string{`"pointer":"/title","code":"null"`}, nil),
		put("a default is no null", "ann", `{"title":"x","count":null}`, 422, []string{`"pointer":"/count","code":"null"`}, nil),
		put("what it does not take", "ann", `{"title":"x","owner":"$bob"}`, 400, []string{"unknown_key"}, nil),
		put("not a patch", "ann", `{"title":"x"}`, 415, []string{"Accept: application/json\n"}, []string{"Accept-Patch"}, "Content-Type", "application/merge-patch+json"),
		put("no body", "ann", ``, 400, nil, nil),
		put("a stale one", "ann", `{"title":"x"}`, 412, nil, nil, "If-Match", `"2"`),
		put("only a new one", "ann", `{"title":"x"}`, 412, nil, nil, "If-None-Match", `*`),
		put("not theirs", "bob", `{"title":"x"}`, 404, nil, nil),
		{name: "nothing is made", method: "PUT", url: "/v1/papers/paper_00000000000000000000000000", as: "ann", body: `{"title":"x"}`, header: []string{"If-None-Match", "*"}, status: 404},
		{name: "nobody", method: "PUT", url: "/v1/papers/$p", body: `{"title":"x"}`, status: 404},
		{name: "what it can do", method: "OPTIONS", url: "/v1/papers/$p", status: 204, has: []string{"Allow: DELETE, GET, HEAD, OPTIONS, PATCH, PUT\n"}},
		{name: "not of all", method: "PUT", url: "/v1/papers", as: "ann", body: `{"title":"x"}`, status: 405},
		put("a slug of its own", "ann", `{"title":"new","slug":"another"}`, 200, []string{`"slug":"another"`}, nil, key("p1")...),
		put("again", "ann", `{"title":"new","slug":"another"}`, 200, []string{"Idempotency-Replayed: true", `"slug":"another"`}, nil, key("p1")...),
	})
}

// TestReplaceBesideOthers: a field that the caller may not write stays as it is when it is
// left out, and whether it has a value is not told.
func TestReplaceBesideOthers(t *testing.T) {
	w := papers(t)
	w.run([]step{
		{method: "PATCH", url: "/v1/papers/$p", as: "ann", body: `{"mark":"m","memo":"x","open":true}`, status: 200},
		{name: "without it", method: "PUT", url: "/v1/papers/$p", as: "bob", body: `{"title":"bob","open":true}`, status: 200, has: []string{`"title":"bob"`}, hasNot: []string{"mark", "memo"}},
		{name: "with it", method: "PUT", url: "/v1/papers/$p", as: "bob", body: `{"title":"bob","open":true,"mark":"mine"}`, status: 403, has: []string{`"pointer":"/mark"`}},
		{name: "with nothing in it", method: "PUT", url: "/v1/papers/$p", as: "bob", body: `{"title":"bob","open":true,"mark":null}`, status: 403, has: []string{`"pointer":"/mark"`}},
		{name: "it is there", method: "GET", url: "/v1/papers/$p", as: "ann", status: 200, has: []string{`"mark":"m"`, `"memo":null`}},
	})
}
