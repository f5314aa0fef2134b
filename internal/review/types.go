package review

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

var textForType = diag.Rule{ID: "review/text-for-type", Severity: diag.Medium, Title: "a text that is something else by its name"}

// better returns the type that a text of that name should have; none for most.
func better(name string) design.Type {
	last := name[strings.LastIndexByte(name, '_')+1:]
	switch {
	case last == "email":
		return design.TypeEmail
	case last == "url" || last == "website" || last == "homepage":
		return design.TypeURL
	case last == "uuid":
		return design.TypeUUID
	case last == "at" && name != last || last == "timestamp":
		return design.TypeTimestamp
	case last == "date" || last == "birthday":
		return design.TypeDate
	}
	return design.TypeNone
}

// lookTextForType finds texts for which the language has a type that checks them.
func lookTextForType(v *view) {
	for _, f := range v.everyField() {
		if f.f.Type != design.TypeText || f.f.Pattern != nil {
			continue
		}
		if t := better(f.f.Name.Text); t != design.TypeNone {
			v.add(f.at, f.f.TypeSpan, "%s is a text, and any text is one", f.at).
				Mend("write type: %s, which is checked, and the same everywhere", t)
		}
	}
}

var moneyNumber = diag.Rule{ID: "review/money-number", Severity: diag.Medium, Title: "money that is rounded"}

var money = words("price cost fee salary wage balance budget tax revenue deposit payment refund")

// lookMoneyNumber finds money that is kept in doubles.
func lookMoneyNumber(v *view) {
	for _, f := range v.everyField() {
		if f.f.Type != design.TypeNumber || !slices.ContainsFunc(strings.Split(f.f.Name.Text, "_"), func(w string) bool { return money[w] }) {
			continue
		}
		v.add(f.at, f.f.TypeSpan, "%s is money in binary: 0.1 and 0.2 are not 0.3", f.at).
			Mend("write {type: decimal, digits: 12, places: 2}, and keep the currency beside it")
	}
}

// everyField returns the fields of entities and the inputs of operations.
func (v *view) everyField() (all []taken) {
	for f := range v.fields {
		all = append(all, taken{label(nil, f), f})
	}
	for o := range v.operations {
		for _, f := range o.Input {
			all = append(all, taken{label(o, f), f})
		}
	}
	return all
}

var booleanState = diag.Rule{ID: "review/boolean-state", Severity: diag.Low, Title: "booleans that are one state"}

var stages = words("archived closed done completed finished published draft cancelled canceled approved rejected paid shipped " +
	"delivered suspended resolved submitted started accepted declined")

// lookBooleanState finds booleans that say how far a row is, beside others or beside a state.
func lookBooleanState(v *view) {
	for _, e := range v.Data.Entities {
		var found []*design.Field
		state := ""
		for _, f := range e.Fields {
			switch {
			case f.Type == design.TypeState:
				state = f.Name.Text
			case f.Type == design.TypeBoolean && stages[strings.TrimPrefix(f.Name.Text, "is_")]:
				found = append(found, f)
			}
		}
		switch {
		case len(found) > 0 && state != "":
			v.add(e.Name.Text+"."+found[0].Name.Text, found[0].Name.Span, "%s says how far a row of %s is, as %s does, and they can contradict each other", found[0].Name.Text, e.Name.Text, state).
				Mend("make it one of the states of %s", state)
		case len(found) > 1:
			v.add(e.Name.Text+"."+found[0].Name.Text, found[0].Name.Span, "%s and %s of %s say how far a row is, and can both be true", found[0].Name.Text, found[1].Name.Text, e.Name.Text).
				Mend("write one field of the type state, with the moves that may be made")
		}
	}
}

var twoTypes = diag.Rule{ID: "review/two-types", Severity: diag.Medium, Title: "one name for values of two types"}

// form says what a client takes a value of the field for.
func form(f *design.Field) string {
	switch f.Type {
	case design.TypeText, design.TypeEnum, design.TypeState, design.TypeSlug, design.TypeEmail, design.TypeURL, design.TypeSecret:
		return "a text"
	case design.TypeID, design.TypeRef:
		return "an id"
	case design.TypeInteger:
		return "an integer"
	case design.TypeUUID, design.TypeBoolean, design.TypeTimestamp, design.TypeDate, design.TypeNumber, design.TypeDecimal, design.TypeJSON, design.TypeList:
		return "a " + f.Type.String()
	case design.TypeNone:
	}
	return ""
}

// lookTwoTypes finds names that mean one type in one resource and another one in the next.
func lookTwoTypes(v *view) {
	first, told := map[string]taken{}, map[string]bool{}
	for _, r := range v.Contract.Resources {
		for _, ref := range r.Fields {
			f, name := ref.To, ref.Name
			if f == nil || form(f) == "" {
				continue
			}
			before, known := first[name]
			switch {
			case !known:
				first[name] = taken{r.Name.Text, f}
			case form(before.f) != form(f) && !told[name]:
				told[name] = true
				v.add(r.Name.Text+"."+name, ref.Span, "%q is %s in %q and %s in %q", name, form(f), r.Name.Text, form(before.f), before.at).
					Mend("give the two the same type, or different names").
					See(before.f.Name.Span, "the other one is declared here")
			}
		}
	}
}
