package payload

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/newel-api/newel/internal/value"
)

// Format is how a value is written in JSON and what it may hold.
type Format uint8

// The formats. All but Integer, Boolean, Number and JSON are JSON strings.
const (
	Text      Format = iota
	Email            // kept in lower case
	Integer          // 64 bits, exact
	Boolean          // true or false
	Timestamp        // RFC 3339, microseconds
	Choice           // one of some words, compared exactly
	ID               // a prefix, "_" and 26 letters
	Counted          // an id that is a number behind a prefix and "_"; one without a prefix is an Integer
	Date             // a day, "2026-11-25"
	UUID             // 36 letters, kept in lower case
	URL              // absolute, of http or https
	Number           // a double, finite
	Decimal          // exact, with a fixed number of places
	JSON             // any value but null, kept as its shortest text
	List             // an array of values of Slot.Item, kept as its shortest text
	Slug             // small letters, digits and single hyphens between them
	Secret           // a string of which the hash is kept
	Bridged          // of a Member only: what its Bridge writes
)

// Slot is one member that a request body may hold, or one query parameter.
type Slot struct {
	Name     string
	Format   Format
	Min, Max *int64         // Text, Secret: code points; Integer, Date, Timestamp: the value; Decimal: the scaled value, always there; nil for no bound
	Low      *float64       // Number: the least
	High     *float64       // Number: the greatest
	Choices  []string       // Choice
	Prefix   string         // ID, Counted
	Pattern  *regexp.Regexp // Text: what all of it matches; nil for anything
	Places   int            // Decimal
	Item     *Slot          // List: what each of its items must be
	Required bool           // the member must be there and not null
	Fold     bool           // Text: kept in lower case, as an Email is
	Caseless bool           // Text: kept folded, for comparing without case
	Nullable bool           // null is accepted, and clears; Required wins
}

// ParseString reads a value that stands outside JSON: a query parameter, an id
// in a path. Numbers, booleans and times are written as in JSON, without quotes.
// The violation has no pointer. Required and Nullable do not matter.
func (s *Slot) ParseString(written string) (value.Value, *Violation) {
	if !utf8.ValidString(written) || strings.IndexByte(written, 0) >= 0 {
		return value.Value{}, invalidText
	}
	switch s.Format {
	case Text, Email, URL, Slug, Secret:
		return s.text(written)
	case Integer:
		r := reader{body: []byte(written)}
		number := r.number()
		if r.err != nil || r.at < len(written) {
			return value.Value{}, &Violation{Code: CodeWrongType, Detail: "must be an integer"}
		}
		return s.integer(number)
	case Number:
		r := reader{body: []byte(written)}
		number := r.number()
		if r.err != nil || r.at < len(written) {
			return value.Value{}, &Violation{Code: CodeWrongType, Detail: "must be a number"}
		}
		return s.float(number)
	case JSON:
		return parseJSON(written)
	case List:
		return s.parseList(written)
	case Boolean:
		if written != "true" && written != "false" {
			return value.Value{}, &Violation{Code: CodeWrongType, Detail: "must be true or false"}
		}
		return value.OfBool(written == "true"), nil
	case Timestamp, Choice, ID, Counted, Date, UUID, Decimal, Bridged:
	}
	return s.word(written)
}

// invalidText is shared: pointers are put into copies.
var invalidText = &Violation{Code: CodeInvalidText, Detail: "must be Unicode text without U+0000 and without half a surrogate pair"}

// fromString reads a JSON string.
func (s *Slot) fromString(t text) (value.Value, *Violation) {
	switch {
	case t.half || t.nul:
		return value.Value{}, invalidText
	case s.Format == Text || s.Format == Email || s.Format == URL || s.Format == Slug || s.Format == Secret:
		return s.text(string(t.bytes))
	}
	return s.word(string(t.bytes))
}

// text makes the formats whose text is kept.
func (s *Slot) text(written string) (value.Value, *Violation) {
	if s.Format == Slug {
		if IsSlug(written) {
			return value.OfText(written), nil
		}
		return value.Value{}, &Violation{Code: CodeNotASlug, Detail: `must be small letters, digits and single hyphens as "my-first-post", at most 80`}
	}
	if s.Format == URL {
		if normal, ok := ParseURL(written); ok {
			return value.OfText(normal), nil
		}
		return value.Value{}, &Violation{Code: CodeNotAURL, Detail: `must be an address as "https://example.com/path", of at most 2048 characters`}
	}
	if s.Format == Email {
		// Lower case first: what it makes of a composed letter may need composing.
		address := norm.NFC.String(strings.ToLower(written))
		if !isEmail(address) {
			return value.Value{}, &Violation{Code: CodeNotAnEmail, Detail: `must be an email address as "name@example.com"`}
		}
		return value.OfText(address), nil
	}
	if s.Fold {
		written = strings.ToLower(written)
	}
	written = norm.NFC.String(written)
	switch n := int64(utf8.RuneCountInString(written)); {
	case s.Min != nil && n < *s.Min:
		return value.Value{}, &Violation{Code: CodeTooShort, Detail: "must have at least " + characters(*s.Min)}
	case s.Max != nil && n > *s.Max:
		return value.Value{}, &Violation{Code: CodeTooLong, Detail: "must have at most " + characters(*s.Max)}
	}
	if s.Format == Secret {
		return HashSecret(written), nil
	}
	if s.Pattern != nil && !s.Pattern.MatchString(written) {
		return value.Value{}, &Violation{Code: CodeNoMatch, Detail: "must match the pattern " + strings.TrimSuffix(strings.TrimPrefix(s.Pattern.String(), `\A(?:`), `)\z`)}
	}
	if s.Caseless {
		return value.OfText(written).Folded(), nil
	}
	return value.OfText(written), nil
}

func characters(n int64) string {
	if n == 1 {
		return "1 character"
	}
	return strconv.FormatInt(n, 10) + " characters"
}

// word makes the formats that do not keep what was written, so that the caller
// need not copy it first.
func (s *Slot) word(written string) (value.Value, *Violation) {
	switch s.Format {
	case Timestamp:
		if micros, ok := ParseTime(written); ok {
			return s.moment(value.OfMicros(micros), AppendTime)
		}
		return value.Value{}, &Violation{Code: CodeNotATimestamp, Detail: `must be a time as "2026-11-01T09:30:00Z"`}
	case ID:
		if id, ok := value.ParseID(s.Prefix, written); ok {
			return id, nil
		}
		return value.Value{}, &Violation{Code: CodeNotAnID, Detail: `must be an id: "` + s.Prefix + `_" and 26 letters and digits`}
	case Counted:
		if id, ok := value.ParseNumber(s.Prefix, written); ok {
			return id, nil
		}
		return value.Value{}, &Violation{Code: CodeNotAnID, Detail: `must be an id: "` + s.Prefix + `_" and a number, as "` + s.Prefix + `_1"`}
	case Date:
		if days, ok := ParseDate(written); ok {
			return s.moment(value.OfDate(days), AppendDate)
		}
		return value.Value{}, &Violation{Code: CodeNotADate, Detail: `must be a day as "2026-11-25"`}
	case UUID:
		if raw, ok := ParseUUID(written); ok {
			return value.Value{Kind: value.ID, Str: raw}, nil
		}
		return value.Value{}, &Violation{Code: CodeNotAUUID, Detail: `must be a UUID as "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"`}
	case Decimal:
		return s.decimal(written)
	case Choice, Text, Email, URL, Slug, Secret, JSON, List, Integer, Boolean, Number, Bridged:
	}
	if i := slices.Index(s.Choices, written); i >= 0 {
		return value.OfText(s.Choices[i]), nil
	}
	return value.Value{}, &Violation{Code: CodeNotAChoice, Detail: "must be one of " + s.choices()}
}

// moment holds a day or a moment to its bounds, which spell writes.
func (s *Slot) moment(v value.Value, spell func([]byte, int64) []byte) (value.Value, *Violation) {
	switch {
	case s.Min != nil && v.Int < *s.Min:
		return value.Value{}, &Violation{Code: CodeTooEarly, Detail: "must not be before " + string(spell(nil, *s.Min))}
	case s.Max != nil && v.Int > *s.Max:
		return value.Value{}, &Violation{Code: CodeTooLate, Detail: "must not be after " + string(spell(nil, *s.Max))}
	}
	return v, nil
}

// maxNamed is how many choices a violation names.
const maxNamed = 10

func (s *Slot) choices() string {
	if len(s.Choices) <= maxNamed {
		return strings.Join(s.Choices, ", ")
	}
	return strings.Join(s.Choices[:maxNamed], ", ") + " and " + strconv.Itoa(len(s.Choices)-maxNamed) + " others"
}

// integer reads a number that is well written.
func (s *Slot) integer(number []byte) (value.Value, *Violation) {
	n, fit := integer(number)
	switch {
	case fit == fraction:
		return value.Value{}, &Violation{Code: CodeWrongType, Detail: "must be an integer, without a fraction"}
	case fit == tooSmall, s.Min != nil && fit == fits && n < *s.Min:
		return value.Value{}, &Violation{Code: CodeTooSmall, Detail: "must be at least " + bound(s.Min, "-9223372036854775808")}
	case fit == tooLarge, s.Max != nil && n > *s.Max:
		return value.Value{}, &Violation{Code: CodeTooLarge, Detail: "must be at most " + bound(s.Max, "9223372036854775807")}
	}
	return value.OfInt(n), nil
}

func bound(n *int64, without string) string {
	if n == nil {
		return without
	}
	return strconv.FormatInt(*n, 10)
}

// wrongType says what the JSON value that begins with c should have been.
func (s *Slot) wrongType(c byte) *Violation {
	want := "a string"
	switch s.Format {
	case Integer:
		want = "an integer"
	case Boolean:
		want = "true or false"
	case Number:
		want = "a number"
	case List:
		want = "an array"
	case Text, Email, Timestamp, Choice, ID, Counted, Date, UUID, URL, Decimal, Slug, Secret, JSON, Bridged:
	}
	return &Violation{Code: CodeWrongType, Detail: "must be " + want + ", not " + typeOf(c)}
}

// typeOf names the type of the JSON value that begins with c.
func typeOf(c byte) string {
	switch c {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}
