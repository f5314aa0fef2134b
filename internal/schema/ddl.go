package schema

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

// Create returns the statements that make all tables in an empty database, in an
// order in which each finds what it needs.
func (s *Schema) Create(d dialect.Dialect) []string {
	var steps []step
	for _, t := range s.Tables {
		steps = append(steps, tableSteps(d, t)...)
	}
	return texts(steps)
}

// step is one statement and when its turn is: a foreign key needs the unique
// index of its target, so what is made of all tables comes before what connects
// them.
type step struct {
	turn int
	text string
}

const (
	turnSearchGone = iota // before the names that it knows change
	turnTableName
	turnColumnName
	turnDrop // before what is made: an index that takes another's place may take its name too
	turnTable
	turnColumn
	turnUnique
	turnReference
	turnIndex
	turnSearch
)

func texts(steps []step) []string {
	slices.SortStableFunc(steps, func(a, b step) int { return a.turn - b.turn })
	out := make([]string, len(steps))
	for i, s := range steps {
		out[i] = s.text
	}
	return out
}

// tableSteps makes t and all that belongs to it. SQLite cannot add foreign keys
// later and does not ask for their target now; PostgreSQL is the other way round.
func tableSteps(d dialect.Dialect, t *Table) []step {
	var lines []string
	for _, c := range t.Columns {
		lines = append(lines, columnText(d, c, false))
	}
	for _, c := range t.Checks {
		condition := c.SQLite
		if d == dialect.Postgres {
			condition = c.Postgres
		}
		lines = append(lines, fmt.Sprintf("CONSTRAINT %s CHECK ((%s) IS TRUE)", dialect.Quote(c.Name), condition))
	}
	var steps []step
	for _, r := range t.References {
		if d == dialect.Postgres {
			steps = append(steps, addReference(t, r))
			continue
		}
		lines = append(lines, sqliteReferences(t, r)...)
	}
	text := "CREATE TABLE " + dialect.Quote(t.Name) + " (\n  " + strings.Join(lines, ",\n  ") + "\n)"
	if d == dialect.SQLite {
		text += " STRICT"
	}
	steps = append(steps, step{turnTable, text})
	if start := d.StartNumbers(t.Name); start != "" && t.counted() {
		steps = append(steps, step{turnTable, start})
	}
	for _, x := range t.Indexes {
		steps = append(steps, indexStep(d, t, x))
	}
	return append(steps, searchSteps(d, t.Search, false)...)
}

// columnText declares a column. Only a column that joins rows which are there
// already gets its default: inserts give every column a value.
func columnText(d dialect.Dialect, c *Column, added bool) string {
	var b strings.Builder
	b.WriteString(dialect.Quote(c.Name) + " " + d.ColumnType(c.Type.Kind()))
	if d == dialect.Postgres && c.Type == Text {
		b.WriteString(` COLLATE "C"`) // sorts by code point, as SQLite and CEL do
	}
	switch {
	case c.Type == Counted:
		b.WriteString(d.NumberedKey())
	case c.Primary:
		b.WriteString(" PRIMARY KEY")
	}
	if !c.Optional {
		b.WriteString(" NOT NULL")
	}
	if added && c.Default != nil {
		b.WriteString(" DEFAULT " + literal(d, c))
	}
	if condition := limit(d, c); condition != "" {
		b.WriteString(" CONSTRAINT " + dialect.Quote(c.Check) + " CHECK (" + condition + ")")
	}
	return b.String()
}

// counted tells whether the ids of t are numbers.
func (t *Table) counted() bool {
	return slices.ContainsFunc(t.Columns, func(c *Column) bool { return c.Type == Counted })
}

// literal returns the column's default as SQL: what spelled made, read back.
func literal(d dialect.Dialect, c *Column) string {
	v := value.Value{Kind: c.Type.Kind(), Str: *c.Default}
	switch v.Kind {
	case value.Bool:
		v = value.OfBool(v.Str == "true")
	case value.Int, value.Time, value.Date:
		n, _ := strconv.ParseInt(v.Str, 10, 64) // it was written by FormatInt
		v.Int = n
	case value.Float:
		f, _ := strconv.ParseFloat(v.Str, 64) // the same
		v = value.OfFloat(f)
	case value.ID:
		raw, _ := hex.DecodeString(v.Str) // the same
		v.Str = string(raw)
	case value.Text, value.Bytes, value.Null:
	}
	return d.Inline(v)
}

// limited tells whether the cells of c are held to more than their type on any
// engine.
func (c *Column) limited() bool { return limit(dialect.SQLite, c) != "" }

// limit returns the condition that every cell of c meets, "" for none. A cell
// that is absent passes it: absent is what optional allows.
func limit(d dialect.Dialect, c *Column) string {
	cell := dialect.Quote(c.Name)
	switch {
	case len(c.Values) > 0:
		words := make([]string, len(c.Values))
		for i, v := range c.Values {
			words[i] = dialect.Literal(v)
		}
		return cell + " IN (" + strings.Join(words, ", ") + ")"
	case c.Type == Boolean && d == dialect.SQLite:
		return cell + " IN (0, 1)"
	case (c.Type == ID && c.Primary || c.Type == UUID) && d == dialect.SQLite:
		return "length(" + cell + ") = 16"
	case c.Type == Text || c.Type == Bytes:
		return bounds(d, "length("+cell+")", value.Int, c) // of text both engines count code points
	case c.Type == Integer || c.Type == Decimal || c.Type == Counted:
		return bounds(d, cell, value.Int, c)
	case c.Type == Date || c.Type == Time:
		return bounds(d, cell, c.Type.Kind(), c)
	case c.Type == Number:
		return floats(cell, c)
	}
	return ""
}

// bounds holds what, of kind k, to the bounds of c.
func bounds(d dialect.Dialect, what string, k value.Kind, c *Column) string {
	number := func(n *int64) string { return d.Inline(value.Value{Kind: k, Int: *n}) }
	switch {
	case c.Min != nil && c.Max != nil && *c.Min == *c.Max:
		return what + " = " + number(c.Min)
	case c.Min != nil && c.Max != nil:
		return what + " BETWEEN " + number(c.Min) + " AND " + number(c.Max)
	case c.Min != nil:
		return what + " >= " + number(c.Min)
	case c.Max != nil:
		return what + " <= " + number(c.Max)
	}
	return ""
}

func floats(cell string, c *Column) string {
	number := func(f *float64) string { return dialect.SQLite.Inline(value.OfFloat(*f)) }
	switch {
	case c.Low != nil && c.High != nil:
		return cell + " BETWEEN " + number(c.Low) + " AND " + number(c.High)
	case c.Low != nil:
		return cell + " >= " + number(c.Low)
	case c.High != nil:
		return cell + " <= " + number(c.High)
	}
	return ""
}

// onDelete spells what happens to the rows that refer to a deleted one. restrict
// is NO ACTION, which is asked when the statement is over: RESTRICT is asked in
// the midst of its cascades, and then it depends on the order of the tables
// whether a row and those that refer to it can be deleted together.
func onDelete(r *Reference) string {
	switch r.OnDelete {
	case design.Cascade.String():
		return " ON DELETE CASCADE"
	case design.SetNull.String():
		return " ON DELETE SET NULL"
	}
	return " ON DELETE NO ACTION"
}

// sqliteReferences returns the constraints of r. To clear a reference within a
// tenant must not clear the tenant too, and SQLite clears all columns of a key.
// So there are two keys: the id alone clears the column, and the pair, which is
// asked when the statement is over, holds both rows to one tenant.
func sqliteReferences(t *Table, r *Reference) []string {
	if r.Tenant == "" || r.OnDelete != design.SetNull.String() {
		return []string{referenceText(r.Name, r) + onDelete(r)}
	}
	alone := *r
	alone.Tenant = ""
	var second string
	give([]named{naming(&second, "fk", t.Name, "", r.Column, "alone")}, nil)
	return []string{
		referenceText(r.Name, r) + " ON DELETE NO ACTION",
		referenceText(second, &alone) + onDelete(r),
	}
}

func addReference(t *Table, r *Reference) step {
	text := "ALTER TABLE " + dialect.Quote(t.Name) + " ADD " + referenceText(r.Name, r) + onDelete(r)
	if r.Tenant != "" && r.OnDelete == design.SetNull.String() {
		text += " (" + dialect.Quote(r.Column) + ")"
	}
	return step{turnReference, text}
}

func referenceText(name string, r *Reference) string {
	column, target := dialect.Quote(r.Column), dialect.Quote(design.FieldID)
	if r.Tenant != "" {
		column = dialect.Quote(r.Tenant) + ", " + column
		target = dialect.Quote(r.TargetTenant) + ", " + target
	}
	return "CONSTRAINT " + dialect.Quote(name) + " FOREIGN KEY (" + column + ") REFERENCES " + dialect.Quote(r.Target) + " (" + target + ")"
}

func indexStep(d dialect.Dialect, t *Table, x *Index) step {
	keys := make([]string, len(x.Keys))
	for i, k := range x.Keys {
		keys[i] = dialect.Quote(k.Column)
		if !k.Desc {
			continue
		}
		keys[i] += " DESC"
		// Lists have absent values last in both directions; so has SQLite's index.
		if d == dialect.Postgres && t.Column(k.Column).Optional {
			keys[i] += " NULLS LAST"
		}
	}
	turn, word := turnIndex, "INDEX "
	if x.Unique {
		turn, word = turnUnique, "UNIQUE INDEX "
	}
	return step{turn, "CREATE " + word + dialect.Quote(x.Name) + " ON " + dialect.Quote(t.Name) + " (" + strings.Join(keys, ", ") + ")"}
}
