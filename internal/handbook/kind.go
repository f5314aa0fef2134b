package handbook

import (
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
)

// kind is what a value may be, in words. Of is a shape that it names.
type kind struct{ Text, Of, Behind string }

// String is for those who write no links.
func (k kind) String() string { return k.Text + k.Of + k.Behind }

// typed says what a value of s may be. f is the field that it is of; nil when not known.
func typed(s *contract.Shape, f *design.Field) kind {
	k := kind{}
	switch {
	case s.Name != "":
		k.Of = s.Name
	default:
		k.Text = basic(s, f)
	}
	if s.Nullable {
		k.Behind = " or null"
	}
	if s.Default != nil {
		k.Behind += ", default " + string(contract.JSON(s.Default))
	}
	return k
}

func basic(s *contract.Shape, f *design.Field) string {
	switch s.Kind {
	case contract.Boolean:
		return "true or false"
	case contract.Integer:
		return "integer" + between(whole(s.Min), whole(s.Max), "")
	case contract.Number:
		return "number" + between(double(s.Low), double(s.High), "")
	case contract.List:
		of := typed(s.Item, nil).String()
		if s.Unique {
			of += ", none twice"
		}
		return "list" + between(whole(s.Least), whole(s.Most), "") + " of " + of
	case contract.Object:
		return "object"
	case contract.Anything:
		return "any JSON value"
	case contract.Text:
	}
	return text(s, f)
}

// formats are what texts of a format are.
var formats = map[string]string{
	"date-time": "time, RFC 3339 in UTC", "date": "date", "uuid": "UUID", "uri": "address of http or https", "uri-reference": "path",
	"email": "address of mail", "password": "secret text",
}

func text(s *contract.Shape, f *design.Field) string {
	out := "text"
	switch {
	case f != nil && f.Type == design.TypeRef:
		out = "id of " + f.Target.Name
	case f != nil && f.Type == design.TypeID:
		out = "id"
	case f != nil && f.Type == design.TypeDecimal:
		out = "decimal as text"
	case f != nil && f.Type == design.TypeSlug:
		out = "slug: small letters, digits, hyphens"
	case len(s.Words) > 0:
		return strings.Join(s.Words, " | ")
	case formats[s.Format] != "":
		out = formats[s.Format]
	}
	out += between(whole(s.Least), whole(s.Most), " characters")
	if s.RE2 != "" {
		out += " that match " + s.RE2
	}
	return out
}

func whole(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func double(n *float64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatFloat(*n, 'g', -1, 64)
}

// between says the bounds of a value.
func between(low, high, unit string) string {
	switch {
	case low == "" && high == "":
		return ""
	case low == high:
		return ", " + low + unit
	case high == "":
		return ", at least " + low + unit
	case low == "":
		return ", at most " + high + unit
	}
	return ", " + low + " to " + high + unit
}
