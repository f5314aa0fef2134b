package schema

import (
	"slices"
	"strconv"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
)

// Change is one difference between two schemas.
type Change struct {
	What     string // one plain sentence that names the table, and the column if it is about one
	Additive bool   // it can be made at once: nothing is lost, and no row that is there can stand in its way
	Why      string // when not Additive: what would be needed

	table  *Table // what is made: all of it, or one of the following in it
	column *Column
	index  *Index
	drop   *Index
	search *Search // is made of the rows that are there
	gone   *Search // is taken away
	rename string  // a statement that is the same on both engines
	turn   int     // of rename
}

// Statements returns the SQL of the change: none unless it is Additive.
func (c Change) Statements(d dialect.Dialect) []string { return Statements(d, []Change{c}) }

// Statements returns the SQL of all changes, in an order in which each statement
// finds what it needs; nothing for those that are not Additive.
func Statements(d dialect.Dialect, changes []Change) []string {
	var steps []step
	for _, c := range changes {
		steps = append(steps, c.steps(d)...)
	}
	return texts(steps)
}

func (c Change) steps(d dialect.Dialect) []step {
	switch {
	case !c.Additive:
		return nil
	case c.rename != "":
		return []step{{c.turn, c.rename}}
	case c.column != nil:
		return columnSteps(d, c.table, c.column)
	case c.index != nil:
		return []step{indexStep(d, c.table, c.index)}
	case c.search != nil:
		return searchSteps(d, c.search, true)
	case c.gone != nil:
		return searchGoneSteps(d, c.gone)
	case c.drop != nil:
		return []step{{turnDrop, "DROP INDEX " + dialect.Quote(c.drop.Name)}}
	}
	return tableSteps(d, c.table)
}

// columnSteps adds a column to a table that is there. Its reference, if any, is
// of the column alone.
func columnSteps(d dialect.Dialect, t *Table, c *Column) []step {
	text := "ALTER TABLE " + dialect.Quote(t.Name) + " ADD COLUMN " + columnText(d, c, true)
	r := t.reference(c.Name)
	switch {
	case r == nil:
	case d == dialect.Postgres:
		return []step{{turnColumn, text}, addReference(t, r)}
	default:
		text += " CONSTRAINT " + dialect.Quote(r.Name) + " REFERENCES " + dialect.Quote(r.Target) + " (" + dialect.Quote(design.FieldID) + ")" + onDelete(r)
	}
	return []step{{turnColumn, text}}
}

// Diff returns what must change for a database of old to become one of new: first
// what has another name, then what is new or different, in the order of new, then what is gone. The order of
// tables and columns, defaults, and the order of allowed values are no difference.
func Diff(old, new *Schema) []Change {
	old, changes := renamed(old, new)
	for _, t := range new.Tables {
		was := old.Table(t.Name)
		if was == nil {
			changes = append(changes, Change{What: "table " + t.Name + ": new", Additive: true, table: t})
			continue
		}
		changes = append(changes, tableChanges(was, t)...)
	}
	for _, t := range old.Tables {
		if new.Table(t.Name) == nil {
			changes = append(changes, Change{What: "table " + t.Name + ": gone", Why: whyGone})
		}
	}
	return changes
}

// tableChanges compares two tables of one name.
func tableChanges(old, new *Table) []Change {
	d := &differ{old: old, new: new, fresh: map[string]bool{}}
	for _, c := range new.Columns {
		if was := old.Column(c.Name); was != nil {
			d.column(was, c)
		} else {
			d.newColumn(c)
		}
	}
	for _, c := range old.Columns {
		if new.Column(c.Name) == nil && !d.foldingGone(c) {
			d.refuse("column "+c.Name+": gone", whyGone)
		}
	}
	d.checks()
	for _, x := range new.Indexes {
		if old.same(x) == nil {
			d.newIndex(x)
		}
	}
	for _, x := range old.Indexes {
		if new.same(x) == nil {
			d.goneIndex(x)
		}
	}
	d.search()
	return d.changes
}

// differ collects the changes of one table.
type differ struct {
	old, new *Table
	fresh    map[string]bool // new columns in which no row has a value
	changes  []Change
}

// Reasons why a change cannot be made by adding.
const (
	whyGone    = "its data would be lost: keep it in the design"
	whyRows    = "rows that are there may break it: they must be mended first"
	whyTwice   = "rows that are there may have the same values twice: they must be mended first"
	whyNoValue = "rows that are there would have no value for it: make it optional, or give it a default"
	whyRebuild = "the table must be made anew with its rows"
	whyIDs     = "clients and other rows keep the ids that rows have: declare another entity with it"
	whyFold    = "rows that are there have no folded text, and may be the same then: add another field with it"
	whyUsed    = "queries may need it: keep it in the design"
)

func (d *differ) refuse(what, why string) {
	d.changes = append(d.changes, Change{What: "table " + d.new.Name + ": " + what, Why: why})
}

func (d *differ) allow(what string, c Change) {
	c.What, c.Additive, c.table = "table "+d.new.Name+": "+what, true, d.new
	d.changes = append(d.changes, c)
}

func (d *differ) newColumn(c *Column) {
	what := "column " + c.Name + ": new"
	r := d.new.reference(c.Name)
	switch {
	case c.Folds != "" && d.old.Column(c.Folds) != nil:
		d.refuse("column "+c.Folds+": case: insensitive", whyFold)
	case c.Folds != "" && !c.Optional && c.Default == nil: // told of the column that it stands beside
	case !c.Optional && c.Default == nil:
		d.refuse(what+" and required", whyNoValue)
	case r != nil && r.Tenant != "":
		d.refuse(what+", "+r.text(), whyRebuild+": a key of two columns cannot be added to one that is there")
	default:
		d.fresh[c.Name] = c.Default == nil
		d.allow(what, Change{column: c})
	}
}

// foldingGone tells whether c, which is gone, is one with folded texts. The change of
// the design is one of the column that it stands beside.
func (d *differ) foldingGone(c *Column) bool {
	if c.Folds != "" && d.new.Column(c.Folds) != nil {
		d.refuse("column "+c.Folds+": case: insensitive gone", whyRebuild)
	}
	return c.Folds != ""
}

// column compares two columns of one name, fact by fact.
func (d *differ) column(old, new *Column) {
	fact := func(what, before, after string, harmless bool) {
		if before == after {
			return
		}
		why := whyRows
		if harmless {
			why = whyRebuild
		}
		d.refuse("column "+new.Name+": "+what+before+" → "+after, why)
	}
	if old.Type != new.Type {
		was, is := d.old.reference(new.Name), d.new.reference(new.Name)
		switch {
		case was != nil && is != nil && was.Target == is.Target:
			return // it is told of the target, whose ids are others
		case new.Primary && new.Name == design.FieldID:
			d.refuse("id: "+idWord(old)+" → id: "+idWord(new), whyIDs)
			return
		}
		fact("", string(old.Type), string(new.Type), false)
		return // what follows would compare unlike things
	}
	if old.Places != new.Places {
		fact("places ", strconv.Itoa(old.Places), strconv.Itoa(new.Places), true)
		return // the bounds are in other units
	}
	if old.Of != new.Of {
		fact("items ", anyItems(old), anyItems(new), false)
	}
	fact("", presence(old), presence(new), new.Optional)
	fact(measure(new), extent(old), extent(new), within(old, new))
	if !subset(old.Values, new.Values) || !subset(new.Values, old.Values) {
		fact("allowed values ", allowed(old), allowed(new), len(new.Values) == 0 || len(old.Values) > 0 && subset(old.Values, new.Values))
	}
	was, is := d.old.reference(new.Name), d.new.reference(new.Name)
	fact("", was.text(), is.text(), is == nil || was != nil && was.Target == is.Target && (was.Tenant == is.Tenant || is.Tenant == ""))
}

// anyItems names what is in the lists of c.
func anyItems(c *Column) string {
	if c.Of == "" {
		return "any"
	}
	return c.Of
}

// checks compares the declared checks.
func (d *differ) checks() {
	for _, c := range d.new.Checks {
		was := find(d.old.Checks, func(o *Check) bool { return o.Name == c.Name })
		switch {
		case find(d.old.Checks, c.same) != nil:
		case was == nil:
			d.refuse("check "+c.CEL+": new", whyRows)
		default:
			d.refuse("check "+was.CEL+" → "+c.CEL, whyRows)
		}
	}
	for _, c := range d.old.Checks {
		if find(d.new.Checks, func(n *Check) bool { return n.Name == c.Name || n.same(c) }) == nil {
			d.refuse("check "+c.CEL+": gone", whyRebuild)
		}
	}
}

// same tells whether two checks mean the same: then they give the same SQL, however
// the author laid them out. One engine's SQL is enough to see it, so a better
// translation for the other is no change of the design.
func (c *Check) same(other *Check) bool {
	return c.SQLite == other.SQLite || c.Postgres == other.Postgres
}

// newIndex adds an index to a table that is there. Rows can only stand in the way
// of a unique one, and not even then when it has the id, or a column that is new
// and empty: there nothing can be twice.
func (d *differ) newIndex(x *Index) {
	safe := !x.Unique
	for _, k := range x.Keys {
		safe = safe || k.Column == design.FieldID || d.fresh[k.Column]
	}
	if !safe {
		d.refuse(x.text()+": new", whyTwice)
		return
	}
	d.allow(x.text()+": new", Change{index: x})
}

// goneIndex drops an index whose work another does, because it begins with the same
// keys (a single key serves in either direction). That happens to the index of a
// reference when the author declares a better one.
func (d *differ) goneIndex(x *Index) {
	keys := x.Keys
	if n := len(keys) - 1; n > 0 && keys[n].Column == design.FieldID {
		keys = keys[:n]
	}
	replaced := slices.ContainsFunc(d.new.Indexes, func(y *Index) bool {
		return begins(y, keys) && (len(keys) == 1 || slices.Equal(y.Keys[:len(keys)], keys))
	})
	switch {
	case x.Unique:
		d.refuse(x.text()+": gone", "rows may then have the same values twice: keep it in the design")
	case replaced:
		d.allow(x.text()+": gone, another index begins with the same keys", Change{drop: x})
	default:
		d.refuse(x.text()+": gone", whyUsed)
	}
}

// search makes what is searched fit. Nothing is lost: it is made of the rows.
func (d *differ) search() {
	was, is := d.old.Search, d.new.Search
	if was.same(is) {
		return
	}
	if was != nil {
		d.allow(was.text()+": gone", Change{gone: was})
	}
	if is != nil {
		d.allow(is.text()+": new", Change{search: is})
	}
}

// same returns the index of t that is like x in all but its name, or nil.
func (t *Table) same(x *Index) *Index {
	return find(t.Indexes, func(y *Index) bool { return y.Unique == x.Unique && slices.Equal(y.Keys, x.Keys) })
}
