package query_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// TestSearchText pins what the engines are asked for two words, by a caller who may read one
// of the texts in some rows only, and by one who may read all; and what is bound.
func TestSearchText(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"data": "newel: 1\nentities:\n" +
			"  User: {global: true, fields: {email: {type: email, unique: true}, admin: {type: boolean}}}\n" +
			"  Note:\n    global: true\n    fields:\n      owner: {ref: User, on_delete: cascade}\n" +
			"      title: {type: text}\n      text: {type: text}\n      remark: {type: text}\n    search: [title, text, remark]\n",
		"contract": "title: Notes\nbase: /v1\nresources:\n  notes:\n    of: Note\n    fields: [id, title, text, remark]\n" +
			"    operations: {listNotes: {list: {search: [title, text, remark]}}}\n",
		"access": "identity: User\nsign_in: {password: {login: email}}\nallow:\n  Note:\n    read: signed_in\n" +
			"    fields: {remark: {read: \"caller.admin || resource.owner == caller.id\"}}\n",
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
	words, _ := payload.Words("Café print* fire")
	for _, engine := range []dialect.Dialect{dialect.SQLite, dialect.Postgres} {
		l := compile.Plan(d, engine).Operation("listNotes").List
		for name, admin := range map[string]bool{"": false, "_admin": true} {
			f := &expr.Frame{Caller: []value.Value{id(1, 1), value.OfText("a@b.c"), value.OfBool(admin), {}, {}, {}}}
			sought := l.Shape.Sought(f, words)
			s := l.Shape.Statement(f, &query.Page{Order: l.Order, Sought: len(sought)})
			text := s.SQL
			for _, v := range sought {
				text += "\n-- " + v.Str
			}
			pinned(t, filepath.Join("testdata", "search_"+strings.ToLower(engine.String())+name+".sql"), broken(text)+"\n")
		}
	}
}
