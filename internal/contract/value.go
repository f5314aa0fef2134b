package contract

import (
	"strconv"
	"time"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// Forms of texts, as JavaScript reads them.
const (
	patternSlug   = "^[a-z0-9]+(-[a-z0-9]+)*$"
	patternLetter = "[0-7][0-9a-hjkmnp-tv-z]{25}$" // of an id, after its prefix
	mostSlug      = 80
	mostURL       = 2048
	mostEmail     = 254
)

// taken returns the shape of what a slot takes.
func taken(s *payload.Slot) *Shape {
	out := valued(s)
	out.Nullable = s.Nullable && !s.Required
	return out
}

// valued returns the shape of the values of a slot.
func valued(s *payload.Slot) *Shape {
	out := &Shape{Kind: Text}
	switch s.Format {
	case payload.Bridged: // no slot's
	case payload.Text:
		out.Least, out.Most = s.Min, s.Max
		if s.Pattern != nil {
			out.RE2 = trimWhole(s.Pattern.String())
			out.Pattern = javaScript(out.RE2)
		}
	case payload.Secret:
		out.Least, out.Most, out.Format, out.Hidden = s.Min, s.Max, "password", true
	case payload.Email:
		out.Format, out.Most = "email", length(mostEmail)
	case payload.URL:
		out.Format, out.Most = "uri", length(mostURL)
	case payload.Slug:
		out.Pattern, out.Most = patternSlug, length(mostSlug)
	case payload.Integer:
		out.Kind, out.Format, out.Min, out.Max = Integer, "int64", s.Min, s.Max
	case payload.Number:
		out.Kind, out.Format, out.Low, out.High = Number, "double", s.Low, s.High
	case payload.Boolean:
		out.Kind = Boolean
	case payload.Timestamp:
		out.Format = "date-time"
		out.Describe = between(s, func(n int64) string { return time.UnixMicro(n).UTC().Format(time.RFC3339Nano) })
	case payload.Date:
		out.Format = "date"
		out.Describe = between(s, func(n int64) string { return string(payload.AppendDate(nil, n)) })
	case payload.UUID:
		out.Format = "uuid"
	case payload.Decimal:
		out.Pattern = decimalPattern(s.Places)
		out.Describe = between(s, func(n int64) string { return string(payload.AppendDecimal(nil, n, s.Places)) })
	case payload.ID:
		out.Pattern = "^" + s.Prefix + "_" + patternLetter
	case payload.Counted:
		out.Pattern = "^" + s.Prefix + "_[1-9][0-9]*$"
	case payload.Choice:
		out.Words = s.Choices
	case payload.JSON:
		out.Kind = Anything
		out.Describe = "Any JSON value but null, of at most " + strconv.Itoa(payload.MostJSON) + " bytes."
	case payload.List:
		most := int64(payload.MostItems)
		if s.Max != nil {
			most = min(most, *s.Max)
		}
		out.Kind, out.Item, out.Least, out.Most = List, valued(s.Item), s.Min, &most
	}
	return out
}

func length(n int64) *int64 { return &n }

// decimalPattern is the form of an exact number. Zeros beyond the places are taken too.
func decimalPattern(places int) string {
	whole := "^-?(0|[1-9][0-9]*)"
	if places == 0 {
		return whole + `(\.0+)?$`
	}
	return whole + `(\.[0-9]{1,` + strconv.Itoa(places) + `}0*)?$`
}

// between says the bounds of values that are written as text, "" without any.
func between(s *payload.Slot, spell func(int64) string) string {
	switch {
	case s.Min != nil && s.Max != nil:
		return "From " + spell(*s.Min) + " to " + spell(*s.Max) + "."
	case s.Min != nil:
		return "Not before " + spell(*s.Min) + "."
	case s.Max != nil:
		return "Not after " + spell(*s.Max) + "."
	}
	return ""
}

// trimWhole takes off what binds an expression to all of the text.
func trimWhole(s string) string {
	const before, behind = `\A(?:`, `)\z`
	if len(s) > len(before)+len(behind) && s[:len(before)] == before {
		return s[len(before) : len(s)-len(behind)]
	}
	return s
}

// codesOf returns the codes that a value of the slot can be refused with.
func codesOf(s *payload.Slot) []string {
	codes := formatCodes(s)
	if s.Required || !s.Nullable {
		codes = append(codes, payload.CodeNull)
	}
	if s.Required {
		codes = append(codes, payload.CodeRequired)
	}
	if s.Format != payload.JSON {
		codes = append(codes, payload.CodeWrongType)
	}
	return codes
}

// formatCodes are those of its format and bounds.
func formatCodes(s *payload.Slot) (codes []string) {
	add := func(when bool, code string) {
		if when {
			codes = append(codes, code)
		}
	}
	text := s.Format != payload.Integer && s.Format != payload.Number && s.Format != payload.Boolean && s.Format != payload.List
	add(text, payload.CodeInvalidText)
	switch s.Format {
	case payload.Text, payload.Secret:
		add(s.Min != nil && *s.Min > 0, payload.CodeTooShort)
		add(s.Max != nil, payload.CodeTooLong)
		add(s.Pattern != nil, payload.CodeNoMatch)
	case payload.Integer:
		codes = append(codes, payload.CodeTooLarge, payload.CodeTooSmall)
	case payload.Number:
		codes = append(codes, payload.CodeTooLarge, payload.CodeTooSmall)
	case payload.Decimal:
		codes = append(codes, payload.CodeNotADecimal, payload.CodeTooLarge, payload.CodeTooManyPlaces, payload.CodeTooSmall)
	case payload.Timestamp, payload.Date:
		add(s.Min != nil, payload.CodeTooEarly)
		add(s.Max != nil, payload.CodeTooLate)
		codes = append(codes, notA(s.Format))
	case payload.JSON:
		codes = append(codes, payload.CodeDuplicateKey, payload.CodeTooLong)
	case payload.List:
		add(s.Min != nil && *s.Min > 0, payload.CodeTooFewItems)
		codes = append(codes, payload.CodeTooLong, payload.CodeTooManyItems)
	case payload.Email, payload.URL, payload.Slug, payload.UUID, payload.ID, payload.Counted, payload.Choice:
		codes = append(codes, notA(s.Format))
	case payload.Boolean, payload.Bridged:
	}
	return codes
}

// notA is the code of a text that has not the form of its format.
func notA(f payload.Format) string {
	switch f {
	case payload.Email:
		return payload.CodeNotAnEmail
	case payload.URL:
		return payload.CodeNotAURL
	case payload.Slug:
		return payload.CodeNotASlug
	case payload.UUID:
		return payload.CodeNotAUUID
	case payload.ID, payload.Counted:
		return payload.CodeNotAnID
	case payload.Date:
		return payload.CodeNotADate
	case payload.Timestamp:
		return payload.CodeNotATimestamp
	default:
		return payload.CodeNotAChoice
	}
}

// known returns a value of the slot as JSON, for defaults.
func known(s *payload.Slot, v value.Value) any {
	if v.IsNull() {
		return nil
	}
	member := payload.Member{Name: "v", Format: s.Format, Prefix: s.Prefix, Places: s.Places, Visible: -1}
	text := payload.NewObject([]payload.Member{member}).Append(nil, oneCell{v})
	return raw(text[len(`{"v":`) : len(text)-1])
}

// raw is JSON that is written already.
type raw []byte

// oneCell is a value as a row of one column.
type oneCell struct{ value value.Value }

func (c oneCell) IsNull(int) bool  { return c.value.IsNull() }
func (c oneCell) Int(int) int64    { return c.value.Int }
func (c oneCell) Bytes(int) []byte { return []byte(c.value.Str) }
