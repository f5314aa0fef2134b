package decode

import (
	"regexp"
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/payload"
)

// draft is a field while its keys are read.
type draft struct {
	design.Field
	standard *source.Node // behind default: what it may be depends on the type
	low      *source.Node // behind min: the same
	high     *source.Node // behind max: the same
	label    string       // of the default
	moves    bool         // moves could be read
}

// The words with which a key of a field goes; a reference counts as the word ref.
const (
	text, email, number, truth, moment, enum, state, reference = "text", "email", "integer", "boolean", "timestamp", "enum", "state", "ref"
	day, uuid, address, double, exact, document, secret, slug  = "date", "uuid", "url", "number", "decimal", "json", "secret", "slug"
	several                                                    = "list"
)

// ofInput are the keys that a field of an entity shares with an input.
var ofInput = []key[draft]{
	option("ref", "the entity that it refers to", refer[design.Entity]("User"), func(f *draft, v design.Ref[design.Entity], at place) {
		f.Type, f.TypeSpan, f.Target = design.TypeRef, at.name.Span, v
	}),
	option("min", "the least number, the first day or moment, or the fewest characters or items", numeral,
		func(f *draft, v *source.Node, _ place) { f.low = v }).with(text, number, double, exact, day, moment, several, secret),
	option("max", "the greatest number, the last day or moment, or the most characters or items", numeral,
		func(f *draft, v *source.Node, _ place) { f.high = v }).with(text, number, double, exact, day, moment, several, secret),
	option("pattern", "the regular expression (RE2) that all of the text matches", words("[A-Z]{2}[0-9]+"),
		func(f *draft, v design.Name, _ place) { f.Pattern = &design.Pattern{Text: v.Text, Span: v.Span} }).with(text),
	option("digits", "how many digits it has in all", whole(1, payload.MostDigits),
		func(f *draft, v design.Bound, _ place) { f.Digits = int(v.N) }).must().with(exact),
	option("places", "how many of its digits stand after the point", whole(0, payload.MostDigits),
		func(f *draft, v design.Bound, _ place) { f.Places = int(v.N) }).must().with(exact),
	option("describe", "what it means, to people", words("What the customer sees first."),
		func(f *draft, v design.Name, _ place) { f.Describe = v }),
	option("optional", "true for a value that may be absent", boolean,
		func(f *draft, v bool, _ place) { f.Optional = v }).unless("false").noting(perhaps),
	option("default", "the value when none is given", standard,
		func(f *draft, v *source.Node, at place) { f.standard, f.label = v, at.label }).with(text, email, number, truth, moment, day, uuid, address, double, exact, document, several, enum),
	option("values", "the words that it may be, in their order", list(name("low"), 1, nameText),
		func(f *draft, v []design.Name, _ place) { f.Values = v }).must().with(enum),
	option("ordered", "true when conditions may compare its values by their order", boolean,
		func(f *draft, v bool, _ place) { f.Ordered = v }).with(enum),
}

// ofList are those that both share of a list.
var ofList = []key[draft]{
	option("of", "what each of its items is", item,
		func(f *draft, v *design.Field, _ place) { f.Item = v }).must().with(several),
}

// ofEntity are the keys that only a field of an entity has.
var ofEntity = []key[draft]{
	option("unique", "true when no two rows share a value", boolean, func(f *draft, v bool, at place) {
		if v {
			f.Unique = &at.span
		}
	}).unless("false"),
	option("case", "insensitive when texts that differ in case alone are the same to unique and to filters", word[design.Case](design.CaseNames[:]),
		func(f *draft, v chosen[design.Case], _ place) { f.Caseless = v.word == design.Insensitive }).with(text),
	option("from", "the text that it is made from", refer[design.Field]("title"),
		func(f *draft, v design.Ref[design.Field], _ place) { f.From = v }).must().with(slug),
	option("was", "the name that it had before, whose values it takes over", name("old_name"),
		func(f *draft, v design.Name, _ place) { f.Was = v }),
	option("initial", "the state of a new row", name("open"),
		func(f *draft, v design.Name, _ place) { f.Initial = v }).must().with(state),
	option("moves", "the states that may follow each state", named("state", transition),
		func(f *draft, v []design.Transition, _ place) { f.Moves, f.moves = v, true }).must().with(state),
	option("inverse", "the name under which the other entity sees these rows", name("tickets"),
		func(f *draft, v design.Name, _ place) { f.Inverse = v }).with(reference),
	option("on_delete", "what happens when the row it refers to is deleted", word[design.OnDelete](design.OnDeleteNames[:]),
		func(f *draft, v chosen[design.OnDelete], _ place) { f.OnDelete = v.word }).with(reference).unless("restrict"),
}

// perhaps takes a field whose optional cannot be read for one that is: most who write
// the key mean that.
func perhaps(f *draft, _ place) { f.Optional = true }

// option is a key whose place the field keeps.
func option[V any](name, doc string, f form[V], put func(into *draft, v V, at place)) key[draft] {
	return may(name, doc, f, func(into *draft, v V, at place) {
		into.Options = append(into.Options, design.OptionSpan{Key: name, Span: at.span})
		put(into, v, at)
	})
}

// typed is the key that says the type, with the words that it may be.
func typed(names []string, other *regexp.Regexp) key[draft] {
	f := word[design.Type](names)
	f.shape.Pattern = other
	return option("type", "the type of the value", f,
		func(f *draft, v chosen[design.Type], _ place) { f.Type, f.TypeSpan = v.word, v.span })
}

// field is the form of a field of an entity.
var field = reusing(fieldForm(design.TypeNames[:], slices.Concat(ofInput, ofList, ofEntity), "field", typeName))

// input is the form of an input of an operation. It has no state: states move.
var input = reusing(fieldForm(only(design.TypeNames[:], design.TypeText, design.TypeEmail, design.TypeInteger, design.TypeBoolean,
	design.TypeTimestamp, design.TypeDate, design.TypeUUID, design.TypeURL, design.TypeNumber, design.TypeDecimal, design.TypeJSON,
	design.TypeList, design.TypeSecret, design.TypeEnum), slices.Concat(ofInput, ofList), "input", typeName))

// item is the form of what each item of a list is.
var item = fieldForm(only(design.TypeNames[:], design.TypeText, design.TypeEmail, design.TypeInteger, design.TypeBoolean,
	design.TypeTimestamp, design.TypeDate, design.TypeUUID, design.TypeURL, design.TypeNumber, design.TypeDecimal, design.TypeEnum),
	slices.DeleteFunc(slices.Clone(ofInput), func(k key[draft]) bool {
		return slices.Contains([]string{"ref", "describe", "optional", "default", "ordered"}, k.Name)
	}), "item", nil)

// reusable is the form of a type that fields are made from.
var reusable = reusing(fieldForm(only(design.TypeNames[:], reused...), slices.DeleteFunc(slices.Clone(ofInput), func(k key[draft]) bool {
	return k.Name == "ref" || k.Name == "optional"
}), "type", typeName))

// reused are the types that others are made from: all but the state, which moves.
var reused = []design.Type{
	design.TypeText, design.TypeEmail, design.TypeInteger, design.TypeBoolean, design.TypeTimestamp, design.TypeDate, design.TypeUUID,
	design.TypeURL, design.TypeNumber, design.TypeDecimal, design.TypeJSON, design.TypeSecret, design.TypeEnum,
}

func fieldForm(types []string, keys []key[draft], noun string, other *regexp.Regexp) form[*design.Field] {
	one := slices.DeleteFunc([]string{"type", "ref"}, func(name string) bool {
		return name == "ref" && !slices.ContainsFunc(keys, func(k key[draft]) bool { return k.Name == name })
	})
	return object(&mapping[draft]{
		sample: "{type: text}",
		keys:   slices.Concat([]key[draft]{typed(types, other)}, keys),
		oneOf:  one,
		variant: func(key string, n *source.Node) string {
			switch {
			case key == reference:
				return reference
			case n == nil || n.Kind != source.Scalar || n.Refused:
				return ""
			}
			return meant(n.Text, types)
		},
		kind: kindOf(noun),
	}, func(r *reader, at place, d *draft) *design.Field {
		f := &d.Field
		f.Name, f.Span = at.name, at.span
		switch {
		case f.Type == design.TypeEnum && len(f.Values) == 0, f.Type == design.TypeState && !d.moves:
			f.Type = design.TypeNone // a finding says why; of its values nothing can be said
		case f.Type == design.TypeDecimal && f.Digits == 0, f.Type == design.TypeList && (f.Item == nil || f.Item.Type == design.TypeNone):
			f.Type = design.TypeNone // the same
		case f.Type == design.TypeState:
			f.Values = states(f.Moves)
		}
		f.Min, f.Max = r.bound(f, d.low, "min"), r.bound(f, d.high, "max")
		if d.standard != nil && f.Type != design.TypeNone {
			r.standard(f, d)
		}
		return f
	})
}

// meant returns the word, or the one that it is taken for when it is misspelt.
func meant(word string, words []string) string {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
	if slices.Contains(words, word) {
		return word
	}
	return diag.Nearest(word, words)
}

// transition is the form of the states that may follow one.
var transition = func() form[design.Transition] {
	to := list(name("closed"), 0, nameText)
	return form[design.Transition]{to.shape, func(r *reader, at place, n *source.Node) (design.Transition, bool) {
		v, _ := to.read(r, at, n)
		return design.Transition{From: at.name, To: v}, true
	}}
}()

// states returns every state that moves name: those that are left, in the order
// written, then those that are only reached.
func states(moves []design.Transition) (all []design.Name) {
	seen := map[string]bool{}
	add := func(n design.Name) {
		if !seen[n.Text] {
			seen[n.Text] = true
			all = append(all, n)
		}
	}
	for _, m := range moves {
		add(m.From)
	}
	for _, m := range moves {
		for _, to := range m.To {
			add(to)
		}
	}
	return all
}
