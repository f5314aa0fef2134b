package schema

import (
	"strings"

	"github.com/newel-api/newel/internal/dialect"
)

// renamed returns old under the names that new has for its tables and columns, with
// the changes that give them those names. A name is taken over once: where the new
// one is there already, or the old one is still wanted, nothing is renamed. old itself
// stays as it is.
func renamed(old, new *Schema) (*Schema, []Change) {
	var changes []Change
	for _, t := range new.Tables {
		if t.Was == "" || old.Table(t.Name) != nil || old.Table(t.Was) == nil || new.Table(t.Was) != nil {
			continue
		}
		old = old.with(t.Was, func(was *Table) { was.Name = t.Name })
		changes = append(changes, Change{
			What: "table " + t.Was + ": renamed to " + t.Name, Additive: true, turn: turnTableName,
			rename: "ALTER TABLE " + dialect.Quote(t.Was) + " RENAME TO " + dialect.Quote(t.Name),
		})
	}
	for _, t := range new.Tables {
		for _, c := range t.Columns {
			was := old.Table(t.Name)
			if was == nil || c.Was == "" || was.Column(c.Name) != nil || was.Column(c.Was) == nil || t.Column(c.Was) != nil {
				continue
			}
			old = old.with(t.Name, func(was *Table) { was.rename(c.Was, c.Name) })
			changes = append(changes, Change{
				What: "table " + t.Name + ": column " + c.Was + " renamed to " + c.Name, Additive: true, turn: turnColumnName,
				rename: "ALTER TABLE " + dialect.Quote(t.Name) + " RENAME COLUMN " + dialect.Quote(c.Was) + " TO " + dialect.Quote(c.Name),
			})
		}
	}
	return old, changes
}

// with returns s with one table changed, and with what refers to it changed alike.
func (s *Schema) with(table string, change func(*Table)) *Schema {
	out := &Schema{Tables: make([]*Table, len(s.Tables))}
	var before, after *Table
	for i, t := range s.Tables {
		out.Tables[i] = t.clone()
		if t.Name == table {
			before, after = t, out.Tables[i]
		}
	}
	change(after)
	for _, t := range out.Tables {
		for _, r := range t.References {
			if r.Target != before.Name {
				continue
			}
			r.Target = after.Name
			for i, c := range before.Columns {
				if c.Name == r.TargetTenant {
					r.TargetTenant = after.Columns[i].Name
					break
				}
			}
		}
	}
	return out
}

// clone returns t with everything in it that a name can change.
func (t *Table) clone() *Table {
	out := *t
	out.Columns, out.Checks, out.References = clones(t.Columns), clones(t.Checks), clones(t.References)
	out.Indexes = clones(t.Indexes)
	for _, x := range out.Indexes {
		x.Keys = append([]Key(nil), x.Keys...)
	}
	return &out
}

func clones[T any](all []*T) []*T {
	out := make([]*T, len(all))
	for i, one := range all {
		out[i] = new(*one)
	}
	return out
}

// rename gives a column another name, everywhere in t.
func (t *Table) rename(from, to string) {
	t.Column(from).Name = to
	for _, c := range t.Columns {
		if c.Folds == from {
			c.Folds = to
		}
	}
	for _, c := range t.Checks {
		c.SQLite = strings.ReplaceAll(c.SQLite, dialect.Quote(from), dialect.Quote(to))
		c.Postgres = strings.ReplaceAll(c.Postgres, dialect.Quote(from), dialect.Quote(to))
	}
	for _, r := range t.References {
		if r.Column == from {
			r.Column = to
		}
		if r.Tenant == from {
			r.Tenant = to
		}
	}
	for _, x := range t.Indexes {
		for i := range x.Keys {
			if x.Keys[i].Column == from {
				x.Keys[i].Column = to
			}
		}
	}
}
