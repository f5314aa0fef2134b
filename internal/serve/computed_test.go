package serve_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

const stallDesign = "testdata/stall"

// stall has the orders $o of carl from ann, with a line that only ann sees, and $free
// of carl from nobody, without lines.
func stall(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, stallDesign)
	w.join("ann", "carl", "dave")
	line := func(rest string) step {
		return step{method: "POST", url: "/v1/lines", as: "ann", status: 201, body: `{"order":"$o",` + rest + `}`}
	}
	w.run([]step{
		{method: "PATCH", url: "/v1/people/$carl", as: "carl", status: 200, body: `{"alias":"C"}`},
		{method: "POST", url: "/v1/orders", as: "carl", status: 201, save: "o", body: `{"seller":"$ann","note":"N"}`},
		{method: "POST", url: "/v1/orders", as: "carl", status: 201, save: "free", body: `{}`},
		line(`"amount":1,"price":"2.50","cost":3`), line(`"amount":20,"price":"0.25","cost":4`), line(`"amount":300,"price":"99","hidden":true,"cost":5`),
	})
	return w
}

// TestComputed: a computed value sees the rows and fields that the caller may read,
// and no others.
func TestComputed(t *testing.T) {
	w := stall(t)
	w.run([]step{
		{
			name: "all is for the seller", method: "GET", url: "/v1/orders/$o", as: "ann", status: 200,
			has: []string{
				`"line_count":3,"large_count":2,"amount":321,"price":"101.75","cost":12,"seller_email":"ann@example.org","seller_sold":1,` +
					`"any_hidden":true,"all_cheap":false,"noted":true}`,
			},
			hasNot: []string{"buyer_alias"},
		},
		{
			name: "not so for the buyer", method: "GET", url: "/v1/orders/$o", as: "carl", status: 200,
			has: []string{
				`"line_count":2,"large_count":1,"amount":21,"price":"2.75","cost":0,"buyer_alias":"C","seller_email":"ann@example.org","seller_sold":1,` +
					`"any_hidden":false,"all_cheap":true}`,
			},
			hasNot: []string{"noted", "note"},
		},
		{
			name: "no seller, no lines", method: "GET", url: "/v1/orders/$free", as: "carl", status: 200,
			has: []string{`"line_count":0,"large_count":0,"amount":0,"price":"0.00","cost":0,"buyer_alias":"C","seller_email":null,"seller_sold":null,"any_hidden":false,"all_cheap":true}`},
		},
		{name: "in a list", method: "GET", url: "/v1/orders?seller=$ann", as: "carl", status: 200, has: []string{`"line_count":2`, `"amount":21`}},
		{name: "in the answer of a write", method: "PATCH", url: "/v1/orders/$o", as: "ann", status: 200, body: `{"note":"M"}`, has: []string{`"line_count":3`, `"noted":true`}},
		{name: "orders of carl, for dave", method: "GET", url: "/v1/people/$carl", as: "dave", status: 200, has: []string{`"bought_count":0`}},
		{name: "orders of carl, for ann", method: "GET", url: "/v1/people/$carl", as: "ann", status: 200, has: []string{`"bought_count":1`}},
		{name: "orders of carl, for carl", method: "GET", url: "/v1/people/$carl", as: "carl", status: 200, has: []string{`"bought_count":2`}},
		{name: "no filter by it", method: "GET", url: "/v1/orders?line_count=2", as: "carl", status: 400},
		{name: "no order by it", method: "GET", url: "/v1/orders?sort=line_count", as: "carl", status: 400},
	})
}

// TestSumBeyond64: a sum that 64 bits do not hold is no value, and one that they hold
// is exact, whatever happens on the way.
func TestSumBeyond64(t *testing.T) {
	w := stall(t)
	add := func(amount, want string) {
		t.Helper()
		w.run([]step{
			{method: "POST", url: "/v1/lines", as: "ann", status: 201, body: `{"order":"$free","amount":` + amount + `}`, name: "add " + amount},
		})
		if a := w.do(&step{method: "GET", url: "/v1/orders/$free", as: "carl"}); !strings.Contains(a.body, `"amount":`+want+`,`) {
			t.Errorf("with %s: %s, want %s", amount, a.body, want)
		}
	}
	w.run([]step{{method: "POST", url: "/v1/orders", as: "ann", status: 201, save: "free", body: `{"seller":"$ann"}`}})
	w.tokens["carl"] = w.tokens["ann"]
	add("9223372036854775807", "9223372036854775807")
	add("1", "null")
	add("-1", "9223372036854775807")
	add("-9223372036854775808", "-1")
	add("-9223372036854775807", "-9223372036854775808")
	add("-1", "null")
}

// TestComputedIsWhatIsListed: for random rows and each caller, sizes and sums are
// those of the rows and fields that a list gives the same caller.
func TestComputedIsWhatIsListed(t *testing.T) {
	w := stall(t)
	random := rand.New(rand.NewPCG(1, 2))
	people := []string{"ann", "carl", "dave"}
	for i := range 12 {
		order := fmt.Sprint("r", i)
		body := fmt.Sprintf(`{"seller":"$%s"}`, people[random.IntN(3)])
		if random.IntN(4) == 0 {
			body = `{}`
		}
		buyer := people[random.IntN(3)]
		w.run([]step{{method: "POST", url: "/v1/orders", as: buyer, status: 201, save: order, body: body}})
		for range random.IntN(6) {
			w.run([]step{{method: "POST", url: "/v1/lines", as: buyer, status: 201, body: fmt.Sprintf(
				`{"order":"$%s","amount":%d,"price":"%d.%02d","hidden":%t,"cost":%d}`,
				order, random.IntN(40)-10, random.IntN(20), random.IntN(100), random.IntN(2) == 0, random.IntN(9))}})
		}
	}
	type order struct {
		ID         string
		LineCount  int64 `json:"line_count"`
		LargeCount int64 `json:"large_count"`
		Amount     int64
		Cost       int64
		AnyHidden  bool `json:"any_hidden"`
		AllCheap   bool `json:"all_cheap"`
	}
	seen := 0
	for _, who := range people {
		var orders struct{ Items []order }
		must(t, json.Unmarshal([]byte(w.do(&step{method: "GET", url: "/v1/orders", as: who}).body), &orders))
		for _, got := range orders.Items {
			var lines struct {
				Items []struct {
					Amount int64
					Price  string
					Hidden bool
					Cost   *int64
				}
			}
			must(t, json.Unmarshal([]byte(w.do(&step{method: "GET", url: "/v1/lines?order=" + got.ID, as: who}).body), &lines))
			want := order{ID: got.ID, AllCheap: true}
			for _, l := range lines.Items {
				want.LineCount++
				want.Amount += l.Amount
				if l.Amount > 10 {
					want.LargeCount++
				}
				if l.Cost != nil {
					want.Cost += *l.Cost
				}
				price, err := strconv.ParseFloat(l.Price, 64)
				must(t, err)
				want.AnyHidden, want.AllCheap = want.AnyHidden || l.Hidden, want.AllCheap && price <= 10
			}
			if got != want {
				t.Errorf("for %s: %+v, listed %+v", who, got, want)
			}
			seen += int(want.LineCount)
		}
	}
	if seen < 20 {
		t.Errorf("only %d lines were seen: the rows are not varied", seen)
	}
}

// projected returns the statement that reads one order with those expands, for whoever
// signs in.
func projected(t *testing.T, d dialect.Dialect, asked uint64) (*query.Statement, *expr.Frame) {
	t.Helper()
	var diags diag.List
	read, files, err := compile.Folder(stallDesign, &diags)
	must(t, err)
	files.Complete(&diags)
	must(t, diags.Err())
	p := compile.Plan(read, d)
	f := &expr.Frame{Caller: make([]value.Value, 8)}
	f.Caller[0] = value.FixedID(1, 0, 1)
	return p.Operation("getOrder").Row.Expanding(f, asked), f
}

// TestComputedSQL pins the statement that reads an order, alone and with the orders
// that it expands, on each database.
func TestComputedSQL(t *testing.T) {
	for _, d := range []dialect.Dialect{dialect.SQLite, dialect.Postgres} {
		for name, asked := range map[string]uint64{"stall.": 0, "stall.expand.": 7} {
			s, _ := projected(t, d, asked)
			got, file := strings.ReplaceAll(s.SQL, ", ", ",\n")+"\n", "testdata/"+name+d.String()+".sql"
			if os.Getenv("UPDATE") != "" {
				must(t, os.WriteFile(file, []byte(got), 0o644))
			}
			want, err := os.ReadFile(file)
			must(t, err)
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%v (-want +got)\n%s", d, diff)
			}
		}
	}
}

// TestComputedByIndex: SQLite finds the rows that are counted by an index.
func TestComputedByIndex(t *testing.T) {
	w := stall(t)
	s, f := projected(t, dialect.SQLite, 0)
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
	plan := strings.Join(steps, "\n")
	if strings.Contains(plan, "SCAN") || !strings.Contains(plan, "USING INDEX") {
		t.Errorf("the plan has a scan:\n%s", plan)
	}
}
