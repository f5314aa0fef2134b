package fact

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
)

var designKind = &expr.Kind{
	Name: kindDesign, Means: "all that the files say",
	Label: label(func(w *Whole) (string, diag.Span) { return w.Contract.Title.Text, w.Contract.Title.Span }),
	Facts: []expr.Fact{
		text("title", "what the API is called", func(w *Whole, _ *Whole) string { return w.Contract.Title.Text }),
		maybe(text("base", "the path before every resource", func(w *Whole, _ *Whole) string { return w.Contract.Base.Text })),
		things(kindEntity, "entities", "the entities, those that links make among them", func(w *Whole, _ *Whole) []*design.Entity { return w.Data.Entities }),
		things(kindResource, "resources", "the resources", func(w *Whole, _ *Whole) []*design.Resource { return w.Contract.Resources }),
		things(kindOperation, "operations", "the operations of all resources", func(w *Whole, _ *Whole) (all []*design.Operation) {
			for _, r := range w.Contract.Resources {
				all = append(all, r.Operations...)
			}
			return all
		}),
		optional(thing(kindEntity, "identity", "the entity whose rows sign in", func(w *Whole, _ *Whole) *design.Entity { return w.Access.Identity.To })),
		words("sign_in", "how callers sign in", []string{"password"}, func(w *Whole, _ *Whole) (all []string) {
			if w.Access.Password != nil {
				all = append(all, "password")
			}
			return all
		}),
		word("sign_up", "who makes an identity of their own", ruleWords, func(w *Whole, _ *Whole) string {
			if w.Access.SignUp == nil {
				return ruleNever
			}
			return w.word(w.Access.SignUp, w.Access.SignUp.Who.Tree)
		}),
		texts("policies", "the names of the policies", func(w *Whole, _ *Whole) (all []string) {
			for _, p := range w.Access.Policies {
				all = append(all, p.Name.Text)
			}
			return all
		}),
		things(kindRequirement, "requirements", "the requirements", func(w *Whole, _ *Whole) []*design.Requirement { return w.Requirements.List }),
		thing(kindStore, "store", "the database that it is served from", func(w *Whole, _ *Whole) *Whole { return w }),
	},
}

var storeKind = &expr.Kind{
	Name: kindStore, Means: "the database that the design is served from",
	Label: label(func(w *Whole) (string, diag.Span) { return w.engine, diag.Span{} }),
	Facts: []expr.Fact{
		word("engine", "which one it is", engines, func(w *Whole, _ *Whole) string { return w.engine }),
	},
}

var entityKind = &expr.Kind{
	Name: kindEntity, Means: "one kind of row",
	Label: label(func(e *design.Entity) (string, diag.Span) { return e.Name.Text, e.Name.Span }),
	Facts: []expr.Fact{
		text("name", "its name", func(_ *Whole, e *design.Entity) string { return e.Name.Text }),
		text("table", "the name of its table", func(_ *Whole, e *design.Entity) string { return e.Table() }),
		maybe(text("was", "the name that it had before", func(_ *Whole, e *design.Entity) string { return e.Was.Text })),
		truth("global", "whether its rows are of no tenant", func(_ *Whole, e *design.Entity) bool { return e.Global }),
		optional(thing(kindField, "tenant", "the field that says whose row it is", func(_ *Whole, e *design.Entity) *design.Field { return e.Tenant.To })),
		word("ids", "what its ids are", design.IDsNames[design.UUIDs:], func(_ *Whole, e *design.Entity) string {
			if e.Counted() {
				return design.IDsNames[design.Integers]
			}
			return design.IDsNames[design.UUIDs]
		}),
		maybe(text("prefix", "what its ids begin with", func(_ *Whole, e *design.Entity) string { return e.Prefix.Text })),
		number("rows", "how many rows are expected", func(_ *Whole, e *design.Entity) (int64, bool) {
			if e.Expect == nil {
				return 0, false
			}
			return e.Expect.Rows, e.Expect.Rows > 0
		}),
		truth("link", "whether a line of links made it", func(_ *Whole, e *design.Entity) bool { return e.Link != nil }),
		things(kindField, "fields", "the fields that are declared", func(_ *Whole, e *design.Entity) []*design.Field { return e.Fields }),
		texts("relations", "the names of its to-many relations", func(_ *Whole, e *design.Entity) (all []string) {
			for _, i := range e.Inverses {
				all = append(all, i.Name.Text)
			}
			return all
		}),
		texts("checks", "the names of its checks", func(_ *Whole, e *design.Entity) []string { return ruleNames(e.Checks) }),
		things(kindIndex, "unique", "the lists of fields that no two rows share", func(_ *Whole, e *design.Entity) (all []*index) {
			for _, u := range e.Unique {
				i := &index{entity: e}
				for _, f := range u {
					i.fields, i.span = append(i.fields, f.Name), u[0].Span
				}
				all = append(all, i)
			}
			return all
		}),
		things(kindIndex, "indexes", "its indexes", func(_ *Whole, e *design.Entity) (all []*index) {
			for _, x := range e.Indexes {
				i := &index{entity: e, span: x.Span}
				for _, k := range x.Keys {
					if i.fields = append(i.fields, k.Field.Name); k.Desc {
						i.down = append(i.down, k.Field.Name)
					}
				}
				all = append(all, i)
			}
			return all
		}),
		texts("search", "the texts whose words are found", func(_ *Whole, e *design.Entity) []string { return refNames(e.Search) }),
		rule("read", "who reads its rows", design.Get),
		rule("create", "who makes rows", design.Create),
		rule("update", "who changes rows", design.Update),
		rule("delete", "who deletes rows", design.Delete),
		things(kindResource, "resources", "the resources that show it", func(w *Whole, e *design.Entity) []*design.Resource { return w.byEntity[e] }),
	},
}

// rule is whom the rule of a verb lets through.
func rule(name, means string, v design.Verb) expr.Fact {
	return word(name, means+", by access.yaml", ruleWords, func(w *Whole, e *design.Entity) string {
		n := w.verb(e, v)
		return w.word(n, n)
	})
}

// index is fields in an order.
type index struct {
	entity *design.Entity
	fields []string
	down   []string
	span   diag.Span
}

var indexKind = &expr.Kind{
	Name: kindIndex, Means: "fields in an order, of an index or of unique",
	Label: label(func(i *index) (string, diag.Span) { return i.entity.Name.Text + " " + joined(i.fields), i.span }),
	Facts: []expr.Fact{
		texts("fields", "the names of its fields, in their order", func(_ *Whole, i *index) []string { return i.fields }),
		texts("down", "the names of those that run downwards", func(_ *Whole, i *index) []string { return i.down }),
	},
}
