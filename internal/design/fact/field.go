package fact

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
)

// typeRef is the type of a reference.
const typeRef = "ref"

// typeWords are the words for types.
var typeWords = append(slices.DeleteFunc(slices.Clone(design.TypeNames[:]), func(s string) bool { return s == "" }), typeRef)

var fieldKind = &expr.Kind{
	Name: kindField, Means: "one value of a row",
	Label: label(func(f *design.Field) (string, diag.Span) {
		if f.Entity == nil {
			return f.Name.Text, f.Name.Span
		}
		return f.Entity.Name.Text + "." + f.Name.Text, f.Name.Span
	}),
	Facts: []expr.Fact{
		text("name", "its name", func(_ *Whole, f *design.Field) string { return f.Name.Text }),
		thing(kindEntity, "entity", "the entity that it is of", func(_ *Whole, f *design.Field) *design.Entity { return f.Entity }),
		word("type", "its type", typeWords, func(_ *Whole, f *design.Field) string { return f.Type.String() }),
		maybe(text("named", "the type of the design that it is made from", func(_ *Whole, f *design.Field) string { return f.Named })),
		optional(thing(kindEntity, "ref", "the entity that it refers to", func(_ *Whole, f *design.Field) *design.Entity { return f.Target.To })),
		maybe(text("inverse", "the name of the way back", func(_ *Whole, f *design.Field) string { return f.Inverse.Text })),
		maybe(word("on_delete", "what happens to the row when the one that it refers to is deleted", design.OnDeleteNames[design.Restrict:], func(_ *Whole, f *design.Field) string {
			return f.OnDelete.String()
		})),
		truth("optional", "whether a row may do without it", func(_ *Whole, f *design.Field) bool { return f.Optional }),
		truth("unique", "whether no two rows have the same", func(_ *Whole, f *design.Field) bool { return f.Unique != nil || f.Type == design.TypeSlug }),
		truth("default", "whether a new row without it gets one", func(_ *Whole, f *design.Field) bool { return f.Default != nil }),
		number("min", "the least of a number, or the fewest characters or items", func(_ *Whole, f *design.Field) (int64, bool) { return bound(f, f.Min) }),
		number("max", "the most of a number, or the most characters or items", func(_ *Whole, f *design.Field) (int64, bool) { return bound(f, f.Max) }),
		maybe(text("pattern", "the regular expression that it matches", func(_ *Whole, f *design.Field) string {
			if f.Pattern == nil {
				return ""
			}
			return f.Pattern.Text
		})),
		number("places", "of a decimal: how many digits stand after the point", func(_ *Whole, f *design.Field) (int64, bool) {
			return int64(f.Places), f.Type == design.TypeDecimal
		}),
		texts("values", "of an enum or a state: its words", func(_ *Whole, f *design.Field) (all []string) {
			for _, v := range f.Values {
				all = append(all, v.Text)
			}
			return all
		}),
		maybe(text("initial", "of a state: where rows begin", func(_ *Whole, f *design.Field) string { return f.Initial.Text })),
		truth("caseless", "whether texts that differ in case alone are the same", func(_ *Whole, f *design.Field) bool { return f.Caseless }),
		maybe(word("read", "who reads it, of those who read the row; absent where all do", ruleWords, func(w *Whole, f *design.Field) string {
			return narrowed(w, w.fields[f], func(a *design.FieldAllow) *design.Condition { return &a.Read })
		})),
		maybe(word("write", "who writes it, of those who write the row; absent where all do", ruleWords, func(w *Whole, f *design.Field) string {
			return narrowed(w, w.fields[f], func(a *design.FieldAllow) *design.Condition { return &a.Write })
		})),
	},
}

// bound returns a min or a max, where it is a whole number.
func bound(f *design.Field, b *design.Bound) (int64, bool) {
	switch f.Type {
	case design.TypeDecimal, design.TypeNumber, design.TypeDate, design.TypeTimestamp:
		return 0, false
	default:
	}
	if b == nil {
		return 0, false
	}
	return b.N, true
}

// narrowed says whom the rule on a field lets through; "" where there is none.
func narrowed(w *Whole, a *design.FieldAllow, which func(*design.FieldAllow) *design.Condition) string {
	if a == nil {
		return ""
	}
	c := which(a)
	if !c.Written() {
		return ""
	}
	return w.word(c, c.Tree)
}

func ruleNames(rules []*design.Rule) (all []string) {
	for _, r := range rules {
		all = append(all, r.Name.Text)
	}
	return all
}

func refNames[T any](refs []design.Ref[T]) (all []string) {
	for _, r := range refs {
		all = append(all, r.Name)
	}
	return all
}

func joined(names []string) string { return "[" + strings.Join(names, ", ") + "]" }
