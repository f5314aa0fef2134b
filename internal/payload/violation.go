package payload

import "strings"

// Violation is one thing that is wrong with a request. It never quotes a value
// that the client sent.
type Violation struct {
	Pointer string // RFC 6901, "" for the whole body
	Code    string // a stable word, one of the Code constants here
	Detail  string // what must be, for people; no subject, no full stop
}

// The codes of violations. They are part of every API's contract: a word keeps
// its meaning for ever.
const (
	CodeDuplicateKey   = "duplicate_key"   // a member is there twice
	CodeInvalidText    = "invalid_text"    // a character that cannot be stored, or half of one
	CodeNoPlace        = "no_place"        // a pointer of a patch that leads to nothing
	CodeNotUpdatable   = "not_updatable"   // a patch of a field that the operation does not change
	CodeTestFailed     = "test_failed"     // a test of a patch
	CodeNoMatch        = "no_match"        // a text that its pattern does not match
	CodeNotAChoice     = "not_a_choice"    // none of the words to choose from
	CodeNotADate       = "not_a_date"      // not a day of the years 1 to 9999
	CodeNotADecimal    = "not_a_decimal"   // not an exact number
	CodeNotASlug       = "not_a_slug"      // not the form of a slug
	CodeNotAURL        = "not_a_url"       // not an absolute address of http or https
	CodeNotAUUID       = "not_a_uuid"      // not the form of a UUID
	CodeNotJSON        = "not_json"        // a parameter that is no JSON value
	CodeNotAnEmail     = "not_an_email"    // not the form of an address
	CodeNotAnID        = "not_an_id"       // not the form of this kind of id
	CodeNotATimestamp  = "not_a_timestamp" // not RFC 3339, or not a moment of the years 1 to 9999
	CodeNull           = "null"            // null where a value must be
	CodeRequired       = "required"        // a member is missing
	CodeTooEarly       = "too_early"       // a day or a moment
	CodeTooFewItems    = "too_few_items"   // a list
	CodeTooLarge       = "too_large"       // a number
	CodeTooLate        = "too_late"        // a day or a moment
	CodeTooLong        = "too_long"        // a text
	CodeTooManyItems   = "too_many_items"  // a list
	CodeTooManyPlaces  = "too_many_places" // a decimal with more digits after the point
	CodeTooShort       = "too_short"       // a text
	CodeTooSmall       = "too_small"       // a number
	CodeUnknownKey     = "unknown_key"     // a member that the operation does not take
	CodeWrongType      = "wrong_type"      // another JSON type
	CodeNotConvertible = "not_convertible" // a value of an older version that is none today
)

// maxViolations bounds the answer to a bad request, not the reading of it.
const maxViolations = 100

// longestName is how long a client's member name may be to appear in a pointer.
const longestName = 256

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// pointer returns the RFC 6901 pointer of a member of the body.
func pointer(name string) string { return "/" + pointerEscapes.Replace(name) }

// unknown reports a member that no slot takes.
func (in *Input) unknown(name string) Violation {
	v := Violation{Pointer: pointer(name), Code: CodeUnknownKey, Detail: "is not a member that may be written here"}
	if len(name) > longestName {
		v.Pointer, v.Detail = "", "has a member with a long name that may not be written here"
		return v
	}
	if meant := in.meant(name); meant != "" {
		v.Detail += `; did you mean "` + meant + `"?`
	}
	return v
}

// meant returns the slot that somebody who wrote name may have had in mind, or "".
func (in *Input) meant(name string) string {
	for i := range in.slots {
		if s := in.slots[i].Name; strings.EqualFold(bare(s), bare(name)) || oneMistake(s, name) {
			return s
		}
	}
	return ""
}

// bare drops what the ways to join words differ in: created_at, createdAt.
func bare(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' {
			return -1
		}
		return r
	}, name)
}

// oneMistake tells whether one inserted, missing, wrong or swapped letter lies
// between a and b. Names under three letters all resemble each other.
func oneMistake(a, b string) bool {
	if min(len(a), len(b)) < 3 {
		return false
	}
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	swapped := len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
	return swapped || len(a) <= 1 && len(b) <= 1
}
