package generate

import (
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/payload"
)

// samples are texts of a format: those that it takes, and those that it does not.
type samples struct{ right, wrong []string }

var formats = map[string]samples{
	"date": {
		[]string{"2024-02-29", "0001-01-01", "9999-12-31", "2026-11-25"},
		[]string{"2023-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-1", "0000-01-01", "10000-01-01", "2026-11-25T00:00:00Z", "tomorrow", "", "2026-11-2५"},
	},
	"date-time": {
		[]string{"2026-11-25T09:30:00Z", "2024-02-29T23:59:59.999999Z", "2026-11-25T09:30:00+02:00", "2026-11-25t09:30:00.1z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"},
		[]string{"2026-11-25", "2026-11-25 09:30:00Z", "2026-11-25T24:00:00Z", "2026-11-25T09:60:00Z", "2026-02-30T00:00:00Z", "2026-11-25T09:30:00", "2026-11-25T09:30:00.Z", "2026-11-25T09:30:00+25:00", "0000-01-01T00:00:00Z", "now", ""},
	},
	"uuid": {
		[]string{"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B", "00000000-0000-0000-0000-000000000000"},
		[]string{"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5", "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", "{0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b}", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5g", ""},
	},
	"email": {
		[]string{"ann@example.com", "a.b+c@sub.example.org"},
		[]string{"ann", "@example.com", "ann@", "a nn@example.com", "ann@@example.com", "", "Ann <ann@example.com>", strings.Repeat("a", 250) + "@example.com"},
	},
	"uri": {
		[]string{"https://example.com/a?b=c#d", "http://example.com"},
		[]string{"example.com", "/a/b", "ftp://example.com/", "javascript:alert(1)", "https://", "", "https://example.com/" + strings.Repeat("a", 2048)},
	},
}

// plain are texts that a text without a format may be, or not: its length, words and pattern
// say so.
var plain = []value{
	{text: "", why: "no character"},
	{text: "x", why: "one character"},
	{text: " ", why: "a space"},
	{text: "Ein Wort, dann zwei.", why: "a sentence"},
	{text: "a\nb\tc", why: "lines and tabs"},
	{text: "x\u0332y\u0332", why: "combining marks"},
	{text: "e\u0301", why: "a letter that can be composed"},
	{text: "\U0001F600", why: "a character beyond 16 bits"},
	{text: "\u202Eabc", why: "a mark of direction"},
	{text: "' OR 1=1 --", why: "quotes of SQL"},
	{text: "<script>alert(1)</script>", why: "a script"},
	{text: "null", why: "the word null"},
	{text: "0", why: "the digit 0"},
	{text: "-1", why: "a number"},
	{text: "%00%", why: "percent signs"},
	{text: `\`, why: "a backslash"},
	{text: "ÀÖ", why: "letters beyond ASCII"},
	{text: "A-B", why: "capital letters"},
	{text: "\uFFFF", why: "a character that is none"},
	{text: "a,b", why: "a comma"},
}

// texts returns texts at the edges of s, as they are.
func texts(s *contract.Shape, slot *payload.Slot) (all []value) {
	if of, ok := formats[s.Format]; ok {
		for _, t := range of.right {
			if bounded(slot, t) {
				all = append(all, right(t, "a right "+s.Format))
			} else {
				all = append(all, wrong(t, "a "+s.Format+" out of bounds"))
			}
		}
		for _, t := range of.wrong {
			all = append(all, wrong(t, "no "+s.Format))
		}
		return all
	}
	if len(s.Words) > 0 {
		for _, w := range s.Words {
			all = append(all, right(w, "the word "+w))
		}
		for _, w := range []string{"", s.Words[0] + "x", " " + s.Words[0], strings.ToUpper(s.Words[0]), "no such word"} {
			if !takes(s, w) {
				all = append(all, wrong(w, "none of the words"))
			}
		}
		return all
	}
	add := func(text, why string) {
		fine := takes(s, text)
		if fine && strings.HasPrefix(s.Pattern, decimalForm) {
			fine = bounded(slot, text)
		}
		all = append(all, value{text: text, why: why, broken: !fine})
	}
	for _, v := range plain {
		add(v.text, v.why)
	}
	if s.Pattern == "" && s.RE2 == "" {
		for _, n := range lengths(s) {
			add(strings.Repeat("x", n), strconv.Itoa(n)+" characters")
			if n > 0 {
				add(strings.Repeat("\U0001D4B3", n), strconv.Itoa(n)+" characters beyond 16 bits")
			}
		}
	} else if s.Most != nil && *s.Most <= 1<<16 {
		add(strings.Repeat("a", int(*s.Most)+1), "one character too many")
	}
	if strings.HasPrefix(s.Pattern, decimalForm) && slot != nil && slot.Format == payload.Decimal {
		all = append(all, decimals(slot)...)
	}
	return unique(all)
}

// decimalForm is what patterns of decimals begin with.
const decimalForm = "^-?(0|[1-9]"

// beyond is a number that 64 bits do not hold.
const beyond = "99999999999999999999999"

// decimals are those at the bounds of a slot.
func decimals(slot *payload.Slot) (all []value) {
	spell := func(n int64) string { return string(payload.AppendDecimal(nil, n, slot.Places)) }
	if slot.Min != nil {
		all = append(all, right(spell(*slot.Min), "the least"), wrong(spell(*slot.Min-1), "less than the least"))
	}
	if slot.Max != nil {
		all = append(all, right(spell(*slot.Max), "the most"), right(spell(*slot.Max)+zeros(slot.Places), "the most, with another zero"), wrong(spell(*slot.Max+1), "more than the most"))
	}
	return append(all, wrong("1."+strings.Repeat("0", slot.Places)+"1", "one place too many"), wrong("1e1", "an exponent"), wrong("01", "a needless zero"), wrong("+1", "a plus"),
		wrong("1.", "a point at the end"), value{text: beyond, why: "a number beyond 64 bits", broken: !bounded(slot, beyond)})
}

// zeros is a zero that stands behind the point of a decimal of so many places.
func zeros(places int) string {
	if places == 0 {
		return ".0"
	}
	return "0"
}

// lengths are those at the edges of a text: just right, and just not.
func lengths(s *contract.Shape) (all []int) {
	const longest = 1 << 16 // longer ones would be refused for the length of the body
	if s.Least != nil {
		all = append(all, int(*s.Least))
		if *s.Least > 0 {
			all = append(all, int(*s.Least)-1)
		}
	}
	if s.Most != nil && *s.Most < longest {
		all = append(all, int(*s.Most), int(*s.Most)+1)
	}
	return all
}
