package bind

import (
	"cmp"
	"strconv"
	"unicode/utf8"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// typed checks what a field or an input says about its value, by its type.
func (b *binder) typed(f *design.Field) {
	switch f.Type {
	case design.TypeNone:
		b.breaks(f.Name)
	case design.TypeDecimal:
		if b.digits(f) && b.bounds(f) {
			b.inBounds(f)
		}
	case design.TypeSecret:
		b.secret(f)
	case design.TypeList:
		b.several(f)
	case design.TypeText:
		b.pattern(f)
		if b.bounds(f) {
			b.inBounds(f)
		}
	case design.TypeInteger, design.TypeNumber, design.TypeDate, design.TypeTimestamp:
		if b.bounds(f) {
			b.inBounds(f)
		}
	case design.TypeEnum:
		b.values(f, "value", &plain)
		b.amongValues(f)
	case design.TypeState:
		b.values(f, "state", &snake)
		b.states(f)
	case design.TypeRef:
		if b.entity(&f.Target) == nil {
			b.breaks(f.Name)
		}
	case design.TypeID, design.TypeEmail, design.TypeBoolean, design.TypeUUID, design.TypeURL, design.TypeJSON:
	case design.TypeSlug:
		if f.Unique == nil { // two rows with one address would be one
			f.Unique = &f.TypeSpan
		}
	}
}

// bounds checks min and max by themselves. It is not ok when no default can keep
// them.
func (b *binder) bounds(f *design.Field) (ok bool) {
	ok = true
	for _, bound := range []*design.Bound{f.Min, f.Max} {
		if bound != nil && bound.N < 0 && (f.Type == design.TypeText || f.Type == design.TypeList || f.Type == design.TypeSecret) {
			kind, unit := "text", "characters"
			if f.Type == design.TypeList {
				kind, unit = "list", "items"
			}
			b.add(&badBounds, bound.Span, "%q is a %s, and no %s has %d %s", f.Name.Text, kind, kind, bound.N, unit).
				Mend("write how many %s it has: 0 or more", unit)
			ok = false
		}
	}
	if ok && f.Min != nil && f.Max != nil && (f.Min.N > f.Max.N || f.Min.Float > f.Max.Float) {
		b.add(&badBounds, f.Min.Span, "%q has min %s above max %s: no value fits", f.Name.Text, bound(f, f.Min), bound(f, f.Max)).
			Mend("swap the two, or correct one").See(f.Max.Span, "max stands here")
		ok = false
	}
	return ok
}

// digits checks how many digits a decimal has after the point.
func (b *binder) digits(f *design.Field) bool {
	if f.Places <= f.Digits {
		return true
	}
	b.add(&badBounds, f.Option("places"), "%q has %d digits in all, and %d of them after the point", f.Name.Text, f.Digits, f.Places).
		Mend("write places: %d or less, or more digits", f.Digits).See(f.Option("digits"), "digits stands here")
	return false
}

// bound spells a bound of f.
func bound(f *design.Field, at *design.Bound) string {
	switch f.Type {
	case design.TypeNumber:
		return string(payload.AppendFloat(nil, at.Float))
	case design.TypeDecimal:
		return string(payload.AppendDecimal(nil, at.N, f.Places))
	case design.TypeDate:
		return string(payload.AppendDate(nil, at.N))
	case design.TypeTimestamp:
		return string(payload.AppendTime(nil, at.N))
	default:
		return strconv.FormatInt(at.N, 10)
	}
}

// inBounds checks the default of a text or a number.
func (b *binder) inBounds(f *design.Field) {
	if f.Default == nil {
		return
	}
	v, unit := f.Default.Value, ""
	if v.Kind == value.Text {
		v, unit = value.OfInt(int64(utf8.RuneCountInString(v.Str))), " characters"
	}
	beyond := func(at *design.Bound, side int) bool {
		switch {
		case at == nil:
			return false
		case f.Type == design.TypeNumber:
			return cmp.Compare(v.Float(), at.Float) == side
		}
		return cmp.Compare(v.Int, at.N) == side
	}
	switch {
	case beyond(f.Min, -1):
		b.badDefault(f, f.Min.Span).Mend("write a default of at least %s%s", bound(f, f.Min), unit)
	case beyond(f.Max, 1):
		b.badDefault(f, f.Max.Span).Mend("write a default of at most %s%s", bound(f, f.Max), unit)
	}
}

func (b *binder) badDefault(f *design.Field, bound diag.Span) *diag.Diagnostic {
	return b.add(&badDefault, f.Default.Span, "the default of %q is beyond its own bounds", f.Name.Text).See(bound, "the bound stands here")
}

// values checks the words of an enum or a state.
func (b *binder) values(f *design.Field, kind string, how *form) {
	b.count(f.TypeSpan, f.Name.Text, len(f.Values), mostValues, kind+"s")
	for _, v := range f.Values {
		b.written(v, kind, how)
	}
}

func texts(names []design.Name) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = n.Text
	}
	return out
}

func (b *binder) amongValues(f *design.Field) {
	if f.Default == nil || len(f.Values) == 0 || hasName(f.Values, f.Default.Value.Str) {
		return
	}
	d := b.add(&badDefault, f.Default.Span, "the default of %q is %q, which is none of its values", f.Name.Text, f.Default.Value.Str)
	if near := diag.Nearest(f.Default.Value.Str, texts(f.Values)); near != "" {
		d.Meant(f.Default.Value.Str, near, texts(f.Values))
		return
	}
	d.Mend("write one of %s", some(texts(f.Values)))
}

func hasName(names []design.Name, text string) bool {
	for _, n := range names {
		if n.Text == text {
			return true
		}
	}
	return false
}

// states checks where rows begin and where they can come to.
func (b *binder) states(f *design.Field) {
	if f.Initial.Text == "" {
		return
	}
	if !hasName(f.Values, f.Initial.Text) {
		b.unknownState(f, f.Initial)
		return
	}
	reached := map[string]bool{f.Initial.Text: true}
	for again := true; again; {
		again = false
		for _, m := range f.Moves {
			for _, to := range m.To {
				if reached[m.From.Text] && !reached[to.Text] {
					reached[to.Text], again = true, true
				}
			}
		}
	}
	var never []design.Name
	for _, s := range f.Values {
		if !reached[s.Text] {
			never = append(never, s)
		}
	}
	if len(never) > 0 {
		b.add(&unreachableState, never[0].Span, "no moves lead from %q, where rows begin, to %s", f.Initial.Text, some(texts(never))).
			Mend("add %q to the states that may follow another, or remove it", never[0].Text)
	}
}

func (b *binder) unknownState(f *design.Field, n design.Name) {
	d := b.add(&unknownState, n.Span, "%q is not a state of %q", n.Text, f.Name.Text)
	switch near := diag.Nearest(n.Text, texts(f.Values)); {
	case near != "":
		d.Meant(n.Text, near, texts(f.Values))
	case len(f.Values) == 0:
		d.Mend("write in moves which states follow it: {%s: []} when none does", n.Text)
	default:
		d.Mend("add it to moves, or write one of %s", some(texts(f.Values)))
	}
	d.See(f.Name.Span, "%q is declared here", f.Name.Text)
}
