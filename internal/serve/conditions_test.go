package serve_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestConditions: what the headers of conditions mean to a write, and in which order they
// are looked at (RFC 9110 section 13.2.2).
func TestConditions(t *testing.T) {
	w := papers(t)
	patch := func(name string, status int, has string, header ...string) step {
		return step{name: name, method: "PATCH", url: "/v1/papers/$p", as: "ann", body: `{"count":3}`, header: header, status: status, has: []string{has}}
	}
	const past, future = "Mon, 01 Jan 2001 00:00:00 GMT", "Tue, 01 Jan 2999 00:00:00 GMT"
	w.run([]step{
		patch("of a list, one is enough", 200, `Etag: "2"`, "If-Match", `"7", "1"`),
		patch("a weak tag is never the row's", 412, "precondition_failed", "If-Match", `W/"2"`),
		patch("nor among others", 412, "precondition_failed", "If-Match", `W/"2", "3"`),
		patch("any", 200, `Etag: "2"`, "If-Match", `*`),
		patch("not this one", 412, "precondition_failed", "If-None-Match", `"2"`),
		patch("not this one, weakly", 412, "precondition_failed", "If-None-Match", `W/"2"`),
		patch("not that one", 200, `Etag: "2"`, "If-None-Match", `"1"`),
		patch("none", 412, "precondition_failed", "If-None-Match", `*`),
		patch("If-Match first", 412, "precondition_failed", "If-Match", `"1"`, "If-None-Match", `"1"`),
		patch("then If-None-Match", 412, "precondition_failed", "If-Match", `"2"`, "If-None-Match", `"2"`),
		patch("both hold", 200, `Etag: "2"`, "If-Match", `"2"`, "If-None-Match", `"1"`),
		patch("there are no dates", 200, `Etag: "2"`, "If-Unmodified-Since", past),
		patch("nor any that say not to", 200, `Etag: "2"`, "If-Modified-Since", future),
		patch("no date", 200, `Etag: "2"`, "If-Unmodified-Since", "yesterday"),
		{name: "a read", method: "GET", url: "/v1/papers/$p", as: "ann", header: []string{"If-Modified-Since", future}, status: 200, hasNot: []string{"Last-Modified"}},
		{name: "a read, if", method: "GET", url: "/v1/papers/$p", as: "ann", header: []string{"If-Unmodified-Since", past}, status: 200},
		{name: "the body first", method: "PATCH", url: "/v1/papers/$p", as: "ann", body: `{"count":10}`, header: []string{"If-Match", `"1"`}, status: 422},
		{name: "the row first", method: "DELETE", url: "/v1/papers/paper_00000000000000000000000000", as: "ann", status: 404},
		{name: "the rule first", method: "POST", url: "/v1/papers/$p/give", as: "bob", body: `{"to":"$bob"}`, header: key("x"), status: 404},
		{name: "not without", method: "DELETE", url: "/v1/papers/$p", as: "ann", status: 428, has: []string{"precondition_required"}},
		{name: "a date is not enough", method: "DELETE", url: "/v1/papers/$p", as: "ann", header: []string{"If-Unmodified-Since", future}, status: 428},
		{name: "nor what it is not", method: "DELETE", url: "/v1/papers/$p", as: "ann", header: []string{"If-None-Match", `"1"`}, status: 428},
		{name: "stale", method: "DELETE", url: "/v1/papers/$p", as: "ann", header: []string{"If-Match", `"1"`}, status: 412},
		{name: "as it is", method: "DELETE", url: "/v1/papers/$p", as: "ann", header: []string{"If-Match", `"2"`}, status: 204},
	})
}

// TestOneOfFifty: of fifty writers who must say which version they saw, one wins.
func TestOneOfFifty(t *testing.T) {
	w := papers(t)
	var lock sync.Mutex
	got := map[int]int{}
	var all sync.WaitGroup
	for n := range 50 {
		all.Go(func() {
			a := w.do(&step{method: "POST", url: "/v1/papers/$p/give", as: "ann", body: `{"to":"$bob"}`, header: append(key(fmt.Sprint(n)), "If-Match", `"1"`)})
			lock.Lock()
			defer lock.Unlock()
			got[a.status]++
		})
	}
	all.Wait()
	if diff := cmp.Diff(map[int]int{204: 1, 404: 49}, got); diff != "" { // whoever gave it away does not see it
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}
