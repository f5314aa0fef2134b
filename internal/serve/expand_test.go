package serve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// TestExpand: the row that a reference leads to comes on demand, to whoever may read
// it.
func TestExpand(t *testing.T) {
	w := stall(t)
	w.run([]step{
		{
			name: "in the answer of a create", method: "POST", url: "/v1/orders?expand=after", as: "ann", status: 201, save: "next",
			body: `{"seller":"$dave","after":"$o"}`, has: []string{`"expand":{"after":{"id":"$o"`, `"line_count":3`},
		},
		{name: "nothing without being asked", method: "GET", url: "/v1/orders/$next", as: "ann", status: 200, has: []string{`"after":"$o"`}, hasNot: []string{"expand"}},
		{
			name: "a row that is not for them", method: "GET", url: "/v1/orders/$next?expand=after,buyer", as: "dave", status: 200,
			has: []string{`"after":"$o"`, `"expand":{"buyer":{"id":"$ann","email":"ann@example.org","bought_count":1},"after":null}`}, hasNot: []string{`"N"`, "$carl"},
		},
		{name: "no row", method: "GET", url: "/v1/orders/$free?expand=seller,after", as: "carl", status: 200, has: []string{`"expand":{"seller":null,"after":null}`}},
		{
			name: "a field that is not for them", method: "GET", url: "/v1/orders/$o?expand=buyer", as: "ann", status: 200,
			has: []string{`"expand":{"buyer":{"id":"$carl","email":"carl@example.org","bought_count":1}}`},
		},
		{
			name: "and one that is", method: "GET", url: "/v1/orders/$o?expand=buyer", as: "carl", status: 200,
			has: []string{`"expand":{"buyer":{"id":"$carl","email":"carl@example.org","alias":"C","bought_count":2}}`},
		},
		{name: "of a list", method: "GET", url: "/v1/lines?order=$o&expand=order", as: "carl", status: 200, has: []string{`"expand":{"order":{"id":"$o"`, `"line_count":2`}, hasNot: []string{`"note"`}},
		{name: "of an update", method: "PATCH", url: "/v1/orders/$o?expand=seller", as: "carl", status: 200, body: `{"note":"X"}`, has: []string{`"expand":{"seller":{"id":"$ann"`}},
		{method: "POST", url: "/v1/lines", as: "ann", status: 201, save: "l", body: `{"order":"$o","amount":1}`},
		{name: "a version that is known", method: "GET", url: "/v1/lines/$l?fields=id,order", as: "ann", status: 304, header: []string{"If-None-Match", `"1"`}},
		{name: "says nothing of other rows", method: "GET", url: "/v1/lines/$l?fields=id,order&expand=order", as: "ann", status: 200, header: []string{"If-None-Match", `"1"`}},
		{name: "unknown", method: "GET", url: "/v1/orders/$o?expand=buyer,note", as: "carl", status: 400, has: []string{`"parameter":"expand"`, `names \"note\"`, "buyer, seller, after"}},
		{name: "twice", method: "GET", url: "/v1/orders/$o?expand=buyer,buyer", as: "carl", status: 400, has: []string{"twice"}},
		{name: "again", method: "GET", url: "/v1/orders?expand=buyer&expand=seller", as: "carl", status: 400, has: []string{"duplicate_parameter"}},
		{name: "empty", method: "GET", url: "/v1/orders?expand=", as: "carl", status: 400, has: []string{`"parameter":"expand"`}},
		{name: "where nothing can be", method: "GET", url: "/v1/people?expand=bought", as: "carl", status: 400, has: []string{"unknown_parameter"}},
		{name: "where nothing can be", method: "GET", url: "/v1/people/$carl?expand=bought", as: "carl", status: 400, has: []string{"unknown_parameter"}},
	})
}

// TestExpandPages: the pages of a list are the same with what it expands.
func TestExpandPages(t *testing.T) {
	w := stall(t)
	path, seen := "/v1/lines?limit=1&order=$o&expand=order", 0
	for path != "" {
		var page struct {
			Items []struct {
				Expand struct{ Order struct{ ID string } }
			}
			Next string
		}
		a := w.do(&step{method: "GET", url: path, as: "ann"})
		must(t, json.Unmarshal([]byte(a.body), &page))
		if len(page.Items) != 1 || page.Items[0].Expand.Order.ID != w.names["o"] {
			t.Fatal(a.body)
		}
		seen++
		if path = ""; page.Next != "" {
			path = "/v1/lines?limit=1&order=$o&expand=order&cursor=" + page.Next
		}
	}
	if seen != 3 {
		t.Errorf("%d pages of 3 lines", seen)
	}
}

// TestExpandIsWhatIsGot: for random rows and each caller, what is expanded is what a
// get of it gives the same caller; null where that is 404.
func TestExpandIsWhatIsGot(t *testing.T) {
	w := stall(t)
	random := rand.New(rand.NewPCG(3, 4))
	people := []string{"ann", "carl", "dave"}
	mine := map[string][]string{"ann": {"o"}, "carl": {"o"}}
	for i := range 20 {
		buyer, seller, name := people[random.IntN(3)], people[random.IntN(3)], fmt.Sprint("r", i)
		body := fmt.Sprintf(`{"seller":"$%s","note":"n%d"}`, seller, i)
		if known := mine[buyer]; len(known) > 0 {
			body = fmt.Sprintf(`{"seller":"$%s","note":"n%d","after":"$%s"}`, seller, i, known[random.IntN(len(known))])
		}
		w.run([]step{{method: "POST", url: "/v1/orders", as: buyer, status: 201, save: name, body: body}})
		mine[buyer] = append(mine[buyer], name)
		if seller != buyer {
			mine[seller] = append(mine[seller], name)
		}
	}
	paths := map[string]string{"buyer": "/v1/people/", "seller": "/v1/people/", "after": "/v1/orders/"}
	same, hidden := 0, 0
	for _, who := range people {
		var page struct {
			Items []map[string]json.RawMessage
		}
		must(t, json.Unmarshal([]byte(w.do(&step{method: "GET", url: "/v1/orders?expand=after,seller,buyer", as: who}).body), &page))
		for _, item := range page.Items {
			var expanded map[string]json.RawMessage
			must(t, json.Unmarshal(item["expand"], &expanded))
			for name, path := range paths {
				var id string
				must(t, json.Unmarshal(item[name], &id))
				if id == "" {
					continue
				}
				want := json.RawMessage("null")
				if got := w.do(&step{method: "GET", url: path + id, as: who}); got.status == 200 {
					want = json.RawMessage(got.body)
					same++
				} else {
					hidden++
				}
				if !bytes.Equal(bytes.TrimSpace(want), expanded[name]) {
					t.Errorf("%s for %s: %s, a get gives %s", name, who, expanded[name], want)
				}
			}
		}
	}
	if same < 20 || hidden < 3 {
		t.Errorf("%d rows seen and %d hidden: the rows are not varied", same, hidden)
	}
}

// TestExpandByIndex: SQLite finds what is expanded by its primary key, in one
// statement with the items.
func TestExpandByIndex(t *testing.T) {
	w := stall(t)
	s, f := projected(t, dialect.SQLite, 7)
	slots := make([]value.Value, query.SlotFirst)
	slots[query.SlotID] = value.FixedID(1, 0, 1)
	var steps []string
	must(t, w.db.Read(context.Background(), func(tx store.Tx) error {
		_, err := tx.Query("EXPLAIN QUERY PLAN "+s.SQL, s.Args(f, slots, nil), func(row store.Row) error {
			steps = append(steps, string(row.Bytes(3)))
			return nil
		})
		return err
	}))
	if plan := strings.Join(steps, "\n"); strings.Contains(plan, "SCAN") {
		t.Errorf("the plan has a scan:\n%s", plan)
	}
}
