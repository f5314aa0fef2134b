package schema

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
)

// Search is what finds the rows of a table by the words in their texts. It has the names that
// the table and its columns had when it was made; when they get others it is made
// anew, from the rows.
type Search struct {
	Of      string   `json:"of"` // the table
	Columns []string `json:"columns"`
	Counted bool     `json:"counted,omitempty"` // its ids are integers
}

func searchOf(e *design.Entity) *Search {
	if len(e.Search) == 0 {
		return nil
	}
	s := &Search{Of: e.Table(), Counted: e.Counted()}
	for _, ref := range e.Search {
		s.Columns = append(s.Columns, ref.To.Column())
	}
	return s
}

func (s *Search) same(other *Search) bool {
	if s == nil || other == nil {
		return s == other
	}
	return s.Of == other.Of && slices.Equal(s.Columns, other.Columns)
}

// text names s as an author writes it.
func (s *Search) text() string { return "search [" + strings.Join(s.Columns, ", ") + "]" }

// Tables returns the tables that s has beside the one that it is of.
func (s *Search) Tables(d dialect.Dialect) []string {
	if s == nil || d == dialect.Postgres {
		return nil
	}
	return []string{dialect.SearchIndex(s.Of), dialect.SearchRows(s.Of)}
}

// searchSteps makes s; with fill, of the rows that are there.
func searchSteps(d dialect.Dialect, s *Search, fill bool) (steps []step) {
	if s == nil {
		return nil
	}
	add := func(text string) { steps = append(steps, step{turnSearch, text}) }
	if d == dialect.Postgres {
		for _, c := range s.Columns {
			words := dialect.Quote(d.SearchColumn(c))
			var name string
			give([]named{naming(&name, "ix", s.Of, "", c, "_search")}, nil)
			add("ALTER TABLE " + dialect.Quote(s.Of) + " ADD COLUMN " + words + " tsvector GENERATED ALWAYS AS (" + dialect.SearchWords(dialect.Quote(c)) + ") STORED")
			add("CREATE INDEX " + dialect.Quote(name) + " ON " + dialect.Quote(s.Of) + " USING gin (" + words + ")")
		}
		return steps
	}
	n := s.sqlite()
	// Numbers of its own: those that SQLite gives to rows may change when a file is compacted.
	add("CREATE TABLE " + n.rows + ` ("docid" INTEGER PRIMARY KEY, "id" ` + s.idType() + ` NOT NULL UNIQUE) STRICT`)
	add(dialect.SearchTable(s.Of, s.Columns))
	if fill {
		add("INSERT INTO " + n.rows + ` ("id") SELECT "id" FROM ` + n.of + ` ORDER BY "id"`)
		add("INSERT INTO " + n.index + ` ("rowid", ` + n.columns + `) SELECT "n"."docid", ` + n.cells(`"r".`) + " FROM " + n.rows +
			` AS "n" CROSS JOIN ` + n.of + ` AS "r" ON "r"."id" = "n"."id" ORDER BY "n"."docid"`)
	}
	docid := `(SELECT "docid" FROM ` + n.rows + ` WHERE "id" = `
	add("CREATE TRIGGER " + n.trigger("insert") + " AFTER INSERT ON " + n.of + " BEGIN\n" +
		"  INSERT INTO " + n.rows + ` ("id") VALUES (new."id");` + "\n" +
		"  INSERT INTO " + n.index + ` ("rowid", ` + n.columns + ") VALUES (" + docid + `new."id"), ` + n.cells("new.") + ");\nEND")
	add("CREATE TRIGGER " + n.trigger("update") + " AFTER UPDATE OF " + n.cells("") + " ON " + n.of + " WHEN (" + n.cells("old.") + ") IS NOT (" + n.cells("new.") + ") BEGIN\n" +
		"  UPDATE " + n.index + " SET (" + n.columns + ") = (" + n.cells("new.") + `) WHERE "rowid" = ` + docid + `new."id");` + "\nEND")
	add("CREATE TRIGGER " + n.trigger("delete") + " AFTER DELETE ON " + n.of + " BEGIN\n" +
		"  DELETE FROM " + n.index + ` WHERE "rowid" = ` + docid + `old."id");` + "\n" +
		"  DELETE FROM " + n.rows + ` WHERE "id" = old."id";` + "\nEND")
	return steps
}

// searchGoneSteps takes s away. The triggers on a table would stand in the way of other changes
// of it, so this comes first.
func searchGoneSteps(d dialect.Dialect, s *Search) (steps []step) {
	add := func(text string) { steps = append(steps, step{turnSearchGone, text}) }
	if d == dialect.Postgres {
		for _, c := range s.Columns {
			add("ALTER TABLE " + dialect.Quote(s.Of) + " DROP COLUMN " + dialect.Quote(d.SearchColumn(c)))
		}
		return steps
	}
	n := s.sqlite()
	for _, when := range []string{"insert", "update", "delete"} {
		add("DROP TRIGGER " + n.trigger(when))
	}
	add("DROP TABLE " + n.index)
	add("DROP TABLE " + n.rows)
	return steps
}

// idType is the type of the ids of its table, in SQLite.
func (s *Search) idType() string {
	if s.Counted {
		return "INTEGER"
	}
	return "BLOB"
}

// searchNames are the names of a Search in SQLite, quoted.
type searchNames struct {
	s                        *Search
	of, index, rows, columns string
}

func (s *Search) sqlite() searchNames {
	names := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		names[i] = dialect.Quote(dialect.SQLite.SearchColumn(c))
	}
	return searchNames{
		s: s, of: dialect.Quote(s.Of), index: dialect.Quote(dialect.SearchIndex(s.Of)), rows: dialect.Quote(dialect.SearchRows(s.Of)),
		columns: strings.Join(names, ", "),
	}
}

// cells are the columns of the table, each after before.
func (n searchNames) cells(before string) string {
	cells := make([]string, len(n.s.Columns))
	for i, c := range n.s.Columns {
		cells[i] = before + dialect.Quote(c)
	}
	return strings.Join(cells, ", ")
}

func (n searchNames) trigger(when string) string {
	return dialect.Quote(dialect.SearchIndex(n.s.Of) + "_" + when)
}
