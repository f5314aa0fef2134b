package payload

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/newel-api/newel/internal/value"
)

// MostJSON is how many bytes a JSON value may have when it is kept.
const MostJSON = 1 << 16

// document reads any value but null, inside the body.
func (p *parsing) document() (value.Value, *Violation) {
	from := p.at
	wrong := p.sound(1)
	if p.err != nil {
		return value.Value{}, nil // the body is refused as a whole
	}
	if wrong != nil {
		return value.Value{}, wrong
	}
	return keepJSON(p.body[from:p.at])
}

// parseJSON reads a value that stands outside a body.
func parseJSON(written string) (value.Value, *Violation) {
	r := reader{body: []byte(written)}
	r.space()
	from := r.at
	wrong := r.sound(1)
	to := r.at
	r.end()
	if r.err != nil || string(r.body[from:to]) == "null" {
		return value.Value{}, &Violation{Code: CodeNotJSON, Detail: "must be a JSON value other than null"}
	}
	if wrong != nil {
		return value.Value{}, wrong
	}
	return keepJSON(r.body[from:to])
}

// What JSON has and I-JSON has not (RFC 7493 section 2): readers differ in what they make
// of it, so it is not kept.
var (
	twice    = &Violation{Code: CodeDuplicateKey, Detail: "must not have an object with two members of one name"}
	halfPair = &Violation{Code: CodeInvalidText, Detail: "must not have a text with half a surrogate pair"}
)

// sound takes a value inside depth others and tells what makes it unfit to be kept.
func (r *reader) sound(depth int) (wrong *Violation) {
	switch r.peek() {
	case '{':
		r.open(depth)
		var names []string
		for n := 0; r.more(n, '}'); n++ {
			name := r.name()
			if name.half {
				wrong = halfPair
			}
			names = append(names, string(name.bytes))
			wrong = cmp.Or(wrong, r.sound(depth+1))
		}
		slices.Sort(names)
		if len(slices.Compact(names)) < len(names) {
			return twice
		}
	case '[':
		r.open(depth)
		for n := 0; r.more(n, ']'); n++ {
			wrong = cmp.Or(wrong, r.sound(depth+1))
		}
	case '"':
		if r.string().half {
			return halfPair
		}
	default:
		r.skip(depth)
	}
	return wrong
}

// keepJSON returns a value that is well written without the white space between its
// tokens, and with the characters escaped that mean something to HTML and JavaScript:
// it is sent as it is kept.
func keepJSON(text []byte) (value.Value, *Violation) {
	out := make([]byte, 0, min(len(text), MostJSON))
	inside := false // a string
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '"':
			inside = !inside
		case !inside && (c == ' ' || c == '\n' || c == '\t' || c == '\r'):
			continue
		case c == '\\' && i+1 < len(text):
			out = append(out, c)
			i++
			c = text[i]
		case c == '<' || c == '>' || c == '&':
			out = appendEscape(out, rune(c))
			continue
		case c == 0xe2 && i+2 < len(text) && text[i+1] == 0x80 && text[i+2]&^1 == 0xa8: // U+2028, U+2029
			out = appendEscape(out, 0x2000|rune(text[i+2]&0x3f))
			i += 2
			continue
		}
		out = append(out, c)
	}
	if len(out) > MostJSON {
		return value.Value{}, &Violation{Code: CodeTooLong, Detail: "must have at most " + strconv.Itoa(MostJSON) + " bytes"}
	}
	return value.OfText(string(out)), nil
}
