package serve_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/newel-api/newel/internal/store"
)

const papersDesign = "testdata/papers"

// papers is the design of that name, with ann and bob, and ann's paper $p.
func papers(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, papersDesign)
	w.join("ann", "bob")
	w.names["from"] = "$from" // a word of batches
	w.run([]step{{method: "POST", url: "/v1/papers", as: "ann", body: `{"title":"first","memo":"mine","code":"one"}`, status: 201, save: "p"}})
	return w
}

// key is a header with a key.
func key(k string) []string { return []string{"Idempotency-Key", k} }

// post is a create of a paper with a key.
func (w *world) post(as, k, body string) answer {
	w.t.Helper()
	return w.do(&step{method: "POST", url: "/v1/papers", as: as, body: body, header: key(k)})
}

// sql changes rows without any rule.
func (w *world) sql(statement string) {
	w.t.Helper()
	must(w.t, w.db.Write(context.Background(), func(tx store.Tx) error {
		_, err := tx.Exec(statement, nil)
		return err
	}))
}

// count asks the database for one number.
func (w *world) count(query string) (n int64) {
	w.t.Helper()
	must(w.t, w.db.Read(context.Background(), func(tx store.Tx) error {
		_, err := tx.Query(query, nil, func(r store.Row) error {
			n = r.Int(0)
			return nil
		})
		return err
	}))
	return n
}

// TestReplay: a request that comes again is answered as the first one was, and nothing is
// done a second time.
func TestReplay(t *testing.T) {
	w := papers(t)
	first := w.post("ann", `"k-1"`, `{"title":"once","settings":{"a":1,"b":[2.0]}}`)
	if first.status != 201 || first.header.Get("Idempotency-Replayed") != "" {
		t.Fatalf("first: %d %v %s", first.status, first.header, first.body)
	}
	var row struct{ ID string }
	must(t, json.Unmarshal([]byte(first.body), &row))
	w.names["k"] = row.ID
	w.run([]step{{method: "PATCH", url: "/v1/papers/$k", as: "ann", body: `{"title":"twice"}`, status: 200}})
	for name, again := range map[string]answer{
		"in quotes":      w.post("ann", `"k-1"`, `{"title":"once","settings":{"a":1,"b":[2.0]}}`),
		"bare":           w.post("ann", `k-1`, `{"title":"once","settings":{"a":1,"b":[2.0]}}`),
		"in other words": w.post("ann", `k-1`, ` {"settings" : {"b":[2],"a":1e0}, "title":"\u006fnce"}`),
	} {
		if again.status != 201 || again.body != first.body || again.header.Get("Etag") != `"1"` || again.header.Get("Location") != first.header.Get("Location") ||
			again.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("%s: %d %v %s", name, again.status, again.header, again.body)
		}
	}
	w.run([]step{
		{name: "another body", method: "POST", url: "/v1/papers", as: "ann", body: `{"title":"other"}`, header: key("k-1"), status: 422, has: []string{"idempotency_key_reused"}, hasNot: []string{"once"}},
		{name: "another query", method: "POST", url: "/v1/papers?fields=id", as: "ann", body: `{"title":"once","settings":{"a":1,"b":[2]}}`, header: key("k-1"), status: 422},
		{name: "another operation", method: "PATCH", url: "/v1/papers/$k", as: "ann", body: `{"count":2}`, header: key("k-1"), status: 200, hasNot: []string{"Replayed"}},
		{name: "again", method: "PATCH", url: "/v1/papers/$k", as: "ann", body: `{"count":2}`, header: key("k-1"), status: 200, has: []string{"Idempotency-Replayed: true", `Etag: "3"`, `"count":2`}},
		{name: "another person", method: "POST", url: "/v1/papers", as: "bob", body: `{"title":"bob's"}`, header: key("k-1"), status: 201, hasNot: []string{"Replayed", "once"}},
		{name: "a delete", method: "DELETE", url: "/v1/papers/$k", as: "ann", header: append(key("k-2"), "If-Match", "*"), status: 204},
		{name: "a delete, again", method: "DELETE", url: "/v1/papers/$k", as: "ann", header: append(key("k-2"), "If-Match", "*"), status: 204, has: []string{"Idempotency-Replayed: true"}},
		{name: "a delete, another", method: "DELETE", url: "/v1/papers/$k", as: "ann", header: append(key("k-3"), "If-Match", "*"), status: 404},
		{name: "what is gone is not shown", method: "POST", url: "/v1/papers", as: "ann", body: `{"title":"once","settings":{"a":1,"b":[2]}}`, header: key("k-1"), status: 201, has: []string{"Idempotency-Replayed: true", "Location: /v1/papers/$k"}, hasNot: []string{"once"}},
		{name: "a read", method: "GET", url: "/v1/papers/$p", as: "ann", header: key(`"`), status: 200},
	})
}

// TestKeyForm: a key that cannot be read is refused, and nothing is done.
func TestKeyForm(t *testing.T) {
	w := papers(t)
	before := w.count(`SELECT count(*) FROM "paper"`)
	for _, k := range []string{"", `""`, `"`, `"a`, `a"`, `"a" "b"`, `"a";x=1`, `a,b`, `"a", "b"`, `a b`, `"\a"`, `"\"`, "\"\xc3\xa9\"", strings.Repeat("x", 256), "?1", ":YQ==:"} {
		want := 400
		if k == "?1" || k == ":YQ==:" {
			want = 201 // bare keys may be anything
			before++
		}
		if a := w.post("ann", k, `{"title":"x"}`); a.status != want || want == 400 && !strings.Contains(a.body, "invalid_idempotency_key") {
			t.Errorf("%q: %d %s", k, a.status, a.body)
		}
	}
	for _, k := range []string{strings.Repeat("x", 255), `"a b,c;\"\\"`, "8e03978e-40d5-43e8-bc93-6894a57f9324"} {
		before++
		if a := w.post("ann", k, `{"title":"x"}`); a.status != 201 {
			t.Errorf("%q: %d %s", k, a.status, a.body)
		}
	}
	if now := w.count(`SELECT count(*) FROM "paper"`); now != before {
		t.Errorf("there are %d papers, want %d", now, before)
	}
}

// TestKeyRefusals: a refusal that was decided on the rows is told again, also when it would
// be another one now; one about the request, or about who asks, is not kept.
func TestKeyRefusals(t *testing.T) {
	w := papers(t)
	patch := func(name, k, body string, status int, has ...string) step {
		return step{name: name, method: "PATCH", url: "/v1/papers/$p", as: "ann", body: body, header: key(k), status: status, has: has}
	}
	w.run([]step{
		{name: "taken", method: "POST", url: "/v1/papers", as: "bob", body: `{"title":"x","code":"one"}`, header: key("t"), status: 409, has: []string{`"code":"taken"`}},
		patch("in the rows", "r", `{"title":"thirteen"}`, 422, "not_thirteen"),
		patch("in the body", "b", `{"count":10}`, 422, "too_large"),
		{name: "not allowed", method: "POST", url: "/v1/papers/$p/give", as: "bob", body: `{"to":"$bob"}`, header: append(key("f"), "If-Match", "*"), status: 404},
		{name: "stale", method: "DELETE", url: "/v1/papers/$p", as: "ann", header: append(key("s"), "If-Match", `"9"`), status: 412},
	})
	w.sql(`UPDATE "paper" SET "code" = NULL, "open" = 1`)
	w.run([]step{
		{name: "taken, again", method: "POST", url: "/v1/papers", as: "bob", body: `{"title":"x","code":"one"}`, header: key("t"), status: 409, has: []string{`"code":"taken"`, `"pointer":"/code"`, "Idempotency-Replayed: true"}},
		patch("in the rows, again", "r", `{"title":"thirteen"}`, 422, "not_thirteen", "Idempotency-Replayed: true"),
		patch("in the body, corrected", "b", `{"count":9}`, 200),
		{name: "still not allowed", method: "POST", url: "/v1/papers/$p/give", as: "bob", body: `{"to":"$bob"}`, header: append(key("f"), "If-Match", "*"), status: 403, hasNot: []string{"Replayed"}},
		{name: "no longer stale", method: "DELETE", url: "/v1/papers/$p", as: "ann", header: append(key("s"), "If-Match", `"2"`), status: 204, hasNot: []string{"Replayed"}},
	})
}

// TestKeyAndRights: what a caller may not read any more is not told to them again.
func TestKeyAndRights(t *testing.T) {
	w := papers(t)
	make := func(k, query, body string) (id string) {
		a := w.do(&step{method: "POST", url: "/v1/papers" + query, as: "ann", body: body, header: key(k)})
		var row struct{ ID string }
		if must(t, json.Unmarshal([]byte(a.body), &row)); a.status != 201 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		w.names[k] = row.ID
		return row.ID
	}
	again := func(k, query, body string, has, hasNot []string) step {
		return step{name: k, method: "POST", url: "/v1/papers" + query, as: "ann", body: body, header: key(k), status: 201, has: append(has, "Idempotency-Replayed: true", "Location: /v1/papers/$"+k), hasNot: hasNot}
	}
	make("open", "", `{"title":"canary one","open":true,"memo":"canary"}`)
	make("shut", "", `{"title":"canary two","memo":"canary"}`)
	make("few", "?fields=id,title", `{"title":"canary three","open":true,"memo":"canary"}`)
	beside := make("beside", "?fields=id,title&expand=lines", `{"title":"canary four","open":true}`)
	w.run([]step{{method: "POST", url: "/v1/lines", as: "ann", body: `{"paper":"` + beside + `","text":"a line"}`, status: 201}})
	w.run([]step{
		again("shut", "", `{"title":"canary two","memo":"canary"}`, []string{"canary two"}, nil),
		again("beside", "?fields=id,title&expand=lines", `{"title":"canary four","open":true}`, []string{"a line", "canary four"}, nil),
	})
	w.sql(`UPDATE "paper" SET "owner" = (SELECT "id" FROM "person" WHERE "email" = 'bob@example.org')`)
	w.run([]step{
		again("open", "", `{"title":"canary one","open":true,"memo":"canary"}`, nil, []string{"canary", "Etag"}),
		again("shut", "", `{"title":"canary two","memo":"canary"}`, nil, []string{"canary", "Etag"}),
		again("few", "?fields=id,title", `{"title":"canary three","open":true,"memo":"canary"}`, []string{`"title":"canary three"`, `Etag: "1"`}, []string{"memo"}),
	})
	w.sql(`UPDATE "paper" SET "open" = 0`)
	w.run([]step{
		again("few", "?fields=id,title", `{"title":"canary three","open":true,"memo":"canary"}`, nil, []string{"canary"}),
		again("beside", "?fields=id,title&expand=lines", `{"title":"canary four","open":true}`, nil, []string{"canary", "a line"}),
	})
}

// TestKeysAtOnce: of many equal requests at once one is done. The others get its answer, or
// are told that it is under way.
func TestKeysAtOnce(t *testing.T) {
	w := papers(t)
	var lock sync.Mutex
	statuses, ids := map[int]int{}, map[string]bool{}
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			a := w.post("ann", "all", `{"title":"fifty"}`)
			lock.Lock()
			defer lock.Unlock()
			statuses[a.status]++
			switch {
			case a.status == 201:
				var row struct{ ID string }
				_ = json.Unmarshal([]byte(a.body), &row)
				ids[row.ID] = true
			case a.status != 409 || !strings.Contains(a.body, "idempotency_key_in_use") || a.header.Get("Retry-After") != "1":
				t.Errorf("%d %v %s", a.status, a.header, a.body)
			}
		})
	}
	all.Wait()
	if n := w.count(`SELECT count(*) FROM "paper" WHERE "title" = 'fifty'`); n != 1 || len(ids) != 1 || statuses[201] == 0 {
		t.Errorf("%d rows, ids %v, statuses %v", n, ids, statuses)
	}
	if a := w.post("ann", "all", `{"title":"fifty"}`); a.status != 201 || a.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("later: %d %s", a.status, a.body)
	}
}

// TestKeysEnd: a key is known for a day. Those that are over go a few at a time, with each
// one that is new.
func TestKeysEnd(t *testing.T) {
	w := papers(t)
	for n := range 25 {
		if a := w.post("ann", fmt.Sprint("old-", n), `{"title":"x"}`); a.status != 201 {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	if n := w.count(`SELECT min("expires_at") - (SELECT max("created_at") FROM "paper") FROM "_newel_key"`); n > 24*3600*1e6 || n < 23*3600*1e6 {
		t.Errorf("a key is known for %d s", n/1e6)
	}
	w.sql(`UPDATE "_newel_key" SET "expires_at" = 1`)
	if a := w.post("ann", "old-7", `{"title":"another"}`); a.status != 201 || a.header.Get("Idempotency-Replayed") != "" {
		t.Errorf("a key that is over: %d %s", a.status, a.body)
	}
	for _, most := range []int64{5, 0} {
		w.post("ann", fmt.Sprint("new-", most), `{"title":"x"}`)
		if n := w.count(`SELECT count(*) FROM "_newel_key" WHERE "expires_at" = 1`); n > most {
			t.Errorf("%d keys that are over are left, want %d at most", n, most)
		}
	}
}

// TestKeyRequired: an operation that asks for a key does nothing without one.
func TestKeyRequired(t *testing.T) {
	w := papers(t)
	w.run([]step{
		{method: "POST", url: "/v1/papers/$p/give", as: "ann", body: `{"to":"$bob"}`, header: []string{"If-Match", `"1"`}, status: 400, has: []string{"idempotency_key_required"}},
		{method: "POST", url: "/v1/papers/$p/give", as: "ann", body: `{"to":"$bob"}`, header: key("g"), status: 428, has: []string{"precondition_required"}},
		{method: "POST", url: "/v1/papers/$p/give", as: "ann", body: `{"to":"$bob"}`, header: append(key("g"), "If-Match", `"1"`), status: 204, hasNot: []string{"Replayed"}},
		{name: "the version is another one now", method: "POST", url: "/v1/papers/$p/give", as: "ann", body: `{"to":"$bob"}`, header: append(key("g"), "If-Match", `"1"`), status: 204, has: []string{"Idempotency-Replayed: true"}},
	})
}
