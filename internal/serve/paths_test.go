package serve_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/store"
)

const (
	serial = "0190a1b2-c3d4-7e5f-8a9b-00000000000a"
	other  = "0190a1b2-c3d4-7e5f-8a9b-00000000000b"
)

// clubs is the design of that name: ann founds the club Red, eve the club Dark, which is
// closed; dave is in none.
func clubs(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, "testdata/clubs")
	w.join("ann", "eve", "dave")
	w.run([]step{
		{method: "POST", url: "/v1/clubs", as: "ann", status: 201, body: `{"code":"Red","name":"R"}`, save: "red", has: []string{"Location: /v1/clubs/Red\n"}},
		{method: "POST", url: "/v1/clubs", as: "eve", status: 201, body: `{"code":"Dark","name":"D","closed":true}`, save: "dark"},
		{method: "POST", url: "/v1/clubs/red/books", as: "ann", status: 201, body: `{"number":1,"title":"a"}`, save: "b1", has: []string{"Location: /v1/clubs/red/books/1\n", `"club":"$red"`}},
		{method: "POST", url: "/v1/clubs/RED/books", as: "ann", status: 201, body: `{"number":2,"title":"b"}`, has: []string{"Location: /v1/clubs/RED/books/2\n"}},
		{method: "POST", url: "/v1/clubs/red/books", as: "ann", status: 201, body: `{"number":3,"title":"b"}`},
		{method: "POST", url: "/v1/clubs/dark/books", as: "eve", status: 201, body: `{"number":1,"title":"d"}`},
	})
	return w
}

// absent asks for what is not there for the caller, each time another way, and holds all
// answers to one text.
func (w *world) absent(as string, asked ...string) {
	w.t.Helper()
	want := ""
	for _, one := range asked {
		method, rest, _ := strings.Cut(one, " ")
		url, body, _ := strings.Cut(rest, " ")
		a := w.do(&step{method: method, url: url, as: as, body: body})
		if got := sansID(a.body); a.status != http.StatusNotFound || want != "" && got != want {
			w.t.Errorf("%s as %s: %d %s, want 404 %s", one, as, a.status, got, want)
		} else {
			want = got
		}
	}
}

// TestOnly: a resource that shows each caller one row.
func TestOnly(t *testing.T) {
	w := clubs(t)
	w.run([]step{
		{name: "nobody", method: "GET", url: "/v1/me", status: 401},
		{name: "nobody writes", method: "PATCH", url: "/v1/me", body: `{"name":"x"}`, status: 401},
		{name: "nobody, before the body is read", method: "PATCH", url: "/v1/me", body: `{"name":1}`, status: 401},
		{name: "nobody, of a reference", method: "GET", url: "/v1/home?x=1", status: 401},
		{method: "GET", url: "/v1/me", as: "ann", status: 200, has: []string{`"id":"$ann"`, `"email":"ann@example.org"`, `Etag: "1"`}},
		{name: "as it was", method: "GET", url: "/v1/me", as: "ann", header: []string{"If-None-Match", `"1"`}, status: 304},
		{name: "another's", method: "GET", url: "/v1/me", as: "eve", status: 200, has: []string{`"id":"$eve"`}},
		{method: "PATCH", url: "/v1/me", as: "ann", body: `{"name":"Ann"}`, header: []string{"If-Match", `"1"`}, status: 200, has: []string{`"name":"Ann"`, `Etag: "2"`}, hasNot: []string{"Location"}},
		{name: "a stale write", method: "PATCH", url: "/v1/me", as: "ann", body: `{"name":"A"}`, header: []string{"If-Match", `"1"`}, status: 412},
		{method: "POST", url: "/v1/me/verify", as: "ann", status: 200, has: []string{`"verified":true`}},
		{name: "no other path", method: "GET", url: "/v1/me/$ann", as: "ann", status: 404},
		{name: "nothing is made", method: "POST", url: "/v1/me", as: "ann", body: `{}`, status: 405, has: []string{"Allow: DELETE, GET, HEAD, OPTIONS, PATCH\n"}},
		{method: "OPTIONS", url: "/v1/me", status: 204, has: []string{"Allow: DELETE, GET, HEAD, OPTIONS, PATCH\n"}},
		{method: "PATCH", url: "/v1/me", as: "ann", body: `{"home":"$red"}`, status: 200},
		{method: "GET", url: "/v1/home", as: "ann", status: 200, has: []string{`{"id":"$red","code":"Red"}`}},
		{name: "what they may not read is no home", method: "PATCH", url: "/v1/me", as: "ann", body: `{"home":"$dark"}`, status: 422},
		{method: "PATCH", url: "/v1/me", as: "dave", body: `{"home":"$red"}`, status: 200},
		{name: "it is closed to dave", method: "PATCH", url: "/v1/clubs/red", as: "eve", body: `{"name":"x"}`, status: 403},
	})
	w.absent("eve", "GET /v1/home", "GET /v1/clubs/nosuch")
	w.run([]step{
		{method: "DELETE", url: "/v1/me", as: "dave", status: 204},
		{name: "the session went with the row", method: "GET", url: "/v1/me", as: "dave", status: 401},
	})
}

// TestOnlyUnreadable: a row that the caller's reference leads to and that they may not
// read is not there.
func TestOnlyUnreadable(t *testing.T) {
	w := clubs(t)
	w.run([]step{
		{method: "POST", url: "/v1/clubs", as: "eve", status: 201, body: `{"code":"Shut","name":"S","closed":true}`, save: "shut"},
		{method: "PATCH", url: "/v1/me", as: "eve", body: `{"home":"$shut"}`, status: 200},
		{method: "GET", url: "/v1/home", as: "eve", status: 200},
	})
	must(t, w.db.Write(context.Background(), func(tx store.Tx) error {
		_, err := tx.Exec(`DELETE FROM "member"`, nil)
		return err
	}))
	w.absent("eve", "GET /v1/home", "GET /v1/clubs/shut", "GET /v1/clubs/nosuch")
}

// TestKey: rows are addressed by their key, which has one spelling.
func TestKey(t *testing.T) {
	w := clubs(t)
	w.run([]step{
		{name: "a key that compares without case", method: "GET", url: "/v1/clubs/rED", as: "dave", status: 200, has: []string{`"id":"$red"`, `"code":"Red"`}},
		{name: "no id", method: "GET", url: "/v1/clubs/$red", as: "ann", status: 404},
		{name: "escaped where it need not be", method: "GET", url: "/v1/clubs/r%65d", as: "ann", status: 404},
		{name: "a letter that becomes one of ASCII", method: "GET", url: "/v1/clubs/dar%E2%84%AA", as: "eve", status: 404},
		{name: "nothing", method: "GET", url: "/v1/clubs/", as: "ann", status: 404},
		{method: "GET", url: "/v1/clubs/red/books/1", as: "ann", status: 200, has: []string{`"number":1`, `Etag: "1"`}},
		{name: "it moves", method: "PATCH", url: "/v1/clubs/red/books/1", as: "ann", header: []string{"If-Match", `"1"`}, body: `{"number":9}`, status: 200, has: []string{`"number":9`}},
		{method: "GET", url: "/v1/clubs/red/books/9", as: "ann", status: 200, has: []string{`"id":"$b1"`, `Etag: "2"`}},
		{name: "taken", method: "PATCH", url: "/v1/clubs/red/books/9", as: "ann", body: `{"number":2}`, status: 409},
		{name: "the same version", method: "GET", url: "/v1/clubs/red/books/9", as: "ann", header: []string{"If-None-Match", `"2"`}, status: 304},
		{method: "POST", url: "/v1/clubs/red/books/9/lend", as: "ann", status: 200, has: []string{`"lent":true`}},
		{method: "PATCH", url: "/v1/clubs/red", as: "ann", body: `{"code":"Rot"}`, status: 200},
		{method: "GET", url: "/v1/clubs/rot/books/9?expand=club", as: "ann", status: 200, has: []string{`"code":"Rot"`}},
		{method: "DELETE", url: "/v1/clubs/rot/books/9", as: "ann", header: []string{"If-Match", `"2"`}, status: 412},
		{method: "DELETE", url: "/v1/clubs/rot/books/9", as: "ann", status: 204},
	})
	w.absent(
		"ann", "GET /v1/clubs/red", "GET /v1/clubs/nosuch", "GET /v1/clubs/dark", "GET /v1/clubs/dar.", "PATCH /v1/clubs/dark {}", "GET /v1/clubs/rot/books/9", "GET /v1/clubs/rot/books/02",
		"GET /v1/clubs/rot/books/2.0", "GET /v1/clubs/rot/books/+2", "GET /v1/clubs/rot/books/99999999999999999999", "GET /v1/clubs/rot/books/-2", "GET /v1/clubs/rot/books/x",
	)
}

// TestUnder: what is below a row is there for those who may read that row, and only
// below it.
func TestUnder(t *testing.T) {
	w := clubs(t)
	w.run([]step{
		{name: "first page", method: "GET", url: "/v1/clubs/red/books?total=true", as: "ann", status: 200, has: []string{`"number":1`, `"number":2`, `"total":3`, "Link: </v1/clubs/red/books?"}, hasNot: []string{`"number":3`, `"title":"d"`}},
		{name: "filtered", method: "GET", url: "/v1/clubs/red/books?title=b&sort=-number", as: "ann", status: 200, has: []string{`"number":3`, `"next":null`}, hasNot: []string{`"number":1`}},
		{name: "none for dave, who may read the club", method: "GET", url: "/v1/clubs/red/books?total=true", as: "dave", status: 200, has: []string{`"items":[],"next":null,"total":0`}},
		{name: "who reads no book at all", method: "GET", url: "/v1/clubs/red/books", status: 401},
		{name: "the other tenant's number", method: "GET", url: "/v1/clubs/dark/books/1", as: "eve", status: 200, has: []string{`"title":"d"`}},
		{name: "a hidden row", method: "POST", url: "/v1/clubs/red/books", as: "ann", body: `{"number":5,"title":"h","hidden":true}`, status: 201, has: []string{"Content-Length: 0\n"}, hasNot: []string{"Location"}},
		{name: "the club is in the path", method: "POST", url: "/v1/clubs/red/books", as: "ann", body: `{"number":6,"title":"x","club":"$red"}`, status: 400},
		{name: "not a member", method: "POST", url: "/v1/clubs/red/books", as: "dave", body: `{"number":6,"title":"x"}`, status: 403},
		{name: "the body is read first", method: "POST", url: "/v1/clubs/nosuch/books", as: "dave", body: `{"number":0}`, status: 422},
		{method: "OPTIONS", url: "/v1/clubs/red/books", status: 204, has: []string{"Allow: GET, HEAD, OPTIONS, POST\n"}},
		{method: "OPTIONS", url: "/v1/clubs/red/books/1", status: 204, has: []string{"Allow: DELETE, GET, HEAD, OPTIONS, PATCH\n"}},
		{method: "PUT", url: "/v1/clubs/red/books/1", as: "ann", status: 405, has: []string{"Allow: DELETE, GET, HEAD, OPTIONS, PATCH\n"}},
		{name: "no list has an entity tag", method: "GET", url: "/v1/clubs/red/books", as: "ann", header: []string{"If-Match", `"1"`}, status: 412},
	})
	w.absent(
		"ann", "GET /v1/clubs/dark/books", "GET /v1/clubs/nosuch/books", "GET /v1/clubs/no-such/books", "POST /v1/clubs/dark/books {\"number\":7,\"title\":\"x\"}", "POST /v1/clubs/nosuch/books {\"number\":7,\"title\":\"x\"}",
		"GET /v1/clubs/dark/books/1", "GET /v1/clubs/red/books/5", "GET /v1/clubs/red/books/77", "PATCH /v1/clubs/dark/books/1 {}", "DELETE /v1/clubs/dark/books/1", "POST /v1/clubs/dark/books/1/lend",
		"DELETE /v1/clubs/red/books/5", "POST /v1/clubs/red/books/5/lend",
	)
}

// TestUnderCursor: a cursor belongs to the row below which it was given.
func TestUnderCursor(t *testing.T) {
	w := clubs(t)
	w.run([]step{{method: "POST", url: "/v1/clubs", as: "ann", status: 201, body: `{"code":"Blue","name":"B"}`}})
	var page struct{ Next string }
	must(t, json.Unmarshal([]byte(w.do(&step{method: "GET", url: "/v1/clubs/red/books", as: "ann"}).body), &page))
	w.run([]step{
		{method: "GET", url: "/v1/clubs/red/books?cursor=" + page.Next, as: "ann", status: 200, has: []string{`"number":3`, `"next":null`}},
		{method: "GET", url: "/v1/clubs/blue/books?cursor=" + page.Next, as: "ann", status: 400, has: []string{"invalid_cursor"}},
	})
}

// TestUnderTenant: a row below another is of its tenant, and stays where it is addressed.
func TestUnderTenant(t *testing.T) {
	w := clubs(t)
	w.run([]step{
		{method: "POST", url: "/v1/shelves", as: "ann", status: 201, body: `{"club":"$red","name":"s"}`, save: "s1"},
		{method: "POST", url: "/v1/shelves", as: "ann", status: 201, body: `{"club":"$red","name":"t"}`, save: "s2"},
		{method: "POST", url: "/v1/clubs", as: "ann", status: 201, body: `{"code":"Blue","name":"B"}`, save: "blue"},
		{method: "POST", url: "/v1/shelves", as: "eve", status: 201, body: `{"club":"$dark","name":"d"}`, save: "sd"},
		{name: "of another tenant", method: "POST", url: "/v1/shelves/$s1/items", as: "ann", status: 422, body: `{"club":"$blue","serial":"` + serial + `","name":"x"}`, has: []string{`"pointer":"/club","code":"not_found"`}},
		{
			method: "POST", url: "/v1/shelves/$s1/items", as: "ann", status: 201, body: `{"club":"$red","serial":"` + strings.ToUpper(serial) + `","name":"x"}`, save: "i1",
			has: []string{"Location: /v1/shelves/$s1/items/" + serial + "\n", `"shelf":"$s1"`},
		},
		{method: "POST", url: "/v1/items", as: "ann", status: 201, body: `{"shelf":"$s2","serial":"` + other + `","name":"y"}`, has: []string{"Location: /v1/items/" + other + "\n"}},
		{method: "GET", url: "/v1/items/" + serial, as: "ann", status: 200, has: []string{`"id":"$i1"`}},
		{method: "GET", url: "/v1/shelves/$s1/items/" + serial, as: "ann", status: 200, has: []string{`"id":"$i1"`}},
		{method: "GET", url: "/v1/shelves/$s1/items", as: "ann", status: 200, has: []string{`"name":"x"`}, hasNot: []string{`"name":"y"`}},
		{method: "PATCH", url: "/v1/shelves/$s1/items/" + serial, as: "ann", body: `{"name":"z"}`, header: []string{"If-Match", `"1"`}, status: 200, has: []string{`Etag: "2"`}},
		{name: "it goes to another shelf", method: "PATCH", url: "/v1/items/" + serial, as: "ann", body: `{"shelf":"$s2"}`, status: 200},
		{method: "GET", url: "/v1/shelves/$s2/items/" + serial, as: "ann", status: 200},
		{name: "rows are below the resource", method: "POST", url: "/v1/shelves/$s1/labels", as: "ann", body: `{"text":"l"}`, status: 201, save: "l", has: []string{"Location: /v1/labels/"}},
		{name: "anybody reads it", method: "GET", url: "/v1/labels/$l", status: 200},
		{name: "but not its shelf", method: "GET", url: "/v1/shelves/$s1/labels", status: 401},
		{method: "GET", url: "/v1/shelves/$s1/labels", as: "ann", status: 200, has: []string{"$l"}},
		{name: "a shelf that she may not read", method: "PATCH", url: "/v1/items/" + serial, as: "ann", body: `{"shelf":"$sd"}`, status: 422},
	})
	w.absent(
		"ann", "GET /v1/shelves/$s1/items/"+serial, "PATCH /v1/shelves/$s1/items/"+serial+" {}", "DELETE /v1/shelves/$s1/items/"+serial, "GET /v1/shelves/$sd/items", "GET /v1/shelves/$sd/items/"+serial,
		"GET /v1/shelves/"+serial+"/items", "GET /v1/items/"+strings.ToUpper(serial), "POST /v1/shelves/$sd/items {\"club\":\"$red\",\"serial\":\""+serial+"\",\"name\":\"x\"}",
	)
	w.run([]step{{method: "DELETE", url: "/v1/shelves/$s2/items/" + serial, as: "ann", status: 204}})
}

// TestUnderGuard: where the reference of the path may not be read, the row is not below
// what it refers to; and it is written only by those who may write it.
func TestUnderGuard(t *testing.T) {
	w := clubs(t)
	w.run([]step{
		{method: "POST", url: "/v1/people/$ann/loans", as: "ann", status: 201, body: `{"what":"secret"}`, has: []string{"Location: /v1/people/$ann/loans/secret\n"}},
		{method: "POST", url: "/v1/people/$ann/loans", as: "ann", status: 201, body: `{"what":"public","open":true}`},
		{name: "in another's name", method: "POST", url: "/v1/people/$ann/loans", as: "eve", status: 403, body: `{"what":"x"}`, hasNot: []string{"pointer"}},
		{method: "GET", url: "/v1/people/$ann/loans", as: "ann", status: 200, has: []string{"secret", "public"}},
		{method: "GET", url: "/v1/people/$ann/loans", as: "eve", status: 200, has: []string{"public"}, hasNot: []string{"secret"}},
		{method: "GET", url: "/v1/people/$ann/loans/public", as: "eve", status: 200},
		{method: "PATCH", url: "/v1/people/$ann/loans/public", as: "eve", body: `{"open":false}`, status: 200},
		{method: "PATCH", url: "/v1/people/$ann/loans/secret", as: "ann", body: `{"open":true}`, status: 200},
		{method: "PATCH", url: "/v1/people/$ann/loans/secret", as: "eve", body: `{"open":false}`, status: 200},
		{method: "POST", url: "/v1/people/$ann/loans", as: "ann", status: 201, body: `{"what":"a..b"}`, has: []string{"Location: /v1/people/$ann/loans/a..b\n"}},
		{method: "GET", url: "/v1/people/$ann/loans/a..b", as: "ann", status: 200},
	})
	w.run([]step{{name: "nobody can tell where", method: "POST", url: "/v1/loans", as: "ann", status: 201, body: `{"reader":"$ann","what":"top"}`, hasNot: []string{"Location"}}})
	w.absent("eve", "GET /v1/people/$ann/loans/secret", "GET /v1/people/$ann/loans/public", "GET /v1/people/$ann/loans/nosuch", "PATCH /v1/people/$ann/loans/secret {\"open\":true}", "GET /v1/people/$eve/loans/secret")
	w.absent("ann", "GET /v1/people/$eve/loans/secret", "GET /v1/people/$ann/loans/nosuch")
}

// TestKeyExpand: relations stand beside a row that the path finds by its key, and beside
// one that such a row leads to.
func TestKeyExpand(t *testing.T) {
	w := clubs(t)
	w.run([]step{
		{method: "GET", url: "/v1/clubs/red?expand=books", as: "ann", status: 200, has: []string{`"code":"Red"`, `"books":{"items":[{`, `"number":1`, `"number":2`, `"more":true`}, hasNot: []string{`"number":3`}},
		{method: "GET", url: "/v1/clubs/red?expand=books&fields=name", as: "ann", status: 200, has: []string{`{"name":"R","expand":{"books":{"items":[{`, `"number":2`}},
		{method: "GET", url: "/v1/clubs/red/books/3?expand=club.books", as: "ann", status: 200, has: []string{`"number":3`, `"expand":{"club":{`, `"number":1`, `"more":true`}},
		{method: "GET", url: "/v1/clubs/dark?expand=books", as: "eve", status: 200, has: []string{`"title":"d"`, `"more":false`}},
	})
}
