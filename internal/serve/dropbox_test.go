package serve_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// dropbox is the design of that name, with ann, the boss, and carl.
func dropbox(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, "testdata/dropbox")
	w.join("ann", "carl")
	must(t, w.db.Write(context.Background(), func(tx store.Tx) error {
		_, err := tx.Exec(`UPDATE "person" SET "boss" = 1 WHERE "email" = 'ann@example.org'`, nil)
		return err
	}))
	return w
}

// TestUnreadableResult: a write whose result the writer may not read says that it is
// done, and where, and nothing more.
func TestUnreadableResult(t *testing.T) {
	w := dropbox(t)
	w.run([]step{
		{
			method: "POST", url: "/v1/letters", as: "carl", body: `{"text":"for you"}`, status: 201,
			has: []string{"Location: /v1/letters/let_", "Content-Length: 0\n"}, hasNot: []string{"for you", "Etag", "\nContent-Type"},
		},
		{method: "POST", url: "/v1/letters", as: "ann", body: `{"text":"mine"}`, status: 201, has: []string{`"text":"mine"`, `Etag: "1"`}, save: "l1"},
		{method: "POST", url: "/v1/letters", as: "ann", body: `{"text":"mine too"}`, status: 201, save: "l2"},
		{method: "GET", url: "/v1/letters/$l1", as: "carl", status: 404},
		{method: "PATCH", url: "/v1/letters/$l1", as: "ann", body: `{"sealed":true}`, status: 204, hasNot: []string{"Etag"}},
		{method: "GET", url: "/v1/letters/$l1", as: "ann", status: 404},
		{method: "PATCH", url: "/v1/letters/$l1", as: "ann", body: `{"sealed":false}`, status: 404},
		{method: "POST", url: "/v1/letters/$l2/seal", as: "ann", status: 204, hasNot: []string{"Etag"}},
		{method: "POST", url: "/v1/letters/$l2/seal", as: "ann", status: 404},
		{method: "GET", url: "/v1/letters", as: "ann", status: 200, has: []string{"for you"}, hasNot: []string{"mine"}},
		{name: "who can read none of them", method: "GET", url: "/v1/letters", as: "carl", status: 403},
		{method: "POST", url: "/v1/auth/sign-up", body: `{}`, status: 404}, // the design has none
	})
}

// TestHiddenField: a field that the caller can see in no row is no parameter, with
// whatever value; and no member that they may write.
func TestHiddenField(t *testing.T) {
	w := dropbox(t)
	w.run([]step{
		{method: "POST", url: "/v1/notices", as: "ann", body: `{"text":"one","mark":7}`, status: 201, has: []string{`"mark":7`}, save: "n1"},
		{method: "POST", url: "/v1/notices", as: "carl", body: `{"text":"two"}`, status: 201, hasNot: []string{"mark"}},
		{method: "POST", url: "/v1/notices", as: "carl", body: `{"text":"three","mark":9}`, status: 403, has: []string{`"pointer":"/mark"`}},
		{method: "PATCH", url: "/v1/notices/$n1", as: "carl", body: `{"mark":9}`, status: 403, has: []string{`"pointer":"/mark"`}},
		{method: "PATCH", url: "/v1/notices/$n1", as: "carl", body: `{"text":"uno"}`, status: 200, hasNot: []string{"mark"}},
		{method: "GET", url: "/v1/notices?mark=7", as: "ann", status: 200, has: []string{`"text":"uno"`}, hasNot: []string{"two"}},
		{method: "GET", url: "/v1/notices?sort=-mark", as: "ann", status: 200},
		{method: "GET", url: "/v1/notices?sort=-mark", as: "carl", status: 400, has: []string{"choose among grade, created_at"}, hasNot: []string{"mark"}},
		{method: "GET", url: "/v1/notices?mark=x", as: "ann", status: 400, has: []string{`"code":"invalid_parameter"`}},
	})
	unknown := w.do(&step{method: "GET", url: "/v1/notices?none=7", as: "carl"})
	for _, query := range []string{"mark=7", "mark=0", "mark=x", "mark=", "mark=7&mark=7", "mark=99999999999999999999"} {
		a := w.do(&step{method: "GET", url: "/v1/notices?" + query, as: "carl"})
		if got, want := strings.ReplaceAll(sansID(a.body), `"mark"`, `"none"`), sansID(unknown.body); a.status != 400 || got != want {
			t.Errorf("%s: %d %s, want as for a parameter that is not there: %s", query, a.status, got, want)
		}
	}
}

// TestGuardedOrder: rows whose key is null, or is not for the caller to see, come last
// in either direction, and pages of any size show the same.
func TestGuardedOrder(t *testing.T) {
	w := dropbox(t)
	for i, n := range []string{
		`"grade":5,"shown":true`, `"grade":9,"shown":false`, `"shown":true`, `"grade":2,"shown":true`,
		`"grade":0,"shown":false`, `"grade":5,"shown":true`, `"shown":false`, `"grade":7,"shown":true`,
	} {
		w.run([]step{{method: "POST", url: "/v1/notices", as: "carl", body: fmt.Sprintf(`{"text":"%d",%s}`, i, n), status: 201}})
	}
	for _, c := range []struct{ as, sort, want string }{
		{"carl", "grade", "3 0 5 7 1 2 4 6"},
		{"carl", "-grade", "7 5 0 3 6 4 2 1"},
		{"ann", "grade", "4 3 0 5 7 1 2 6"},
		{"ann", "-grade", "1 7 5 0 3 4 6 2"},
		{"carl", "-grade,created_at", "7 0 5 3 1 2 4 6"},
	} {
		for limit := 1; limit <= 9; limit++ {
			var got []string
			path := fmt.Sprintf("/v1/notices?sort=%s&limit=%d", c.sort, limit)
			for next := path; next != ""; {
				p, _ := w.page(c.as, next)
				for _, item := range p.Items {
					got = append(got, item.Text)
				}
				next = ""
				if p.Next != nil && len(got) < 20 {
					next = path + "&cursor=" + *p.Next
				}
			}
			if all := strings.Join(got, " "); all != c.want {
				t.Errorf("%s by %s in pages of %d: %s, want %s", c.as, c.sort, limit, all, c.want)
			}
		}
	}
	w.run([]step{
		{method: "GET", url: "/v1/notices?grade=9", as: "carl", status: 200, has: []string{`{"items":[],`}},
		{method: "GET", url: "/v1/notices?grade=9", as: "ann", status: 200, has: []string{`"text":"1"`}},
		{method: "GET", url: "/v1/notices?grade=7", as: "carl", status: 200, has: []string{`"text":"7"`}},
	})
}

// TestGuardedList: a list that the caller may not see in a row finds nothing there, and one
// that they see in no row is no parameter.
func TestGuardedList(t *testing.T) {
	w := dropbox(t)
	w.run([]step{
		{method: "POST", url: "/v1/notices", as: "carl", body: `{"text":"open","pins":["a","b"],"seals":["a"],"shown":true}`, status: 201},
		{method: "POST", url: "/v1/notices", as: "carl", body: `{"text":"hidden","pins":["a"],"seals":["b"]}`, status: 201},
		{method: "GET", url: "/v1/notices?pins[has]=a", as: "carl", status: 200, has: []string{`"open"`}, hasNot: []string{"hidden"}},
		{method: "GET", url: "/v1/notices?pins[has]=a", as: "ann", status: 200, has: []string{`"open"`, `"hidden"`}},
		{method: "GET", url: "/v1/notices?seals[has]=b", as: "ann", status: 200, has: []string{`"hidden"`}, hasNot: []string{`"open"`}},
	})
	unknown := sansID(w.do(&step{method: "GET", url: "/v1/notices?none=b", as: "carl"}).body)
	for _, value := range []string{"b", "x", "", strings.Repeat("x", 41)} {
		a := w.do(&step{method: "GET", url: "/v1/notices?seals[has]=" + value, as: "carl"})
		if got := strings.ReplaceAll(sansID(a.body), "seals[has]", "none"); a.status != 400 || got != unknown {
			t.Errorf("%q: %d %s, want as for a parameter that is not there: %s", value, a.status, got, unknown)
		}
	}
}

// TestInUse: a row that others refer to stays, and so does everything else.
func TestInUse(t *testing.T) {
	dropbox(t).run([]step{
		{method: "POST", url: "/v1/notices", as: "ann", body: `{"text":"one"}`, status: 201, save: "n1"},
		{method: "POST", url: "/v1/notices", as: "ann", body: `{"text":"two"}`, status: 201, save: "n2"},
		{method: "POST", url: "/v1/letters", as: "ann", body: `{"text":"about one","about":"$n1"}`, status: 201},
		{method: "DELETE", url: "/v1/notices/$n2", as: "carl", status: 403},
		{method: "DELETE", url: "/v1/notices/$n1", as: "ann", status: 409, has: []string{`"code":"in_use"`}},
		{method: "DELETE", url: "/v1/notices/$n2", as: "ann", status: 204},
		{method: "GET", url: "/v1/notices", as: "carl", status: 200, has: []string{"one"}, hasNot: []string{"two"}},
		{method: "POST", url: "/v1/letters", as: "ann", body: `{"text":"about two","about":"$n2"}`, status: 422, has: []string{`"pointer":"/about"`}},
	})
}

// TestClock: the server's clock may go back, the times of a row do not.
func TestClock(t *testing.T) {
	w := dropbox(t)
	w.run([]step{{method: "POST", url: "/v1/notices", as: "ann", body: `{"text":"one"}`, status: 201, save: "n1"}})
	const future = 4102444800000000 // the year 2100
	must(t, w.db.Write(context.Background(), func(tx store.Tx) error {
		_, err := tx.Exec(`UPDATE "notice" SET "updated_at" = ?1`, []value.Value{value.OfMicros(future)})
		return err
	}))
	w.run([]step{{method: "PATCH", url: "/v1/notices/$n1", as: "ann", body: `{"text":"uno"}`, status: 200, has: []string{`Etag: "2"`}}})
	must(t, w.db.Read(context.Background(), func(tx store.Tx) error {
		_, err := tx.Query(`SELECT "updated_at", "version" FROM "notice"`, nil, func(r store.Row) error {
			if r.Int(0) != future || r.Int(1) != 2 {
				t.Errorf("the row was changed at %d and has version %d", r.Int(0), r.Int(1))
			}
			return nil
		})
		return err
	}))
}
