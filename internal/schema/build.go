package schema

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// Build returns the tables of d, which must have bound without errors.
func Build(d *design.Design) *Schema {
	b := &builder{schema: new(Schema), paired: map[*design.Entity]bool{}}
	for _, e := range d.Data.Entities {
		for _, f := range e.Fields {
			if f.WithinTenant() {
				b.paired[f.Target.To] = true
			}
		}
	}
	for _, e := range d.Data.Entities {
		b.schema.Tables = append(b.schema.Tables, b.table(e))
	}
	b.schema.Tables = append(b.schema.Tables, ownTables(d.Access.Identity.To)...)
	b.name()
	return b.schema
}

type builder struct {
	schema *Schema
	paired map[*design.Entity]bool // entities that others refer to by tenant and id
}

func (b *builder) table(e *design.Entity) *Table {
	t := &Table{Name: e.Table(), Was: design.Snake(e.Was.Text)}
	for f := range e.All() {
		t.Columns = append(t.Columns, column(f))
		if f.Caseless {
			t.Columns = append(t.Columns, foldedColumn(f))
		}
		if f.Type == design.TypeRef {
			t.References = append(t.References, reference(f))
		}
	}
	for _, rule := range e.Checks {
		t.Checks = append(t.Checks, &Check{
			Name: rule.Name.Text, CEL: strings.TrimSpace(rule.Expr.Text),
			SQLite: expr.Plain(dialect.SQLite, rule.Tree), Postgres: expr.Plain(dialect.Postgres, rule.Tree),
		})
	}
	b.indexes(e, t)
	t.Search = searchOf(e)
	return t
}

func column(f *design.Field) *Column {
	c := &Column{Name: f.Column(), Was: f.Was.Text, Type: typeOf(f), Optional: f.Optional, Primary: f.Type == design.TypeID, Places: f.Places}
	c.bounded(f)
	if f.Item != nil {
		c.Of = itemOf(f.Item)
	}
	for _, v := range f.Values {
		c.Values = append(c.Values, v.Text)
	}
	if f.System && f.Name.Text == design.FieldVersion || c.Type == Counted {
		c.Min = new(int64(1))
	}
	switch {
	case f.Default != nil:
		c.Default = spelled(f.Default.Value)
	case f.Type == design.TypeState:
		c.Default = &f.Initial.Text
	}
	return c
}

// foldedColumn returns the column beside f by which its values are the same or not. It
// has no bounds: a text may grow as it is folded.
func foldedColumn(f *design.Field) *Column {
	c := &Column{Name: f.Key(), Type: Text, Optional: f.Optional, Folds: f.Column()}
	if f.Was.Text != "" {
		was := *f
		was.Name = f.Was
		c.Was = was.Key()
	}
	if f.Default != nil {
		c.Default = spelled(f.Compared(f.Default.Value))
	}
	return c
}

// bounded takes over the bounds of f.
func (c *Column) bounded(f *design.Field) {
	switch f.Type {
	case design.TypeList: // a bound is of its items, which the database does not count
		return
	case design.TypeSecret: // what is kept is its hash
		c.Min, c.Max = new(int64(payload.SecretBytes)), new(int64(payload.SecretBytes))
		return
	case design.TypeDecimal:
		low, high := f.Range()
		c.Min, c.Max = &low, &high
		return
	default:
	}
	for _, b := range []struct {
		bound *design.Bound
		whole **int64
		float **float64
	}{{f.Min, &c.Min, &c.Low}, {f.Max, &c.Max, &c.High}} {
		switch {
		case b.bound == nil:
		case f.Type == design.TypeNumber:
			*b.float = &b.bound.Float
		default:
			*b.whole = &b.bound.N
		}
	}
}

// itemOf names what is in a list: rows that are there hold it in this spelling.
func itemOf(item *design.Field) string {
	if item.Type == design.TypeDecimal {
		return item.Type.String() + " of " + strconv.Itoa(item.Places) + " places"
	}
	return item.Type.String()
}

func typeOf(f *design.Field) Type {
	switch t := f.Type; {
	case t == design.TypeID && f.Entity.Counted():
		return Counted
	case t == design.TypeUUID:
		return UUID
	case t == design.TypeDecimal:
		return Decimal
	case t == design.TypeJSON, t == design.TypeList:
		return JSON
	}
	switch f.Kind() {
	case value.ID:
		return ID
	case value.Int:
		return Integer
	case value.Bool:
		return Boolean
	case value.Time:
		return Time
	case value.Date:
		return Date
	case value.Float:
		return Number
	case value.Bytes:
		return Bytes
	case value.Text, value.Null:
	}
	return Text
}

// spelled is how a default stands in a Column; nil for none.
func spelled(v value.Value) *string {
	switch v.Kind {
	case value.Null:
		return nil
	case value.Bool:
		return new(strconv.FormatBool(v.True()))
	case value.Int, value.Time, value.Date:
		return new(strconv.FormatInt(v.Int, 10))
	case value.Float:
		return new(strconv.FormatFloat(v.Float(), 'g', -1, 64))
	case value.ID:
		return new(hex.EncodeToString([]byte(v.Str)))
	case value.Text, value.Bytes:
	}
	return &v.Str
}

func reference(f *design.Field) *Reference {
	r := &Reference{Column: f.Column(), Target: f.Target.To.Table(), OnDelete: f.OnDelete.String()}
	if f.OnDelete == design.OnDeleteNone {
		r.OnDelete = design.Restrict.String()
	}
	if f.WithinTenant() {
		r.Tenant, r.TargetTenant = f.Entity.Tenant.To.Column(), f.Target.To.Tenant.To.Column()
	}
	return r
}

// indexes adds first what is unique, then what is declared, then one index for
// each reference that no other begins with: deleting a row looks for the rows
// that refer to it, and so do rules and lists.
func (b *builder) indexes(e *design.Entity, t *Table) {
	for f := range e.All() {
		if f.Unique != nil {
			t.unique(uniqueOf(f)...)
		}
	}
	for _, list := range e.Unique {
		columns := make([]string, len(list))
		for i, ref := range list {
			columns[i] = ref.To.Key()
		}
		t.unique(columns...)
	}
	if b.paired[e] {
		t.unique(e.Tenant.To.Column(), design.FieldID)
	}
	for _, index := range e.Indexes {
		keys := make([]Key, len(index.Keys))
		for i, k := range index.Keys {
			keys[i] = Key{k.Field.To.Column(), k.Desc}
		}
		t.index(keys...)
	}
	for _, r := range t.References {
		t.index(t.lookup(r)...)
	}
}

// lookup returns the keys of the index that finds the rows which refer to a given
// one by r; none when another index does. Within a tenant it has the tenant too:
// of two indexes that serve one column each SQLite takes either, and to delete one
// row it might then walk through all that its tenant has.
func (t *Table) lookup(r *Reference) []Key {
	keys := []Key{{Column: r.Column}}
	if r.Tenant != "" {
		keys = append(keys, Key{Column: r.Tenant})
	}
	for _, x := range t.Indexes {
		if begins(x, keys) {
			return nil
		}
	}
	return keys
}

// begins tells whether the first keys of x are on the columns of keys.
func begins(x *Index, keys []Key) bool {
	return len(x.Keys) >= len(keys) && slices.EqualFunc(x.Keys[:len(keys)], keys, func(a, b Key) bool { return a.Column == b.Column })
}

// uniqueOf returns the columns that a unique field makes unique together: within
// its tenant, or in the whole table of a global entity.
func uniqueOf(f *design.Field) []string {
	if tenant := f.Entity.Tenant.To; tenant != nil && tenant != f {
		return []string{tenant.Column(), f.Key()}
	}
	return []string{f.Key()}
}

func (t *Table) unique(columns ...string) {
	keys := make([]Key, len(columns))
	for i, c := range columns {
		keys[i] = Key{Column: c}
	}
	if len(keys) > 0 {
		t.add(&Index{Unique: true, Keys: keys})
	}
}

// index adds an index that ends with the id, in the direction of the key before
// it: that is the order of every list.
func (t *Table) index(keys ...Key) {
	if len(keys) == 0 {
		return
	}
	if !slices.ContainsFunc(keys, func(k Key) bool { return k.Column == design.FieldID }) {
		keys = append(keys, Key{design.FieldID, keys[len(keys)-1].Desc})
	}
	t.add(&Index{Keys: keys})
}

// add adds x unless it is there already.
func (t *Table) add(x *Index) {
	if t.same(x) == nil {
		t.Indexes = append(t.Indexes, x)
	}
}

// name gives every constraint and index its name. Indexes share one space of
// names with the tables of a database; constraints have one for each table.
func (b *builder) name() {
	var indexes []named
	tables := map[string]bool{}
	for _, t := range b.schema.Tables {
		tables[t.Name] = true
		for _, x := range t.Indexes {
			indexes = append(indexes, nameOf(t, x))
		}
		var constraints []named
		for _, c := range t.Columns {
			if c.limited() {
				constraints = append(constraints, naming(&c.Check, "ck", t.Name, "column", c.Name))
			}
		}
		for _, c := range t.Checks {
			constraints = append(constraints, naming(&c.Name, "ck", t.Name, "check", c.Name))
		}
		for _, r := range t.References {
			constraints = append(constraints, naming(&r.Name, "fk", t.Name, "", r.Column))
		}
		give(constraints, nil)
	}
	give(indexes, tables)
}

func nameOf(t *Table, x *Index) named {
	kind, columns := "ix", make([]string, len(x.Keys))
	if x.Unique {
		kind = "uq"
	}
	for i, k := range x.Keys {
		columns[i] = k.Column
	}
	exact := t.Name + " " + x.text()
	if n := len(columns) - 1; !x.Unique && n > 0 && columns[n] == design.FieldID {
		columns = columns[:n] // the author did not write it
	}
	return naming(&x.Name, kind, t.Name, exact, columns...)
}
