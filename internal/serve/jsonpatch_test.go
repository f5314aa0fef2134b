package serve_test

import "testing"

// TestJSONPatch: a JSON Patch is about the row as the caller may read it, and changes what an
// update may change, under the same rules.
func TestJSONPatch(t *testing.T) {
	w := papers(t)
	patch := func(name, as, body string, status int, has ...string) step {
		return step{name: name, method: "PATCH", url: "/v1/papers/$p", as: as, body: body, header: []string{"Content-Type", "application/json-patch+json"}, status: status, has: has}
	}
	not := func(s step, hasNot ...string) step {
		s.hasNot = hasNot
		return s
	}
	w.run([]step{
		{name: "what is taken", method: "OPTIONS", url: "/v1/papers/$p", status: 204, has: []string{"Accept-Patch: application/merge-patch+json, application/json, application/json-patch+json\n"}},
		{name: "what is not", method: "PATCH", url: "/v1/papers/$p", as: "ann", body: `[]`, header: []string{"Content-Type", "application/xml-patch+xml"}, status: 415, has: []string{"Accept-Patch: application/merge-patch+json, application/json, application/json-patch+json\n"}},
		{name: "nor by others", method: "POST", url: "/v1/papers", as: "ann", body: `[]`, header: []string{"Content-Type", "application/json-patch+json"}, status: 415},
		patch("some", "ann", `[{"op":"test","path":"/title","value":"first"},{"op":"replace","path":"/title","value":"second"},{"op":"add","path":"/labels","value":["a"]},{"op":"add","path":"/labels/-","value":"b"},{"op":"add","path":"/settings","value":{"x":{"y":1}}}]`, 200,
			`"title":"second"`, `"labels":["a","b"]`, `"settings":{"x":{"y":1}}`, `Etag: "2"`, `"memo":"mine"`),
		patch("deeper", "ann", `[{"op":"replace","path":"/settings/x/y","value":2},{"op":"copy","from":"/title","path":"/text"},{"op":"move","from":"/labels/0","path":"/labels/1"},{"op":"remove","path":"/memo"}]`, 200,
			`"settings":{"x":{"y":2}}`, `"text":"second"`, `"labels":["b","a"]`, `"memo":null`, `Etag: "3"`),
		patch("nothing", "ann", `[]`, 200, `Etag: "3"`),
		patch("nothing new", "ann", `[{"op":"replace","path":"/title","value":"second"},{"op":"remove","path":"/code"},{"op":"add","path":"/code","value":"one"}]`, 200, `Etag: "3"`),
		patch("a test of what it does not change", "ann", `[{"op":"test","path":"/owner","value":"$ann"},{"op":"replace","path":"/count","value":7}]`, 200, `"count":7`),
		{name: "whatever is asked for", method: "PATCH", url: "/v1/papers/$p?fields=id&expand=lines", as: "ann", body: `[{"op":"test","path":"/count","value":7},{"op":"test","path":"/title","value":"second"}]`, header: []string{"Content-Type", "application/json-patch+json"}, status: 200, has: []string{`{"id":"$p","expand":{"lines":`}},
		patch("a test that fails", "ann", `[{"op":"replace","path":"/title","value":"third"},{"op":"test","path":"/count","value":8}]`, 409, `"code":"patch_test_failed"`, `"pointer":"/1"`),
		patch("a pointer to nothing", "ann", `[{"op":"replace","path":"/title","value":"third"},{"op":"remove","path":"/labels/7"}]`, 422, `"pointer":"/1/path","code":"no_place"`),
		{name: "all or nothing", method: "GET", url: "/v1/papers/$p?fields=title,count", as: "ann", status: 200, has: []string{`{"title":"second","count":7}`}},
		patch("what it does not change", "ann", `[{"op":"replace","path":"/owner","value":"$bob"}]`, 422, `"pointer":"/0/value","code":"not_updatable"`),
		patch("nor what is not there", "ann", `[{"op":"add","path":"/colour","value":"red"}]`, 422, `"pointer":"/0/value","code":"not_updatable"`),
		patch("what is required, gone", "ann", `[{"op":"remove","path":"/title"}]`, 422, `"pointer":"/0","code":"null"`),
		patch("a bad value", "ann", `[{"op":"add","path":"/text","value":"x"},{"op":"replace","path":"/count","value":10}]`, 422, `"pointer":"/1/value","code":"too_large"`),
		patch("a bad item", "ann", `[{"op":"add","path":"/labels/0","value":1}]`, 422, `"pointer":"/0","code":"wrong_type"`),
		patch("a condition", "ann", `[{"op":"replace","path":"/title","value":"thirteen"}]`, 422, `"code":"not_thirteen"`),
		patch("all of it", "ann", `[{"op":"replace","path":"","value":[]}]`, 422, `wrong_type`),
		patch("no operations", "ann", `{"title":"x"}`, 422, `wrong_type`),
		patch("no JSON", "ann", `[{]`, 400, `invalid_json`),
		patch("nothing at all", "ann", ` `, 400, `invalid_json`),
		patch("not theirs", "bob", `[]`, 404),
		{name: "a stale one", method: "PATCH", url: "/v1/papers/$p", as: "ann", body: `[{"op":"replace","path":"/title","value":"x"}]`, header: []string{"Content-Type", "application/json-patch+json", "If-Match", `"1"`}, status: 412},
		{name: "with a key", method: "PATCH", url: "/v1/papers/$p", as: "ann", body: `[{"op":"add","path":"/labels/-","value":"c"}]`, header: []string{"Content-Type", "application/json-patch+json", "Idempotency-Key", "l"}, status: 200, has: []string{`["b","a","c"]`}},
		{name: "again", method: "PATCH", url: "/v1/papers/$p", as: "ann", body: `[{"op":"add","path":"/labels/-","value":"c"}]`, header: []string{"Content-Type", "application/json-patch+json; charset=utf-8", "Idempotency-Key", "l"}, status: 200, has: []string{`["b","a","c"]`, "Replayed"}},
		{method: "POST", url: "/v1/papers", as: "bob", body: `{"title":"bob's","code":"bob"}`, status: 201},
		patch("taken", "ann", `[{"op":"replace","path":"/code","value":"bob"}]`, 409, `"code":"taken"`, `"pointer":"/0/value"`),
	})
	w.run([]step{
		{method: "PATCH", url: "/v1/papers/$p", as: "ann", body: `{"memo":"canary","mark":"canary","open":true}`, status: 200},
		not(patch("a test of what they may not read", "bob", `[{"op":"test","path":"/memo","value":"canary"}]`, 409, `"pointer":"/0"`), "canary"),
		not(patch("a copy of it", "bob", `[{"op":"copy","from":"/memo","path":"/text"}]`, 422, `"pointer":"/0/from","code":"no_place"`), "canary"),
		not(patch("a part of it", "bob", `[{"op":"replace","path":"/memo","value":"x"}]`, 422, `no_place`), "canary"),
		patch("what they may not write", "bob", `[{"op":"add","path":"/mark","value":"x"}]`, 403, `"pointer":"/0/value"`),
		not(patch("what they may", "bob", `[{"op":"add","path":"/memo","value":"new"}]`, 200), "memo", "canary"),
		{name: "it is there", method: "GET", url: "/v1/papers/$p", as: "ann", status: 200, has: []string{`"memo":"new"`, `"mark":"canary"`}},
	})
}
