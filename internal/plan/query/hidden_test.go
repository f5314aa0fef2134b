package query_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

// TestHiddenAmongMany: whether a field is hidden from a caller is known of each field,
// however many have rules that differ.
func TestHiddenAmongMany(t *testing.T) {
	const fields = 60
	var declared, sent, rules strings.Builder
	for i := range fields {
		fmt.Fprintf(&declared, "      f%d: {type: integer, optional: true}\n", i)
		fmt.Fprintf(&sent, ", f%d", i)
		fmt.Fprintf(&rules, "      f%d: {read: \"caller.level > %d\"}\n", i, i)
	}
	folder := t.TempDir()
	for name, text := range map[string]string{
		"data": "newel: 1\nentities:\n  User: {global: true, fields: {email: {type: email, unique: true}, level: {type: integer}}}\n" +
			"  Sheet:\n    global: true\n    fields:\n" + declared.String(),
		"contract": "title: Sheets\nbase: /v1\nresources:\n  sheets:\n    of: Sheet\n    fields: [id" + sent.String() + "]\n" +
			"    operations: {listSheets: {list: {filter: [f50, f59]}}, getSheet: get}\n",
		"access": "identity: User\nsign_in: {password: {login: email}}\nallow:\n  Sheet:\n    read: signed_in\n    fields:\n" + rules.String(),
	} {
		if err := os.WriteFile(filepath.Join(folder, name+".yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var diags diag.List
	d, _, err := compile.Folder(folder, &diags)
	if err != nil || diags.Err() != nil {
		t.Fatal(err, diags.Err())
	}
	p := compile.Plan(d, dialect.SQLite)
	get, list := p.Operation("getSheet"), p.Operation("listSheets")
	for _, level := range []int{0, 31, 32, fields} {
		f := &expr.Frame{Caller: make([]value.Value, 8)}
		f.Caller[0], f.Caller[d.Access.Identity.To.Field("level").Index] = id(1, 1), value.OfInt(int64(level))
		for i, field := range get.Sent.Fields {
			want := i > level // the id comes first
			if got := get.Row.Hidden(f, i); got != want {
				t.Errorf("%s is hidden from level %d in an item: %t", field.Name.Text, level, got)
			}
			if got := list.List.Shape.Hidden(f, field); got != want {
				t.Errorf("%s is hidden from level %d in a list: %t", field.Name.Text, level, got)
			}
		}
	}
}
