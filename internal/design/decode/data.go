package decode

import (
	"math"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// Data reads the files of data.yaml into a design's part, and returns its types, which
// inputs are made from too. What was read of a design with findings is for further
// findings only.
func Data(files []*source.File, into *design.Data, diags *diag.List) *Types {
	r := newReader(nil, diags)
	into.Span = readFiles(r, dataFile, "data.yaml", files, into)
	return &r.types
}

var dataFile = &mapping[design.Data]{
	sample: "{newel: 1, entities: {}}",
	keys: []key[design.Data]{
		must("newel", "the version of the design language", language,
			func(d *design.Data, v design.Bound, _ place) { d.Language = int(v.N) }),
		may("types", "types that fields are made from, by name", named("type", reusable),
			func(d *design.Data, v []*design.Field, _ place) { d.Types = append(d.Types, v...) }),
		must("entities", "the kinds of rows", named("entity", entity),
			func(d *design.Data, v []*design.Entity, _ place) { d.Entities = append(d.Entities, v...) }),
	},
}

// language is the form of the version, of which there is one.
var language = func() form[design.Bound] {
	number := whole(math.MinInt64, math.MaxInt64)
	*number.shape = Shape{Kind: Integer, Least: design.Language, Most: design.Language, Sample: "1"}
	return form[design.Bound]{number.shape, func(r *reader, at place, n *source.Node) (design.Bound, bool) {
		v, ok := number.read(r, at, n)
		if ok && v.N != design.Language {
			r.diags.Add(&unknownVersion, n.Span, "the design is written in version %d of the language, and this program reads version %d", v.N, design.Language).
				Mend("write newel: %d, or use a program that reads version %d", design.Language, v.N)
		}
		return v, ok
	}}
}()

var entity = object(&mapping[design.Entity]{
	sample: "{global: true, fields: {name: {type: text}}}",
	keys: []key[design.Entity]{
		may("global", "true for rows that belong to no tenant", boolean,
			func(e *design.Entity, v bool, _ place) { e.Global = v }).unless("false"),
		may("tenant", "the field that refers to the tenant of a row", refer[design.Field]("org"),
			func(e *design.Entity, v design.Ref[design.Field], _ place) { e.Tenant = v }),
		may("was", "the name that it had before, whose rows it takes over", name("OldName"),
			func(e *design.Entity, v design.Name, _ place) { e.Was = v }),
		may("id", "what its ids are: made of 128 bits, or counted", word[design.IDs](design.IDsNames[:]),
			func(e *design.Entity, v chosen[design.IDs], _ place) { e.IDs = v.word }).unless("uuid"),
		may("prefix", "what ids begin with on the wire", name("tkt"),
			func(e *design.Entity, v design.Name, _ place) { e.Prefix = v }).unless("the name of the entity in snake_case; nothing with id: integer"),
		may("expect", "how many rows there will be; indexes are planned for it", expect,
			func(e *design.Entity, v *design.Expect, _ place) { e.Expect = v }),
		must("fields", "the values of a row", named("field", field),
			func(e *design.Entity, v []*design.Field, _ place) { e.Fields = v }),
		may("links", "other entities of which many rows stand with many of this one's", named("link", link),
			func(e *design.Entity, v []*design.Link, _ place) { e.Links = v }),
		may("unique", "groups of fields that no two rows share", list(fields(1), 0, joined),
			func(e *design.Entity, v [][]design.Ref[design.Field], _ place) { e.Unique = v }),
		may("check", "named conditions that hold for every row", rules("check", "resource.starts_at < resource.ends_at"),
			func(e *design.Entity, v []*design.Rule, _ place) { e.Checks = v }),
		may("indexes", "the orders in which rows are looked up", list(index, 0, indexName),
			func(e *design.Entity, v []*design.Index, _ place) { e.Indexes = v }),
		may("search", "the texts whose words are kept, so that lists can be searched", fields(1),
			func(e *design.Entity, v []design.Ref[design.Field], _ place) { e.Search = v }),
	},
}, func(_ *reader, at place, e *design.Entity) *design.Entity {
	e.Name = at.name
	for _, f := range e.Fields {
		f.Entity = e
	}
	e.System = design.SystemFields(e)
	return e
})

// count is one line of distinct.
type count struct {
	field string
	n     int64
}

var expect = object(&mapping[design.Expect]{
	sample: "{rows: 1000000}",
	keys: []key[design.Expect]{
		may("rows", "how many rows", whole(1, math.MaxInt64),
			func(e *design.Expect, v design.Bound, _ place) { e.Rows = v.N }),
		may("distinct", "how many different values a field has", named("", distinct),
			func(e *design.Expect, v []count, _ place) {
				e.Distinct = map[string]int64{}
				for _, c := range v {
					e.Distinct[c.field] = c.n
				}
			}),
	},
}, func(_ *reader, _ place, e *design.Expect) *design.Expect { return e })

var distinct = func() form[count] {
	number := whole(1, math.MaxInt64)
	return form[count]{number.shape, func(r *reader, at place, n *source.Node) (count, bool) {
		v, ok := number.read(r, at, n)
		return count{at.name.Text, v.N}, ok
	}}
}()

// index is the form of one index: fields with directions.
var index = func() form[*design.Index] {
	keys := list(sortKey, 1, sortName)
	return form[*design.Index]{keys.shape, func(r *reader, at place, n *source.Node) (*design.Index, bool) {
		v, ok := keys.read(r, at, n)
		return &design.Index{Span: at.span, Keys: v}, ok
	}}
}()

// indexName returns an index as written, which no two may share.
func indexName(i *design.Index) (name string) {
	for n, k := range i.Keys {
		if n > 0 {
			name += ", "
		}
		if k.Desc {
			name += "-"
		}
		name += k.Field.Name
	}
	return name
}
