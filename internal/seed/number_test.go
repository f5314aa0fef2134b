package seed_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/store"
)

var bills = map[string]string{
	"design/data.yaml": `
newel: 1
entities:
  Bill:
    global: true
    id: integer
    prefix: bil
    fields:
      corrects: {ref: Bill, optional: true}
      title: {type: text}
  Line:
    global: true
    fields:
      bill: {ref: Bill, on_delete: cascade}
    links:
      tags: {to: Tag}
  Tag:
    global: true
    id: integer
    fields:
      name: {type: text}
`,
}

const billSeed = `
Bill:
  fixed: {title: fixed, corrects: $wrong}
  wrong: {title: wrong}
Line:
  one: {bill: $fixed}
Tag:
  hot: {name: hot}
LineTag:
  one-hot: {line: $one, tag: "$hot"}
`

// TestNumbers: rows are counted in the order in which they are written down, and go on
// where rows that are gone have ended.
func TestNumbers(t *testing.T) {
	d := designOf(t, bills)
	db := open(t, d)
	for round, want := range [][]string{
		{"bill 1 fixed 2", "bill 2 wrong 0", "line 1", "pair 1", "tag 1"},
		{"bill 3 fixed 4", "bill 4 wrong 0", "line 3", "pair 2", "tag 2"},
	} {
		rows := read(t, d, billSeed)
		if written, err := rows.Write(t.Context(), db, nil); err != nil || !written {
			t.Fatalf("%d: written is %v, error %v", round, written, err)
		}
		var got []string
		err := db.Read(t.Context(), func(tx store.Tx) error {
			for _, sql := range []string{
				"SELECT 'bill ' || id || ' ' || title || ' ' || coalesce(corrects, 0) FROM bill", "SELECT 'tag ' || id FROM tag",
				"SELECT 'line ' || bill FROM line", "SELECT 'pair ' || tag FROM line_tag",
			} {
				if _, err := tx.Query(sql, nil, func(r store.Row) error {
					got = append(got, string(r.Bytes(0)))
					return nil
				}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d: -want +got\n%s", round, diff)
		}
		for _, row := range rows.List {
			if row.Name == "fixed" && string(row.Entity.AppendID(nil, row.ID())) != fmt.Sprint("bil_", round*2+1) {
				t.Errorf("%d: the row says that it is %d", round, row.ID().Int)
			}
		}
		if err := db.Write(t.Context(), func(tx store.Tx) error {
			for _, table := range []string{"line_tag", "line", "bill", "tag"} {
				if _, err := tx.Exec("DELETE FROM "+table, nil); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}
