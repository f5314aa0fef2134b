package decode

import (
	"strconv"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// standard is the form of a default, which is read when the type is known.
var standard = func() form[*source.Node] {
	shape := &Shape{Kind: FieldValue, Sample: "low"}
	return form[*source.Node]{shape, func(r *reader, at place, n *source.Node) (*source.Node, bool) {
		if n != nil && n.Kind != source.Scalar && !n.Refused {
			return n, true // of a list or a json, which is known when the type is
		}
		return n, r.is(source.Scalar, n, at, shape)
	}}
}()

// standard reads the default of f. Whether it keeps within bounds and values is not
// looked at.
func (r *reader) standard(f *design.Field, d *draft) {
	n := d.standard
	switch {
	case f.Type == design.TypeList:
		f.Default = r.listDefault(f, n, d.label)
		return
	case n.Kind != source.Scalar && f.Type != design.TypeJSON:
		r.diags.Add(&wrongDefault, n.Span, "%s is %s, and %q takes one value", d.label, describe(n), f.Name.Text).
			Mend("write a value of the type %s, or leave it out", f.Type)
		return
	}
	v, wanted := defaultOf(f, n)
	if wanted != "" {
		r.diags.Add(&wrongDefault, n.Span, "%s is %q, %s", d.label, n.Text, wanted).
			Mend("write a value of the type %s, or leave it out", f.Type)
		return
	}
	f.Default = &design.Default{Value: v, Span: n.Span}
}

// defaultOf returns the value of f that n writes, or what n must be. Texts
// and times pass the door that those of requests pass, so that a default is stored
// in no other spelling.
func defaultOf(f *design.Field, n *source.Node) (v value.Value, wanted string) {
	plain := n.Style == source.Plain
	switch f.Type {
	case design.TypeText:
		return parsed(payload.Text, n)
	case design.TypeEmail:
		return parsed(payload.Email, n)
	case design.TypeTimestamp:
		return parsed(payload.Timestamp, n)
	case design.TypeDate:
		return parsed(payload.Date, n)
	case design.TypeUUID:
		return parsed(payload.UUID, n)
	case design.TypeURL:
		return parsed(payload.URL, n)
	case design.TypeJSON:
		return jsonOf(n)
	case design.TypeNumber, design.TypeDecimal:
		return numberOf(f, n)
	case design.TypeInteger:
		if plain && integer.MatchString(n.Text) {
			if number, err := strconv.ParseInt(n.Text, 10, 64); err == nil {
				return value.OfInt(number), ""
			}
		}
		return v, "must be a whole number of 64 bits, without quotes"
	case design.TypeBoolean:
		if plain && (n.Text == "true" || n.Text == "false") {
			return value.OfBool(n.Text == "true"), ""
		}
		return v, "must be true or false, without quotes"
	case design.TypeEnum:
		if !isText(n) {
			return v, "must be one of its values"
		}
		return value.OfText(n.Text), ""
	case design.TypeNone, design.TypeID, design.TypeSecret, design.TypeList, design.TypeSlug, design.TypeState, design.TypeRef:
	}
	return v, "which no value of this type can be"
}

func parsed(format payload.Format, n *source.Node) (v value.Value, wanted string) {
	if !isText(n) {
		return v, "must be text; a number or a boolean needs quotes"
	}
	v, violation := (&payload.Slot{Format: format}).ParseString(n.Text)
	if violation != nil {
		return v, violation.Detail
	}
	return v, ""
}

// jsonOf returns the json that n writes: as YAML, or a text of JSON.
func jsonOf(n *source.Node) (v value.Value, wanted string) {
	if n.Kind == source.Scalar {
		return parsed(payload.JSON, n)
	}
	text, ok := n.JSON()
	if !ok {
		return v, "which cannot be read" // a finding says why
	}
	v, violation := (&payload.Slot{Format: payload.JSON}).ParseString(string(text))
	if violation != nil {
		return v, violation.Detail
	}
	return v, ""
}

// listDefault reads the default of a list: a YAML list of its items. nil when one is
// wrong.
func (r *reader) listDefault(f *design.Field, n *source.Node, label string) *design.Default {
	if n.Kind != source.List {
		r.diags.Add(&wrongDefault, n.Span, "%s is %s, and %q is a list", label, describe(n), f.Name.Text).Mend("write its items in brackets: [%s]", "…")
		return nil
	}
	out := &design.Default{Span: n.Span}
	var values []value.Value
	for _, i := range n.Items {
		if i == nil || i.Refused {
			return nil // a finding says why
		}
		v, wanted := value.Value{}, "must be one value"
		if i.Kind == source.Scalar {
			v, wanted = defaultOf(f.Item, i)
		}
		if wanted != "" {
			r.diags.Add(&wrongDefault, i.Span, "an item of %s is %s, %s", label, describe(i), wanted).
				Mend("write items of the type %s", f.Item.Type)
			return nil
		}
		values = append(values, v)
		out.Items = append(out.Items, &design.Default{Value: v, Span: i.Span})
	}
	list := payload.Slot{Item: &payload.Slot{Format: formatOf(f.Item.Type), Places: f.Item.Places}}
	v, violation := list.ListOf(values)
	if violation != nil {
		r.diags.Add(&wrongDefault, n.Span, "%s %s", label, violation.Detail).Mend("write fewer items")
		return nil
	}
	out.Value = v
	return out
}

// formatOf returns how items of that type stand in a list.
func formatOf(t design.Type) payload.Format {
	switch t {
	case design.TypeInteger:
		return payload.Integer
	case design.TypeBoolean:
		return payload.Boolean
	case design.TypeTimestamp:
		return payload.Timestamp
	case design.TypeDate:
		return payload.Date
	case design.TypeUUID:
		return payload.UUID
	case design.TypeNumber:
		return payload.Number
	case design.TypeDecimal:
		return payload.Decimal
	default:
		return payload.Text
	}
}
