package fact

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
)

var resourceKind = &expr.Kind{
	Name: kindResource, Means: "what clients see of an entity",
	Label: label(func(r *design.Resource) (string, diag.Span) { return r.Name.Text, r.Name.Span }),
	Facts: []expr.Fact{
		text("name", "its name", func(_ *Whole, r *design.Resource) string { return r.Name.Text }),
		text("path", "its path, with the base", func(w *Whole, r *design.Resource) string { return w.Contract.Base.Text + "/" + r.Name.Text }),
		thing(kindEntity, "entity", "the entity that it shows", func(_ *Whole, r *design.Resource) *design.Entity { return r.Of.To }),
		truth("only", "whether it shows each caller one row", func(_ *Whole, r *design.Resource) bool { return r.Only.Written() }),
		maybe(text("key", "the field by whose values rows are addressed", func(_ *Whole, r *design.Resource) string { return r.Parameter() })),
		texts("fields", "the names of what it sends", func(_ *Whole, r *design.Resource) []string { return refNames(r.Fields) }),
		texts("computed", "the names of its computed values", func(_ *Whole, r *design.Resource) (all []string) {
			for _, c := range r.Computed {
				all = append(all, c.Name.Text)
			}
			return all
		}),
		texts("expand", "the names of what a request may ask for beside", func(_ *Whole, r *design.Resource) (all []string) {
			for _, x := range r.Expand {
				all = append(all, x.Name.Name)
			}
			return all
		}),
		things(kindOperation, "operations", "its operations", func(_ *Whole, r *design.Resource) []*design.Operation { return r.Operations }),
	},
}

var operationKind = &expr.Kind{
	Name: kindOperation, Means: "one method on one path",
	Label: label(func(o *design.Operation) (string, diag.Span) { return o.Name.Text, o.Name.Span }),
	Facts: append(append(routeFacts, listFacts...), writeFacts...),
}

var methodWords = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}

var routeFacts = []expr.Fact{
	text("name", "its name", func(_ *Whole, o *design.Operation) string { return o.Name.Text }),
	word("kind", "what it does", design.VerbNames[design.List:], func(_ *Whole, o *design.Operation) string { return o.Verb.String() }),
	word("method", "its method of HTTP", methodWords, func(_ *Whole, o *design.Operation) string { return o.Method() }),
	text("path", "its path, with the base; parameters stand in braces", func(w *Whole, o *design.Operation) string {
		path := w.Contract.Base.Text
		for _, s := range o.Segments() {
			path += "/" + s.String()
		}
		return path
	}),
	thing(kindResource, "resource", "the resource that it is of", func(_ *Whole, o *design.Operation) *design.Resource { return o.Resource }),
	thing(kindEntity, "entity", "the entity that its resource shows", func(_ *Whole, o *design.Operation) *design.Entity { return o.Entity() }),
	optional(thing(kindField, "under", "the reference to the row that its path begins with", func(_ *Whole, o *design.Operation) *design.Field { return o.Under.To })),
	word("rule", "who may use it: its own rule, its verb's, or both", ruleWords, func(w *Whole, o *design.Operation) string { return w.word(o, w.rule(o)) }),
	truth("anonymous", "whether a caller without a session can ever be answered", func(w *Whole, o *design.Operation) bool { return w.anonymous(o) }),
	texts("fields", "the names of what its answer has of a row", func(_ *Whole, o *design.Operation) []string {
		switch r := o.Answers(); {
		case o.Verb == design.Delete || r == nil:
			return nil
		case o.Fields != nil:
			return refNames(o.Fields)
		default:
			return refNames(r.Fields)
		}
	}),
	texts("requirements", "the names of the requirements that need it", func(w *Whole, o *design.Operation) []string { return w.needs[o] }),
}

var listFacts = []expr.Fact{
	number("page_size", "of a list: how many items it sends without a limit", func(_ *Whole, o *design.Operation) (int64, bool) {
		return o.Page.Size.N, o.Verb == design.List
	}),
	number("page_max", "of a list: how many items it sends at the most", func(_ *Whole, o *design.Operation) (int64, bool) {
		return o.Page.Max.N, o.Verb == design.List
	}),
	number("total", "of a list: how many rows it counts at the most; absent where it counts none", func(_ *Whole, o *design.Operation) (int64, bool) {
		if o.Total == nil {
			return 0, false
		}
		return o.Total.N, true
	}),
	things(kindFilter, "filters", "of a list: what it can be filtered by", func(_ *Whole, o *design.Operation) []*design.Filter { return o.Filter }),
	texts("sort", "of a list: the fields that a request may sort it by", func(_ *Whole, o *design.Operation) []string { return refNames(o.Sort) }),
	texts("search", "of a list: the texts that it looks for words in", func(_ *Whole, o *design.Operation) []string { return refNames(o.Search) }),
}

var writeFacts = []expr.Fact{
	texts("body", "what its body may hold: fields, or the inputs of a post", func(_ *Whole, o *design.Operation) (all []string) {
		all = refNames(o.Body)
		for _, f := range o.Input {
			all = append(all, f.Name.Text)
		}
		return all
	}),
	texts("sets", "the fields that it gives values to by itself", func(_ *Whole, o *design.Operation) (all []string) {
		for _, a := range o.Set {
			all = append(all, a.Field.Name)
		}
		return all
	}),
	texts("requires", "the names of what it requires", func(_ *Whole, o *design.Operation) []string { return ruleNames(o.Require) }),
	maybe(text("move", "the state that it moves to", func(_ *Whole, o *design.Operation) string {
		if o.Move == nil {
			return ""
		}
		return o.Move.To.Text
	})),
	texts("also", "the names of the entities of which it writes rows beside", func(_ *Whole, o *design.Operation) (all []string) {
		for _, a := range o.Also {
			all = append(all, a.Entity.Name)
		}
		return all
	}),
	truth("go", "whether a Go function does the work", func(_ *Whole, o *design.Operation) bool { return o.Go }),
	texts("refuses", "the codes that the Go function may refuse with", func(_ *Whole, o *design.Operation) (all []string) {
		for _, r := range o.Refuses {
			all = append(all, r.Name.Text)
		}
		return all
	}),
}

var filterKind = &expr.Kind{
	Name: kindFilter, Means: "a field that a list can be filtered by",
	Label: label(func(f *design.Filter) (string, diag.Span) { return f.Field.Name, f.Field.Span }),
	Facts: []expr.Fact{
		text("name", "the name of the field", func(_ *Whole, f *design.Filter) string { return f.Field.Name }),
		thing(kindField, "field", "the field", func(_ *Whole, f *design.Filter) *design.Field { return f.Field.To }),
		words("operators", "how its values are compared", design.OperatorNames[design.EqualTo:], func(_ *Whole, f *design.Filter) (all []string) {
			for _, o := range f.Operators {
				all = append(all, o.Operator.String())
			}
			return all
		}),
	},
}

var requirementKind = &expr.Kind{
	Name: kindRequirement, Means: "one thing that the API must do",
	Label: label(func(r *design.Requirement) (string, diag.Span) { return r.Name.Text, r.Name.Span }),
	Facts: []expr.Fact{
		text("name", "its name", func(_ *Whole, r *design.Requirement) string { return r.Name.Text }),
		texts("operations", "the names of the operations that it needs", func(_ *Whole, r *design.Requirement) []string { return refNames(r.Operations) }),
		texts("promises", "the names of its promises", func(_ *Whole, r *design.Requirement) (all []string) {
			for _, p := range r.Promises {
				all = append(all, p.Name.Text)
			}
			return all
		}),
		texts("criteria", "the names of its criteria", func(_ *Whole, r *design.Requirement) (all []string) {
			for _, c := range r.Accept {
				all = append(all, c.Name.Text)
			}
			return all
		}),
	},
}
