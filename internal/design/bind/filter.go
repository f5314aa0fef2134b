package bind

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
)

// filter binds one field that a list may be filtered by.
func (b *binder) filter(o *design.Operation, f *design.Filter) {
	ref := &f.Field
	field := b.field(o.Entity(), ref)
	if slices.Contains(listParameters, ref.Name) {
		b.add(&reservedName, ref.Span, "a list cannot be filtered by %q: every list has a parameter of this name", ref.Name).
			Mend("rename the field, or leave the filter out")
	}
	if field == nil || field.Type == design.TypeNone {
		return
	}
	several := field.Type == design.TypeList
	onlyPresent := len(f.Operators) == 1 && f.Operators[0].Operator == design.Present
	if !several && (!onlyPresent || field.Type == design.TypeSecret) {
		b.usable(field, ref, "to filter by")
	}
	b.isSent(o, field, ref, "filter")
	if field == o.Under.To {
		b.add(&badUnder, ref.Span, "the path of %q says already which %q is meant", o.Name.Text, field.Name.Text).
			Mend("leave the filter out").See(o.Under.Span, "under stands here")
	}
	if field.Type.Opaque() && !several {
		return
	}
	for _, at := range f.Operators {
		if at.Operator == design.NoOperator || at.Operator.Suits(field) || at.Operator == design.Present && unsure(field) {
			continue
		}
		d := b.add(&wrongUse, at.Span, "%q is %s, and %q does not go with that", field.Name.Text, kindOf(field, at.Operator), at.Operator)
		if suiting := suiting(field); several && len(suiting) > 0 {
			d.Mend("write {%s: [%s]}", ref.Name, strings.Join(suiting, ", "))
		} else if len(suiting) > 0 {
			d.Mend("write one of %s", strings.Join(suiting, ", "))
		} else {
			d.Mend("leave the field out of the filters")
		}
		d.See(field.Name.Span, "%q is declared here", field.Name.Text)
	}
}

// unsure tells whether optional is written and says no, or could not be read: a finding
// may stand there already, and the filter does no harm.
func unsure(f *design.Field) bool {
	return slices.ContainsFunc(f.Options, func(o design.OptionSpan) bool { return o.Key == "optional" })
}

// kindOf says what about f an operator does not go with.
func kindOf(f *design.Field, o design.Operator) string {
	switch {
	case o == design.Present:
		return "required and always present"
	case f.Type == design.TypeList && f.Item != nil:
		return "a list of the type " + f.Item.Type.String()
	}
	return "of the type " + f.Type.String()
}

// suiting returns the operators that values of f can be compared by.
func suiting(f *design.Field) (words []string) {
	for o := range design.Operator(len(design.OperatorNames)) {
		if o.Suits(f) {
			words = append(words, o.String())
		}
	}
	return words
}
