package review

import (
	"regexp/syntax"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

var unboundedText = diag.Rule{ID: "review/unbounded-text", Severity: diag.Medium, Title: "a text as long as a request may be"}

// lookUnboundedText finds texts without a greatest length that requests give.
func lookUnboundedText(v *view) {
	for _, t := range v.given() {
		f := t.f
		if f.Type == design.TypeList && f.Item != nil {
			f = f.Item
		}
		if f.Type != design.TypeText || f.Max != nil || f.Pattern != nil && ends(f.Pattern.Text) {
			continue
		}
		if f.Pattern == nil && better(t.f.Name.Text) != design.TypeNone {
			continue // another type has an end, and another rule asks for it
		}
		v.add(t.at, t.f.Name.Span, "%s may be as long as a request may be", t.at).
			Mend("write max: with the longest that is of use, as in {type: text, max: 200}")
	}
}

// ends tells whether what the pattern matches has a greatest length.
func ends(pattern string) bool {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	return err == nil && finite(tree)
}

func finite(n *syntax.Regexp) bool {
	if n.Op == syntax.OpStar || n.Op == syntax.OpPlus || n.Op == syntax.OpRepeat && n.Max < 0 {
		return false
	}
	for _, sub := range n.Sub {
		if !finite(sub) {
			return false
		}
	}
	return true
}

var unsafeInteger = diag.Rule{ID: "review/unsafe-integer", Severity: diag.Low, Title: "an integer that browsers round"}

// exactly is the greatest integer such that a double holds all up to it.
const exactly = 1<<53 - 1

// lookUnsafeInteger finds integers that requests give which JavaScript may not hold.
func lookUnsafeInteger(v *view) {
	for _, t := range v.given() {
		f := t.f
		if f.Type != design.TypeInteger {
			continue
		}
		high := f.Max == nil || f.Max.N > exactly
		if low := f.Min == nil || f.Min.N < -exactly; !high && !low {
			continue
		}
		bounds := "min and max"
		switch {
		case f.Min != nil && f.Min.N >= -exactly:
			bounds = "max"
		case !high:
			bounds = "min"
		}
		v.add(t.at, f.Name.Span, "%s may be an integer that JavaScript rounds", t.at).
			Mend("write %s: what is of use here is far below 2^53", bounds)
	}
}
