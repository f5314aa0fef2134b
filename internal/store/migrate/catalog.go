package migrate

import (
	"fmt"
	"slices"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/store"
)

// tables are the columns of each real table and view.
type tables map[string][]string

// columnsSQL lists table and column, in the order of the table.
func columnsSQL(d dialect.Dialect) string {
	if d == dialect.Postgres {
		return `SELECT table_name::text, column_name::text FROM information_schema.columns` +
			` WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position`
	}
	return `SELECT t.name, c.name FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c` +
		` WHERE t.schema = 'main' AND substr(t.name, 1, 7) <> 'sqlite_' ORDER BY t.name, c.cid`
}

// catalog asks the engine what is really there.
func catalog(tx store.Tx, d dialect.Dialect) (tables, error) {
	there := tables{}
	_, err := tx.Query(columnsSQL(d), nil, func(r store.Row) error {
		table := string(r.Bytes(0))
		there[table] = append(there[table], string(r.Bytes(1)))
		return nil
	})
	return there, err
}

// lacks returns an error that names the first table or column of s that is not
// there. What is there beside is somebody else's and left alone.
func (t tables) lacks(d dialect.Dialect, s *schema.Schema) error {
	for _, want := range s.Tables {
		columns, there := t[want.Name]
		if !there {
			return fmt.Errorf("table %q is missing: Newel made it, and somebody took it away", want.Name)
		}
		for _, name := range want.Search.Tables(d) {
			if t[name] == nil {
				return fmt.Errorf("table %q is missing: Newel made it for the search in %q, and somebody took it away", name, want.Name)
			}
		}
		for _, c := range want.Columns {
			if !slices.Contains(columns, c.Name) {
				return fmt.Errorf("table %q: column %q is missing: Newel made it, and somebody took it away", want.Name, c.Name)
			}
		}
	}
	return nil
}
