package payload

import (
	"strconv"

	"github.com/newel-api/newel/internal/value"
)

// MostItems is how many items a list may have, whatever its design says.
const MostItems = 1000

// list reads an array of values of s.Item, and keeps it as it is sent. What is wrong
// with an item is told at its own place.
func (p *parsing) list(s *Slot) (value.Value, *Violation) {
	most, least := int64(MostItems), int64(0)
	if s.Max != nil {
		most = min(most, *s.Max)
	}
	if s.Min != nil {
		least = *s.Min
	}
	item := Member{Format: s.Item.Format, Places: s.Item.Places}
	out, n := []byte{'['}, int64(0)
	p.open(1)
	for ; p.more(int(n), ']'); n++ {
		if n >= most {
			p.skip(2)
			continue
		}
		v, wrong := p.value(s.Item)
		if wrong != nil {
			p.violate(Violation{pointer(s.Name) + "/" + strconv.FormatInt(n, 10), wrong.Code, wrong.Detail})
			continue
		}
		if n > 0 {
			out = append(out, ',')
		}
		out = item.append(out, cell{v})
	}
	switch {
	case p.err != nil:
		return value.Value{}, nil // the body is refused as a whole
	case n > most:
		return value.Value{}, &Violation{Code: CodeTooManyItems, Detail: "must have at most " + items(most)}
	case n < least:
		return value.Value{}, &Violation{Code: CodeTooFewItems, Detail: "must have at least " + items(least)}
	case len(out) >= MostJSON:
		return value.Value{}, &Violation{Code: CodeTooLong, Detail: "must have at most " + strconv.Itoa(MostJSON) + " bytes"}
	}
	return value.OfText(string(append(out, ']'))), nil
}

func items(n int64) string {
	if n == 1 {
		return "1 item"
	}
	return strconv.FormatInt(n, 10) + " items"
}

// parseList reads a list that stands outside a body.
func (s *Slot) parseList(written string) (value.Value, *Violation) {
	p := parsing{reader: reader{body: []byte(written)}}
	p.space()
	if p.peek() != '[' {
		return value.Value{}, &Violation{Code: CodeWrongType, Detail: `must be an array as "[…]"`}
	}
	v, wrong := p.list(s)
	p.end()
	switch {
	case p.err != nil:
		return value.Value{}, &Violation{Code: CodeNotJSON, Detail: "must be a JSON array"}
	case wrong != nil:
		return value.Value{}, wrong
	case len(p.violations) > 0:
		first := p.violations[0]
		return value.Value{}, &Violation{Code: first.Code, Detail: "has an item that " + first.Detail}
	}
	return v, nil
}

// cell is a value as a row of one column.
type cell struct{ value value.Value }

func (c cell) IsNull(int) bool { return c.value.IsNull() }

func (c cell) Int(int) int64 { return c.value.Int }

func (c cell) Bytes(int) []byte { return []byte(c.value.Str) }
