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
	most, _ := s.counts()
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
	if p.err != nil {
		return value.Value{}, nil // the body is refused as a whole
	}
	if wrong := s.sized(n, len(out)); wrong != nil {
		return value.Value{}, wrong
	}
	return value.OfText(string(append(out, ']'))), nil
}

// sized tells what is wrong with a list of so many items, in so many bytes and one.
func (s *Slot) sized(n int64, bytes int) *Violation {
	most, least := s.counts()
	switch {
	case n > most:
		return &Violation{Code: CodeTooManyItems, Detail: "must have at most " + items(most)}
	case n < least:
		return &Violation{Code: CodeTooFewItems, Detail: "must have at least " + items(least)}
	case bytes >= MostJSON:
		return &Violation{Code: CodeTooLong, Detail: "must have at most " + strconv.Itoa(MostJSON) + " bytes"}
	}
	return nil
}

// counts returns how many items the list has at the most, and at the least.
func (s *Slot) counts() (most, least int64) {
	most = MostItems
	if s.Max != nil {
		most = min(most, *s.Max)
	}
	if s.Min != nil {
		least = *s.Min
	}
	return most, least
}

// ListOf returns the list of those items, each of which s.Item has read, as it is kept.
func (s *Slot) ListOf(items []value.Value) (value.Value, *Violation) {
	item := Member{Format: s.Item.Format, Places: s.Item.Places}
	out := []byte{'['}
	for i, v := range items {
		if i > 0 {
			out = append(out, ',')
		}
		out = item.append(out, cell{v})
	}
	if wrong := s.sized(int64(len(items)), len(out)); wrong != nil {
		return value.Value{}, wrong
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
