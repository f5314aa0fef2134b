package serve_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const deskDesign = "testdata/desk"

// TestCountedIDs: ids that are numbers, wherever one stands: in answers, paths, bodies,
// filters, expands, rows written beside, and of who signs in.
func TestCountedIDs(t *testing.T) {
	w := newWorld(t, deskDesign)
	w.join("ann", "bob")
	if w.names["ann"] != "1" || w.names["bob"] != "2" {
		t.Errorf("ann is %s, bob %s", w.names["ann"], w.names["bob"])
	}
	w.run([]step{
		{
			method: "POST", url: "/v1/tickets", as: "ann", status: 201, save: "a", body: `{"title":"A"}`,
			has: []string{`{"id":"tic_1","owner":1,"parent":null,"title":"A","bugs":0}`, "Location: /v1/tickets/tic_1\n"},
		},
		{method: "POST", url: "/v1/tickets", as: "ann", status: 201, save: "b", body: `{"title":"B","parent":"$a"}`, has: []string{`"id":"tic_2"`, `"parent":"tic_1"`}},
		{name: "beside", method: "GET", url: "/v1/notes?ticket=$b", as: "ann", status: 200, has: []string{`[{"id":2,"ticket":"tic_2","author":1,"reply_to":null,"text":"made"}]`}},
		{
			method: "POST", url: "/v1/notes", as: "ann", status: 201, body: `{"ticket":"tic_2","reply_to":2,"text":"x"}`,
			has: []string{`{"id":3,"ticket":"tic_2","author":1,"reply_to":2,"text":"x"}`, "Location: /v1/notes/3\n"},
		},
		{method: "GET", url: "/v1/notes/3", as: "ann", status: 200, has: []string{`"id":3`}},
		{method: "GET", url: "/v1/tickets/tic_2?expand=owner,parent", as: "ann", status: 200, has: []string{`"owner":{"id":1,"email":"ann@example.org"}`, `"parent":{"id":"tic_1"`}},
		{method: "GET", url: "/v1/tickets?owner[in]=1,2&id=tic_2", as: "ann", status: 200, has: []string{`"items":[{"id":"tic_2"`}},
		{method: "GET", url: "/v1/tickets?parent=tic_1", as: "ann", status: 200, has: []string{`"items":[{"id":"tic_2"`}},
		{method: "GET", url: "/v1/tickets/tic_1", as: "bob", status: 404},
		{method: "POST", url: "/v1/tickets/$a/give", as: "ann", status: 403, body: `{"to":1}`},
		{method: "POST", url: "/v1/tickets/$a/give", as: "ann", status: 204, body: `{"to":2}`},
		{method: "GET", url: "/v1/tickets/tic_1", as: "bob", status: 200, has: []string{`"owner":2`}},
		{method: "PATCH", url: "/v1/tickets/tic_2", as: "ann", status: 200, body: `{"parent":"tic_2"}`, has: []string{`"parent":"tic_2"`}},
		{name: "what may not be read is not there", method: "PATCH", url: "/v1/tickets/tic_2", as: "ann", status: 422, body: `{"parent":"tic_1"}`, has: []string{"not_found"}},
		{method: "PATCH", url: "/v1/tickets/tic_2", as: "ann", status: 422, body: `{"parent":"tic_77"}`, has: []string{"not_found"}},
		{method: "PATCH", url: "/v1/tickets/tic_2", as: "ann", status: 422, body: `{"parent":"tic_01"}`, has: []string{"not_an_id"}},
		{method: "PATCH", url: "/v1/tickets/tic_2", as: "ann", status: 422, body: `{"parent":2}`, has: []string{"wrong_type"}},
		{method: "POST", url: "/v1/notes", as: "ann", status: 422, body: `{"ticket":"tic_2","reply_to":"2","text":"x"}`, has: []string{"wrong_type"}},
		{method: "POST", url: "/v1/notes", as: "ann", status: 422, body: `{"ticket":"tic_2","reply_to":0,"text":"x"}`, has: []string{"too_small"}},
		{method: "POST", url: "/v1/notes", as: "ann", status: 422, body: `{"ticket":"tic_2","reply_to":9223372036854775807,"text":"x"}`, has: []string{"not_found"}},
		{name: "an id that is refused is not used up", method: "POST", url: "/v1/tickets", as: "ann", status: 201, body: `{"title":"C"}`, has: []string{`"id":"tic_3"`}},
	})
	missing := sansID(w.do(&step{method: "GET", url: "/v1/notes/99", as: "ann"}).body)
	for _, id := range []string{"0", "03", "+3", "-3", "3.0", "3e0", " 3", "three", "tic_3", "9223372036854775808", "99999999999999999999"} {
		a := w.do(&step{method: "GET", url: "/v1/notes/" + url.PathEscape(id), as: "ann"})
		if a.status != 404 || sansID(a.body) != missing {
			t.Errorf("%q: %d %s", id, a.status, a.body)
		}
	}
	for _, id := range []string{"3", "tic_03", "tic_+3", "TIC_3", "tic_", "tic"} {
		if a := w.do(&step{method: "GET", url: "/v1/tickets/" + url.PathEscape(id), as: "ann"}); a.status != 404 {
			t.Errorf("%q: %d %s", id, a.status, a.body)
		}
	}
}

// TestCountedIDsAreNotReused: the number of a row that is gone stays its own.
func TestCountedIDsAreNotReused(t *testing.T) {
	w := newWorld(t, deskDesign)
	w.join("ann")
	make := step{method: "POST", url: "/v1/tickets", as: "ann", status: 201, save: "last", body: `{"title":"x"}`}
	for _, want := range []string{"tic_1", "tic_2", "tic_3"} {
		w.run([]step{make})
		if w.names["last"] != want {
			t.Errorf("the ticket is %s, want %s", w.names["last"], want)
		}
		w.run([]step{{method: "DELETE", url: "/v1/tickets/$last", as: "ann", status: 204}})
	}
}

// TestCountedPeople: whoever signs up with a login that is taken uses up a number, as with
// a free one. Else the numbers of those who come next would tell which it was.
func TestCountedPeople(t *testing.T) {
	w := newWorld(t, deskDesign)
	w.join("ann")
	sign := func(name string) step {
		return step{method: "POST", url: "/v1/auth/sign-up", status: 204, body: `{"email":"` + name + `@example.org","password":"` + password + `"}`}
	}
	person := func(id int, status int, has ...string) step {
		return step{method: "GET", url: fmt.Sprint("/v1/people/", id), as: "ann", status: status, has: has}
	}
	w.run([]step{
		sign("eve"), sign("eve"), sign("ann"), sign("fay"),
		person(2, 200, "eve@"), person(3, 404), person(4, 404), person(5, 200, "fay@"), person(6, 404),
	})
}

// TestCountedIDsInPages: rows are in the order in which they were made, also where
// numbers get another digit, and a cursor goes on behind its row.
func TestCountedIDsInPages(t *testing.T) {
	w := newWorld(t, deskDesign)
	w.join("ann")
	var want []string
	for n := range 23 {
		w.run([]step{{method: "POST", url: "/v1/tickets", as: "ann", status: 201, body: `{"title":"x"}`}})
		want = append(want, fmt.Sprint("tic_", n+1))
	}
	var got []string
	for cursor, pages := "", 0; pages < 20; pages++ {
		a := w.do(&step{method: "GET", url: "/v1/tickets?limit=3" + cursor, as: "ann"})
		var page struct {
			Items []struct{ ID string }
			Next  *string
		}
		must(t, json.Unmarshal([]byte(a.body), &page))
		for _, i := range page.Items {
			got = append(got, i.ID)
		}
		if page.Next == nil {
			break
		}
		cursor = "&cursor=" + *page.Next
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestCountedIDsTogether: who asks at the same time gets ids of their own, one after the
// other, without a gap.
func TestCountedIDsTogether(t *testing.T) {
	const many = 50
	w := newWorld(t, deskDesign)
	w.join("ann")
	ids := make([]int, many)
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() {
			a := w.do(&step{method: "POST", url: "/v1/tickets", as: "ann", body: `{"title":"x"}`})
			if _, err := fmt.Sscanf(a.body, `{"id":"tic_%d"`, &ids[i]); a.status != 201 || err != nil {
				t.Errorf("%d %s: %v", a.status, a.body, err)
			}
		})
	}
	all.Wait()
	slices.Sort(ids)
	for i, id := range ids {
		if id != i+1 {
			t.Fatalf("the ids are %v", ids)
		}
	}
}

// TestLinkedRows: a link's pairs are rows that obey their rules, each pair once, and
// rules and values look through them.
func TestLinkedRows(t *testing.T) {
	w := newWorld(t, deskDesign)
	w.join("ann", "bob")
	w.run([]step{
		{method: "POST", url: "/v1/tickets", as: "ann", status: 201, save: "a", body: `{"title":"A"}`},
		{method: "POST", url: "/v1/labels", as: "bob", status: 201, save: "public", body: `{"name":"public"}`},
		{method: "POST", url: "/v1/labels", as: "bob", status: 201, save: "bug", body: `{"name":"bug"}`},
		{name: "not mine", method: "POST", url: "/v1/ticket_labels", as: "bob", status: 422, body: `{"ticket":"$a","label":"$bug"}`, has: []string{"not_found"}},
		{method: "POST", url: "/v1/ticket_labels", as: "ann", status: 201, body: `{"ticket":"$a","label":"$bug"}`, has: []string{`"ticket":"tic_1","label":"$bug"`}},
		{
			name: "each pair once", method: "POST", url: "/v1/ticket_labels", as: "ann", status: 409, body: `{"ticket":"$a","label":"$bug"}`,
			has: []string{`"pointer":"/ticket"`, `"pointer":"/label"`, "taken"},
		},
		{method: "GET", url: "/v1/tickets/$a", as: "ann", status: 200, has: []string{`"bugs":1`}},
		{method: "GET", url: "/v1/tickets/$a", as: "bob", status: 404},
		{method: "GET", url: "/v1/ticket_labels", as: "bob", status: 200, has: []string{`"items":[]`}},
		{method: "POST", url: "/v1/ticket_labels", as: "ann", status: 201, save: "pair", body: `{"ticket":"$a","label":"$public"}`},
		{method: "GET", url: "/v1/tickets/$a", as: "bob", status: 200, has: []string{`"bugs":1`}},
		{method: "GET", url: "/v1/ticket_labels?label=$public&expand=ticket,label", as: "bob", status: 200, has: []string{`"label":{"id":"$public","name":"public"}`, `"ticket":{"id":"tic_1"`}},
		{method: "DELETE", url: "/v1/ticket_labels/$pair", as: "bob", status: 403},
		{method: "DELETE", url: "/v1/ticket_labels/$pair", as: "ann", status: 204},
		{method: "GET", url: "/v1/tickets/$a", as: "bob", status: 404},
		{name: "a side takes its pairs with it", method: "DELETE", url: "/v1/tickets/$a", as: "ann", status: 204},
		{method: "GET", url: "/v1/ticket_labels", as: "ann", status: 200, has: []string{`"items":[]`}},
	})
	if !strings.HasPrefix(w.names["pair"], "ticket_label_") {
		t.Errorf("the pair is %s", w.names["pair"])
	}
}
