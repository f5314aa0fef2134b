package schema

import (
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
)

// The words of Diff's sentences.

func presence(c *Column) string {
	if c.Optional {
		return "optional"
	}
	return "required"
}

// idWord is what an author writes of ids that are in c.
func idWord(c *Column) string {
	if c.Type == Counted {
		return design.Integers.String()
	}
	return design.UUIDs.String()
}

// measure is what a column's bounds bound.
func measure(c *Column) string {
	if c.Type == Text || c.Type == Bytes {
		return "length "
	}
	return "value "
}

func extent(c *Column) string {
	low, high := bound(c, c.Min, c.Low), bound(c, c.Max, c.High)
	switch {
	case low != "" && high != "":
		return low + " to " + high
	case low != "":
		return "at least " + low
	case high != "":
		return "at most " + high
	}
	return "any"
}

// bound spells a bound, "" for none.
func bound(c *Column, n *int64, f *float64) string {
	switch {
	case n != nil && c.Type == Decimal:
		return string(payload.AppendDecimal(nil, *n, c.Places))
	case n != nil && c.Type == Date:
		return string(payload.AppendDate(nil, *n))
	case n != nil && c.Type == Time:
		return string(payload.AppendTime(nil, *n))
	case n != nil:
		return strconv.FormatInt(*n, 10)
	case f != nil:
		return string(payload.AppendFloat(nil, *f))
	}
	return ""
}

// within tells whether every cell that old allows is within the bounds of new.
func within(old, new *Column) bool {
	return above(old.Min, new.Min) && below(old.Max, new.Max) && above(old.Low, new.Low) && below(old.High, new.High)
}

// above tells whether a least value is no less than the other; nil is none.
func above[N int64 | float64](old, new *N) bool { return new == nil || old != nil && *old >= *new }

func below[N int64 | float64](old, new *N) bool { return new == nil || old != nil && *old <= *new }

func allowed(c *Column) string {
	if len(c.Values) == 0 {
		return "any"
	}
	return strings.Join(c.Values, ", ")
}

func subset(part, whole []string) bool {
	return !slices.ContainsFunc(part, func(v string) bool { return !slices.Contains(whole, v) })
}

// text says what r refers to; r may be nil.
func (r *Reference) text() string {
	if r == nil {
		return "no reference"
	}
	within := ""
	if r.Tenant != "" {
		within = " of the same " + r.Tenant
	}
	return "refers to " + r.Target + within + ", on_delete " + r.OnDelete
}

// text names x by its keys, as an author writes them.
func (x *Index) text() string {
	keys := make([]string, len(x.Keys))
	for i, k := range x.Keys {
		keys[i] = k.Column
		if k.Desc {
			keys[i] = "-" + k.Column
		}
	}
	what := "index "
	if x.Unique {
		what = "unique "
	}
	return what + "[" + strings.Join(keys, ", ") + "]"
}
