package bind

import (
	"maps"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
)

// How many there may be of what ends in one statement.
const (
	mostFields = 200
	mostValues = 200 // of an enum, and states
	mostKeys   = 8   // of an index; its columns are written again with every row
)

// data binds data.yaml.
func (b *binder) data() {
	b.linked()
	all := b.design.Data.Entities
	b.entityNames(all)
	b.types(all)
	for _, e := range all {
		b.fields(e)
	}
	for _, e := range all {
		b.relations(e)
	}
	for _, e := range all {
		b.tenant(e)
	}
	for _, e := range all {
		b.slugs(e)
		b.references(e)
		b.keys(e)
	}
	b.renames(all)
	b.prefixes(all)
	b.requiredCycles(all)
}

func (b *binder) entityNames(all []*design.Entity) {
	tables := map[string]*design.Entity{}
	for _, e := range all {
		e.Inverses = nil
		if b.entities[e.Name.Text] == nil || e.Link == nil {
			b.entities[e.Name.Text] = e
		}
		b.written(e.Name, "entity", &pascal)
		table := e.Table()
		if first := tables[table]; first != nil {
			b.add(&nameTaken, e.Name.Span, "entities %q and %q would both be kept in the table %q", first.Name.Text, e.Name.Text, table).
				Mend("rename one of the two").See(first.Name.Span, "%q is declared here", first.Name.Text)
		}
		tables[table] = e
		if strings.HasPrefix(table, "sqlite_") {
			b.reserved(e.Name, "entity", "SQLite keeps names that begin so for itself")
		}
	}
}

// fields binds what each field of e says by itself.
func (b *binder) fields(e *design.Entity) {
	b.count(e.Name.Span, e.Name.Text, len(e.Fields), mostFields, "fields")
	b.count(e.Name.Span, e.Name.Text, len(e.Links), mostFields, "links")
	if e.Link != nil {
		b.sides(e)
	}
	at := 0
	for f := range e.All() {
		f.Index, f.Entity = at, e
		at++
	}
	for _, f := range e.Fields {
		if e.Link == nil { // else nobody wrote the name
			b.columnName(f.Name, "field")
		}
		b.typed(f)
		if f.Unique != nil {
			b.usable(f, &design.Ref[design.Field]{Span: *f.Unique}, "as a unique value")
		}
		if f.Type == design.TypeRef && f.OnDelete == design.SetNull && f.Required() && !b.misread(f.Span) {
			b.add(&setNullRequired, f.Option("on_delete"), "%q is required, and on_delete set_null would clear it", f.Name.Text).
				Mend("add optional: true, or choose restrict or cascade")
		}
	}
	for _, c := range e.Checks {
		b.written(c.Name, "check", &snake)
	}
}

// relations gives each reference of e its relation on the other side.
func (b *binder) relations(e *design.Entity) {
	for _, f := range e.Fields {
		f.Relation = nil
		if f.Type != design.TypeRef || f.Inverse.Text == "" {
			continue
		}
		on := f.Target.To
		if on == nil {
			b.breaks(f.Inverse)
			continue
		}
		b.columnName(f.Inverse, "relation")
		if slices.Contains(systemFields, f.Inverse.Text) {
			continue
		}
		if taken := on.Field(f.Inverse.Text); taken != nil {
			b.add(&nameTaken, f.Inverse.Span, "%s has a field %q, and a relation cannot be called so too", on.Name.Text, f.Inverse.Text).
				Mend("choose another name for the inverse").See(taken.Name.Span, "the field is declared here")
			continue
		}
		if taken := on.Inverse(f.Inverse.Text); taken != nil {
			b.add(&nameTaken, f.Inverse.Span, "%s has two relations %q", on.Name.Text, f.Inverse.Text).
				Mend("choose another name for one inverse").See(taken.Via.Inverse.Span, "the other is declared here")
			continue
		}
		f.Relation = &design.Inverse{Name: f.Inverse, On: on, Via: f}
		on.Inverses = append(on.Inverses, f.Relation)
	}
}

// keys binds the unique groups and the indexes of e.
func (b *binder) keys(e *design.Entity) {
	for _, group := range e.Unique {
		var fields []*design.Field
		for i := range group {
			if f := b.field(e, &group[i]); f != nil {
				b.usable(f, &group[i], "in a unique group")
				fields = append(fields, f)
			}
		}
		if len(group) == 0 {
			continue
		}
		b.count(group[0].Span, e.Name.Text, len(group), mostKeys, "fields in one unique group")
		if e.Tenant.To != nil && len(fields) == len(group) && !slices.ContainsFunc(fields, func(f *design.Field) bool { return tellsTenant(f) }) {
			b.add(&uniqueAcrossTenants, group[0].Span, "%s is unique among the rows of all tenants", quoted(fields)).
				Mend("add %q to the group, unless every tenant may know what the others have", e.Tenant.Name)
		}
	}
	for _, x := range e.Indexes {
		for i := range x.Keys {
			b.usable(b.field(e, &x.Keys[i].Field), &x.Keys[i].Field, "in an index")
		}
		b.count(x.Span, e.Name.Text, len(x.Keys), mostKeys, "keys in one index")
	}
	b.searched(e)
	if e.Expect == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(e.Expect.Distinct)) {
		b.field(e, &design.Ref[design.Field]{Name: name, Span: e.Name.Span})
	}
}

// quoted lists the names of fields.
func quoted(fields []*design.Field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = `"` + f.Name.Text + `"`
	}
	return strings.Join(names, ", ")
}

// prefixes gives every entity the prefix of its ids. One that is not written is the
// name of the table, so that it never depends on other entities: clients keep ids.
func (b *binder) prefixes(all []*design.Entity) {
	taken := map[string]*design.Entity{}
	for _, e := range all {
		switch {
		case e.Prefix.Text != "":
			b.written(e.Prefix, "prefix", &prefix)
		case e.Counted(): // its ids are numbers on the wire too
			continue
		default:
			e.Prefix = design.Name{Text: e.Table(), Span: e.Name.Span}
			if e.Was.Text != "" { // renamed: clients keep its ids all the same
				e.Prefix.Text = design.Snake(e.Was.Text)
			}
		}
		if first := taken[e.Prefix.Text]; first != nil && e.Table() != first.Table() {
			b.add(&nameTaken, e.Prefix.Span, "ids of %s and of %s would both begin with %q", first.Name.Text, e.Name.Text, e.Prefix.Text).
				Mend("write another prefix: for one of the two").See(first.Prefix.Span, "%s has it from here", first.Name.Text)
		}
		taken[e.Prefix.Text] = e
	}
}
