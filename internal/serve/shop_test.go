package serve_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

func code(n int) string { return fmt.Sprintf("0190a1b2-c3d4-7e5f-8a9b-%012x", n) }

// shop is the design of that name with rows that differ in every value.
func shop(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, "testdata/shop")
	w.join("ann")
	for i, rest := range []string{
		`"day":"2026-11-25","site":"HTTPS://B.example/x","weight":0.1,"price":"9.99"`,
		`"day":"2024-02-29","weight":0.30000000000000004`,
		`"day":"2026-01-02","site":"https://a.example/x","price":"10"`,
		`"day":"2000-01-01","site":"https://b.example/X","weight":499.5,"price":"0.50"`,
		`"day":"9999-12-31","weight":3,"price":"19.99"`,
	} {
		w.run([]step{{
			method: "POST", url: "/v1/items", as: "ann", status: 201, save: fmt.Sprint("i", i),
			body: fmt.Sprintf(`{"name":"n%d","code":"%s",%s}`, i, strings.ToUpper(code(9-i)), rest),
		}})
	}
	return w
}

// TestTypes: values of every type go in, come out in their one form, and obey rules
// and checks.
func TestTypes(t *testing.T) {
	w := shop(t)
	w.run([]step{
		{
			method: "GET", url: "/v1/items/$i0", as: "ann", status: 200,
			has: []string{`"day":"2026-11-25"`, `"code":"` + code(9) + `"`, `"site":"https://b.example/x"`, `"weight":0.1`, `"price":"9.99"`},
		},
		{method: "GET", url: "/v1/items/$i1", as: "ann", status: 200, has: []string{`"site":null`, `"weight":0.30000000000000004`, `"price":"9.90"`}},
		{
			name: "every violation at once", method: "POST", url: "/v1/items", as: "ann", status: 422,
			body: `{"name":"x","day":"2026-02-30","code":"1","site":"/x","weight":1000.5,"price":"0.001"}`,
			has:  []string{"not_a_date", "not_a_uuid", "not_a_url", "too_large", "too_many_places"},
		},
		{name: "a check", method: "POST", url: "/v1/items", as: "ann", status: 422, body: `{"name":"x","day":"1999-12-31","code":"` + code(50) + `"}`, has: []string{"not_before_2000"}},
		{name: "a code that is taken", method: "POST", url: "/v1/items", as: "ann", status: 409, body: `{"name":"x","day":"2001-12-31","code":"` + code(9) + `"}`, has: []string{`"pointer":"/code"`}},
		{name: "dearer than the credit", method: "POST", url: "/v1/items", as: "ann", status: 201, body: `{"name":"x","day":"2001-12-31","code":"` + code(51) + `","price":"20.01"}`, has: []string{"Content-Length: 0\n"}},
		{name: "too heavy", method: "POST", url: "/v1/items", as: "ann", status: 201, body: `{"name":"x","day":"2001-12-31","code":"` + code(52) + `","weight":500}`, has: []string{"Content-Length: 0\n"}},
		{name: "nothing changes", method: "PATCH", url: "/v1/items/$i0", as: "ann", status: 200, body: `{"price":"9.990","weight":1e-1}`, has: []string{`Etag: "1"`}},
		{method: "PATCH", url: "/v1/items/$i0", as: "ann", status: 200, body: `{"site":null,"price":"20"}`, has: []string{`Etag: "2"`, `"site":null`, `"price":"20.00"`}},
		{name: "the rule on the row as it will be", method: "PATCH", url: "/v1/items/$i0", as: "ann", status: 403, body: `{"day":"2030-01-01"}`},
		{method: "PATCH", url: "/v1/items/$i4", as: "ann", status: 403, body: `{"day":"2029-01-01"}`},
		{
			method: "POST", url: "/v1/items/$i0/reset", as: "ann", status: 200, body: `{"code":"` + code(60) + `"}`,
			has: []string{`"day":"2026-11-25"`, `"code":"` + code(60) + `"`, `"weight":2,`, `"price":"1.50"`},
		},
		{method: "POST", url: "/v1/items/$i4/reset", as: "ann", status: 403, body: `{"code":"` + code(61) + `"}`},
	})
}

// TestDays: days and moments keep to their bounds, in a body and in what the design sets,
// and today is the day of the request in UTC.
func TestDays(t *testing.T) {
	w := shop(t)
	today := time.Now().UTC().Format(time.DateOnly)
	w.run([]step{
		{method: "PATCH", url: "/v1/items/$i0", as: "ann", status: 200, body: `{"shown":"2099-12-31","opens":"2100-01-01T00:59:59.9999999+01:00"}`, has: []string{`"shown":"2099-12-31"`, `"opens":"2099-12-31T23:59:59.999999Z"`, `"is_shown":false`}},
		{
			method: "PATCH", url: "/v1/items/$i0", as: "ann", status: 422, body: `{"shown":"2100-01-01","opens":"1999-12-31T23:59:59Z"}`,
			has: []string{`"code":"too_late","detail":"must not be after 2099-12-31"`, `"code":"too_early","detail":"must not be before 2000-01-01T00:00:00.000000Z"`},
		},
		{method: "POST", url: "/v1/items/$i0/show", as: "ann", status: 200, has: []string{`"shown":"` + today, `"is_shown":true`}},
		{method: "POST", url: "/v1/items/$i0/show", as: "ann", status: 422, has: []string{"not_yet"}},
		{method: "GET", url: "/v1/items/$i1", as: "ann", status: 200, has: []string{`"is_shown":null`}},
	})
	for _, text := range []string{`UPDATE "item" SET "shown" = 10956`, `UPDATE "item" SET "opens" = 4102444800000000`} {
		var breach *store.ConstraintError
		err := w.db.Write(context.Background(), func(tx store.Tx) error {
			_, err := tx.Exec(text, nil)
			return err
		})
		if !errors.As(err, &breach) || breach.Kind != store.Check {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestListInputs: an operation of one's own takes lists, holds them to what it says of
// them, and its rule looks into them; named types hold in its body too.
func TestListInputs(t *testing.T) {
	w := shop(t)
	retag := func(body string, status int, has ...string) step {
		return step{name: body, method: "POST", url: "/v1/items/$i0/retag", as: "ann", body: body, status: status, has: has}
	}
	w.run([]step{
		retag(`{}`, 422, `"pointer":"/tags","code":"required"`),
		retag(`{"tags":[]}`, 422, "too_few_items"),
		retag(`{"tags":["a","","0123456789"]}`, 422, `"pointer":"/tags/1","code":"too_short"`, "too_many_items"),
		retag(`{"tags":["a"]}`, 200, `"tags":["a"]`),
		retag(`{"tags":["b"]}`, 403),
		retag(`{"tags":["free"]}`, 200, `"tags":["free"]`),
		retag(`{"tags":["c","d"]}`, 200, `"tags":["c","d"]`),
		{method: "PATCH", url: "/v1/items/$i1", as: "ann", body: `{"nick":"Bob"}`, status: 200},
		{method: "POST", url: "/v1/items/$i1/rename", as: "ann", body: `{"nick":"x"}`, status: 422, has: []string{"too_short"}},
		{method: "POST", url: "/v1/items/$i1/rename", as: "ann", body: `{"nick":"012345678901234567890"}`, status: 422, has: []string{"too_long"}},
		{method: "POST", url: "/v1/items/$i1/rename", as: "ann", body: `{"nick":"Al"}`, status: 200, has: []string{`"nick":"Al"`}},
	})
}

// TestUnset: a required field that the design would set from what is absent is the
// caller's, the body's or the row's to mend; an optional one is cleared.
func TestUnset(t *testing.T) {
	w := shop(t)
	post := func(op, body string, status int, has ...string) step {
		return step{name: op + " " + body, method: "POST", url: "/v1/items/$i0/" + op, as: "ann", body: body, status: status, has: has, hasNot: []string{"/seller"}}
	}
	must(t, w.db.Write(context.Background(), func(tx store.Tx) error {
		_, err := tx.Exec(`UPDATE "item" SET "nick" = 'x', "nick__folded" = 'x' WHERE "name" = 'n0'`, nil)
		return err
	}))
	w.run([]step{
		post("claim", ``, 403, `"code":"forbidden"`),
		post("sell", ``, 403, `"code":"forbidden"`),
		post("sign", ``, 200, `"nick":null`),
		post("pass", `{}`, 422, `"pointer":"/to","code":"required"`),
		post("pass", `{"to":null}`, 422, `"pointer":"/to","code":"null"`),
		post("label", ``, 409, `"code":"no_value"`),
		post("liken", `{"like":"$i1"}`, 409, `"code":"no_value"`, `"pointer":"/like"`),
		{method: "GET", url: "/v1/items/$i0", as: "ann", status: 200, has: []string{`"seller":"nobody"`}},
		{method: "PATCH", url: "/v1/items/$i0", as: "ann", status: 200, body: `{"label":"AB"}`},
	})
	must(t, w.db.Write(context.Background(), func(tx store.Tx) error {
		_, err := tx.Exec(`UPDATE "person" SET "desk" = 'left'`, nil)
		return err
	}))
	w.run([]step{
		post("claim", ``, 200, `"seller":"left"`),
		post("sell", ``, 200),
		post("pass", `{"to":"bob"}`, 200, `"seller":"bob"`),
		post("label", ``, 200, `"seller":"AB"`),
		post("liken", `{"like":"$i0"}`, 200, `"seller":"AB"`),
	})
}

// TestSlugs: a new row gets a slug from its name, another one where that is taken.
func TestSlugs(t *testing.T) {
	w := shop(t)
	add := func(n int, name, more string, status int, has ...string) step {
		return step{
			method: "POST", url: "/v1/items", as: "ann", status: status, has: has,
			body: fmt.Sprintf(`{"name":%q,"day":"2020-01-01","code":"%s"%s}`, name, code(100+n), more),
		}
	}
	steps := []step{
		add(0, "N0", "", 201, `"slug":"n0-2"`), add(1, " n0! ", "", 201, `"slug":"n0-3"`), add(2, "Ein Übergrößen-Café", "", 201, `"slug":"ein-ubergro-en-cafe"`),
		add(3, "猫", "", 201, `"slug":"untitled"`), add(4, "x", `,"slug":"my-own"`, 201, `"slug":"my-own"`), add(5, "x", `,"slug":"my-own"`, 409, `"pointer":"/slug"`),
		add(6, "x", `,"slug":"My Own"`, 422, "not_a_slug"), add(7, "x", `,"slug":null`, 422, `"code":"null"`),
	}
	for n := range 8 {
		steps = append(steps, add(10+n, "it's", "", 201, `"slug":"its`))
	}
	steps = append(steps, add(20, "it's", "", 201, `"slug":"its-9"`), step{
		name: "from then on nobody foresees it", method: "POST", url: "/v1/items", as: "ann", status: 201, has: []string{`"slug":"its-`}, hasNot: []string{"its-10"},
		body: `{"name":"Its","day":"2020-01-01","code":"` + code(130) + `"}`,
	})
	steps = append(steps,
		step{method: "GET", url: "/v1/items?slug=its-9", as: "ann", status: 200, has: []string{`"slug":"its-9"`}, hasNot: []string{"},{"}},
		step{method: "PATCH", url: "/v1/items/$i0", as: "ann", status: 200, body: `{"slug":"other"}`, has: []string{`"slug":"other"`}},
	)
	w.run(steps)
}

// TestCaseless: a text whose case counts for nothing comes back as it was written, is
// taken in any case, and is found in any.
func TestCaseless(t *testing.T) {
	w := shop(t)
	const items = "/v1/items"
	add := func(n int, nick string, status int, has ...string) step {
		return step{
			method: "POST", url: items, as: "ann", status: status, has: has, save: fmt.Sprint("n", n),
			body: fmt.Sprintf(`{"name":"x","day":"2020-01-01","code":"%s","nick":%s}`, code(200+n), nick),
		}
	}
	taken := `"pointer":"/nick"`
	find := func(query string, has string, hasNot ...string) step {
		return step{name: query, method: "GET", url: items + "?limit=10&" + query, as: "ann", status: 200, has: []string{has}, hasNot: hasNot}
	}
	bob, street := `"nick":"Bob"`, `"nick":"Straße"`
	w.run([]step{
		add(0, `"Bob"`, 201, bob), add(1, `"Straße"`, 201, street),
		add(2, `"BOB"`, 409, taken), add(3, `"STRASSE"`, 409, taken), add(4, `null`, 201), add(5, `null`, 201),
		find("nick=bOB", bob, street), find("nick=strasse", street, bob), find("nick[ne]=BOB", street, bob),
		find("nick[in]=BOB,STRASSE", bob), find("nick[in]=x,STRASSE", street, bob),
		find("nick[prefix]=STRASS", street, bob), find("nick[prefix]=bo", bob, street),
		find("nick[lt]=C", bob, street), find("nick[lt]=B", `"items":[]`),
		{name: "an update", method: "PATCH", url: items + "/$n1", as: "ann", status: 409, body: `{"nick":"bob"}`, has: []string{taken}},
		{name: "its own in another case", method: "PATCH", url: items + "/$n1", as: "ann", status: 200, body: `{"nick":"STRASSE"}`, has: []string{`"nick":"STRASSE"`}},
		{name: "and then in another", method: "PATCH", url: items + "/$n1", as: "ann", status: 200, body: `{"nick":"Weg"}`},
		add(6, `"Strasse"`, 201),
		{name: "a set", method: "POST", url: items + "/$n0/rename", as: "ann", status: 409, body: `{"nick":"WEG"}`, has: []string{taken}},
		{method: "POST", url: items + "/$n0/rename", as: "ann", status: 200, body: `{"nick":"BOB"}`, has: []string{`"nick":"BOB"`}},
		{name: "conditions compare as written", method: "POST", url: items + "/$n0/rename", as: "ann", status: 403, body: `{"nick":"Rob"}`},
	})
}

// TestLists: a list goes in and comes out as an array, and each item that is wrong is
// told of at its place.
func TestLists(t *testing.T) {
	w := shop(t)
	const items = "/v1/items"
	add := func(n int, more string, status int, has ...string) step {
		return step{
			name: more, method: "POST", url: items, as: "ann", status: status, has: has, save: fmt.Sprint("l", n),
			body: fmt.Sprintf(`{"name":"x","day":"2020-01-01","code":"%s",%s}`, code(300+n), more),
		}
	}
	w.run([]step{
		add(0, `"tags":[ "a" , "e\u0301<" ],"costs":["1.5","2"],"days":["2026-11-25"],"flags":[true,false]`, 201,
			`"tags":["a","é\u003c"]`, `"costs":["1.50","2.00"]`, `"days":["2026-11-25"]`, `"flags":[true,false]`),
		add(1, `"days":[]`, 201, `"days":[]`, `"tags":null`),
		add(2, `"tags":[]`, 422, `"pointer":"/tags"`, "too_few_items", "at least 1 item"),
		add(3, `"tags":["a","b","c","d"]`, 422, `"pointer":"/tags"`, "too_many_items", "at most 3 items"),
		add(4, `"tags":["a",7,null],"costs":["1.005","x"]`, 422, `"pointer":"/tags/1"`, `"pointer":"/tags/2"`, `"pointer":"/costs/0"`, `"pointer":"/costs/1"`, "wrong_type", "too_many_places"),
		add(5, `"tags":"a"`, 422, `"pointer":"/tags"`, "must be an array, not a string"),
		add(6, `"tags":["a",["b"]]`, 422, `"pointer":"/tags/1"`, "must be a string, not an array"),
		add(7, `"tags":["a",`, 400),
		add(8, `"tags":["abcdefghij"]`, 422, `"pointer":"/tags/0"`, "too_long"),
		{method: "PATCH", url: items + "/$l0", as: "ann", status: 200, body: `{"tags":["a", "é<"]}`, has: []string{`Etag: "1"`}},
		{method: "PATCH", url: items + "/$l0", as: "ann", status: 200, body: `{"tags":null,"costs":[]}`, has: []string{`"tags":null`, `"costs":[]`}},
		{method: "GET", url: items + "?tags[present]=true", as: "ann", status: 200, has: []string{`"items":[]`}},
	})
}

// TestOpaque: JSON comes back as one text, a secret never does, in no answer and no
// error.
func TestOpaque(t *testing.T) {
	w := shop(t)
	const secret = "a long text that nobody can guess"
	w.run([]step{
		{
			method: "PATCH", url: "/v1/items/$i0", as: "ann", status: 200, body: `{"label":"AB","extra":{ "b": [1, "<x>"], "a": null }}`,
			has: []string{`"label":"AB"`, `"extra":{"b":[1,"\u003cx\u003e"],"a":null}`}, hasNot: []string{"token"},
		},
		{name: "nothing changes", method: "PATCH", url: "/v1/items/$i0", as: "ann", status: 200, body: `{"extra":{"b":[1,"<x>"],  "a":null}}`, has: []string{`Etag: "2"`}},
		{method: "PATCH", url: "/v1/items/$i0", as: "ann", status: 422, body: `{"label":"AB1x","token":"short"}`, has: []string{"no_match", "too_short"}, hasNot: []string{"AB1x", `"short"`}},
		{method: "PATCH", url: "/v1/items/$i0", as: "ann", status: 200, body: `{"extra":null}`, has: []string{`"extra":null`}},
		{
			method: "POST", url: "/v1/items/$i0/seal", as: "ann", status: 200, body: `{"token":"` + secret + `","extra":[true]}`,
			has: []string{`"extra":[true]`, `"label":"AB1"`}, hasNot: []string{"token", secret},
		},
		{name: "the rule knows that there is one", method: "POST", url: "/v1/items/$i0/seal", as: "ann", status: 403, body: `{"token":"` + secret + `"}`, hasNot: []string{secret}},
		{method: "GET", url: "/v1/items?token=" + url.QueryEscape(secret), as: "ann", status: 400, has: []string{"unknown_parameter"}, hasNot: []string{"guess"}},
	})
	must(t, w.db.Read(t.Context(), func(tx store.Tx) error {
		n, err := tx.Query("SELECT 1 FROM item WHERE token = ?1", []value.Value{payload.HashSecret(secret)}, nil)
		if n != 1 {
			t.Errorf("%d rows have the hash of the secret", n)
		}
		return err
	}))
}

// TestTypesInLists: filters take the forms of bodies; pages of each order are whole.
func TestTypesInLists(t *testing.T) {
	w := shop(t)
	for filter, want := range map[string]string{
		"day=2024-02-29": "n1", "code=" + code(6): "n3", "code=" + strings.ToUpper(code(6)): "n3", "weight=0.1": "n0", "weight=3.0": "n4",
		"price=10": "n2", "price=10.00": "n2", "site=https://A.example/x": "n2",
	} {
		w.run([]step{{method: "GET", url: "/v1/items?" + filter, as: "ann", status: 200, has: []string{`"name":"` + want}, hasNot: []string{`},{`}}})
	}
	w.run([]step{
		{method: "GET", url: "/v1/items?day=today", as: "ann", status: 400, has: []string{"not_a_date"}},
		{method: "GET", url: "/v1/items?weight=x", as: "ann", status: 400, has: []string{"wrong_type"}},
		{method: "GET", url: "/v1/items?price=1e2", as: "ann", status: 400, has: []string{"not_a_decimal"}},
	})
	for order, want := range map[string]string{
		"day": "n3 n1 n2 n0 n4", "-day": "n4 n0 n2 n1 n3", "code": "n4 n3 n2 n1 n0", "site": "n2 n3 n0 n1 n4", "-site": "n0 n3 n2 n4 n1",
		"weight": "n0 n1 n4 n3 n2", "-weight": "n3 n4 n1 n0 n2", "price": "n3 n1 n0 n2 n4", "-price,name": "n4 n2 n0 n1 n3",
	} {
		for _, limit := range []int{1, 2, 5} {
			if got := strings.Join(w.walk(fmt.Sprintf("/v1/items?sort=%s&limit=%d", order, limit), "ann"), " "); got != want {
				t.Errorf("sort=%s, %d a page: %s, want %s", order, limit, got, want)
			}
		}
	}
}

var names = regexp.MustCompile(`"name":"(n[0-9])"`)

// walk follows a list to its end and returns the names of its rows.
func (w *world) walk(path, as string) (got []string) {
	w.t.Helper()
	for next := path; next != ""; {
		a := w.do(&step{method: "GET", url: next, as: as})
		for _, m := range names.FindAllStringSubmatch(a.body, -1) {
			got = append(got, m[1])
		}
		var page struct{ Next string }
		must(w.t, json.Unmarshal([]byte(a.body), &page))
		if next = ""; page.Next != "" {
			next = path + "&cursor=" + page.Next
		}
	}
	return got
}
