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
		return n, r.is(source.Scalar, n, at, shape)
	}}
}()

// standard reads the default of f. Whether it keeps within bounds and values is not
// looked at.
func (r *reader) standard(f *design.Field, d *draft) {
	n := d.standard
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
		return parsed(payload.JSON, n)
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
