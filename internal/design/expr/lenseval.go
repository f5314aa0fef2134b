package expr

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/value"
)

// longestMade bounds what a lens makes of a text: more is no value.
const longestMade = 1 << 20

// Through returns what n makes of the members of a document; null where one that it needs is
// absent, or where there is no such value.
func Through(n *design.LensNode, members []value.Value) value.Value {
	switch n.Op {
	case design.LensLiteral:
		return n.Literal
	case design.LensMember:
		return members[n.Number]
	case design.LensHas:
		return value.OfBool(!members[n.Kids[0].Number].IsNull())
	case design.LensAnd, design.LensOr:
		return junction(n, members)
	case design.LensChoose:
		switch c := Through(n.Kids[0], members); {
		case c.IsNull():
			return c
		case c.True():
			return Through(n.Kids[1], members)
		}
		return Through(n.Kids[2], members)
	default:
	}
	var kids [3]value.Value
	for i, kid := range n.Kids {
		if kids[i] = Through(kid, members); kids[i].IsNull() {
			return value.Value{}
		}
	}
	return made(n.Op, kids[0], kids[1], kids[2], len(n.Kids))
}

// junction is && and ||: a side that decides makes the others, also absent ones, not matter.
func junction(n *design.LensNode, members []value.Value) value.Value {
	decides, absent := n.Op == design.LensOr, false
	for _, kid := range n.Kids {
		switch v := Through(kid, members); {
		case v.IsNull():
			absent = true
		case v.True() == decides:
			return v
		}
	}
	if absent {
		return value.Value{}
	}
	return value.OfBool(!decides)
}

// made returns what an operator or a function makes of its n arguments.
func made(op design.LensOp, a, b, c value.Value, n int) value.Value {
	switch op {
	case design.LensNot:
		return value.OfBool(!a.True())
	case design.LensEqual:
		return value.OfBool(a == b)
	case design.LensLess:
		return value.OfBool(value.Compare(a, b) < 0)
	case design.LensAtMost:
		return value.OfBool(value.Compare(a, b) <= 0)
	case design.LensStarts:
		return value.OfBool(strings.HasPrefix(a.Str, b.Str))
	case design.LensEnds:
		return value.OfBool(strings.HasSuffix(a.Str, b.Str))
	case design.LensContains:
		return value.OfBool(strings.Contains(a.Str, b.Str))
	case design.LensAdd, design.LensSubtract, design.LensMultiply, design.LensDivide:
		return calculated(op, a.Int, b.Int)
	case design.LensIndex:
		at := strings.Index(a.Str, b.Str)
		if at > 0 {
			at = utf8.RuneCountInString(a.Str[:at])
		}
		return value.OfInt(int64(at))
	case design.LensSubstring:
		return substring(a.Str, b.Int, c.Int, n == 3)
	case design.LensInt:
		number, err := strconv.ParseInt(a.Str, 10, 64)
		if err != nil || strconv.FormatInt(number, 10) != a.Str {
			return value.Value{}
		}
		return value.OfInt(number)
	default:
		return text(op, a, b.Str, c.Str)
	}
}

// text is made for what gives a text.
func text(op design.LensOp, a value.Value, b, c string) value.Value {
	out := a.Str
	switch op {
	case design.LensJoin:
		out += b
	case design.LensReplace:
		if len(out)*(len(c)+1) > longestMade {
			return value.Value{}
		}
		out = strings.ReplaceAll(out, b, c)
	case design.LensLower:
		out = ascii(out, 'A', 'Z', 'a'-'A')
	case design.LensUpper:
		out = ascii(out, 'a', 'z', 256-('a'-'A'))
	case design.LensTrim:
		out = strings.TrimSpace(out)
	case design.LensString:
		if out = strconv.FormatInt(a.Int, 10); a.Kind == value.Bool {
			out = strconv.FormatBool(a.True())
		}
	default:
		return value.Value{}
	}
	if len(out) > longestMade {
		return value.Value{}
	}
	return value.OfText(out)
}

// ascii adds by to the bytes from low to high.
func ascii(s string, low, high byte, by int) string {
	out := []byte(s)
	for i, c := range out {
		if c >= low && c <= high {
			out[i] = byte(int(c) + by)
		}
	}
	return string(out)
}

func calculated(op design.LensOp, a, b int64) value.Value {
	switch op {
	case design.LensAdd:
		if s := a + b; (s > a) == (b > 0) {
			return value.OfInt(s)
		}
	case design.LensSubtract:
		if d := a - b; (d < a) == (b > 0) {
			return value.OfInt(d)
		}
	case design.LensMultiply:
		high, low := bits.Mul64(magnitude(a), magnitude(b))
		negative := (a < 0) != (b < 0)
		if high == 0 && (low <= math.MaxInt64 || negative && low == 1<<63) {
			return value.OfInt(a * b)
		}
	case design.LensDivide:
		if b != 0 && (a != math.MinInt64 || b != -1) {
			return value.OfInt(a / b)
		}
	default:
	}
	return value.Value{}
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// substring returns the characters from one on, or up to before another.
func substring(s string, from, to int64, bounded bool) value.Value {
	size := int64(utf8.RuneCountInString(s))
	if !bounded {
		to = size
	}
	if from < 0 || from > to || to > size {
		return value.Value{}
	}
	at, begin := int64(0), len(s)
	for i := range s {
		if at == from {
			begin = i
		}
		if at == to {
			return value.OfText(s[begin:i])
		}
		at++
	}
	return value.OfText(s[begin:])
}
