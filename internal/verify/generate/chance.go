package generate

import (
	"encoding/json"
	"math/rand/v2"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/payload"
)

// chance makes values that a shape takes.
type chance struct {
	*rand.Rand
	doc  *contract.Document
	made int // how many texts, so that each is another one
}

// value returns a value that s takes, as JSON; not ok when none is found.
func (c *chance) value(s *contract.Shape, slot *payload.Slot) (text string, ok bool) {
	whole := c.doc.Whole(s)
	switch whole.Kind {
	case contract.Boolean:
		return []string{"true", "false"}[c.IntN(2)], true
	case contract.Integer:
		low, high := int64(0), int64(1000)
		if whole.Min != nil {
			low = *whole.Min
			high = max(high, low+1000)
		}
		if whole.Max != nil {
			high = *whole.Max
			low = min(low, high)
		}
		return strconv.FormatInt(low+c.Int64N(max(1, high-low+1)), 10), true
	case contract.Text:
		text, ok := c.text(whole, slot)
		return quoted(text), ok
	case contract.Anything:
		return `{"n":` + strconv.Itoa(c.IntN(100)) + `}`, true
	case contract.List:
		return c.list(whole, slot)
	case contract.Number, contract.Object:
	}
	var fine []string
	for _, v := range edges(c.doc, s, slot) {
		if !v.broken && v.text != "null" {
			fine = append(fine, v.text)
		}
	}
	if len(fine) == 0 {
		return "", false
	}
	return fine[c.IntN(len(fine))], true
}

func (c *chance) list(s *contract.Shape, slot *payload.Slot) (string, bool) {
	var of *payload.Slot
	if slot != nil {
		of = slot.Item
	}
	least, most := int64(0), int64(3)
	if s.Least != nil {
		least = *s.Least
	}
	if s.Most != nil {
		most = min(most, *s.Most)
	}
	var items []string
	for range least + c.Int64N(max(1, max(most, least)-least+1)) {
		item, ok := c.value(s.Item, of)
		if !ok {
			return "", false
		}
		items = append(items, item)
	}
	return "[" + strings.Join(items, ",") + "]", true
}

// text returns a text that s takes; one that was not there before, where it can.
func (c *chance) text(s *contract.Shape, slot *payload.Slot) (string, bool) {
	c.made++
	n := strconv.Itoa(c.made) + strconv.Itoa(c.IntN(1000))
	switch {
	case len(s.Words) > 0:
		return s.Words[c.IntN(len(s.Words))], true
	case s.Format == "email":
		return "a" + n + "@example.com", true
	case s.Format == "uri":
		return "https://example.com/" + n, true
	case s.Format == "uuid":
		n = strings.Repeat("0", max(0, 12-len(n))) + n
		return "0190a1b2-c3d4-7e5f-8a9b-" + n[len(n)-12:], true
	case s.Format == "date" || s.Format == "date-time":
		for range 20 {
			text := "20" + twoDigits(10+c.IntN(60)) + "-" + twoDigits(1+c.IntN(12)) + "-" + twoDigits(1+c.IntN(28))
			if s.Format == "date-time" {
				text += "T" + twoDigits(c.IntN(24)) + ":30:00Z"
			}
			if bounded(slot, text) {
				return text, true
			}
		}
	case s.Pattern == "" && s.RE2 == "":
		text := "Text " + n
		for s.Least != nil && int64(len(text)) < *s.Least {
			text += " and more"
		}
		if s.Most != nil && int64(len(text)) > *s.Most {
			text = text[int64(len(text))-*s.Most:]
		}
		return text, true
	case takes(s, "s-"+n):
		return "s-" + n, true
	case s.RE2 != "":
		if text, ok := c.matching(s); ok {
			return text, true
		}
	}
	var fine []string
	for _, v := range texts(s, slot) {
		if !v.broken {
			fine = append(fine, v.text)
		}
	}
	if len(fine) > 0 {
		return fine[c.IntN(len(fine))], true
	}
	return "", false
}

func twoDigits(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }

// matching returns a text that the pattern of s matches, spelled by chance.
func (c *chance) matching(s *contract.Shape) (string, bool) {
	re, err := syntax.Parse(s.RE2, syntax.Perl)
	if err != nil {
		return "", false
	}
	for range 30 {
		var b strings.Builder
		c.spell(&b, re)
		if takes(s, b.String()) {
			return b.String(), true
		}
	}
	return "", false
}

func (c *chance) spell(b *strings.Builder, re *syntax.Regexp) {
	times := func(low, high int) {
		for range low + c.IntN(max(1, high-low+1)) {
			c.spell(b, re.Sub[0])
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		if n := len(re.Rune) / 2; n > 0 {
			i := 2 * c.IntN(n)
			b.WriteRune(re.Rune[i] + rune(c.IntN(min(64, int(re.Rune[i+1]-re.Rune[i])+1))))
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte(byte('a' + c.IntN(26)))
	case syntax.OpCapture:
		c.spell(b, re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			c.spell(b, sub)
		}
	case syntax.OpAlternate:
		c.spell(b, re.Sub[c.IntN(len(re.Sub))])
	case syntax.OpStar:
		times(0, 3)
	case syntax.OpPlus:
		times(1, 4)
	case syntax.OpQuest:
		times(0, 1)
	case syntax.OpRepeat:
		high := re.Max
		if high < 0 {
			high = re.Min + 3
		}
		times(re.Min, high)
	default:
	}
}

// exampleOf returns the text of an example of JSON; "" for none.
func exampleOf(raw any) string {
	b, err := json.Marshal(raw)
	if err != nil {
		return ""
	}
	return string(b)
}
