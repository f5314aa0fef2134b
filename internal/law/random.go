package law

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// letters are what random texts are made of: of one byte to four, and such as need an
// escape in JSON or mean something to HTML.
var letters = []rune("aZ09 _-.,'\"\\/<&\n\t\u00e9\u00df\u4e2d\U0001f600")

// source makes random values.
type source struct{ *rand.Rand }

// between returns a number from low to high, at or near an end more often than not.
func (r source) between(low, high int64) int64 {
	if low >= high {
		return low
	}
	switch r.IntN(4) {
	case 0:
		return low
	case 1:
		return high
	}
	if span := high - low; span > 0 && span < 1<<62 {
		return low + r.Int64N(span+1)
	}
	return low + r.Int64N(1<<40)
}

func bounds(s *payload.Slot, low, high int64) (int64, int64) {
	if s.Min != nil {
		low = *s.Min
		high = max(high, low)
	}
	if s.Max != nil {
		high = *s.Max
		low = min(low, high)
	}
	return low, high
}

// tries is how many random texts are compared with a pattern.
const tries = 20

// value returns a random value that s takes. It is not ok where none was found, as for
// most patterns.
func (r source) value(s *payload.Slot) (v value.Value, ok bool) {
	for range tries {
		v, wrong := s.ParseString(r.written(s))
		if wrong == nil {
			return v, true
		}
	}
	return v, false
}

// written returns a value as a query string has it.
func (r source) written(s *payload.Slot) string {
	low, high := bounds(s, 0, 12)
	switch s.Format {
	case payload.Text, payload.Secret:
		return r.text(int(r.between(low, min(high, low+40))))
	case payload.Email:
		return fmt.Sprintf("p%d@Example.test", r.IntN(1e6))
	case payload.URL:
		return fmt.Sprintf("https://example.test/%d?q=%%20", r.IntN(1e6))
	case payload.Slug:
		return fmt.Sprintf("a-slug-%d", r.IntN(1e6))
	case payload.Integer:
		low, high = bounds(s, -1<<40, 1<<40)
		return strconv.FormatInt(r.between(low, high), 10)
	case payload.Decimal:
		low, high = bounds(s, 0, 0)
		return string(payload.AppendDecimal(nil, r.between(low, high), s.Places))
	case payload.Number:
		return string(payload.AppendFloat(nil, r.number(s)))
	case payload.Boolean:
		return strconv.FormatBool(r.IntN(2) == 0)
	case payload.Timestamp:
		low, high = bounds(s, 0, 4e15)
		return string(payload.AppendTime(nil, r.between(low, high)))
	case payload.Date:
		low, high = bounds(s, 0, 40000)
		return string(payload.AppendDate(nil, r.between(low, high)))
	case payload.UUID:
		return string(payload.AppendUUID(nil, r.id().Str))
	case payload.ID:
		quoted := spelled(s, r.id())
		return quoted[1 : len(quoted)-1]
	case payload.Counted:
		return s.Prefix + "_" + strconv.Itoa(1+r.IntN(1e6))
	case payload.Choice:
		if len(s.Choices) > 0 {
			return s.Choices[r.IntN(len(s.Choices))]
		}
	case payload.JSON:
		return []string{`{"a":[1,null,"x"]}`, `[]`, `"t"`, `0`, `true`}[r.IntN(5)]
	case payload.List:
		return r.list(s)
	case payload.Bridged:
	}
	return ""
}

func (r source) id() value.Value {
	return value.FixedID(r.Uint64()>>20, r.Uint64(), r.Uint64())
}

func (r source) number(s *payload.Slot) float64 {
	n := r.NormFloat64() * 1000
	if s.Low != nil {
		n = max(n, *s.Low)
	}
	if s.High != nil {
		n = min(n, *s.High)
	}
	return n
}

func (r source) text(n int) string {
	out := make([]rune, n)
	for i := range out {
		out[i] = letters[r.IntN(len(letters))]
	}
	return string(out)
}

// list returns the JSON of a list.
func (r source) list(s *payload.Slot) string {
	low, high := bounds(s, 0, 3)
	var items []value.Value
	for range r.between(low, min(high, low+3)) {
		if v, ok := r.value(s.Item); ok {
			items = append(items, v)
		}
	}
	v, wrong := s.ListOf(items)
	if wrong != nil {
		return "[]"
	}
	return v.Str
}

// spelled returns the JSON of a value that s has read.
func spelled(s *payload.Slot, v value.Value) string {
	o := payload.NewObject([]payload.Member{{Name: "v", Format: s.Format, Prefix: s.Prefix, Places: s.Places, Visible: -1}})
	return strings.TrimSuffix(strings.TrimPrefix(string(o.Append(nil, cells{v})), `{"v":`), "}")
}

// cells are the columns of a row.
type cells []value.Value

// IsNull implements [payload.Columns].
func (c cells) IsNull(col int) bool { return col >= len(c) || c[col].IsNull() }

// Int implements [payload.Columns].
func (c cells) Int(col int) int64 { return c[col].Int }

// Bytes implements [payload.Columns].
func (c cells) Bytes(col int) []byte { return []byte(c[col].Str) }

// object joins members to a JSON object, in a random order.
func (r source) object(members map[string]string) string {
	var names []string
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	var parts []string
	for _, name := range names {
		parts = append(parts, string(payload.AppendString(nil, name))+":"+members[name])
	}
	return "{" + strings.Join(parts, ",") + "}"
}
