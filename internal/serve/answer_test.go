package serve_test

import (
	"context"
	"testing"

	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/store"
)

// archive has the reports $a of ann, who is the boss, and $c of carl, each with a note and
// a mark, and two remarks on $a, one of which only the boss reads.
func archive(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, "testdata/archive")
	w.join("ann", "carl")
	must(t, w.db.Write(context.Background(), func(tx store.Tx) error {
		_, err := tx.Exec(`UPDATE "person" SET "boss" = 1 WHERE "email" = 'ann@example.org'`, nil)
		return err
	}))
	w.run([]step{
		{method: "POST", url: "/v1/reports", as: "ann", status: 201, save: "a", body: `{"title":"A","text":"of ann","note":"N","mark":7,"reader":"$carl"}`},
		{method: "POST", url: "/v1/reports", as: "carl", status: 201, save: "c", body: `{"title":"C","text":"of carl","note":"M","mark":3}`},
		{method: "POST", url: "/v1/remarks", as: "ann", status: 201, body: `{"report":"$a"}`},
		{method: "POST", url: "/v1/remarks", as: "ann", status: 201, body: `{"report":"$a","hidden":true}`},
	})
	return w
}

// TestAnswers: each operation sends the fields that it lists, as far as the caller may
// read them, and is asked by all that its resource sends.
func TestAnswers(t *testing.T) {
	w := archive(t)
	a := `{"id":"$a","title":"A","mark":7,"author":"$ann","remark_count":2}`
	forCarl := `{"id":"$a","title":"A","author":"$ann","remark_count":1}`
	w.run([]step{
		{name: "a list", method: "GET", url: "/v1/reports", as: "ann", status: 200, has: []string{`{"items":[{"id":"$c","title":"C","mark":3,"author":"$carl","remark_count":0},` + a + `],"next":null}`}},
		{name: "a list, as they may read it", method: "GET", url: "/v1/reports", as: "carl", status: 200, has: []string{forCarl}, hasNot: []string{"mark\""}},
		{
			name: "a get of all", method: "GET", url: "/v1/reports/$a", as: "ann", status: 200,
			has: []string{`{"id":"$a","author":"$ann","reader":"$carl","title":"A","text":"of ann","note":"N","mark":7,"remark_count":2,"rated":true,"closed":false,"created_at":`},
		},
		{
			name: "a create", method: "POST", url: "/v1/reports", as: "carl", status: 201, save: "new", body: `{"title":"T","text":"x"}`,
			has: []string{`{"id":"rep_`, "Location: /v1/reports/rep_", `Etag: "1"`}, hasNot: []string{"title", "text\""},
		},
		{name: "an update", method: "PATCH", url: "/v1/reports/$c", as: "carl", status: 200, body: `{"note":"O"}`, has: []string{`{"id":"$c","title":"C","note":"O"}`, `Etag: "2"`}},
		{name: "an operation without the id", method: "POST", url: "/v1/reports/$c/close", as: "carl", status: 200, has: []string{`{"closed":true,"remark_count":0}`}},
		{name: "a filter by what the list does not send", method: "GET", url: "/v1/reports?text=of+ann", as: "carl", status: 200, has: []string{`[` + forCarl + `]`}},
		{name: "which obeys its rule", method: "GET", url: "/v1/reports?note=N", as: "carl", status: 200, has: []string{`"items":[]`}},
		{name: "and one by what is hidden", method: "GET", url: "/v1/reports?mark%5Bge%5D=1", as: "carl", status: 400, has: []string{"unknown_parameter"}},
		{name: "an order by it", method: "GET", url: "/v1/reports?sort=-text&limit=1", as: "carl", status: 200, has: []string{`"title":"T"`, `rel="next"`}},
		{name: "what may be sorted by", method: "GET", url: "/v1/reports?sort=title", as: "carl", status: 400, has: []string{"choose among created_at, text,"}},
		{name: "a row of its own kind, whole", method: "GET", url: "/v1/reports/$a?expand=author", as: "carl", status: 200, has: []string{`"expand":{"author":{"id":"$ann","email":"ann@example.org"}}`}},
		{name: "which a get sends in part", method: "GET", url: "/v1/people/$ann", as: "carl", status: 200, has: []string{`{"id":"$ann"}`}},
		{name: "the row of a reference that is sent", method: "GET", url: "/v1/reports?expand=author&limit=3", as: "carl", status: 200, has: []string{`"expand":{"author":{"id":"$ann"`}},
		{name: "and of one that is not", method: "GET", url: "/v1/reports?expand=reader", as: "carl", status: 400, has: []string{`names \"reader\"`, "choose among author\""}},
		{name: "where no reference is sent", method: "PATCH", url: "/v1/reports/$c?expand=author", as: "carl", body: `{}`, status: 400, has: []string{"unknown_parameter"}},
		{name: "a version that is known, with what is computed", method: "GET", url: "/v1/reports/$a", as: "ann", status: 200, header: []string{"If-None-Match", `"1"`}},
		{name: "and without", method: "GET", url: "/v1/people/$ann", as: "ann", status: 304, header: []string{"If-None-Match", `"1"`}},
	})
}

// TestAnswerOfAnother: an operation that Go code does may answer with a row of another
// resource, which is sent and asked for as that one says.
func TestAnswerOfAnother(t *testing.T) {
	w := archive(t)
	answer := w.names["carl"]
	w.runner.Coded(map[string]*exec.Code{
		"passReport": {Handle: func(context.Context, *exec.Work) (exec.Result, error) { return exec.Result{ID: answer}, nil }},
	}, nil, nil)
	w.run([]step{
		{method: "POST", url: "/v1/reports/$a/pass", as: "ann", status: 200, has: []string{"{\"id\":\"$carl\",\"email\":\"carl@example.org\"}\n"}},
		{method: "POST", url: "/v1/reports/$a/pass?fields=email", as: "ann", status: 200, has: []string{"{\"email\":\"carl@example.org\"}\n"}},
		{method: "POST", url: "/v1/reports/$a/pass?fields=title", as: "ann", status: 400, has: []string{"choose among id, email\""}},
		{method: "POST", url: "/v1/reports/$a/pass?expand=author", as: "ann", status: 400, has: []string{"unknown_parameter"}},
	})
	answer = "" // of no row: that of the path is none of these
	w.run([]step{{method: "POST", url: "/v1/reports/$a/pass", as: "ann", status: 500}})
}
