package serve_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// TestFields: a request gets the fields that it asks for, of those that the operation
// sends, as far as the caller may read them in that row.
func TestFields(t *testing.T) {
	w := archive(t)
	w.run([]step{
		{name: "a get", method: "GET", url: "/v1/reports/$a?fields=title,id", as: "ann", status: 200, has: []string{`{"id":"$a","title":"A"}`, `Etag: "1"`}},
		{name: "what is computed", method: "GET", url: "/v1/reports/$a?fields=remark_count", as: "carl", status: 200, has: []string{`{"remark_count":1}`}},
		{name: "hidden in this row", method: "GET", url: "/v1/reports/$a?fields=id,note", as: "carl", status: 200, has: []string{`{"id":"$a"}`}},
		{name: "and not in that one", method: "GET", url: "/v1/reports/$c?fields=id,note", as: "carl", status: 200, has: []string{`{"id":"$c","note":"M"}`}},
		{name: "nothing that they may read", method: "GET", url: "/v1/reports/$a?fields=note", as: "carl", status: 200, has: []string{"{}\n"}},
		{name: "for whoever may", method: "GET", url: "/v1/reports/$a?fields=note,mark,rated", as: "ann", status: 200, has: []string{`{"note":"N","mark":7,"rated":true}`}},
		{name: "HEAD", method: "HEAD", url: "/v1/reports/$a?fields=id", as: "ann", status: 200, has: []string{"Content-Length: 39\n"}},
		{name: "a list", method: "GET", url: "/v1/reports?fields=title", as: "carl", status: 200, has: []string{`{"items":[{"title":"C"},{"title":"A"}],"next":null}`}},
		{name: "with filters, an order and a total", method: "GET", url: "/v1/reports?fields=title&note=M&sort=text&total=true", as: "carl", status: 200, has: []string{`{"items":[{"title":"C"}],"next":null,"total":1}`}},
		{name: "what the list does not send", method: "GET", url: "/v1/reports?fields=title,text", as: "ann", status: 400, has: []string{`names \"text\"`, "choose among id, title, mark, author, remark_count\""}},
		{name: "with an expand", method: "GET", url: "/v1/reports?fields=id&expand=author", as: "carl", status: 200, has: []string{`{"id":"$c","expand":{"author":{"id":"$carl","email":"carl@example.org"}}}`}},
		{name: "and nothing else", method: "GET", url: "/v1/reports/$a?fields=note&expand=reader", as: "carl", status: 200, has: []string{`{"expand":{"reader":{"id":"$carl","email":"carl@example.org"}}}`}},
		{name: "a create", method: "POST", url: "/v1/reports?fields=id", as: "carl", status: 201, save: "new", body: `{"title":"T"}`, has: []string{"Location: /v1/reports/rep_", `Etag: "1"`}},
		{name: "an update", method: "PATCH", url: "/v1/reports/$new?fields=note", as: "carl", status: 200, body: `{"note":"O"}`, has: []string{`{"note":"O"}`, `Etag: "2"`}},
		{name: "an operation of its own", method: "POST", url: "/v1/reports/$new/close?fields=closed", as: "carl", status: 200, has: []string{`{"closed":true}`}},
		{name: "a delete sends nothing", method: "DELETE", url: "/v1/reports/$new?fields=id", as: "ann", status: 400, has: []string{"unknown_parameter"}},
		{name: "empty", method: "GET", url: "/v1/reports/$a?fields=", as: "ann", status: 400, has: []string{`"parameter":"fields"`, "must not be empty"}},
		{name: "an empty name", method: "GET", url: "/v1/reports/$a?fields=id,", as: "ann", status: 400, has: []string{`names \"\"`}},
		{name: "twice", method: "GET", url: "/v1/reports/$a?fields=id,title,id", as: "ann", status: 400, has: []string{"names id twice"}},
		{name: "again", method: "GET", url: "/v1/reports?fields=id&fields=title", as: "ann", status: 400, has: []string{"duplicate_parameter"}},
		{name: "a long name", method: "GET", url: "/v1/reports?fields=" + strings.Repeat("x", 300), as: "ann", status: 400, has: []string{"names something that"}, hasNot: []string{"xxx"}},
		{name: "a field of the entity that nobody is sent", method: "GET", url: "/v1/reports/$a?fields=version", as: "ann", status: 400, has: []string{`names \"version\"`}},
		{name: "of nobody", method: "GET", url: "/v1/reports?fields=none", status: 401},
		{name: "of what is not there", method: "GET", url: "/v1/reports/rep_00000000000000000000000000?fields=id", as: "ann", status: 404},
	})
}

// TestFieldsHidden: a field that the caller can see in no row is answered as one that is
// not there, wherever it is asked for.
func TestFieldsHidden(t *testing.T) {
	w := archive(t)
	for _, c := range []struct{ method, path, body, hidden, offered string }{
		{"GET", "/v1/reports", "", "mark", "id, title, author, remark_count"},
		{"GET", "/v1/reports/$a", "", "mark", "id, author, reader, title, text, note, remark_count, closed, created_at"},
		{"GET", "/v1/reports/$a", "", "rated", "id, author, reader, title, text, note, remark_count, closed, created_at"}, // made of it
	} {
		ask := func(name string) answer {
			return w.do(&step{method: c.method, url: c.path + "?fields=id," + name + "," + name, as: "carl", body: c.body})
		}
		got, want := ask(c.hidden), ask("none")
		if a, b := strings.ReplaceAll(sansID(got.body), `\"`+c.hidden+`\"`, `\"none\"`), sansID(want.body); got.status != 400 || a != b {
			t.Errorf("%s %s: %d %s, want as for no field: %s", c.method, c.path, got.status, a, b)
		}
		if !strings.Contains(got.body, `"code":"invalid_parameter"`) || !strings.Contains(got.body, "choose among "+c.offered+`"`) {
			t.Errorf("%s %s: %s, want an offer of %s", c.method, c.path, got.body, c.offered)
		}
	}
}

// TestFieldsPages: a cursor is of an order and its filters, whatever fields are asked for.
func TestFieldsPages(t *testing.T) {
	w := archive(t)
	w.run([]step{{method: "POST", url: "/v1/reports", as: "carl", status: 201, body: `{"title":"T","text":"the third"}`}})
	var titles []string
	path := "/v1/reports?sort=text&limit=1"
	for i, fields := range []string{"&fields=title", "", "&fields=id,title"} {
		a := w.do(&step{method: "GET", url: path + fields, as: "carl"})
		var page struct {
			Items []map[string]any
			Next  string
		}
		must(t, json.Unmarshal([]byte(a.body), &page))
		if len(page.Items) != 1 || len(page.Items[0]) != []int{1, 4, 2}[i] || (page.Next == "") != (i == 2) {
			t.Fatal(a.body)
		}
		if link := a.header.Get("Link"); i == 0 && !strings.Contains(link, "&fields=title&cursor=") {
			t.Errorf("Link: %s", link)
		}
		titles = append(titles, fmt.Sprint(page.Items[0]["title"]))
		path = "/v1/reports?sort=text&limit=1&cursor=" + page.Next
	}
	if diff := cmp.Diff([]string{"A", "C", "T"}, titles); diff != "" {
		t.Error(diff)
	}
}

// TestFieldsUnchanged: the version tells that a row is the same as far as nothing is asked
// for that changes without it, and it is good for a write.
func TestFieldsUnchanged(t *testing.T) {
	w := archive(t)
	known := []string{"If-None-Match", `"1"`}
	w.run([]step{
		{method: "GET", url: "/v1/reports/$a", as: "ann", status: 200, header: known},
		{method: "GET", url: "/v1/reports/$a?fields=id,text", as: "ann", status: 304, header: known, has: []string{`Etag: "1"`}},
		{name: "a rule on the row alone", method: "GET", url: "/v1/reports/$a?fields=id,note", as: "ann", status: 304, header: known},
		{name: "a rule on what the caller is now", method: "GET", url: "/v1/reports/$a?fields=id,mark", as: "ann", status: 200, header: known},
		{method: "GET", url: "/v1/reports/$a?fields=id,remark_count", as: "ann", status: 200, header: known},
		{method: "GET", url: "/v1/reports/$a?fields=id&expand=author", as: "ann", status: 200, header: known},
		{method: "PATCH", url: "/v1/reports/$a?fields=id", as: "ann", status: 200, body: `{"title":"B"}`, header: []string{"If-Match", `"1"`}},
		{method: "PATCH", url: "/v1/reports/$a?fields=id", as: "ann", status: 412, body: `{"title":"C"}`, header: []string{"If-Match", `"1"`}},
		{method: "GET", url: "/v1/reports/$a?fields=id,text", as: "ann", status: 200, header: known, has: []string{`Etag: "2"`}},
	})
}

// TestFieldsAreOfTheWhole: whatever fields a caller asks for, they have what the whole
// answer has in these fields, alone and in lists, with expands and without.
func TestFieldsAreOfTheWhole(t *testing.T) {
	w := stall(t)
	var p *plan.Plan
	{
		var diags diag.List
		d, _, err := compile.Folder(stallDesign, &diags)
		must(t, err)
		p = compile.Plan(d, dialect.SQLite)
	}
	var names []string
	for _, f := range p.Operation("listOrders").Sent.Fields {
		names = append(names, f.Name.Text)
	}
	random := rand.New(rand.NewPCG(5, 6))
	items := func(who, path string) (all []map[string]json.RawMessage) {
		var page struct{ Items []map[string]json.RawMessage }
		a := w.do(&step{method: "GET", url: path, as: who})
		must(t, json.Unmarshal([]byte(a.body), &page))
		if a.status != 200 {
			t.Fatalf("%s: %s", path, a.body)
		}
		return page.Items
	}
	cells := 0
	for range 60 {
		who, expand := []string{"ann", "carl"}[random.IntN(2)], []string{"", "&expand=buyer,after"}[random.IntN(2)]
		var asked []string
		for _, i := range random.Perm(len(names))[:1+random.IntN(len(names))] {
			asked = append(asked, names[i])
		}
		got, want := items(who, "/v1/orders?fields="+strings.Join(asked, ",")+expand), items(who, "/v1/orders?limit=50"+expand)
		for _, item := range want {
			for name := range item {
				if name != "expand" && !slices.Contains(asked, name) {
					delete(item, name)
				}
			}
			cells += len(item)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%v for %s%s (-whole +asked)\n%s", asked, who, expand, diff)
		}
	}
	if cells < 200 {
		t.Errorf("only %d values were compared", cells)
	}
}

// TestFieldsSQL pins what is read for some fields: nothing is evaluated that nobody asked
// for, and every column keeps its place.
func TestFieldsSQL(t *testing.T) {
	var diags diag.List
	d, files, err := compile.Folder("testdata/archive", &diags)
	must(t, err)
	files.Complete(&diags)
	must(t, diags.Err())
	for _, engine := range []dialect.Dialect{dialect.SQLite, dialect.Postgres} {
		p := compile.Plan(d, engine)
		f := &expr.Frame{Caller: make([]value.Value, 8)}
		f.Caller[0] = value.FixedID(1, 0, 1)
		get, list := p.Operation("getReport"), p.Operation("listReports")
		page := &query.Page{Order: list.List.Order}
		got := "-- listReports\n" + list.List.Shape.Statement(f, page).SQL +
			"\n-- listReports of title\n" + list.List.Shape.Only(f, page, bits(list, "title")).SQL +
			"\n-- getReport of title and note\n" + get.Row.Only(f, 0, bits(get, "title", "note")).SQL +
			"\n-- getReport of remark_count with its author\n" + get.Row.Only(f, 1, bits(get, "remark_count")).SQL
		got = strings.ReplaceAll(got, ", ", ",\n") + "\n"
		file := "testdata/archive.fields." + engine.String() + ".sql"
		if os.Getenv("UPDATE") != "" {
			must(t, os.WriteFile(file, []byte(got), 0o644))
		}
		want, err := os.ReadFile(file)
		must(t, err)
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%v (-want +got)\n%s", engine, diff)
		}
	}
}

// bits are the places of those fields among what op sends.
func bits(op *plan.Operation, names ...string) *value.Bits {
	only := &value.Bits{}
	for i, f := range op.Sent.Fields {
		if slices.Contains(names, f.Name.Text) {
			only.Add(i)
		}
	}
	return only
}
