package generate

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/payload"
)

// value is one value that a member of a body or a parameter may be given.
type value struct {
	text   string // JSON in a body; what it is, in a query or a path
	why    string // what is special about it
	broken bool   // the contract does not take it
	at     string // where it is broken, below its member: "/0"
	lost   bool   // it refers to a row that is not there

	// guarded is of a name that has a read rule: to whom it is hidden, there is none.
	guarded bool
}

func right(text, why string) value { return value{text: text, why: why} }
func wrong(text, why string) value { return value{text: text, why: why, broken: true} }

// quoted writes a text as JSON.
func quoted(s string) string { return string(payload.AppendString(nil, s)) }

// edges returns what is at the edges of a member of that shape: what it takes, and what it
// just does not take. slot is the member as the plan has it, nil for none.
func edges(d *contract.Document, s *contract.Shape, slot *payload.Slot) (all []value) {
	if s.Nullable {
		all = append(all, right("null", "null"))
	} else {
		all = append(all, wrong("null", "null where a value must be"))
	}
	s = d.Whole(s)
	switch s.Kind {
	case contract.Boolean:
		all = append(all, right("true", "true"), right("false", "false"), wrong(`"true"`, "a boolean in quotes"), wrong("1", "a number for a boolean"))
	case contract.Integer:
		all = append(all, integers(s)...)
	case contract.Number:
		all = append(all, numbers(s)...)
	case contract.List:
		all = append(all, lists(d, s, slot)...)
	case contract.Anything:
		all = append(all, right("{}", "an empty object"), right("[]", "an empty array"), right(`"x"`, "a text"), right("-0.5e2", "a number"), right("false", "false"),
			right(strings.Repeat("[", 20)+strings.Repeat("]", 20), "twenty arrays in each other"), wrong(`{"a":1,"a":2}`, "a member twice, inside"))
		return all
	case contract.Text:
		for _, t := range texts(s, slot) {
			t.text = quoted(t.text)
			all = append(all, t)
		}
		all = append(all, wrong(`"\ud800"`, "half a surrogate pair"), wrong(`"a\u0000b"`, "U+0000"), wrong("1", "a number for a text"),
			wrong("true", "a boolean for a text"))
		if len(s.Words) == 0 && s.Format == "" && s.Pattern == "" && s.RE2 == "" && fitsLength(s, 1) {
			all = append(all, right(`"\ud83d\ude00"`, "a surrogate pair"), right(`"\u0061"`, "an escape without need"))
		}
	case contract.Object:
	}
	if s.Kind != contract.Object {
		all = append(all, wrong(`{"a":{"b":[]}}`, "an object"))
	}
	if s.Kind != contract.List {
		all = append(all, wrong("[]", "an array"))
	}
	return all
}

func fitsLength(s *contract.Shape, n int64) bool {
	return (s.Least == nil || n >= *s.Least) && (s.Most == nil || n <= *s.Most)
}

func integers(s *contract.Shape) (all []value) {
	low, high := int64(math.MinInt64), int64(math.MaxInt64)
	if s.Min != nil {
		low = *s.Min
	}
	if s.Max != nil {
		high = *s.Max
	}
	say := func(n int64) string { return strconv.FormatInt(n, 10) }
	all = append(all, right(say(low), "the least"), right(say(high), "the most"))
	if low > math.MinInt64 {
		all = append(all, wrong(say(low-1), "one less than the least"))
	}
	if high < math.MaxInt64 {
		all = append(all, wrong(say(high+1), "one more than the most"))
	}
	middle := min(max(0, low), high)
	if abs := max(middle, -middle); abs < 1<<50 {
		all = append(all, right(say(middle)+".0", "an integer with a fraction of nothing"), right(say(middle)+"e0", "an integer with an exponent"),
			wrong(say(middle)+".5", "a fraction"))
	}
	return append(all, wrong("9223372036854775808", "2^63"), wrong("-9223372036854775809", "less than -2^63"), wrong("1e400", "a number beyond any double"),
		wrong(`"1"`, "a number in quotes"), wrong("true", "a boolean for a number"))
}

func numbers(s *contract.Shape) (all []value) {
	say := func(n float64) string { return strconv.FormatFloat(n, 'g', -1, 64) }
	low, high := -1e300, 1e300
	if s.Low != nil {
		low = *s.Low
		all = append(all, wrong(say(low-math.Max(1, math.Abs(low)/1000)), "less than the least"))
	}
	if s.High != nil {
		high = *s.High
		all = append(all, wrong(say(high+math.Max(1, math.Abs(high)/1000)), "more than the most"))
	}
	return append(all, right(say(low), "the least"), right(say(high), "the most"), wrong("1e400", "a number beyond any double"),
		wrong(`"1"`, "a number in quotes"), wrong("false", "a boolean for a number"))
}

func lists(d *contract.Document, s *contract.Shape, slot *payload.Slot) (all []value) {
	item := s.Item
	var of *payload.Slot
	if slot != nil {
		of = slot.Item
	}
	one := ""
	for _, v := range edges(d, item, of) {
		if !v.broken && v.text != "null" && (one == "" || len(v.text) < len(one)) {
			one = v.text
		}
	}
	if one == "" {
		return nil
	}
	times := func(n int64) string { return "[" + strings.TrimSuffix(strings.Repeat(one+",", int(n)), ",") + "]" }
	least, most := int64(0), int64(-1)
	if s.Least != nil {
		least = *s.Least
	}
	if s.Most != nil && *s.Most <= 2000 {
		most = *s.Most
	}
	all = append(all, right(times(least), "the fewest items"), wrong(one, "an item without its list"))
	if least > 0 {
		all = append(all, wrong(times(least-1), "one item too few"))
	}
	if most >= 0 {
		all = append(all, right(times(most), "the most items"), wrong(times(most+1), "one item too many"))
	}
	if n := max(least, 1); most < 0 || n <= most {
		for _, v := range edges(d, item, of) {
			if !v.broken || v.at != "" {
				continue
			}
			text := times(n)
			v.text, v.at, v.why = "["+v.text+strings.TrimPrefix(text, "["+one), "/0", "an item: "+v.why
			all = append(all, v)
		}
	}
	return all
}

// bounded tells whether a text of a date, a time or a decimal is within the bounds that
// the document has only in prose.
func bounded(slot *payload.Slot, text string) bool {
	if slot == nil {
		return true
	}
	switch slot.Format {
	case payload.Date, payload.Timestamp, payload.Decimal:
		_, bad := slot.ParseString(text)
		return bad == nil
	default:
		return true
	}
}

// takes tells whether s takes a text, whatever its format.
func takes(s *contract.Shape, text string) bool {
	if len(s.Words) == 0 {
		text = norm.NFC.String(text)
	}
	return s.Takes(text)
}

// unique leaves out values that stand there before.
func unique(all []value) []value {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(v value) bool {
		was := seen[v.text]
		seen[v.text] = true
		return was
	})
}
