package schema_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/bind"
	"github.com/newel-api/newel/internal/design/decode"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/store/sqlite"
	"github.com/newel-api/newel/internal/value"
)

// tester is a test, or one run of a property.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// build returns the schema of a design that is only data: entities is what stands
// under that word in data.yaml.
func build(t tester, entities string) *schema.Schema {
	t.Helper()
	return compile(t, "newel: 1\nentities:\n"+entities, "", "")
}

func compile(t tester, data, contract, access string) *schema.Schema {
	t.Helper()
	d, diags := new(design.Design), new(diag.List)
	parse := func(name, text string) []*source.File {
		return []*source.File{source.Parse(name, []byte(text), diags)}
	}
	types := decode.Data(parse("data.yaml", data), &d.Data, diags)
	if contract != "" {
		decode.Contract(parse("contract.yaml", contract), types, &d.Contract, diags)
	}
	if access != "" {
		decode.Access(parse("access.yaml", access), &d.Access, diags)
	}
	bind.Bind(d, diags)
	for _, found := range diags.All() {
		if found.Severity == diag.Error {
			t.Errorf("%s: %s [%s]", found.Span, found.Message, found.Rule.ID)
		}
	}
	if diags.Err() != nil {
		t.Fatalf("the design of the test is wrong:\n%s", data)
	}
	return schema.Build(d)
}

// helpdesk is the example's schema, with everything that signing in needs.
func helpdesk(t *testing.T) *schema.Schema {
	t.Helper()
	read := func(name string) string {
		text, err := os.ReadFile("../../examples/helpdesk/design/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	return compile(t, read("data"), read("contract"), read("access"))
}

// database is an empty SQLite database that is closed by done.
func database(t tester) (db store.DB, done func()) {
	t.Helper()
	db, err := sqlite.Open(context.Background(), "")
	if err != nil {
		t.Fatalf("%v", err)
	}
	return db, func() {
		if err := db.Close(); err != nil {
			t.Errorf("%v", err)
		}
	}
}

// run runs statements in one change of the schema.
func run(db store.DB, statements []string) error {
	return db.DDL(context.Background(), func(tx store.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(s, nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// exec runs one statement with rows; ids are given as one letter, by id.
func exec(t tester, db store.DB, sql string, args ...value.Value) error {
	t.Helper()
	return db.Write(context.Background(), func(tx store.Tx) error {
		_, err := tx.Exec(sql, args)
		return err
	})
}

// id is 16 times the letter.
func id(letter string) value.Value {
	return value.Value{Kind: value.ID, Str: strings.Repeat(letter, 16)}
}

// lines returns the results of a query, sorted, a row on a line.
func lines(t tester, db store.DB, sql string) (out []string) {
	t.Helper()
	err := db.Read(context.Background(), func(tx store.Tx) error {
		_, err := tx.Query(sql, nil, func(r store.Row) error {
			out = append(out, string(r.Bytes(0)))
			return nil
		})
		return err
	})
	if err != nil {
		t.Fatalf("%v", err)
	}
	slices.Sort(out)
	return out
}

// The catalog of SQLite, one fact on a line.
const (
	catalogTables = `SELECT t.name || ' strict ' || t.strict FROM pragma_table_list AS t
		WHERE t.schema = 'main' AND substr(t.name, 1, 7) <> 'sqlite_' AND t.type <> 'shadow'
		UNION ALL SELECT tbl_name || ' has ' || name FROM sqlite_schema WHERE type = 'trigger'`
	catalogColumns = `SELECT t.name || '.' || c.name || ' ' || c.type || ' notnull ' || c."notnull" || ' pk ' || c.pk
		FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c WHERE t.schema = 'main' AND substr(t.name, 1, 7) <> 'sqlite_' AND t.type <> 'shadow'`
	catalogIndexes = `SELECT i.name || ' on ' || t.name || ' unique ' || i."unique" || ' ' ||
		(SELECT group_concat(x.name || ' ' || x."desc", ', ' ORDER BY x.seqno) FROM pragma_index_xinfo(i.name) AS x WHERE x.key = 1)
		FROM pragma_table_list AS t JOIN pragma_index_list(t.name) AS i WHERE t.schema = 'main' AND i.origin = 'c'`
	catalogKeys = `SELECT t.name || ' (' || group_concat(f."from", ', ' ORDER BY f.seq) || ') to ' || f."table" || ' (' ||
		group_concat(f."to", ', ' ORDER BY f.seq) || ') ' || f.on_delete
		FROM pragma_table_list AS t JOIN pragma_foreign_key_list(t.name) AS f WHERE t.schema = 'main' GROUP BY t.name, f.id`
)

// catalog is everything that SQLite knows about its tables but their checks.
func catalog(t tester, db store.DB) (facts []string) {
	t.Helper()
	for _, sql := range []string{catalogTables, catalogColumns, catalogIndexes, catalogKeys} {
		facts = append(facts, lines(t, db, sql)...)
	}
	return facts
}

// expected is what the catalog must say about s, written from s alone.
func expected(s *schema.Schema) (facts []string) {
	var tables, columns, indexes, keys []string
	bit := map[bool]int{true: 1}
	for _, t := range s.Tables {
		tables = append(tables, t.Name+" strict 1")
		for _, c := range t.Columns {
			kind := map[schema.Type]string{schema.ID: "BLOB", schema.Bytes: "BLOB", schema.Text: "TEXT", schema.JSON: "TEXT", schema.UUID: "BLOB", schema.Number: "REAL"}[c.Type]
			if kind == "" {
				kind = "INTEGER"
			}
			columns = append(columns, fmt.Sprintf("%s.%s %s notnull %d pk %d", t.Name, c.Name, kind, bit[!c.Optional], bit[c.Primary]))
		}
		for _, x := range t.Indexes {
			var parts []string
			for _, k := range x.Keys {
				parts = append(parts, fmt.Sprintf("%s %d", k.Column, bit[k.Desc]))
			}
			indexes = append(indexes, fmt.Sprintf("%s on %s unique %d %s", x.Name, t.Name, bit[x.Unique], strings.Join(parts, ", ")))
		}
		for _, r := range t.References {
			keys = append(keys, references(t, r)...)
		}
		if t.Search == nil {
			continue
		}
		index, rows := t.Name+"__search", t.Name+"__search_rows"
		tables = append(tables, index+" strict 0", rows+" strict 1")
		for _, when := range []string{"insert", "update", "delete"} {
			tables = append(tables, t.Name+" has "+index+"_"+when)
		}
		columns = append(columns, rows+".docid INTEGER notnull 0 pk 1", rows+".id "+map[bool]string{false: "BLOB", true: "INTEGER"}[t.Search.Counted]+" notnull 1 pk 0")
		for _, c := range t.Search.Columns {
			columns = append(columns, index+"._"+c+"  notnull 0 pk 0")
		}
	}
	for _, list := range [][]string{tables, columns, indexes, keys} {
		slices.Sort(list)
		facts = append(facts, list...)
	}
	return facts
}

func references(t *schema.Table, r *schema.Reference) []string {
	action := map[string]string{"restrict": "NO ACTION", "cascade": "CASCADE", "set_null": "SET NULL"}[r.OnDelete]
	one := fmt.Sprintf("%s (%s) to %s (id) %s", t.Name, r.Column, r.Target, action)
	if r.Tenant == "" {
		return []string{one}
	}
	pair := fmt.Sprintf("%s (%s, %s) to %s (%s, id) ", t.Name, r.Tenant, r.Column, r.Target, r.TargetTenant)
	if r.OnDelete == "set_null" {
		return []string{one, pair + "NO ACTION"}
	}
	return []string{pair + action}
}
